from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere
from knowledge.catalogue import Review, check, listing, retire, review_state, see_document
from knowledge.importing import Outcome
from knowledge.prepared import prepare
from knowledge.publishing import store
from knowledge.readers.parts import Kind, ReadDocument, ReadSection
from make import Cast

AddFile = Callable[..., Outcome]
TODAY = date(2026, 11, 23)


def policy(title: str, due: str = "2027-06-01", owner: str = "Digital Lead") -> str:
    return f"---\ntitle: {title}\nowner_role: {owner}\nreview_due: {due}\n---\n\n## One\n\nWords.\n\n## Two\n\nMore.\n"


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (None, Review.NO_DATE),
        (date(2026, 11, 22), Review.OVERDUE),
        (TODAY, Review.SOON),
        (date(2027, 1, 22), Review.SOON),
        (date(2027, 1, 23), Review.CURRENT),
    ],
)
def test_a_review_date_says_how_urgent_it_is(due: date | None, state: Review) -> None:
    assert review_state(due, TODAY) == state


def test_the_list_shows_each_document_in_use(add: AddFile, database: Database, cast: Cast) -> None:
    add(policy("Tablets"), "tablets.md")
    add(policy("Doors"), "doors.md", site_id=cast.home.id)
    add(policy("Gates"), "gates.md", site_id=cast.other.id)
    with database.reading() as session:
        everything = listing(session, today=TODAY)
        seen = listing(session, today=TODAY, site_ids=[cast.home.id or 0])
    assert [row.title for row in everything] == ["Doors", "Gates", "Tablets"]
    assert [row.title for row in seen] == ["Doors", "Tablets"]
    assert (seen[0].sections, seen[0].review, seen[0].owner_role) == (2, Review.CURRENT, "Digital Lead")
    assert seen[0].to_json()["review_due"] == "2027-06-01"


def test_a_retired_document_moves_to_the_retired_ones(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    outcome = add(policy("Tablets"))
    with database.writing() as session:
        retire(session, outcome.document_id or 0, actor=cast.lee.actor, by=cast.lee, now=now, reason="replaced")
        assert listing(session, today=TODAY) == []
        assert [row.title for row in listing(session, today=TODAY, retired=True)] == ["Tablets"]
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "knowledge.retired")).one()
        assert (entry.actor, entry.detail) == (cast.lee.actor, {"reason": "replaced"})
        with pytest.raises(BadInput):
            retire(session, outcome.document_id or 0, actor="test", now=now, reason="again")


def test_another_sites_document_cannot_be_seen_or_retired(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(policy("Doors"), site_id=cast.home.id).document_id or 0
    with database.writing() as session:
        with pytest.raises(NotThere):
            see_document(session, number, by=cast.zed)
        with pytest.raises(NotThere):
            retire(session, number, actor=cast.zed.actor, by=cast.zed, now=now, reason="mine now")
        with pytest.raises(NotAllowed):
            retire(session, number, actor=cast.ana.actor, by=cast.ana, now=now, reason="do not like it")
        assert see_document(session, number, by=cast.ana).title == "Doors"


def test_the_check_names_what_needs_somebody(add: AddFile, database: Database) -> None:
    add(policy("Tablets", due="2026-11-01"), "tablets.md")
    add("# Doors\n\n## One\n\nWords.\n\n## Two\n\nMore.\n", "doors.md")
    with database.reading() as session:
        lines = check(session, today=TODAY)
    assert any(line.startswith("Tablets: its review was due on 1 November 2026") for line in lines)
    assert any(line.startswith("Doors: it has no review date") for line in lines)
    assert any(line.startswith("Doors: it names no owner") for line in lines)
    assert any(line.startswith("Tablets: no question has led to it yet") for line in lines)


def test_the_same_title_at_two_sites_is_no_clash(
    add: AddFile, session: Session, database: Database, now: datetime
) -> None:
    cast = make.cast(session, now=now)
    session.commit()
    add(policy("Doors"), "a.md", site_id=cast.home.id)
    add(policy("Doors"), "a.md", site_id=cast.other.id)
    with database.reading() as looking:
        assert not any("have this title" in line for line in check(looking, today=TODAY))
    add(policy("Doors"), "b.md")
    with database.reading() as looking:
        assert any("3 documents" in line for line in check(looking, today=TODAY))


def test_the_check_says_when_a_document_stops_being_shown_and_when_it_has(add: AddFile, database: Database) -> None:
    add(policy("Tablets", due="2026-11-01"), "tablets.md")
    add(policy("Doors", due="2026-08-24"), "doors.md")
    with database.reading() as session:
        lines = check(session, today=TODAY, grace=timedelta(days=90))
        rows = {row.title: row.review for row in listing(session, today=TODAY, grace=timedelta(days=90))}
        sooner = check(session, today=TODAY, grace=timedelta(days=5))
    assert rows == {"Tablets": Review.OVERDUE, "Doors": Review.LAPSED}
    assert any(
        line.startswith("Tablets:") and "After 30 January 2027 it is not shown any more" in line for line in lines
    )
    assert any(line.startswith("Doors:") and "not shown to anybody any more" in line for line in lines)
    assert any(line.startswith("Tablets:") and "not shown to anybody any more" in line for line in sooner)


def test_the_framework_is_overdue_and_never_said_to_stop(database: Database, now: datetime) -> None:
    card = ReadSection("What data is", (), "Facts about people.", reference="4.1")
    read = ReadDocument("Framework", Kind.FRAMEWORK, "f.md", (card,), review_due=date(2025, 1, 1))
    with database.writing() as session:
        store(session, prepare(read), actor="test", now=now)
        [row] = listing(session, today=TODAY)
        assert row.review == Review.OVERDUE
        assert not any("not shown" in line for line in check(session, today=TODAY))


def test_the_check_names_readers_that_cannot_be_told(add: AddFile, database: Database) -> None:
    add(policy("Tablets").replace("owner_role", "audience: Nurses only\nowner_role"), "tablets.md")
    add(policy("Doors").replace("owner_role", "audience: Managers only\nowner_role"), "doors.md")
    with database.reading() as session:
        lines = check(session, today=TODAY)
    assert [line for line in lines if "I cannot tell who that is" in line] == [
        'Tablets: it is for "Nurses only", and I cannot tell who that is, so everybody may see it. '
        'If it is not for everybody, write for example "Managers and seniors only".'
    ]
