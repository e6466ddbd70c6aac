"""What may be shown depends on the day, the site and the role of whoever looks."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

import make
from core.database import Database
from core.errors import NotThere
from fakes import FakeEncoder
from knowledge.cards import get_card
from knowledge.importing import Outcome
from knowledge.readers.parts import Kind
from knowledge.readership import GRACE, Reader, has_lapsed
from knowledge.search import Search
from knowledge.sections import Section
from people.roles import Role

AddFile = Callable[..., Outcome]
DUE = date(2026, 6, 1)
LAST = DUE + GRACE


def policy(title: str = "Keys", due: date = date(2028, 1, 1), audience: str = "All staff") -> str:
    return (
        f"---\ntitle: {title}\nreview_due: {due}\nowner_role: Lead\naudience: {audience}\n---\n\n"
        f"## {title} for doors\n\nThe {title} for doors hang in the office.\n\n## Else\n\nWords.\n"
    )


def seen(search: Search, today: date = DUE, *, role: str | None = Role.STAFF, site_id: int | None = None) -> set[str]:
    """The documents shown to somebody who asks about doors."""
    search.refresh()
    found = search.find("where do the keys for doors hang", site_id=site_id, today=today, role=role)
    return {match.entry.document for match in found.matches}


@pytest.mark.parametrize(
    ("today", "lapsed"), [(DUE, False), (DUE + timedelta(1), False), (LAST, False), (LAST + timedelta(1), True)]
)
def test_a_document_past_its_review_is_shown_for_a_while_and_then_no_more(today: date, lapsed: bool) -> None:
    assert has_lapsed(Kind.POLICY, DUE, today=today, grace=GRACE) is lapsed


def test_the_national_framework_and_a_document_without_a_date_never_lapse() -> None:
    assert not has_lapsed(Kind.FRAMEWORK, DUE, today=date(2040, 1, 1), grace=GRACE)
    assert not has_lapsed(Kind.POLICY, None, today=date(2040, 1, 1), grace=GRACE)


def test_the_day_counts_when_somebody_asks_and_not_when_the_index_was_built(add: AddFile, search: Search) -> None:
    add(policy(due=DUE))
    assert seen(search, LAST) == {"Keys"}
    assert seen(search, LAST + timedelta(1)) == set()
    assert seen(search, LAST) == {"Keys"}


def test_what_has_lapsed_makes_room_for_what_is_valid(add: AddFile, search: Search) -> None:
    add(policy(due=DUE), "old.md")
    add(policy("New keys"), "new.md")
    assert seen(search, LAST) == {"Keys", "New keys"}
    assert seen(search, LAST + timedelta(1)) == {"New keys"}


def test_an_installation_can_choose_how_long_it_waits(add: AddFile, database: Database, encoder: FakeEncoder) -> None:
    add(policy(due=DUE))
    strict = Search(database, encoder, grace=timedelta(0))
    assert seen(strict, DUE) == {"Keys"}
    assert seen(strict, DUE + timedelta(1)) == set()


def test_a_document_for_managers_is_shown_to_those_who_manage_and_not_to_staff(add: AddFile, search: Search) -> None:
    add(policy(), "all.md")
    add(policy("Spare keys", audience="Managers and seniors only"), "spare.md")
    assert seen(search, role=Role.STAFF) == seen(search, role=Role.CHAMPION) == {"Keys"}
    everything = {"Keys", "Spare keys"}
    assert all(seen(search, role=r) == everything for r in (Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.ADMIN))


def test_somebody_without_a_role_sees_what_is_for_everybody(add: AddFile, search: Search) -> None:
    add(policy(), "all.md")
    add(policy("Spare keys", audience="Managers only"), "spare.md")
    assert seen(search, role=None) == {"Keys"}


def test_a_limit_that_cannot_be_told_hides_nothing_but_is_on_the_card(add: AddFile, search: Search) -> None:
    add(policy(audience="Nurses only"))
    assert seen(search) == {"Keys"}
    [first, *_] = search.find("keys for doors", site_id=None, today=DUE, role=Role.STAFF).matches
    assert first.entry.audience.limit == "Nurses only"


def test_site_and_role_limit_together(add: AddFile, search: Search, database: Database, now: datetime) -> None:
    with database.writing() as session:
        cast = make.cast(session, now=now)
    add(policy("Home keys", audience="Managers only"), site_id=cast.home.id)
    assert seen(search, role=Role.MANAGER, site_id=cast.home.id) == {"Home keys"}
    assert seen(search, role=Role.STAFF, site_id=cast.home.id) == set()
    assert seen(search, role=Role.MANAGER, site_id=cast.other.id) == set()


@pytest.mark.parametrize(
    "reader",
    [
        Reader(None, Role.STAFF, DUE),
        Reader(None, None, DUE),
        Reader(None, Role.MANAGER, LAST + timedelta(1)),
        Reader(None, Role.MANAGER, DUE + timedelta(1), grace=timedelta(0)),
    ],
)
def test_a_button_shows_no_more_than_the_search_does(add: AddFile, database: Database, reader: Reader) -> None:
    add(policy(due=DUE, audience="Managers only"))
    with database.reading() as session:
        section_id = session.exec(select(Section.id)).first() or 0
        assert get_card(session, section_id, reader=Reader(None, Role.MANAGER, LAST)).audience == "Managers only"
        with pytest.raises(NotThere):
            get_card(session, section_id, reader=reader)
