"""What is held about whoever is signed in: a page, one file, and being forgotten."""

import json
import re
from collections.abc import Callable

import make
import web
from api.parts import Parts
from people.roles import Role
from people.signin import make_link
from people.staff import Staff

Browser = Callable[[Staff], web.Visitor]
ASKED = "Where </script><b>is</b> the linen key?"


def test_the_page_shows_ones_own_things_and_nobody_elses(browser: Browser, people: make.Cast) -> None:
    ana, cho = browser(people.ana), browser(people.cho)
    ana.asks(ASKED)
    page = ana.opens("/mydata")
    assert page.heading == "What is held about me"
    assert ASKED in page.text
    assert ASKED not in cho.opens("/mydata").text
    assert any(str(link["href"]) == "/mydata" for link in page.soup.select("header a"))


def test_the_file_stands_alone_and_holds_the_same_as_data(browser: Browser, people: make.Cast) -> None:
    ana = browser(people.ana)
    ana.asks(ASKED)
    got = ana.client.get("/mydata/file")
    assert got.headers["content-disposition"] == 'attachment; filename="what-is-held-about-me.html"'
    assert "src=" not in got.text
    assert "href=" not in got.text
    assert "<b>" not in got.text
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', got.text, re.DOTALL)
    held = {part["what"]: part["rows"] for part in json.loads(data)["held"]}
    assert held["Questions you asked"][0]["What you asked"] == ASKED
    assert "Took a copy of their own data" in ana.opens("/mydata").text


def test_it_takes_a_sign_in(stranger: web.Visitor) -> None:
    for address in ("/mydata", "/mydata/file"):
        assert stranger.opens(address).status == 401


def test_the_link_from_telegram_leads_there_and_nowhere_else(parts: Parts, people: make.Cast) -> None:
    for to, lands in (("mydata", "/mydata"), ("//evil.example", "/"), ("people", "/")):
        with parts.database.writing() as session:
            token = make_link(session, people.ana, now=parts.clock(), actor="test")
        visitor = web.Visitor(parts)
        visitor.opens(f"/signin/{token}?to={to}")
        assert visitor.presses("Sign in as Ana").address == lands


def test_being_forgotten_in_the_web_chat_ends_with_the_last_words(browser: Browser, people: make.Cast) -> None:
    ana = browser(people.ana)
    ana.asks("/forget")
    assert "You are forgotten here." in ana.presses("Yes, forget me").text
    assert ana.opens("/mydata").status == 401


def test_whoever_does_not_chat_is_forgotten_on_the_page(browser: Browser, parts: Parts, people: make.Cast) -> None:
    with parts.database.writing() as session:
        auditor = make.staff(session, "Aud", role=Role.AUDITOR, at=people.home, now=parts.clock())
    visitor = browser(auditor)
    assert "Aud" in visitor.opens("/mydata").text
    assert visitor.presses("Yes, forget me").heading == "Forgotten"
    assert visitor.opens("/mydata").status == 401


def test_the_only_administrator_is_told_why_not(browser: Browser, admin: Staff) -> None:
    ade = browser(admin)
    ade.opens("/mydata")
    answer = ade.presses("Yes, forget me")
    assert (answer.status, "only administrator" in answer.text) == (400, True)
    assert ade.opens("/mydata").status == 200
