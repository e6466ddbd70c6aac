"""The audit log in the browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest

import make
import web
from api.parts import Parts
from core.audit import record
from people.roles import Role
from people.staff import Staff, leave
from privacy.retention import clear

Browser = Callable[[Staff], web.Visitor]


@pytest.fixture
def auditor(parts: Parts, people: make.Cast, browser: Browser) -> web.Visitor:
    with parts.database.writing() as session:
        person = make.staff(session, "Aud", role=Role.AUDITOR, now=parts.clock())
    return browser(person)


def shown(visitor: web.Visitor, query: str) -> list[str]:
    return [card.strong.get_text() for card in visitor.opens(f"/audit?{query}").soup.select(".card") if card.strong]


def test_who_did_what_when_newest_first(parts: Parts, people: make.Cast, auditor: web.Visitor) -> None:
    with parts.database.writing() as session:
        leave(session, people.zed, actor=people.lee.actor, now=parts.clock())
    page = auditor.opens("/audit")
    first = page.soup.select(".card")[0].get_text(" ", strip=True)
    assert "Somebody stopped working here : Zed by Lee" in first
    assert f"staff.left staff:{people.zed.id}, staff:{people.lee.id}" in first
    assert "23 November 2026, 10:00" in first


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("who=Lee", 2),
        ("who=lee&act=staff.left", 1),
        ("who=nobody", 0),
        ("who=command+line", 1),
        ("act=staff.left", 1),
        ("act=100%25", 0),
        ("first=2026-11-23&act=staff.left", 1),
        ("first=2026-11-24", 0),
        ("who=Lee&act=staff.l", 1),
        ("last=2026-11-22&act=staff.left", 0),
        ("last=2026-11-23&act=staff.left", 1),
        ("before=1", 0),
        ("before=-5&act=staff.left", 1),
        ("before=99999999999999999999999&act=staff.left", 1),
        ("who=%01%00Lee", 2),
    ],
)
def test_it_can_be_looked_through(
    parts: Parts, people: make.Cast, auditor: web.Visitor, query: str, count: int
) -> None:
    with parts.database.writing() as session:
        leave(session, people.zed, actor=people.lee.actor, now=parts.clock())
        record(session, "backup.made", actor="command line", now=parts.clock())
    assert len(shown(auditor, query)) == count


@pytest.mark.parametrize("query", ["first=x", "last=2026-13-01", "first=9999-12-31&last=9999-12-31"])
def test_a_day_that_is_none_is_refused(auditor: web.Visitor, query: str) -> None:
    assert auditor.opens(f"/audit?{query}").status == 400


def test_older_rows_are_one_press_away(parts: Parts, auditor: web.Visitor) -> None:
    with parts.database.writing() as session:
        for number in range(60):
            record(session, "many.rows", actor="test", now=parts.clock(), number=number)
    page = auditor.opens("/audit?act=many.rows")
    assert len(page.soup.select(".card")) == 50
    [older] = [str(link["href"]) for link in page.soup.select("main a") if link.get_text() == "Older rows"]
    assert len(auditor.opens(older).soup.select(".card")) == 10


def test_what_somebody_typed_is_not_on_the_page(parts: Parts, auditor: web.Visitor) -> None:
    with parts.database.writing() as session:
        record(session, "knowledge.retired", actor="test", now=parts.clock(), reason="Mary said so", number=3)
    text = auditor.opens("/audit").text
    assert "Mary" not in text
    assert "number: 3" in text


def test_codes_are_in_words_and_what_is_not_known_is_not_said(
    parts: Parts, people: make.Cast, auditor: web.Visitor
) -> None:
    with parts.database.writing() as session:
        record(session, "urgent.replied", actor=people.ana.actor, now=parts.clock(), category="fire_or_gas", alert=None)
        record(session, "duty.given", actor="clock", now=parts.clock(), subject="case:1", site=people.home.id)
    page = auditor.opens("/audit")
    duty, urgent = (row.get_text(" ", strip=True) for row in page.soup.select("main .card")[:2])
    assert "Gave a duty : case C-1 by the clock site: Rose House" in duty
    assert "told what to do in an emergency by Ana category: fire or gas urgent.replied" in urgent
    assert "None" not in page.soup.select_one("main").get_text()  # type: ignore[union-attr]
    assert "Gave a duty" in [option.get_text() for option in page.soup.select("#act option")]


def test_whoever_belongs_to_a_site_reads_of_that_site(parts: Parts, people: make.Cast, browser: Browser) -> None:
    with parts.database.writing() as session:
        leave(session, people.zed, actor="test", now=parts.clock())
        pat = make.staff(session, "Pat", role=Role.DATA_PROTECTION, at=people.home, now=parts.clock())
    text = browser(pat).opens("/audit").text
    assert f"staff:{people.ana.id}" in text
    assert "Somebody stopped working here" not in [
        row.get_text() for row in browser(pat).opens("/audit").soup.select(".card strong")
    ]


def test_what_was_cleared_and_how_long_things_are_kept(parts: Parts, people: make.Cast, auditor: web.Visitor) -> None:
    assert "Nothing has been cleared yet." in auditor.opens("/audit").text
    with parts.database.writing() as session:
        leave(session, people.zed, actor="test", now=parts.clock())
    clear(parts.database, parts.settings, parts.clock() + timedelta(days=1100))
    text = auditor.opens("/audit").text
    assert "Names of leavers: 1" in text
    assert "What was said in chats 30 days." in text


def test_the_administrator_sees_the_periods_in_the_settings_too(admin: Staff, browser: Browser) -> None:
    text = browser(admin).opens("/settings").text
    assert "How long things are kept" in text
    assert "Audit log 2,190 days." in text
    assert "Evidence hold on" in text


def test_a_manager_sees_neither(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    assert lee.opens("/audit").status == 403
    assert "How long things are kept" not in lee.opens("/settings").text
