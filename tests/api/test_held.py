"""Held messages in the browser: a stub, a reason, the words, a decision."""

from collections.abc import Callable

import pytest
from sqlmodel import select

import make
import web
from api.parts import Parts
from core.audit import AuditEntry
from core.sealing import OTHER_KEY, Safe
from incidents.held import HeldMessage, HeldOpening
from people.roles import Role
from people.sites import Contact
from people.staff import Duty, Staff

Browser = Callable[[Staff], web.Visitor]
TYPED = "Mary is <b>not</b> breathing"


@pytest.fixture
def lee(people: make.Cast, browser: Browser) -> web.Visitor:
    """Lee, whose duty it is, after Ana has asked for help."""
    browser(people.ana).asks(TYPED)
    return browser(people.lee)


def test_the_lead_gives_a_reason_and_reads_it(parts: Parts, lee: web.Visitor) -> None:
    page = lee.opens("/held")
    for words in ("Medical emergency", "From Ana", "Rose House", "Waits for a decision"):
        assert words in page.text
    assert "breathing" not in page.text
    opened = lee.presses("Open", reason="to write the report")
    assert opened.status == 200
    assert TYPED in opened.text  # as typed, not as a tag
    with parts.database.reading() as session:
        assert session.exec(select(HeldOpening.reason)).all() == ["to write the report"]
        assert session.exec(select(AuditEntry.action).where(AuditEntry.actor == "staff:1")).all()[-1] == "held.opened"
    again = lee.opens("/held").text
    assert "Opened 1 time" in again
    assert "to write the report" in again


def test_without_a_reason_nothing_is_shown(parts: Parts, lee: web.Visitor) -> None:
    lee.opens("/held")
    refused = lee.presses("Open", reason=" ")
    assert (refused.status, "breathing" in refused.text) == (400, False)
    with parts.database.reading() as session:
        assert session.exec(select(HeldOpening)).all() == []


def test_it_is_never_kept_by_the_browser_nor_at_an_address(lee: web.Visitor) -> None:
    lee.opens("/held")
    assert lee.client.get("/held/1/open").status_code == 405
    sent = lee.client.post("/held/1/open", data={"csrf": lee.csrf, "reason": "to report"})
    assert sent.headers["cache-control"] == "no-store"
    assert lee.client.post("/held/1/open", data={"reason": "to report"}).status_code == 403  # not from our form


def test_kept_and_then_released(parts: Parts, lee: web.Visitor) -> None:
    lee.opens("/held")
    lee.presses("Open", reason="to report")
    kept = lee.presses("Keep it", reason="the police asked")
    assert (kept.address, "Kept as evidence. Your reason is on record." in kept.text) == ("/held", True)
    assert "Kept as evidence by Lee" in kept.text
    lee.presses("Open", reason="to report")
    released = lee.presses("Release", reason="the record holds it")
    assert "gone for good" in released.text
    assert "the record holds it" in released.text
    assert not any(button.startswith("Open") for button in released.buttons())
    with parts.database.reading() as session:
        assert session.exec(select(HeldMessage.sealed)).one() is None
    for act in ("open", "keep", "release"):
        sent = lee.client.post(f"/held/1/{act}", data={"csrf": lee.csrf, "reason": "once more"})
        assert sent.status_code == 409


def test_others_see_a_stub_or_nothing(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser, lee: web.Visitor
) -> None:
    page = browser(admin).opens("/held")
    assert "From Ana" in page.text
    assert "Only the safeguarding lead can open it; if" in page.text
    assert not any(button.startswith("Open") for button in page.buttons())
    for person, status in ((admin, 403), (people.zed, 404), (people.cho, 404), (people.ana, 404)):
        visitor = browser(person)
        visitor.opens("/")
        for act in ("open", "keep", "release"):
            sent = visitor.client.post(f"/held/1/{act}", data={"csrf": visitor.csrf, "reason": "curious"})
            assert (sent.status_code, "breathing" in sent.text) == (status, False), person.name
    assert "Nothing is held that is yours to see." in browser(people.zed).opens("/held").text
    assert browser(people.cho).opens("/held").status == 403
    with parts.database.reading() as session:
        assert session.exec(select(HeldOpening)).all() == []


def test_whoever_holds_the_duty_finds_the_way_in_any_role(
    parts: Parts, people: make.Cast, browser: Browser, lee: web.Visitor
) -> None:
    with parts.database.writing() as session:
        duty = Duty(site_id=people.home.id or 0, duty=Contact.SAFEGUARDING_LEAD, staff_id=people.cho.id or 0)
        session.add(duty)
    cho = browser(people.cho)
    links = [str(link["href"]) for link in cho.opens("/docs").soup.select("nav a")]
    assert "/held" in links
    cho.opens("/held")
    assert TYPED in cho.presses("Open", reason="to report").text


def test_a_worry_about_the_manager_is_not_on_the_managers_page(
    parts: Parts, people: make.Cast, browser: Browser
) -> None:
    browser(people.ana).asks("my manager hit a resident")
    assert "Nothing is held that is yours to see." in browser(people.lee).opens("/held").text
    with parts.database.writing() as session:
        pat = make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=parts.clock())
    assert "About a manager" in browser(pat).opens("/held").text


def test_a_lost_key_is_said_plainly(parts: Parts, lee: web.Visitor) -> None:
    parts.safe = Safe.of(b"a new key", "held evidence")
    lee.opens("/held")
    opened = lee.presses("Open", reason="to report")
    assert (opened.status, OTHER_KEY in opened.text) == (200, True)


def test_a_provider_that_switched_it_off_is_told(
    parts: Parts, people: make.Cast, browser: Browser, lee: web.Visitor
) -> None:
    parts.settings.hold_evidence = False
    assert "The hold is switched off." in lee.opens("/held").text
