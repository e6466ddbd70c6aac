from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from core.database import Database
from core.errors import BadInput
from core.places import CONTENT
from fakes import FakeEncoder
from knowledge import catalogue
from knowledge.answers import Outcome, decide
from knowledge.cards import card_for_reference, get_card
from knowledge.documents import Document, DocumentState
from knowledge.entries import Entry
from knowledge.examples import Example, OutsideExample
from knowledge.outside import read_topics
from knowledge.prepared import prepare
from knowledge.publishing import store
from knowledge.readers.parts import Kind, Level, ReadDocument, ReadSection
from knowledge.readership import Reader
from knowledge.search import Search
from knowledge.stamp import counter
from knowledge.starter import IDENTITY, TITLE, load_starter, read_cards, read_examples

TODAY = date(2026, 11, 23)
ANYBODY = Reader(None, None, TODAY)
CARDS = """
theme: 4
title: "Using data"
cards:
  - code: "4.1"
    level: all
    heading: "What data is"
    text: "Data is facts about people, kept safe."
    approved_by: "Starter content editor"
    reviewed: "2026-11-21"
    review_due: "2027-11-21"
  - code: "4.8"
    level: further
    heading: "Help others with data"
    text: "Show colleagues how to record well."
    note: "Some names have changed."
    approved_by: "Starter content editor"
    reviewed: "2026-11-21"
    review_due: "2027-11-21"
"""
EXAMPLES = """
theme: 4
examples:
  "4.1": ["what counts as information about somebody"]
  "4.8": ["coaching my team on notes"]
"""
OUTSIDE = """
topics:
  - topic: "pay"
    work: true
    signpost: "Ask payroll."
    examples: ["when do we get paid", "my wages are short"]
  - topic: "jokes"
    work: false
    examples: ["tell me a joke"]
"""
OFFICIAL = ReadDocument(
    title="The framework",
    kind=Kind.FRAMEWORK,
    file_name="framework.pdf",
    sections=(
        ReadSection("Understand types of data", ("Data",), "There are different types of data.", "4.1", Level.ALL, 4),
        ReadSection("Support others", ("Data",), "Support and develop others.", "4.8", Level.FURTHER, 4),
    ),
)


@pytest.fixture
def content(folder: Path) -> Path:
    for name, text in (("framework/theme-4", CARDS), ("examples/theme-4", EXAMPLES), ("outside/work", OUTSIDE)):
        path = folder / f"{name}.yaml"
        path.parent.mkdir()
        path.write_text(text)
    return folder


@pytest.fixture
def load(database: Database, encoder: FakeEncoder, content: Path, now: datetime) -> Callable[[], bool]:
    return lambda: load_starter(database, encoder, content, now=now)


def add_official(database: Database, encoder: FakeEncoder, now: datetime) -> int:
    prepared = prepare(OFFICIAL, encoder)
    with database.writing() as session:
        return store(session, prepared, actor="test", now=now).document.id or 0


def entries(search: Search, text: str) -> list[Entry]:
    search.refresh()
    return [match.entry for match in search.find(text, site_id=None, today=TODAY).matches]


def test_our_own_cards_answer_from_the_first_start(load: Callable[[], bool], search: Search) -> None:
    assert load()
    first = entries(search, "what counts as information about somebody")[0]
    assert (first.reference, first.document, first.file, first.plain) == ("4.1", TITLE, None, None)
    assert (first.version, first.review_due) == ("2026-11-21", date(2027, 11, 21))


def test_loading_again_changes_nothing(load: Callable[[], bool], database: Database) -> None:
    load()
    with database.reading() as session:
        before = counter(session)
    assert not load()
    with database.reading() as session:
        assert counter(session) == before


def test_a_changed_file_is_taken_in_at_the_next_start(
    load: Callable[[], bool], content: Path, database: Database, search: Search
) -> None:
    load()
    (content / "framework/theme-4.yaml").write_text(CARDS.replace("kept safe", "kept very safe"))
    (content / "examples/theme-4.yaml").write_text(EXAMPLES.replace("coaching my team on notes", "helping the team"))
    (content / "outside/work.yaml").write_text(OUTSIDE.replace("my wages are short", "payslip is wrong"))
    assert load()
    texts = [entry.text for entry in entries(search, "facts about people kept very safe")]
    assert "Data is facts about people, kept very safe." in texts
    assert "Data is facts about people, kept safe." not in texts
    with database.reading() as session:
        kept = session.exec(select(Example.text).order_by(Example.reference)).all()
        outside = session.exec(select(OutsideExample.text).order_by(OutsideExample.text)).all()
    assert list(kept) == ["what counts as information about somebody", "helping the team"]
    assert list(outside) == ["payslip is wrong", "tell me a joke", "when do we get paid"]


