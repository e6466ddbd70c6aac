from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, func, select

import make
from core.audit import AuditEntry
from core.database import Database
from fakes import FakeEncoder
from knowledge.documents import Document, DocumentVersion, VersionState
from knowledge.examples import Example, Source, remember
from knowledge.importing import Outcome, Status, import_paths
from knowledge.sections import Passage, Section
from knowledge.stamp import counter

AddFile = Callable[..., Outcome]

PHONES = """---
title: Work phones
version: "1.0"
owner_role: Digital Lead
approved: 2026-01-10
review_due: 2027-01-10
---

# Work phones

## 1. Charging

Charge the phone at the end of each shift.

## 2. Lost phones

Ring the on-call manager at once.
"""
CHANGED = PHONES.replace("at the end of each shift", "in the office overnight").replace('"1.0"', '"1.1"')


def counts(session: Session) -> dict[str, int]:
    tables: tuple[type[SQLModel], ...] = (Document, DocumentVersion, Section, Passage, Example, AuditEntry)
    return {table.__name__: session.exec(select(func.count()).select_from(table)).one() for table in tables}


def test_a_file_becomes_a_document_with_its_dates(add: AddFile, database: Database) -> None:
    outcome = add(PHONES)
    assert (outcome.status, outcome.title, outcome.version) == (Status.ADDED, "Work phones", "1.0")
    assert (outcome.approved, outcome.review_due, outcome.sections) == (date(2026, 1, 10), date(2027, 1, 10), 2)
    with database.reading() as session:
        document = session.exec(select(Document)).one()
        assert (document.owner_role, document.file_name, document.site_id) == ("Digital Lead", "phones.md", None)


def test_the_same_file_twice_changes_nothing(add: AddFile, database: Database) -> None:
    add(PHONES)
    with database.reading() as session:
        before, stamp = counts(session), counter(session)
    assert add(PHONES).status == Status.UNCHANGED
    with database.reading() as session:
        assert (counts(session), counter(session)) == (before, stamp)


def test_a_changed_file_is_a_new_version_and_the_old_one_steps_down(add: AddFile, database: Database) -> None:
    add(PHONES)
    outcome = add(CHANGED)
    assert (outcome.status, outcome.version) == (Status.NEW_VERSION, "1.1")
    with database.reading() as session:
        versions = session.exec(select(DocumentVersion).order_by(DocumentVersion.number)).all()
        assert [(v.number, v.state) for v in versions] == [(1, VersionState.SUPERSEDED), (2, VersionState.CURRENT)]


def test_the_same_title_under_another_file_name_is_a_new_version(add: AddFile, database: Database) -> None:
    add(PHONES, "phones.md")
    outcome = add(CHANGED, "phones-2027.md")
    assert outcome.status == Status.NEW_VERSION
    assert "phones.md" in outcome.warnings[-1]
    with database.reading() as session:
        assert session.exec(select(Document)).one().file_name == "phones-2027.md"


def test_the_same_words_under_another_file_name_keep_their_version(add: AddFile, database: Database) -> None:
    add(PHONES, "phones.md")
    again = add(PHONES, "renamed.md")
    assert again.status == Status.UNCHANGED
    assert "phones.md" in again.warnings[-1]
    with database.reading() as session:
        assert session.exec(select(Document)).one().file_name == "renamed.md"
        assert counts(session)["DocumentVersion"] == 1


def test_an_older_version_of_what_is_in_use_is_named(add: AddFile) -> None:
    older = CHANGED.replace('"1.1"', '"0.9"').replace("2026-01-10", "2024-01-10")
    add(PHONES)
    assert "It looks older than version 1.0, which is in use." in " ".join(add(older).warnings)
    assert "looks older" not in " ".join(add(CHANGED).warnings)


def test_what_holds_only_later_is_pointed_out(add: AddFile, now: datetime) -> None:
    def begins(day: date) -> str:
        return f"# Gates\n\nVersion: 2\n\nEffective from: {day:%d %B %Y}\n\n## Opening\n\nPush it gently.\n"

    later = add(begins(now.date() + timedelta(days=40)), "gates.md").warnings
    assert any(warning.startswith("It says it holds from ") for warning in later)
    assert not any("holds from" in warning for warning in add(begins(now.date()), "walls.md").warnings)


def test_two_sites_may_each_have_their_own(add: AddFile, database: Database, now: datetime) -> None:
    with database.writing() as session:
        cast = make.cast(session, now=now)
    assert add(PHONES, site_id=cast.home.id).status == Status.ADDED
    assert add(PHONES, site_id=cast.other.id).status == Status.ADDED


def test_one_bad_file_leaves_nothing_behind_and_stops_nobody(
    database: Database, encoder: FakeEncoder, folder: Path, now: datetime
) -> None:
    (folder / "a.md").write_text(PHONES)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF at all")
    (folder / "notes.md").write_text("")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "z.md").write_text("# Doors\n\n## Locking\n\nLock the back door at nine.\n")
    outcomes = import_paths(database, [folder], encoder, actor="test", now=now)
    assert [(Path(outcome.file).name, outcome.status) for outcome in outcomes] == [
        ("a.md", Status.ADDED),
        ("broken.pdf", Status.FAILED),
        ("notes.md", Status.FAILED),
        ("picture.jpg", Status.SKIPPED),
        ("z.md", Status.ADDED),
    ]
    assert all(outcome.reason for outcome in outcomes if outcome.status != Status.ADDED)
    with database.reading() as session:
        assert sorted(session.exec(select(Document.title)).all()) == ["Doors", "Work phones"]
        assert counts(session)["AuditEntry"] == 2


