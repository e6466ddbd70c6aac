"""One document's page: correcting it, its example questions, and going back to the version before."""

from collections.abc import Callable

import pytest
from sqlmodel import select

import make
import web
from api.parts import Parts
from knowledge.documents import Document
from knowledge.examples import Example, Source, remember
from knowledge.sections import Section
from people.staff import Staff

Browser = Callable[[Staff], web.Visitor]
NEWER = web.PASSWORDS.replace("Version: 2.1", "Version: 2.2").replace("Passwords policy", "Passwords and codes")


def add(visitor: web.Visitor, words: str = web.PASSWORDS, name: str = "passwords.md") -> web.Page:
    return visitor.adds(("files", (name, words.encode())))


@pytest.fixture
def lee(people: make.Cast, browser: Browser) -> web.Visitor:
    """Lee, with one policy added for the home."""
    visitor = browser(people.lee)
    add(visitor)
    return visitor


def test_readers_who_cannot_be_told_are_pointed_out_at_once(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    add(lee, "# Doors\n\n## Locks\n\nLock the back door at nine.\n", "doors.md")
    assert "so everybody may read it" in lee.presses("Keep these", audience="kitchen people only").text


def test_what_was_read_can_be_checked_and_corrected(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    page = add(lee, "# Doors\n\n## Locks\n\nLock the back door at nine.\n", "doors.md")
    assert "Please check:" in page.text
    document = lee.page
    assert "That is in use now" in document.text
    assert "No owner was found" in document.text
    kept = lee.presses(
        "Keep these", title="Doors and gates", version="3", approved="2026-03-01", review_due="2027-03-01",
        owner="Head of care", audience="Seniors",
    )  # fmt: skip
    assert "Kept. Answers show it" in kept.text
    assert kept.heading == "Doors and gates"
    for words in ("Owner Head of care", "Version 3", "Approved 1 March 2026", "1 March 2027", "Rose House, Seniors"):
        assert words in kept.text
    assert "No owner was found" not in kept.text
    again = add(lee, "# Doors\n\n## Locks\n\nLock the back door at nine.\n", "doors.md")
    assert "Nothing new in it" in again.text
    assert "Doors and gates" in again.text
    found = again.soup.select_one("a[href*=correct]")
    assert found is not None
    assert lee.opens(str(found["href"])).soup.select_one("details#correct[open]")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"approved": "last spring"}, "approval date is not a day I can read"),
        ({"review_due": "2027-02-30"}, "review date is not a day I can read"),
        ({"review_due": "2020-01-01"}, "before the approval date"),
        ({"title": " "}, "needs a title"),
    ],
)
def test_what_cannot_be_right_is_said_and_what_was_typed_is_given_back(
    parts: Parts, lee: web.Visitor, typed: dict[str, str], words: str
) -> None:
    lee.opens("/knowledge/1")
    page = lee.presses("Keep these", owner="Somebody new", **typed)
    assert page.status == 400
    assert words in page.text
    assert page.soup.select_one("input[name=owner]")["value"] == "Somebody new"  # type: ignore[index]
    with parts.database.reading() as session:
        assert session.exec(select(Document.owner_role)).one() == "Registered manager"


def test_questions_are_added_and_removed_beside_their_section(
    parts: Parts, people: make.Cast, browser: Browser, lee: web.Visitor
) -> None:
    lee.opens("/knowledge/1")
    page = lee.presses("Add questions to Sharing", questions="lending my login\r\n\r\n")
    assert "The questions are kept" in page.text
    assert "lending my login added by an editor" in page.text
    assert len(page.soup.select("details.section[open] details[open]")) == 1
    parts.search.refresh()
    assert "Never share" in browser(people.ana).asks("lending my login").text
    assert "were there already" in lee.presses("Add questions to Sharing", questions="Lending my login!").text
    lee.presses("Add questions to Sharing", questions="may the agency use mine")
    page = lee.presses("Remove lending")
    assert "Removed. That question" in page.text
    with parts.database.reading() as session:
        assert session.exec(select(Example.text)).all() == ["may the agency use mine"]


def test_what_was_asked_at_one_site_is_not_read_at_another(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser
) -> None:
    ade = browser(admin)
    ade.adds(("files", ("visits.md", web.VISITS)), site="")
    with parts.database.writing() as session:
        section = session.exec(select(Section).where(Section.heading == "Photos")).one()
        asked = "may I send a photo home"
        remember(session, section, asked, source=Source.HELPFUL, site_id=people.home.id)
    for staff, seen in ((people.lee, True), (admin, True), (people.zed, False)):
        assert (asked in browser(staff).opens("/knowledge/1").text) == seen


def test_the_previous_version_is_put_back_with_a_reason(
    parts: Parts, people: make.Cast, browser: Browser, lee: web.Visitor
) -> None:
    assert "Put the previous version back" not in lee.opens("/knowledge/1").buttons()
    add(lee, NEWER)
    lee.opens("/knowledge/1")
    assert lee.presses("Put the previous", reason=" ").status == 400
    assert lee.opens("/knowledge/1").heading == "Passwords and codes"
    page = lee.presses("Put the previous", reason="the wrong file")
    assert "The previous version is back" in page.text
    assert page.heading == "Passwords policy"
    assert "Version 2.1" in page.text
    assert "Put the previous version back" not in page.buttons()


def test_a_champion_reads_the_questions_but_changes_nothing(
    people: make.Cast, browser: Browser, lee: web.Visitor
) -> None:
    add(lee, NEWER)
    lee.opens("/knowledge/1")
    lee.presses("Add questions", questions="lending my login")
    cho = browser(people.cho)
    page = cho.opens("/knowledge/1")
    assert "lending my login" in page.text
    assert {"Keep these details", "Put the previous version back"}.isdisjoint(page.buttons())
    cho.opens("/")
    posts = {
        "correct": {"title": "x"}, "sections/3/examples": {"questions": "x"},
        "sections/3/examples/remove": {"example": "1"}, "back": {"reason": "x"},
    }  # fmt: skip
    for address, fields in posts.items():
        assert cho.client.post(f"/knowledge/1/{address}", data={"csrf": cho.csrf, **fields}).status_code == 403
        assert lee.client.post(f"/knowledge/1/{address}", data=fields).status_code == 403  # without the form's token


def test_an_example_that_is_no_number_or_gone_is_not_there(lee: web.Visitor) -> None:
    lee.opens("/knowledge/1")
    for example in ("", "x", "0", "4711"):
        sent = lee.client.post("/knowledge/1/sections/1/examples/remove", data={"csrf": lee.csrf, "example": example})
        assert sent.status_code == 404
