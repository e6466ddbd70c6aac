"""Documents that wait to be put in use: nothing is answered from them until then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, func, select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import NotAllowed, Taken
from fakes import FakeEncoder
from knowledge import catalogue
from knowledge.documents import Document, DocumentVersion
from knowledge.editing import put_back
from knowledge.examples import Example, Source, remember
from knowledge.importing import Import, Outcome, Status
from knowledge.keeping import Action
from knowledge.pending import KEPT, discard_pending, pending, purge_pending, use_pending
from knowledge.search import Search
from knowledge.sections import Passage, Section
from people.roles import Role
from people.staff import Staff

AddFile = Callable[..., Outcome]
Keep = Callable[..., Outcome]

PHONES = "# Work phones\n\nVersion: 1\n\n## Charging\n\nCharge the phone overnight.\n"
NEWER = "# Phones and tablets\n\nVersion: 2\n\nOwner: Deputy\n\n## Charging\n\nCharge the phone at noon.\n"


@pytest.fixture
def ade(database: Database, cast: make.Cast, now: datetime) -> Staff:
    with database.writing() as session:
        return make.staff(session, "Ade", role=Role.ADMIN, now=now)


@pytest.fixture
def keep(database: Database, encoder: FakeEncoder, tmp_path: Path, now: datetime) -> Keep:
    """Write a file and upload it, for the whole provider if no site is given."""

    def keep_file(text: str, name: str = "phones.md", *, site_id: int | None = None, at: datetime = now) -> Outcome:
        (tmp_path / name).write_text(text)
        [outcome] = Import(database, encoder, "test", at, site_id=site_id).keep([tmp_path / name])
        return outcome

    return keep_file


def waiting(database: Database, by: Staff) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(each.title, each.version) for each in pending(session, by=by)]


def use(database: Database, by: Staff, now: datetime) -> list[Document]:
    with database.writing() as session:
        return use_pending(session, [each.version_id for each in pending(session, by=by)], by=by, now=now)


def found(search: Search, now: datetime) -> list[tuple[str, str]]:
    search.refresh()
    matches = search.find("charge the phone", site_id=None, today=now.date()).matches
    return [(match.entry.document, match.entry.text) for match in matches]


def counts(database: Database) -> set[int]:
    tables: tuple[type[SQLModel], ...] = (Document, DocumentVersion, Section, Passage, Example)
    with database.reading() as session:
        return {session.exec(select(func.count()).select_from(table)).one() for table in tables}


def test_a_new_document_is_answered_from_once_it_is_put_in_use(
    keep: Keep, database: Database, search: Search, ade: Staff, now: datetime
) -> None:
    assert keep(PHONES).status == Status.ADDED
    assert found(search, now) == []
    with database.reading() as session:
        assert catalogue.listing(session, today=now.date()) == []
        assert catalogue.check(session, today=now.date()) == []
        [shown] = pending(session, by=ade)
    assert (shown.action, shown.title, shown.version, shown.sections) == (
        Action.ADDED, "Work phones", "1", (("Charging", "Charge the phone overnight."),),
    )  # fmt: skip
    [document] = use(database, ade, now)
    assert document.title == "Work phones"
    assert found(search, now) == [("Work phones", "Charge the phone overnight.")]
    assert waiting(database, ade) == []
    with database.reading() as session:
        actions = session.exec(select(AuditEntry.action, AuditEntry.actor).where(AuditEntry.subject == "document:1"))
        assert actions.all() == [("knowledge.added", ade.actor)]


def test_the_version_in_use_keeps_its_words_and_its_name_until_then(
    add: AddFile, keep: Keep, database: Database, search: Search, ade: Staff, now: datetime
) -> None:
    add(PHONES)
    with database.writing() as session:
        section = session.exec(select(Section)).one()
        remember(session, section, "battery is flat what now", source=Source.ADDED)
    outcome = keep(NEWER)
    assert (outcome.status, outcome.title) == (Status.NEW_VERSION, "Phones and tablets")
    assert found(search, now) == [("Work phones", "Charge the phone overnight.")]
    use(database, ade, now)
    assert found(search, now) == [("Phones and tablets", "Charge the phone at noon.")]
    with database.reading() as session:
        [example] = session.exec(select(Example)).all()
        assert session.get_one(Section, example.section_id).text == "Charge the phone at noon."


def test_going_back_undoes_what_was_put_in_use_last_and_not_what_waits(
    add: AddFile, keep: Keep, database: Database, search: Search, ade: Staff, now: datetime
) -> None:
    add(PHONES)
    keep(NEWER)
    use(database, ade, now + timedelta(hours=1))
    keep("# Doors\n\n## Locks\n\nLock up.\n", "doors.md", at=now + timedelta(hours=2))
    with database.writing() as session:
        back = put_back(session, None, actor="test", now=now, reason="wrong file")
        assert (back.document.title, back.document.owner_role) == ("Work phones", "")
    assert found(search, now)[0] == ("Work phones", "Charge the phone overnight.")


def test_the_newest_file_takes_the_place_of_the_one_that_waited(
    add: AddFile, keep: Keep, database: Database, ade: Staff
) -> None:
    keep(PHONES)
    keep(NEWER)
    assert waiting(database, ade) == [("Phones and tablets", "2")]
    add(PHONES.replace("overnight", "in the morning"))
    assert waiting(database, ade) == []


def test_what_is_in_use_already_does_not_wait(add: AddFile, keep: Keep, database: Database, ade: Staff) -> None:
    add(PHONES)
    assert keep(PHONES).status == Status.UNCHANGED
    assert waiting(database, ade) == []


def test_a_retired_document_comes_back_only_when_it_is_put_in_use(
    add: AddFile, keep: Keep, database: Database, search: Search, ade: Staff, now: datetime
) -> None:
    outcome = add(PHONES)
    with database.writing() as session:
        catalogue.retire(session, outcome.document_id or 0, actor="test", now=now, reason="old")
    keep(PHONES)
    assert found(search, now) == []
    use(database, ade, now)
    assert len(found(search, now)) == 1


def test_discarding_leaves_no_trace_but_the_record(keep: Keep, database: Database, ade: Staff, now: datetime) -> None:
    keep("question,answer,phrasings\nWhen do we meet?,Each Monday.,\n", "when.csv")
    assert counts(database) == {1, 2}  # a section has two passages: itself, and in one
    with database.writing() as session:
        [shown] = pending(session, by=ade)
        discard_pending(session, [shown.version_id], by=ade, now=now)
    assert counts(database) == {0}
    with database.reading() as session:
        actions = session.exec(select(AuditEntry.action).where(AuditEntry.subject == "document:1")).all()
        assert actions == ["knowledge.discarded"]


def test_discarding_a_new_version_leaves_the_document_as_it_was(
    add: AddFile, keep: Keep, database: Database, search: Search, ade: Staff, now: datetime
) -> None:
    add(PHONES)
    keep(NEWER)
    with database.writing() as session:
        [shown] = pending(session, by=ade)
        discard_pending(session, [shown.version_id], by=ade, now=now)
    assert found(search, now) == [("Work phones", "Charge the phone overnight.")]
    assert add(PHONES).status == Status.UNCHANGED


def test_after_a_fortnight_what_waits_is_discarded(keep: Keep, database: Database, ade: Staff, now: datetime) -> None:
    keep(PHONES, at=now - KEPT - timedelta(minutes=1))
    keep("# Doors\n\n## Locks\n\nLock up.\n", "doors.md", at=now - KEPT)
    with database.writing() as session:
        assert purge_pending(session, before=now - KEPT) == 1
    assert waiting(database, ade) == [("Doors", "1")]


def test_each_may_publish_only_where_they_may_upload(
    keep: Keep, database: Database, cast: make.Cast, ade: Staff, now: datetime
) -> None:
    keep(PHONES)
    keep("# Doors\n\n## Locks\n\nLock up.\n", "doors.md", site_id=cast.home.id)
    assert waiting(database, ade) == [("Work phones", "1"), ("Doors", "1")]
    assert waiting(database, cast.lee) == [("Doors", "1")]
    assert waiting(database, cast.zed) == []
    for by, error in ((cast.lee, Taken), (cast.zed, Taken), (cast.cho, NotAllowed)):
        for decide in (use_pending, discard_pending):
            with database.writing() as session, pytest.raises(error):
                decide(session, [1], by=by, now=now)  # type: ignore[operator]
    with database.reading() as session, pytest.raises(NotAllowed):
        pending(session, by=cast.cho)


def test_of_two_who_decide_at_once_the_second_is_told(
    keep: Keep, database: Database, ade: Staff, now: datetime
) -> None:
    keep(PHONES)
    use(database, ade, now)
    for decide in (use_pending, discard_pending):
        with database.writing() as session, pytest.raises(Taken):
            decide(session, [1], by=ade, now=now)  # type: ignore[operator]


def test_a_document_that_came_by_the_new_file_name_meanwhile_is_not_overwritten(
    add: AddFile, keep: Keep, database: Database, ade: Staff, now: datetime
) -> None:
    add(PHONES)
    keep(PHONES.replace("overnight", "at noon"), "mobile.md")  # the same title, so the same document
    add("# Mobile clinic\n\n## Where\n\nIn the yard.\n", "mobile.md")
    with database.writing() as session, pytest.raises(Taken):
        use_pending(session, [2], by=ade, now=now)
