"""Before a document is used: what was understood, which questions it would take, and putting it in use."""

from collections.abc import Callable

import pytest
from sqlmodel import func, select

import make
import web
from api.parts import Parts
from knowledge.documents import Document
from people.staff import Staff

Browser = Callable[[Staff], web.Visitor]


def upload(visitor: web.Visitor, *files: tuple[str, str], **fields: str) -> web.Page:
    visitor.opens("/knowledge")
    return visitor.presses("Add", files=[("files", file) for file in files], **fields)


@pytest.fixture
def lee(parts: Parts, people: make.Cast, browser: Browser) -> web.Visitor:
    """Lee, with one policy in use that staff asked something about."""
    visitor = browser(people.lee)
    visitor.adds(("files", ("passwords.md", web.PASSWORDS)))
    web.learn(parts)
    return visitor


def test_the_questions_that_a_document_would_take_are_shown_before_staff_see_it(
    parts: Parts, people: make.Cast, browser: Browser, lee: web.Visitor
) -> None:
    read = upload(lee, ("codes.md", web.CODES))
    assert read.status == 200
    for words in ("codes.md New document", "Door codes", "1 section", "Owner: Deputy manager", "Please check:"):
        assert words in read.text
    assert "2 questions that staff ask now find another answer" in read.text
    assert f"{web.ASKED} Now : Passwords policy, Sharing a password" in read.text.replace("Now:", "Now :")
    assert "Then: Door codes, Someone saw my code" in read.text
    assert "Every question still finds its own answer." not in read.text
    assert "tell the office now" in read.text
    assert "tell the office now" not in browser(people.ana).asks(web.ASKED).text

    listed = lee.opens("/knowledge").text
    assert "Waiting to be put in use 1" in listed
    assert lee.opens("/knowledge/2").status == 404
    assert "2 questions that staff ask" in lee.opens("/knowledge/pending").text
    used = lee.presses("Put in use")
    assert (used.heading, used.address) == ("Door codes", "/knowledge/2")
    assert "That is in use now" in used.text
    parts.search.refresh()
    assert "tell the office now" in browser(people.ana).asks(web.ASKED).text
    assert "Waiting to be put in use" not in lee.opens("/knowledge").text


def test_it_asks_for_one_click_even_when_nothing_is_taken(
    parts: Parts, people: make.Cast, browser: Browser, lee: web.Visitor
) -> None:
    read = upload(lee, ("visits.md", web.VISITS))
    assert "Every question still finds its own answer." in read.text
    assert read.buttons()[-2:] == ["Put in use Notes on visits", "Discard Notes on visits"]
    parts.search.refresh()
    assert "before you leave the house" not in browser(people.ana).asks("when to write visit notes").text


def test_several_are_put_in_use_together(parts: Parts, lee: web.Visitor) -> None:
    upload(lee, ("codes.md", web.CODES), ("visits.md", web.VISITS), ("broken.pdf", "no"))
    assert "Not added" in lee.page.text
    listed = lee.presses("Put all 2 in use")
    assert listed.address == "/knowledge"
    assert "In use 3" in listed.text


def test_after_an_upload_only_what_came_with_it_is_shown(lee: web.Visitor) -> None:
    upload(lee, ("codes.md", web.CODES))
    read = upload(lee, ("visits.md", web.VISITS))
    assert "Door codes" not in read.text
    assert "Put all" not in " ".join(read.buttons())
    both = lee.opens("/knowledge/pending").text
    assert "Door codes" in both
    assert "Notes on visits" in both


def test_what_is_discarded_is_gone(parts: Parts, lee: web.Visitor) -> None:
    upload(lee, ("codes.md", web.CODES))
    page = lee.presses("Discard")
    assert "Discarded." in page.text
    assert "Waiting to be put in use" not in page.text
    assert "Nothing is waiting." in lee.opens("/knowledge/pending").text
    with parts.database.reading() as session:
        assert session.exec(select(func.count()).select_from(Document)).one() == 1


def test_another_worker_puts_it_in_use(parts: Parts, people: make.Cast, lee: web.Visitor) -> None:
    upload(lee, ("codes.md", web.CODES))
    other = web.make_parts(parts.database, parts.clock)
    other.search.refresh()
    there = web.Visitor(other).signs_in(people.lee)
    there.opens("/knowledge/pending")
    assert there.presses("Put in use").heading == "Door codes"
    assert lee.presses("Put in use").status == 409


@pytest.mark.parametrize("versions", ["", "x", "0x1", "99999999999999999999", "4294967296", "²"])
def test_what_is_no_number_is_refused(lee: web.Visitor, versions: str) -> None:
    lee.opens("/knowledge")
    for act in ("use", "discard"):
        sent = lee.client.post(f"/knowledge/pending/{act}", data={"csrf": lee.csrf, "versions": versions})
        assert sent.status_code == 400


def test_only_those_who_may_publish_there_decide(people: make.Cast, browser: Browser, lee: web.Visitor) -> None:
    upload(lee, ("codes.md", web.CODES))
    cho, zed = browser(people.cho), browser(people.zed)
    assert "Waiting" not in cho.opens("/knowledge").text
    assert cho.opens("/knowledge/pending").status == 403
    cho.opens("/")
    assert "Door codes" not in zed.opens("/knowledge").text
    assert "Nothing is waiting." in zed.opens("/knowledge/pending").text
    zed.opens("/knowledge")
    for visitor, status in ((cho, 403), (zed, 409)):  # as for one that is not there
        for act in ("use", "discard"):
            sent = visitor.client.post(f"/knowledge/pending/{act}", data={"csrf": visitor.csrf, "versions": "2"})
            assert sent.status_code == status
    assert lee.client.post("/knowledge/pending/use", data={"versions": "2"}).status_code == 403  # not from our form