def test_a_failure_while_storing_leaves_nothing_behind(
    database: Database, folder: Path, now: datetime, encoder: FakeEncoder
) -> None:
    class Unplugged(FakeEncoder):
        def encode(self, texts: object) -> object:  # type: ignore[override]
            raise MemoryError

    (folder / "phones.md").write_text(PHONES)
    with pytest.raises(MemoryError):
        import_paths(database, [folder], Unplugged(), actor="test", now=now)
    with database.reading() as session:
        assert set(counts(session).values()) == {0}


def test_what_is_not_there_is_said_and_hidden_files_are_left_alone(
    database: Database, encoder: FakeEncoder, folder: Path, now: datetime
) -> None:
    (folder / "full").mkdir()
    (folder / "full" / "phones.md").write_text(PHONES)
    (folder / "full" / ".hidden.md").write_text(PHONES)
    (folder / "full" / "~$phones.docx").write_text("lock")
    (folder / "empty").mkdir()
    paths = [folder / "full", folder / "full" / "phones.md", folder / "empty", folder / "gone.md"]
    outcomes = import_paths(database, paths, encoder, actor="test", now=now)
    assert [outcome.status for outcome in outcomes] == [Status.ADDED, Status.FAILED, Status.FAILED]


def test_files_of_one_import_never_replace_each_other(
    database: Database, encoder: FakeEncoder, folder: Path, now: datetime
) -> None:
    for shift, words in (("day", "Open the curtains."), ("night", "Close the curtains.")):
        (folder / shift).mkdir()
        (folder / shift / "rounds.md").write_text(f"# Rounds\n\n## What to do\n\n{words}\n")
        (folder / shift / f"{shift}.md").write_text(f"# Policy\n\n## What to do\n\n{words}\n")
    outcomes = import_paths(database, [folder], encoder, actor="test", now=now)
    assert [(Path(outcome.file).name, outcome.status) for outcome in outcomes] == [
        ("day.md", Status.ADDED),
        ("rounds.md", Status.ADDED),
        ("night.md", Status.ADDED),
        ("rounds.md", Status.FAILED),
    ]
    assert "same name" in outcomes[-1].reason
    again = import_paths(database, [folder / "day", folder / "night" / "night.md"], encoder, actor="test", now=now)
    assert {outcome.status for outcome in again} == {Status.UNCHANGED}


def test_what_was_learnt_in_use_moves_to_the_new_version(
    add: AddFile, database: Database, encoder: FakeEncoder
) -> None:
    add(PHONES)
    asked = "battery is flat what do I do"
    with database.writing() as session:
        section = session.exec(select(Section).where(Section.heading == "1. Charging")).one()
        for _ in range(2):
            remember(session, section, asked, source=Source.HELPFUL)
    add(CHANGED.replace("## 1. Charging", "## 3. Charging"))
    with database.reading() as session:
        example = session.exec(select(Example)).one()
        section = session.get_one(Section, example.section_id)
        assert (section.heading, section.text) == ("3. Charging", "Charge the phone in the office overnight.")


def test_an_outcome_can_be_printed_as_json(add: AddFile) -> None:
    told = add(PHONES).to_json()
    assert (told["status"], told["review_due"], told["warnings"]) == ("added", "2027-01-10", [])


def test_the_same_file_imported_by_several_at_once_is_one_document(
    database: Database, encoder: FakeEncoder, folder: Path, now: datetime
) -> None:
    (folder / "phones.md").write_text(PHONES)
    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(lambda _: import_paths(database, [folder], encoder, actor="test", now=now), range(4)))
    statuses = [outcome.status for [outcome] in runs]
    assert statuses.count(Status.ADDED) == 1
    assert set(statuses) <= {Status.ADDED, Status.UNCHANGED, Status.FAILED}
    with database.reading() as session:
        assert (counts(session)["Document"], counts(session)["DocumentVersion"]) == (1, 1)


def test_a_letter_that_no_database_keeps_is_left_out(add: AddFile, database: Database) -> None:
    filler = "The tablet lives in the office. " * 200
    assert add(f"{filler}\n\nAsk\0 the senior.\n", "tablets.txt").status == Status.ADDED
    with database.reading() as session:
        section = session.exec(select(Section)).one()
        assert section.text.endswith("Ask the senior.")


def test_what_a_new_version_no_longer_says_is_pointed_out(add: AddFile) -> None:
    def falls(**sections: str) -> str:
        return "# Falls\n" + "".join(f"\n## {heading}\n\n{text}\n" for heading, text in sections.items())

    add(falls(Reporting="At once.", Telling="The nurse.", Mats="Beside the bed."), "falls.md")
    again = add(falls(Mats="Below the bed.", Reporting="Within the hour."), "falls.md")
    assert "something that this one does not: Telling." in " ".join(again.warnings)
    third = add(falls(Reporting="Now.", Mats="On the bed."), "falls.md")
    assert "does not" not in " ".join(third.warnings)
