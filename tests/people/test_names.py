"""The lists of names: told by a manager, kept as hashes, read by every message."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere
from people.names import Told, Why, add_names, remove_names
from people.register import Kind, KnownName, Register, counts, learn, unlearn
from people.sites import ident
from people.staff import Staff, leave

SECRET = b"a key of the installation"
CSV = 'First name,Surname\r\n"Aoife","O\'Brien"\r\nSzczepan;Nowak\tDr Amy Smith-Jones'


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    return make.cast(session, now=now)


@pytest.fixture
def register() -> Register:
    return Register(SECRET)


@pytest.fixture
def knows(session: Session, people: make.Cast, register: Register) -> Callable[[str], bool]:
    def known(word: str) -> bool:
        session.flush()
        return register.names(session, people.home.id).known(word)

    return known


@pytest.fixture
def tell(session: Session, people: make.Cast, register: Register, now: datetime) -> Callable[..., Told]:
    def told(text: str, kind: Kind = Kind.SUPPORTED, by: Staff | None = None) -> Told:
        return add_names(session, register, ident(people.home.id), text, kind=kind, by=by or people.lee, now=now)

    return told


def test_names_are_known_at_once_and_only_at_their_site(
    session: Session, people: make.Cast, tell: Callable[..., Told], knows: Callable[[str], bool], register: Register
) -> None:
    assert not knows("Aoife")
    assert tell(CSV).changed == 8
    for word in ("aoife", "AOIFE'S", "nowak", "Smith", "smith-jones", "o'brien"):
        assert knows(word)
    assert not knows("dr")
    assert not register.names(session, people.other.id).known("aoife")


def test_the_words_are_kept_nowhere(
    session: Session, people: make.Cast, tell: Callable[..., Told], register: Register
) -> None:
    tell("Aoife")
    [row] = session.exec(select(KnownName)).all()
    assert len(row.key) == 64
    assert "aoife" not in repr(row).lower()
    assert Register(b"another key").key("Aoife") != row.key == register.key("aoife")
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "names.added")).one()
    assert entry.detail == {"kind": "supported", "words": 1}
    assert "key of" not in repr(register.names(session, people.home.id))


def test_short_and_everyday_words_are_refused_with_the_reason(tell: Callable[..., Told]) -> None:
    told = tell("Will\nB Nowak\nThe Tablet")
    assert told.changed == 1
    assert dict(told.refused) == {"Will": Why.COMMON, "B": Why.SHORT, "The": Why.COMMON, "Tablet": Why.COMMON}


@pytest.mark.parametrize("text", ["", "  \n", "123 456", "Mr Mrs"])
def test_nothing_to_add_is_said(tell: Callable[..., Told], text: str) -> None:
    with pytest.raises(BadInput):
        tell(text)


def test_telling_twice_counts_once_and_taking_out_needs_the_name_again(
    session: Session,
    people: make.Cast,
    tell: Callable[..., Told],
    now: datetime,
    knows: Callable[[str], bool],
    register: Register,
) -> None:
    tell("Aoife Nowak")
    assert (tell("nowak").changed, tell("nowak").unchanged) == (0, 1)
    gone = remove_names(
        session, register, ident(people.home.id), "NOWAK, Smith", kind=Kind.SUPPORTED, by=people.lee, now=now
    )
    assert (gone.changed, gone.unchanged) == (1, 1)
    assert knows("aoife")
    assert not knows("nowak")
    assert counts(session, ident(people.home.id)) == {Kind.SUPPORTED: 1, Kind.STAFF: 0, Kind.ORDINARY: 0}


def test_only_who_manages_the_site_may(people: make.Cast, tell: Callable[..., Told]) -> None:
    for somebody in (people.ana, people.cho):
        with pytest.raises(NotAllowed):
            tell("Aoife", by=somebody)
    with pytest.raises(NotThere):
        tell("Aoife", by=people.zed)


def test_staff_are_known_without_being_told(
    session: Session, people: make.Cast, now: datetime, knows: Callable[[str], bool]
) -> None:
    for word in ("ana", "Cho", "LEE's"):
        assert knows(word)
    assert not knows("Zed")
    assert not knows("Blessing")
    newcomer = make.staff(session, "Blessing Will", at=people.home, now=now)
    assert knows("blessing")
    assert not knows("will")  # everybody says it
    leave(session, newcomer, actor="test", now=now)
    assert knows("Blessing")
    newcomer.name = "Somebody who left"
    session.add(newcomer)
    assert not knows("Blessing")


def test_staff_cannot_make_a_listed_name_ordinary_but_a_manager_can(
    session: Session,
    people: make.Cast,
    tell: Callable[..., Told],
    now: datetime,
    knows: Callable[[str], bool],
    register: Register,
) -> None:
    home, key = ident(people.home.id), register.key("aoife")
    tell("Aoife")
    assert learn(session, home, [key], kind=Kind.ORDINARY, now=now) == 0
    assert knows("aoife")
    tell("Aoife", Kind.ORDINARY)
    assert not knows("aoife")
    assert register.names(session, home).ordinary("Aoife")
    assert learn(session, home, [key], kind=Kind.SUPPORTED, now=now) == 1
    assert knows("aoife")


def test_a_colleagues_name_can_turn_out_to_be_a_word(
    session: Session, people: make.Cast, now: datetime, knows: Callable[[str], bool], register: Register
) -> None:
    learn(session, ident(people.home.id), [register.key("lee")], kind=Kind.ORDINARY, now=now)
    assert not knows("lee")


def test_a_message_costs_one_query_while_nothing_changes(
    database: Database, session: Session, people: make.Cast, tell: Callable[..., Told]
) -> None:
    tell("Aoife")
    session.flush()
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    fresh = Register(b"k")
    fresh.names(session, people.home.id)
    first = len(asked)
    fresh.names(session, people.home.id)
    assert (first, len(asked) - first) == (3, 1)


def test_a_list_that_shrinks_and_grows_by_one_is_read_again(
    session: Session,
    people: make.Cast,
    tell: Callable[..., Told],
    now: datetime,
    knows: Callable[[str], bool],
    register: Register,
) -> None:
    tell("Aoife")
    assert knows("aoife")
    unlearn(session, ident(people.home.id), [register.key("aoife")], kind=Kind.SUPPORTED)
    tell("Nowak")
    assert not knows("aoife")
    assert knows("nowak")


def test_somebody_of_no_site_has_no_list(session: Session, register: Register) -> None:
    assert not register.names(session, None).known("Ana")
