"""The page where a manager tells the names of a site."""

from collections.abc import Callable

from sqlmodel import select

import make
import web
from api.parts import Parts
from people.register import KnownName
from people.staff import Staff

Browser = Callable[[Staff], web.Visitor]


def test_a_manager_adds_names_and_never_sees_them_again(people: make.Cast, browser: Browser, parts: Parts) -> None:
    lee, address = browser(people.lee), f"/people/sites/{people.home.id}/names"
    assert "Names kept out of the chat" in lee.opens("/people").text
    lee.opens(address)
    told = lee.presses("Add them", names="Aoife Nowak\nWill")
    assert "2 words are added" in told.text
    assert "Everyday words, which would spoil ordinary questions, so not added: Will" in told.text
    again = lee.opens(address)
    assert "2 words" in again.text
    assert "aoife" not in str(again.soup).lower()
    assert "1 word is taken out" in lee.presses("Take them out", names="nowak").text
    with parts.database.reading() as session:
        assert len(session.exec(select(KnownName)).all()) == 1


def test_a_name_the_manager_told_is_taken_out_of_a_question(people: make.Cast, browser: Browser) -> None:
    lee, ana = browser(people.lee), browser(people.ana)
    lee.opens(f"/people/sites/{people.home.id}/names")
    lee.presses("Add them", names="Aoife")
    shown = ana.asks("can aoife share my password")
    assert "can [name] share my password" in shown.text
    assert "aoife" not in str(ana.opens("/").soup).lower()


def test_another_site_is_not_there_and_staff_may_not(people: make.Cast, browser: Browser) -> None:
    lee, ana = browser(people.lee), browser(people.ana)
    elsewhere, here = f"/people/sites/{people.other.id}/names", f"/people/sites/{people.home.id}/names"
    assert lee.opens(elsewhere).status == 404
    assert ana.opens(here).status == 403
    lee.opens("/people")
    ana.opens("/")
    sent = {"names": "Aoife", "kind": "supported", "do": "add"}
    assert lee.client.post(elsewhere, data={"csrf": lee.csrf, **sent}).status_code == 404
    assert ana.client.post(here, data={"csrf": ana.csrf, **sent}).status_code == 403
    assert lee.client.post(here, data=sent).status_code == 403
    assert lee.client.post(here, data={"csrf": lee.csrf, "names": "Aoife", "kind": "other"}).status_code == 400


def test_nothing_typed_is_a_plain_problem(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens(f"/people/sites/{people.home.id}/names")
    told = lee.presses("Add them", names=" 12 ")
    assert (told.status, "at least one name" in told.text) == (400, True)
