"""Links that work once, sessions, and forms that were not ours."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

import make
import web
from api.attempts import FAILURES, WITHIN
from api.parts import Parts
from people.signin import LINK_MINUTES, WebSession, make_link
from people.staff import Staff, leave


def link(parts: Parts, staff: Staff) -> str:
    with parts.database.writing() as session:
        return "/signin/" + make_link(session, staff, now=parts.clock(), actor="test")


def test_opening_a_link_does_not_use_it_up_and_pressing_the_button_does(
    parts: Parts, people: make.Cast, stranger: web.Visitor
) -> None:
    address = link(parts, people.ana)
    assert stranger.opens(address).heading == "Hello Ana"
    assert stranger.opens(address).status == 200
    assert stranger.presses("Sign in as Ana").address == "/"
    second = web.Visitor(parts).opens(address)
    assert second.status == 404
    assert "send /link to the assistant in Telegram, or ask your manager" in second.text


def test_a_script_may_send_the_link_without_opening_it_first(
    parts: Parts, people: make.Cast, stranger: web.Visitor
) -> None:
    address = link(parts, people.ana)
    assert stranger.client.post(address, follow_redirects=False).status_code == 303
    assert stranger.says(text="hello").status_code == 200
    assert stranger.client.post(address).status_code == 404


def test_a_link_grows_old(parts: Parts, people: make.Cast, stranger: web.Visitor) -> None:
    address, made = link(parts, people.ana), parts.clock()
    parts.clock = lambda: made + timedelta(minutes=LINK_MINUTES)
    assert stranger.client.post(address).status_code == 404


def test_signing_out_ends_the_session_for_good(
    parts: Parts, people: make.Cast, browser: Callable[[Staff], web.Visitor]
) -> None:
    ana = browser(people.ana)
    token = ana.client.cookies["champion_session"]
    ana.opens("/")
    assert "How to get in" in ana.presses("Sign out").text
    ana.client.cookies.set("champion_session", token)
    assert ana.says(text="hello").status_code == 401
    with parts.database.reading() as session:
        assert session.exec(select(WebSession)).all() == []


def test_who_has_left_is_out_at_once(parts: Parts, people: make.Cast, browser: Callable[[Staff], web.Visitor]) -> None:
    ana = browser(people.ana)
    with parts.database.writing() as session:
        leave(session, session.get_one(Staff, people.ana.id), actor="test", now=parts.clock())
    assert ana.says(text="hello").status_code == 401
    assert "How to get in" in ana.opens("/").text


def test_signing_in_as_somebody_else_ends_the_first_session(
    parts: Parts, people: make.Cast, browser: Callable[[Staff], web.Visitor]
) -> None:
    both = browser(people.ana).signs_in(people.cho)
    assert "Cho" in both.opens("/").text
    with parts.database.reading() as session:
        assert [row.staff_id for row in session.exec(select(WebSession))] == [people.cho.id]


def test_guessing_is_slowed_down(parts: Parts, people: make.Cast, stranger: web.Visitor) -> None:
    for number in range(FAILURES):
        address = f"/signin/{number}" if number % 2 else f"/join/{number}"
        assert stranger.opens(address).status == 404
    slowed = stranger.client.post(link(parts, people.ana))
    assert slowed.status_code == 429
    assert "wait five minutes" in slowed.text
    assert int(slowed.headers["retry-after"]) == WITHIN.total_seconds()
    later = parts.clock() + WITHIN
    parts.clock = lambda: later
    assert stranger.opens(link(parts, people.ana)).status == 200


def test_a_form_without_the_sessions_token_changes_nothing(
    parts: Parts, people: make.Cast, admin: Staff, browser: Callable[[Staff], web.Visitor]
) -> None:
    ade, other = browser(admin), browser(people.lee)
    other.opens("/people")
    for token in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "é"}, {"csrf": other.csrf}):
        for address in ("/people/sites", "/chat", "/signout", "/people/1/left", "/inbox/1/claim"):
            refused = ade.client.post(address, data={"name": "Oak Lodge", "text": "hello", **token})
            assert refused.status_code == 403, address
            assert "Nothing was changed" in refused.text
        files = {"files": ("a.md", web.PASSWORDS)}
        assert ade.client.post("/knowledge", data=token, files=files).status_code == 403
    assert "Oak Lodge" not in ade.opens("/people").text
    assert "There are no documents yet" in ade.opens("/knowledge").text


def test_a_cookie_that_is_nonsense_is_nobody(stranger: web.Visitor) -> None:
    for value in ("", "x" * 5000, "%00", "'; drop table staff"):
        stranger.client.cookies.set("champion_session", value)
        assert stranger.opens("/").status == 200
        assert stranger.says(text="hello").status_code == 401
