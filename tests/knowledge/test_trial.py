"""Test all on publish: what new content would take from the sections that answer today."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import Taken
from embeddings.encoder import Encoder
from fakes import FakeEncoder
from knowledge.adding import attempt, publish_and_compare
from knowledge.documents import Document, DocumentVersion
from knowledge.encoding import encode_missing
from knowledge.examples import Example, Source, remember
from knowledge.importing import Import, Outcome, Status
from knowledge.index import build
from knowledge.pending import discard_pending, pending
from knowledge.sections import Passage, Section
from knowledge.stamp import counter
from knowledge.trial import Stolen, Trial, try_pending
from people.roles import Role

AddFile = Callable[..., Outcome]

PHONES = """# Work phones

## Charging

Charge the phone at the end of each shift.

## Lost phones

Ring the on-call manager at once.
"""
TABLETS = "# Tablets\n\n## Flat battery\n\nWhen the phone battery is flat before bed, plug it in by the night desk.\n"
DOORS = "# Doors\n\n## Locking\n\nLock the back door at nine.\n"
ASKED = "flat battery before bed"


@pytest.fixture
def learn(database: Database, encoder: FakeEncoder) -> Callable[..., None]:
    """Keep a question as an example of the section with this heading."""

    def keep(heading: str, text: str, site_id: int | None = None) -> None:
        with database.writing() as session:
            section = session.exec(select(Section).where(Section.heading == heading)).one()
            assert remember(session, section, text, source=Source.ADDED, site_id=site_id)
        encode_missing(database, encoder)

    return keep


@pytest.fixture
def tried(database: Database, encoder: FakeEncoder, folder: Path, now: datetime) -> Callable[..., Trial]:
    """What it would do to put this file in use, as the web pages ask it."""

    def try_file(text: str, name: str, *, site_id: int | None = None) -> Trial:
        (folder / name).write_text(text)
        Import(database, encoder, "test", now, site_id=site_id).keep([folder / name])
        with database.reading() as session:
            query = select(DocumentVersion.id).where(DocumentVersion.state == "pending")
            waiting = [number for number in session.exec(query).all() if number]
        return try_pending(database, encoder, waiting, now=now)

    return try_file


def all_of(found: dict[int, list[Stolen]]) -> list[Stolen]:
    return [stolen for rows in found.values() for stolen in rows]


def everything_kept(database: Database) -> list[object]:
    with database.reading() as session:
        tables = (Document, DocumentVersion, Section, Passage, Example, AuditEntry)
        rows = [row.model_dump() for table in tables for row in session.exec(select(table).order_by(table.id)).all()]  # type: ignore[attr-defined]
        return [*rows, counter(session)]


def test_a_question_that_new_content_takes_is_named_with_both_places(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial]
) -> None:
    add(PHONES)
    learn("Charging", ASKED)
    learn("Charging", "flat phone before bed")
    trial = tried(TABLETS, "tablets.md")
    [stolen] = [each for each in all_of(trial.stolen) if each.text == ASKED]
    assert stolen == Stolen(ASKED, "Work phones", "Charging", "Tablets", "Flat battery")


def test_content_about_something_else_takes_nothing(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial]
) -> None:
    add(PHONES)
    learn("Charging", "when do I charge the phone")
    assert tried(DOORS, "doors.md") == Trial()


def test_a_trial_leaves_nothing_behind(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial], database: Database, now: datetime
) -> None:
    add(PHONES)
    learn("Charging", ASKED)
    tried(TABLETS, "tablets.md")
    before = everything_kept(database)
    with database.reading() as session:
        waiting = session.exec(select(DocumentVersion.id).where(DocumentVersion.state == "pending")).one()
    try_pending(database, FakeEncoder(), [waiting or 0], now=now)
    assert everything_kept(database) == before


def test_a_new_version_with_the_same_heading_takes_nothing_from_itself(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial]
) -> None:
    add(PHONES)
    learn("Charging", "when do I charge the phone")
    changed = PHONES.replace("## Charging", "## 3. Charging").replace("Charge the phone", "Charge each phone")
    assert tried(changed, "phones.md") == Trial()


def test_a_heading_that_a_new_version_drops_is_shown_with_what_is_found_instead(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial]
) -> None:
    outcome = add(PHONES)
    learn("Charging", "when do I charge the phone")
    trial = tried(PHONES.replace("## Charging", "## Power at night"), "phones.md")
    assert [(s.section, s.thief_section) for s in trial.stolen[outcome.document_id or 0]] == [
        ("Charging", "Power at night")
    ]


def test_a_question_that_did_not_find_its_own_before_is_not_stolen(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial]
) -> None:
    add(PHONES)
    learn("Lost phones", "plug it in by the desk when flat, before bed, at the end of each shift")
    assert all_of(tried(TABLETS, "tablets.md").stolen) == []


def test_own_questions_that_lead_elsewhere_are_named(add: AddFile, tried: Callable[..., Trial]) -> None:
    add(PHONES)
    faq = (
        "question,answer,phrasings\nWho sweeps the yard?,The gardener does.,charge the phone at the end of each shift\n"
    )
    trial = tried(faq, "yard.csv")
    [astray] = all_of(trial.astray)
    assert (astray.section, astray.thief_section) == ("Who sweeps the yard?", "Charging")
    assert all_of(trial.stolen) == []


def test_another_sites_people_never_see_it_so_nothing_is_stolen_from_them(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial], database: Database, now: datetime
) -> None:
    with database.writing() as session:
        cast = make.cast(session, now=now)
    add(PHONES, site_id=cast.home.id)
    learn("Charging", ASKED)
    assert all_of(tried(TABLETS, "tablets.md", site_id=cast.other.id).stolen) == []
    assert [s.text for s in all_of(tried(TABLETS, "more.md", site_id=cast.home.id).stolen)] == [ASKED]


def test_what_was_asked_at_one_site_is_not_told_to_those_who_publish_at_another(
    add: AddFile, learn: Callable[..., None], tried: Callable[..., Trial], database: Database, now: datetime
) -> None:
    with database.writing() as session:
        cast = make.cast(session, now=now)
    add(PHONES)
    learn("Charging", ASKED, site_id=cast.home.id)
    assert all_of(tried(TABLETS, "tablets.md", site_id=cast.other.id).stolen) == []


def test_what_somebody_has_just_decided_about_is_not_tried(
    tried: Callable[..., Trial], database: Database, encoder: FakeEncoder, now: datetime
) -> None:
    tried(TABLETS, "tablets.md")
    with database.writing() as session:
        admin = make.staff(session, "Ade", role=Role.ADMIN, now=now)
        [waiting] = pending(session, by=admin)
        discard_pending(session, [waiting.version_id], by=admin, now=now)
    with pytest.raises(Taken):
        try_pending(database, encoder, [waiting.version_id], now=now)


class Counting(FakeEncoder):
    """Takes the write lock to encode, so that it never can inside a transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def encode(self, texts: object) -> object:  # type: ignore[override]
        with self.database.writing():
            return super().encode(texts)  # type: ignore[arg-type]


