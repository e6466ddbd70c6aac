"""What is learnt from use: what counts, what does not, and how much."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from core.database import Database
from fakes import FakeEncoder
from knowledge import examples
from knowledge.catalogue import retire
from knowledge.examples import Example, Source, examples_of, forget, remember, worth_learning
from knowledge.importing import Outcome
from knowledge.sections import Section, section_in_use
from knowledge.stamp import counter
from knowledge.starter import load_starter
from together import together

AddFile = Callable[..., Outcome]
PHONES = "# Work phones\n\n## Charging\n\nCharge the phone overnight.\n\n## Lost phones\n\nRing the on-call manager.\n"
CARDS = """
theme: 4
title: "Using data"
cards:
  - {code: "4.1", level: all, heading: "What data is", text: "Data is facts about people.", approved_by: "Editor",
     reviewed: "2026-11-21", review_due: "2027-11-21"}
"""
ASKED = "battery is flat what do I do"


def headed(session: Session, heading: str) -> Section:
    """The newest section with that heading."""
    query = select(Section).where(Section.heading == heading).order_by(Section.id.desc())  # type: ignore[union-attr]
    return session.exec(query).all()[0]


def texts(session: Session, section: Section) -> list[str]:
    return [example.text for example in examples_of(session, [section])[section.id or 0]]


def test_a_question_is_kept_without_a_vector_for_the_search_to_encode(add: AddFile, database: Database) -> None:
    add(PHONES)
    with database.writing() as session:
        before = counter(session)
        made = remember(session, headed(session, "Charging"), f"  {ASKED}\n", source=Source.HELPFUL)
        assert made is not None
        assert (made.text, made.weight, made.vector, made.model) == (ASKED, 0.95, b"", "")
        assert counter(session) == before + 1


@pytest.mark.parametrize(
    "again", [ASKED, ASKED.upper() + "?", "battery is flat, what do i do", "batery is flat what do I do"]
)
def test_about_the_same_words_are_learnt_once(add: AddFile, database: Database, again: str) -> None:
    add(PHONES)
    with database.writing() as session:
        section = headed(session, "Charging")
        remember(session, section, ASKED, source=Source.HELPFUL)
        assert remember(session, section, again, source=Source.HELPFUL) is None
        assert texts(session, section) == [ASKED]


def test_an_editor_may_add_what_differs_in_one_word(add: AddFile, database: Database) -> None:
    add(PHONES)
    with database.writing() as session:
        section = headed(session, "Charging")
        for line in ("how do I turn the tablet on", "how do I turn the tablet off", "How do I turn the tablet off?"):
            remember(session, section, line, source=Source.ADDED)
        assert texts(session, section) == ["how do I turn the tablet on", "how do I turn the tablet off"]


@pytest.mark.parametrize(
    ("text", "worth"),
    [("flat battery", False), ("flat battery?!", False), ("[name] flat battery", False), ("my flat battery", True)],
)
def test_a_question_needs_three_words_to_be_learnt(text: str, worth: bool) -> None:
    assert worth_learning(text) == worth


def test_nothing_too_short_is_learnt_but_an_editor_may_add_it(add: AddFile, database: Database) -> None:
    add(PHONES)
    with database.writing() as session:
        section = headed(session, "Charging")
        for source in (Source.HELPFUL, Source.CHAMPION):
            assert remember(session, section, "flat battery", source=source) is None
        assert remember(session, section, "flat battery", source=Source.ADDED)
        assert remember(session, section, "  ", source=Source.ADDED) is None


def test_a_section_learns_only_so_much_and_the_oldest_helpful_one_leaves(
    add: AddFile, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "MOST_LEARNT", 3)
    add(PHONES)
    with database.writing() as session:
        section = headed(session, "Charging")
        remember(session, section, "added by an editor here", source=Source.ADDED)
        remember(session, section, "the champion answered this one", source=Source.CHAMPION)
        for line in ("zips and buttons first", "second question about lamps", "number three asks of doors"):
            assert remember(session, section, line, source=Source.HELPFUL)
        assert texts(session, section) == [
            "added by an editor here", "the champion answered this one",
            "second question about lamps", "number three asks of doors",
        ]  # fmt: skip
        for line in ("who answers the night bell", "wet floors and mops"):
            assert remember(session, section, line, source=Source.CHAMPION)
        assert remember(session, section, "nobody can drown this section", source=Source.HELPFUL) is None
        assert remember(session, section, "not even another champion", source=Source.CHAMPION) is None


def test_only_what_was_found_helpful_is_forgotten(add: AddFile, database: Database) -> None:
    add(PHONES)
    with database.writing() as session:
        section = headed(session, "Charging")
        remember(session, section, ASKED, source=Source.HELPFUL)
        remember(session, section, "where does the charger live", source=Source.CHAMPION)
        stamp = counter(session)
        for text in (ASKED, "where does the charger live", "something never asked before"):
            forget(session, section, text)
        assert texts(session, section) == ["where does the charger live"]
        assert counter(session) == stamp + 1


def test_a_criterion_keeps_its_questions_by_reference(
    database: Database, encoder: FakeEncoder, folder: Path, now: datetime
) -> None:
    (folder / "framework").mkdir()
    (folder / "framework" / "theme-4.yaml").write_text(CARDS)
    load_starter(database, encoder, folder, now=now)
    with database.writing() as session:
        section = headed(session, "What data is")
        made = remember(session, section, "what counts as facts about somebody", source=Source.HELPFUL)
        assert made is not None
        assert (made.reference, made.section_id) == ("4.1", None)
        assert texts(session, section) == [made.text]
        forget(session, section, made.text)
        assert session.exec(select(Example)).all() == []


def test_an_old_section_stands_for_the_one_that_took_its_place(add: AddFile, database: Database, now: datetime) -> None:
    outcome = add(PHONES)
    with database.reading() as session:
        old = {heading: headed(session, heading).id or 0 for heading in ("Charging", "Lost phones")}
    add(PHONES.replace("overnight", "at noon").replace("## Lost phones", "## Stolen phones"))
    with database.writing() as session:
        now_used = section_in_use(session, old["Charging"])
        assert now_used is not None
        assert now_used.text == "Charge the phone at noon."
        assert section_in_use(session, now_used.id or 0) is now_used
        assert section_in_use(session, old["Lost phones"]) is None
        retire(session, outcome.document_id or 0, actor="test", now=now, reason="old")
        assert section_in_use(session, now_used.id or 0) is None


def test_of_people_who_press_at_once_one_teaches(add: AddFile, database: Database) -> None:
    add(PHONES)

    def press() -> bool:
        with database.writing() as session:
            return remember(session, headed(session, "Charging"), ASKED, source=Source.HELPFUL) is not None

    assert sorted(together([press] * 4), key=str) == [False, False, False, True]
