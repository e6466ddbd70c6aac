"""Documents: adding, looking at, and taking out of use."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import func, select

import make
import web
from api.parts import Parts
from core.audit import AuditEntry
from knowledge.documents import Document
from knowledge.sections import Section
from people.staff import Staff

Browser = Callable[[Staff], web.Visitor]
GOOD = ("files", ("passwords.md", web.PASSWORDS.encode()))


def stored(parts: Parts) -> tuple[int, int]:
    with parts.database.reading() as session:
        documents = session.exec(select(func.count()).select_from(Document)).one()
        return documents, session.exec(select(func.count()).select_from(Section)).one()


def add(visitor: web.Visitor, files: Any, **fields: str) -> web.Page:
    """To see what was read; it is put in use as well."""
    return visitor.adds(*files, **fields)


def test_an_added_document_says_what_was_understood_and_answers_once_in_use(
    people: make.Cast, browser: Browser
) -> None:
    lee = browser(people.lee)
    read = add(lee, [GOOD])
    assert read.status == 200
    assert "passwords.md New document" in read.text
    assert "Every question still finds its own answer." in read.text
    assert "2 sections" in read.text
    assert "Approved 1 March 2026" in read.text
    assert "Never share your password" in browser(people.ana).asks("sharing a password").text

    listed = lee.opens("/knowledge").text
    assert "Passwords policy" in listed
    assert "Version 2.1" in listed
    assert "Owner: Registered manager" in listed
    assert "Review by 1 March 2027" in listed
    document = lee.opens("/knowledge/1")
    assert document.heading == "Passwords policy"
    assert "Lock the screen when you walk away." in document.text


def test_a_site_manager_adds_for_their_own_site_only(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser
) -> None:
    lee = browser(people.lee)
    for site in ("", str(people.other.id), "x"):
        assert add(lee, [GOOD], site=site).status == 400
    assert stored(parts) == (0, 0)
    add(lee, [GOOD])
    assert "Never share" not in browser(people.zed).asks("sharing a password").text

    add(browser(admin), [("files", ("visits.md", web.VISITS))], site="")
    assert "before you leave the house" in browser(people.zed).asks("when to write visit notes").text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.pdf", b"%PDF-1.4 and then nothing"),
        ("not-word.docx", b"just some words"),
        ("empty.md", b""),
        ("blank.md", b"\n\n"),
        ("program.exe", b"MZ\x90\x00"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n"),
        ("wrong.csv", b"a,b\n1,2\n"),
        ("../../etc/passwd", b"root"),
        ("...", b"dots"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(
    parts: Parts, people: make.Cast, browser: Browser, name: str, content: bytes
) -> None:
    read = add(browser(people.lee), [("files", (name, content))])
    assert read.status == 400
    assert "Not added" in read.text
    assert "/tmp" not in read.text
    assert "champion-upload" not in read.text
    assert stored(parts) == (0, 0)


def test_of_several_files_the_good_ones_are_kept(parts: Parts, people: make.Cast, browser: Browser) -> None:
    files = [GOOD, ("files", ("broken.pdf", b"%PDF-1.4")), ("files", ("visits.md", web.VISITS))]
    read = add(browser(people.lee), files)
    assert read.status == 200
    assert read.text.count("New document") == 2
    assert read.text.count("Not added") == 1
    assert stored(parts)[0] == 2


def test_the_same_again_is_nothing_new_and_a_change_is_a_new_version(
    parts: Parts, people: make.Cast, browser: Browser
) -> None:
    lee = browser(people.lee)
    add(lee, [GOOD])
    assert "Nothing new in it" in add(lee, [GOOD]).text
    changed = web.PASSWORDS.replace("Version: 2.1", "Version: 2.2").replace("nine and five", "eight and six")
    assert "New version" in add(lee, [("files", ("passwords.md", changed))]).text
    assert "Version 2.2" in lee.opens("/knowledge").text
    assert stored(parts)[0] == 1


def test_no_file_no_upload(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens("/knowledge")
    nothing = lee.client.post(
        "/knowledge", data={"csrf": lee.csrf, "site": str(people.home.id)}, files={"files": ("", b"")}
    )
    assert nothing.status_code == 400
    assert "Choose at least one file first" in nothing.text
    broken = lee.client.post("/knowledge", content=b"x", headers={"content-type": "multipart/form-data"})
    assert broken.status_code == 400


def test_who_may_not_is_turned_away_before_the_file_is_read(people: make.Cast, browser: Browser) -> None:
    cho = browser(people.cho)
    assert "Add" not in cho.opens("/knowledge").buttons()

    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert cho.client.post("/knowledge", content=b"--x--", headers=headers).status_code == 403
    assert web.Visitor(cho.parts).client.post("/knowledge", content=b"--x--", headers=headers).status_code == 401


def test_more_than_a_hundred_megabytes_is_refused_unread(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(101 * 1024 * 1024)}
    refused = lee.client.post("/knowledge", content=b"--x--", headers=headers)
    assert refused.status_code == 413
    assert "100 MB" in refused.text


def test_a_retired_document_is_never_shown_again_and_the_reason_is_kept(
    parts: Parts, people: make.Cast, browser: Browser
) -> None:
    lee = browser(people.lee)
    add(lee, [GOOD])
    lee.opens("/knowledge/1")
    assert lee.presses("Take it out of use", reason=" ").status == 400
    lee.opens("/knowledge/1")
    listed = lee.presses("Take it out of use", reason="replaced by the group policy")
    assert "Out of use (1)" in listed.text
    parts.search.refresh()
    assert "Never share" not in browser(people.ana).asks("sharing a password").text
    with parts.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "knowledge.retired")).one()
    assert (entry.actor, entry.detail["reason"]) == (people.lee.actor, "replaced by the group policy")
    again = lee.client.post("/knowledge/1/retire", data={"csrf": lee.csrf, "reason": "x"})
    assert again.status_code == 400


def test_what_was_taken_out_of_use_by_mistake_is_used_again(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    add(lee, [GOOD])
    lee.opens("/knowledge/1")
    lee.presses("Take it out of use", reason="wrong one")
    lee.opens("/knowledge/1")
    assert lee.presses("Put it back in use", reason=" ").status == 400
    lee.opens("/knowledge/1")
    assert "It is in use again." in lee.presses("Put it back in use", reason="pressed the wrong one").text
    parts.search.refresh()
    assert "Never share" in browser(people.ana).asks("sharing a password").text
    again = lee.client.post("/knowledge/1/again", data={"csrf": lee.csrf, "reason": "x"})
    assert again.status_code == 400


def test_a_champion_looks_but_does_not_change(people: make.Cast, browser: Browser) -> None:
    add(browser(people.lee), [GOOD])
    cho = browser(people.cho)
    assert "Take it out of use" not in cho.opens("/knowledge/1").buttons()
    cho.opens("/")
    assert cho.client.post("/knowledge/1/retire", data={"csrf": cho.csrf, "reason": "x"}).status_code == 403
