from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

import make
from core.audit import AuditEntry
from core.database import Database
from delivery.outbox import OutboundMessage
from knowledge.catalogue import check, retire
from knowledge.clashes import names_told, note_clash, open_clashes
from knowledge.differences import Disagreement, Matter
from knowledge.documents import Document
from knowledge.importing import Outcome
from knowledge.keepers import keepers
from knowledge.sections import Section
from make import Cast
from people.roles import Role
from people.staff import Staff, leave
from together import together

AddFile = Callable[..., Outcome]
FOUND = Disagreement(Matter.TIME, "Tell us within 1 hour.", "Tell us within 2 days.")


def policy(title: str, says: str, owner: str = "Digital Lead") -> str:
    return (
        f"---\ntitle: {title}\nowner_role: {owner}\nreview_due: 2028-01-01\n---\n\n## Lost\n\n{says}\n\n## Else\n\nA.\n"
    )


@pytest.fixture
def two(add: AddFile, database: Database, cast: Cast) -> tuple[int, int]:
    """Sections of two documents of the home, one after the other."""
    add(policy("Phones", FOUND.first), "phones.md", site_id=cast.home.id)
    add(policy("Incidents", FOUND.second), "incidents.md", site_id=cast.home.id)
    return _lost(database)


def _lost(database: Database) -> tuple[int, int]:
    """The newest section of each document."""
    with database.reading() as session:
        rows = session.exec(select(Section).where(Section.heading == "Lost").order_by(col(Section.id).desc())).all()
        return rows[1].id or 0, rows[0].id or 0


def told(session: Session) -> list[str]:
    """Who has a message about a clash, by name."""
    query = select(Staff.name).join(OutboundMessage, col(OutboundMessage.recipient_id) == Staff.id)
    return sorted(session.exec(query.where(OutboundMessage.kind == "clash")).all())


@pytest.fixture
def writing(database: Database, two: tuple[int, int]) -> Iterator[Session]:
    """One open transaction, when the two are there."""
    with database.writing() as session:
        yield session


def test_a_clash_is_noted_and_told_once_however_often_it_is_met(
    writing: Session, two: tuple[int, int], now: datetime
) -> None:
    first = note_clash(writing, *two, FOUND, now=now)
    again = note_clash(writing, two[1], two[0], Disagreement(Matter.TIME, FOUND.second, FOUND.first), now=now)
    assert first.id == again.id
    assert (again.says, again.other_says, again.matter) == (FOUND.first, FOUND.second, "time")
    assert told(writing) == names_told(writing, again) == ["Lee"]
    assert len(writing.exec(select(AuditEntry).where(AuditEntry.action == "knowledge.clash")).all()) == 1


def test_two_who_meet_it_at_once_tell_once(database: Database, two: tuple[int, int], now: datetime) -> None:
    def meet() -> int | None:
        with database.writing() as session:
            return note_clash(session, *two, FOUND, now=now).id

    [met] = {*together([meet] * 4)}
    assert isinstance(met, int)
    with database.reading() as session:
        assert told(session) == ["Lee"]


def test_the_message_says_where_and_what(writing: Session, two: tuple[int, int], now: datetime) -> None:
    note_clash(writing, *two, FOUND, now=now)
    text = writing.exec(select(OutboundMessage).where(OutboundMessage.kind == "clash")).one().message.text
    assert text.startswith("# Two documents say different things\nPhones (Lost):\n> Tell us within 1 hour.")
    assert "Incidents (Lost):\n> Tell us within 2 days." in text


def test_a_new_version_that_still_disagrees_is_a_new_clash(
    database: Database, add: AddFile, cast: Cast, two: tuple[int, int], now: datetime
) -> None:
    with database.writing() as session:
        note_clash(session, *two, FOUND, now=now)
    add(policy("Incidents", "Tell us within 3 days."), "incidents.md", site_id=cast.home.id)
    newest = two[0], _lost(database)[1]
    with database.writing() as session:
        assert open_clashes(session) == []
        note_clash(session, *newest, FOUND, now=now)
        assert told(session) == ["Lee", "Lee"]
        assert len(open_clashes(session)) == 1


def test_an_open_clash_is_on_the_list_until_one_of_the_two_is_out_of_use(
    writing: Session, cast: Cast, two: tuple[int, int], now: datetime
) -> None:
    def listed() -> bool:
        line = "Phones (Lost) and Incidents (Lost) say different things. Staff are shown both."
        return any(problem.startswith(line) for problem in check(writing, today=now.date()))

    note_clash(writing, *two, FOUND, now=now)
    assert listed()
    [clash] = open_clashes(writing, site_ids=[cast.home.id or 0])
    assert [(side.document, side.says) for side in clash.sides] == [
        ("Phones", FOUND.first),
        ("Incidents", FOUND.second),
    ]
    assert open_clashes(writing, site_ids=[cast.other.id or 0]) == []
    retire(writing, clash.sides[0].document_id, actor="test", now=now, reason="the other holds")
    assert open_clashes(writing) == []
    assert not listed()


def test_somebody_who_left_is_not_named(writing: Session, cast: Cast, two: tuple[int, int], now: datetime) -> None:
    clash = note_clash(writing, *two, FOUND, now=now)
    leave(writing, writing.get_one(Staff, cast.lee.id), actor="test", now=now)
    assert names_told(writing, clash) == []


# Who looks after a document


def names(session: Session, *, kind: str = "policy", owner_role: str = "", site_id: int | None = None) -> list[str]:
    document = Document(identity="x", kind=kind, title="Phones", owner_role=owner_role, site_id=site_id)
    return [person.name for person in keepers(session, document)]


@pytest.fixture
def people(session: Session, now: datetime) -> Cast:
    """The cast, with somebody for governance and somebody for data protection over all sites."""
    cast = make.cast(session, now=now)
    make.staff(session, "Gia", role=Role.GOVERNANCE, now=now)
    make.staff(session, "Dee", role=Role.DATA_PROTECTION, now=now)
    return cast


def test_a_sites_document_is_looked_after_by_its_manager(session: Session, people: Cast) -> None:
    assert names(session, site_id=people.home.id) == ["Lee"]
    assert names(session, site_id=people.other.id) == ["Zed"]


def test_the_providers_document_is_looked_after_by_those_above_all_sites(session: Session, people: Cast) -> None:
    assert names(session) == ["Gia"]


def test_the_owner_goes_first_and_an_owner_who_may_not_edit_hears_beside_those_who_may(
    session: Session, people: Cast, now: datetime
) -> None:
    make.staff(session, "Ada", role=Role.ADMIN, now=now)
    assert names(session) == ["Gia", "Ada"]
    assert names(session, owner_role="Governance lead") == ["Gia"]
    assert names(session, owner_role="Data Protection Officer") == ["Dee", "Gia", "Ada"]
    assert names(session, owner_role="Head of Everything") == ["Gia", "Ada"]


def test_where_nobody_is_above_the_sites_their_managers_hear(session: Session, now: datetime) -> None:
    make.cast(session, now=now)
    assert names(session) == ["Lee", "Zed"]


def test_a_site_without_a_manager_is_looked_after_from_above(session: Session, people: Cast, now: datetime) -> None:
    leave(session, people.lee, actor="test", now=now)
    assert names(session, site_id=people.home.id) == ["Gia"]


def test_the_framework_is_nobodys_to_change(session: Session, people: Cast) -> None:
    assert names(session, kind="framework") == []