@pytest.mark.parametrize("do", [attempt, publish_and_compare])
def test_files_tried_and_files_published_tell_the_same(
    do: Callable[[Import, list[Path]], list[Outcome]],
    add: AddFile,
    learn: Callable[..., None],
    database: Database,
    folder: Path,
    now: datetime,
) -> None:
    add(PHONES)
    learn("Charging", ASKED)
    for name, text in (("tablets.md", TABLETS), ("doors.md", DOORS), ("broken.pdf", "no pdf")):
        (folder / name).write_text(text)
    (folder / "again").mkdir()
    (folder / "again" / "phones.md").write_text(PHONES)
    (folder / "more").mkdir()
    (folder / "more" / "doors.md").write_text(DOORS.replace("nine", "ten"))
    before = everything_kept(database)
    encoder: Encoder = Counting(database)
    outcomes = do(Import(database, encoder, "test", now), [folder])
    told = [(Path(o.file).name, o.status, [(s.text, s.thief_section) for s in o.stolen]) for o in outcomes]
    assert told == [
        ("phones.md", Status.UNCHANGED, []),
        ("broken.pdf", Status.FAILED, []),
        ("doors.md", Status.ADDED, []),
        ("doors.md", Status.FAILED, []),
        ("tablets.md", Status.ADDED, [(ASKED, "Flat battery")]),
    ]
    assert outcomes[-1].to_json()["stolen"][0]["document"] == "Work phones"
    assert (everything_kept(database) == before) == (do is attempt)


def test_an_index_says_where_each_question_was_learnt(
    add: AddFile, learn: Callable[..., None], database: Database, encoder: FakeEncoder, now: datetime
) -> None:
    with database.writing() as session:
        cast = make.cast(session, now=now)
    add(PHONES)
    learn("Charging", ASKED, site_id=cast.home.id)
    with database.reading() as session:
        assert build(session, encoder).example_sites == (cast.home.id,)