def test_the_official_framework_makes_the_card_its_plain_version(
    load: Callable[[], bool], database: Database, encoder: FakeEncoder, search: Search, now: datetime
) -> None:
    load()
    add_official(database, encoder, now)
    search.refresh()
    answer = decide(search.find("what counts as information about somebody", site_id=None, today=TODAY))
    card = answer.cards[0]
    assert (answer.outcome, card.document, card.file) == (Outcome.ANSWER, "The framework", "framework.pdf")
    assert card.text == "There are different types of data."
    assert card.plain == "Data is facts about people, kept safe."
    assert (card.section, card.title) == ("Understand types of data", "What data is")
    assert card.highlight in card.text
    assert {each.document for each in answer.cards} == {"The framework"}


def test_the_words_of_the_card_lead_to_the_official_section(
    load: Callable[[], bool], database: Database, encoder: FakeEncoder, search: Search, now: datetime
) -> None:
    load()
    add_official(database, encoder, now)
    first = entries(search, "show colleagues how to record well")[0]
    assert (first.reference, first.document, first.note) == ("4.8", "The framework", "Some names have changed.")


def test_cards_that_come_after_the_official_framework_still_become_its_plain_versions(
    load: Callable[[], bool], database: Database, encoder: FakeEncoder, search: Search, now: datetime
) -> None:
    add_official(database, encoder, now)
    load()
    assert {entry.plain for entry in entries(search, "data about people")} == {
        "Data is facts about people, kept safe.",
        "Show colleagues how to record well.",
    }


def test_when_the_official_framework_is_retired_the_cards_answer_again(
    load: Callable[[], bool], database: Database, encoder: FakeEncoder, search: Search, now: datetime
) -> None:
    load()
    number = add_official(database, encoder, now)
    with database.writing() as session:
        catalogue.retire(session, number, actor="test", now=now, reason="test")
    assert {entry.document for entry in entries(search, "data about people")} == {TITLE}


def test_a_card_is_found_by_its_criterion(
    load: Callable[[], bool], database: Database, encoder: FakeEncoder, now: datetime
) -> None:
    load()
    with database.reading() as session:
        own = card_for_reference(session, "4.1", reader=ANYBODY)
        assert own is not None
        assert own.document == TITLE
        assert card_for_reference(session, "9.9", reader=ANYBODY) is None
    add_official(database, encoder, now)
    with database.reading() as session:
        official = card_for_reference(session, "4.1", reader=ANYBODY)
        assert official is not None
        assert (official.document, official.plain) == ("The framework", own.text)
        assert get_card(session, official.section_id, reader=ANYBODY) == official


def test_cards_that_a_person_retired_stay_retired(
    load: Callable[[], bool], content: Path, database: Database, now: datetime
) -> None:
    load()
    with database.writing() as session:
        document = session.exec(select(Document).where(Document.identity == IDENTITY)).one()
        catalogue.retire(session, document.id or 0, actor="test", now=now, reason="not wanted")
    (content / "framework/theme-4.yaml").write_text(CARDS.replace("kept safe", "kept very safe"))
    load()
    with database.reading() as session:
        assert session.exec(select(Document.state)).one() == DocumentState.RETIRED


def test_a_checkout_without_content_starts(
    database: Database, encoder: FakeEncoder, folder: Path, now: datetime
) -> None:
    assert not load_starter(database, encoder, folder, now=now)


@pytest.mark.parametrize("name", ["framework/theme-4.yaml", "examples/theme-4.yaml", "outside/work.yaml"])
def test_a_wrong_file_is_named_and_changes_nothing(
    load: Callable[[], bool], content: Path, session: Session, name: str
) -> None:
    (content / name).write_text("theme: 4\n")
    with pytest.raises(BadInput, match=Path(name).name):
        load()
    assert session.exec(select(func.count()).select_from(Example)).one() == 0


def test_what_ships_can_be_read() -> None:
    cards = read_cards(CONTENT / "framework")
    assert cards is not None
    references = {section.reference for section in cards.read.sections}
    assert len(references) == len(cards.read.sections) == 62
    assert {code for code, _ in read_examples(CONTENT / "examples")} == references
    topics = read_topics(CONTENT / "outside")
    assert len({topic.name for topic in topics}) == len(topics) > 0
    assert all(topic.examples for topic in topics)


def test_two_processes_that_start_together_load_once(
    database: Database, encoder: FakeEncoder, content: Path, now: datetime
) -> None:
    with ThreadPoolExecutor(4) as threads:
        changed = list(threads.map(lambda _: load_starter(database, encoder, content, now=now), range(4)))
    assert sorted(changed) == [False, False, False, True]
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Document)).one() == 1
        assert session.exec(select(func.count()).select_from(Example)).one() == 2
        assert session.exec(select(func.count()).select_from(OutsideExample)).one() == 3
