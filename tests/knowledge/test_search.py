import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import select

import make
from core.database import Database
from core.errors import NotReady
from embeddings.encoder import Meaning, SentenceEncoder
from embeddings.words import NO_WORDS, SIZE, WordIndex
from fakes import FakeEncoder
from knowledge import catalogue
from knowledge.documents import Document
from knowledge.encoding import encode_missing
from knowledge.examples import OutsideExample, Source, remember
from knowledge.importing import Outcome, import_paths
from knowledge.look import CLOSELY, Look
from knowledge.scoring import INTRODUCTION, Scorer
from knowledge.search import Found, Search
from knowledge.sections import Section, introduces
from knowledge.stamp import bump

AddFile = Callable[..., Outcome]
TODAY = date(2026, 11, 23)

PHONES = """---
title: Work phones
---

## Charging

Charge the phone at the end of each shift.

## Lost phones

Ring the on-call manager at once.
"""


def find(search: Search, text: str, *, site_id: int | None = None) -> Found:
    search.refresh()
    return search.find(text, site_id=site_id, today=TODAY)


def sections(found: Found) -> list[str]:
    return [match.entry.section for match in found.matches]


def test_the_section_that_says_it_comes_first_with_its_passage(add: AddFile, search: Search) -> None:
    add(PHONES)
    found = find(search, "when do I charge the phone")
    assert sections(found) == ["Charging", "Lost phones"]
    assert found.matches[0].highlight == "Charge the phone at the end of each shift."
    assert found.vector.shape == (256,)


OPENED = """---
title: Work phones
---

## 1. Purpose and scope

Charge the phone at night.

## 2. Purpose of charging

Charge the phone at night.
"""


def test_what_only_says_what_a_document_is_for_steps_back(add: AddFile, search: Search) -> None:
    add(OPENED)
    found = find(search, "when do we charge the phone")
    assert sections(found) == ["2. Purpose of charging", "1. Purpose and scope"]
    assert found.matches[0].score - found.matches[1].score > 0.7 * INTRODUCTION


@pytest.mark.parametrize(
    ("heading", "yes"),
    [
        ("1. Purpose", True),
        ("Purpose and scope", True),
        ("5. Aims & objectives", True),
        ("About this policy", True),
        ("Why we have this policy", True),
        ("Policy statement", True),
        ("Purpose of visits", False),
        ("Background checks", False),
        ("Introduction to the new tablet", False),
        ("About the tablet", False),
        ("", False),
    ],
)
def test_a_heading_tells_what_only_introduces(heading: str, yes: bool) -> None:
    assert introduces(heading) is yes


def test_before_the_first_index_the_search_says_that_it_is_starting(search: Search) -> None:
    assert not search.ready
    with pytest.raises(NotReady):
        search.find("hello", site_id=None, today=TODAY)
    search.refresh()
    assert search.ready
    assert search.find("hello", site_id=None, today=TODAY).matches == ()


def test_only_the_new_version_is_answered_from(add: AddFile, search: Search) -> None:
    add(PHONES)
    add(PHONES.replace("at the end of each shift", "in the office overnight").replace("## Lost", "## Missing"))
    found = find(search, "charge the phone at the end of each shift; lost phones")
    assert sorted(sections(found)) == ["Charging", "Missing phones"]
    assert "overnight" in " ".join(match.entry.text for match in found.matches)


def test_another_sites_policy_is_never_shown(add: AddFile, search: Search, database: Database, now: datetime) -> None:
    with database.writing() as session:
        cast = make.cast(session, now=now)
    add(PHONES, site_id=cast.home.id)
    add("# Doors\n\n## Locking\n\nLock the doors at nine.\n", "doors.md")
    asked = "charge the phone, lock the doors"
    assert "Charging" in sections(find(search, asked, site_id=cast.home.id))
    assert sections(find(search, asked, site_id=cast.other.id)) == ["Locking"]
    assert sections(find(search, asked)) == ["Locking"]


def test_a_retired_document_is_never_shown(add: AddFile, search: Search, database: Database, now: datetime) -> None:
    outcome = add(PHONES)
    assert sections(find(search, "charge the phone"))
    with database.writing() as session:
        catalogue.retire(session, outcome.document_id or 0, actor="test", now=now, reason="no longer true")
    assert sections(find(search, "charge the phone")) == []
    add(PHONES)
    assert sections(find(search, "charge the phone"))


def test_an_index_that_is_up_to_date_is_not_built_again(add: AddFile, search: Search) -> None:
    add(PHONES)
    assert search.refresh()
    assert not search.refresh()


def test_a_change_made_by_another_process_is_picked_up(
    database: Database, encoder: FakeEncoder, folder: Path, now: datetime
) -> None:
    search = Search(database, encoder, seconds=0.01)
    search.start()
    try:
        (folder / "phones.md").write_text(PHONES)
        other = Database(database.url.render_as_string(hide_password=False))
        import_paths(other, [folder], encoder, actor="test", now=now)
        other.close()
        waited = threading.Event()
        for _ in range(1000):
            if search.ready and search.find("charge the phone", site_id=None, today=TODAY).matches:
                break
            waited.wait(0.01)
        assert sections(search.find("charge the phone", site_id=None, today=TODAY))[0] == "Charging"
    finally:
        search.stop()


def test_a_failed_rebuild_leaves_the_old_index_in_use(add: AddFile, database: Database, encoder: FakeEncoder) -> None:
    add(PHONES)
    failed = threading.Event()

    class Failing(FakeEncoder):
        broken = False

        @property
        def name(self) -> str:  # type: ignore[override]
            if self.broken:
                failed.set()
                raise OSError("no model today")
            return "fake@256"

    search = Search(database, Failing(), seconds=0.01)
    search.refresh()
    search.encoder.broken = True  # type: ignore[attr-defined]
    with database.writing() as session:
        bump(session)
    search.start()
    assert failed.wait(10)
    search.stop()
    assert sections(search.find("charge the phone", site_id=None, today=TODAY))[0] == "Charging"


def test_a_question_that_helped_before_leads_to_the_same_section(
    add: AddFile, search: Search, database: Database, encoder: FakeEncoder
) -> None:
    add(PHONES)
    asked = "flat battery before bed"
    assert sections(find(search, asked)) != ["Charging"]
    with database.writing() as session:
        section = session.exec(select(Section).where(Section.heading == "Charging")).one()
        remember(session, section, asked, source=Source.HELPFUL)
    found = find(search, asked)
    assert sections(found)[0] == "Charging"
    assert found.matches[0].score > 0.9


def test_phrasings_of_an_faq_lead_to_it(add: AddFile, search: Search) -> None:
    add(
        "question,answer,phrasings\n"
        "Who has the spare key?,The senior on shift.,locked out of the store|cupboard will not open\n"
        "Where is the fuse box?,Behind the kitchen door.,lights gone off\n",
        "answers.csv",
    )
    found = find(search, "cupboard will not open")
    assert (sections(found)[0], found.matches[0].entry.kind) == ("Who has the spare key?", "faq")


def test_the_nearest_topic_outside_is_named_with_its_line(search: Search, database: Database) -> None:
    with database.writing() as session:
        session.add(OutsideExample(topic="pay", signpost="Ask payroll.", text="when do we get paid"))
        session.add(OutsideExample(topic="jokes", text="tell me a joke"))
        bump(session)
    outside = find(search, "when do we get paid please").outside
    assert outside is not None
    assert (outside.topic, outside.signpost) == ("pay", "Ask payroll.")


def test_after_a_change_of_model_everything_is_encoded_again(add: AddFile, database: Database) -> None:
    add(PHONES)

    class Other(FakeEncoder):
        name = "other@256"

    search = Search(database, Other())
    assert sections(find(search, "charge the phone"))[0] == "Charging"
    assert encode_missing(database, Other()) == 0
    with database.reading() as session:
        assert session.exec(select(Document)).one()


@pytest.mark.model
def test_the_real_model_finds_what_is_said_in_other_words(database: Database, folder: Path, now: datetime) -> None:
    encoder = SentenceEncoder()
    (folder / "phones.md").write_text(PHONES)
    import_paths(database, [folder], encoder, actor="test", now=now)
    search = Search(database, encoder)
    assert sections(find(search, "my handset has been stolen, who do I tell"))[0] == "Lost phones"


def test_a_section_told_by_its_words_is_not_overlooked_before_they_are_read(add: AddFile, search: Search) -> None:
    """Only the likeliest sections are read word by word: those whose words hardly count must not crowd it out."""
    add(PHONES)
    topics = "".join(f"## Topic {number}\n\nCharge it, number {number}.\n\n" for number in range(CLOSELY + 10))
    add(f"# Framework\n\n{topics}", "framework.md")
    find(search, "hello")
    assert search._index
    criteria = np.array([entry.document == "Framework" for entry in search._index.entries])
    word = np.full((1, SIZE + 1), 31, dtype=np.int8)
    read = WordIndex([NO_WORDS if criterion else word for criterion in criteria])
    index = replace(search._index, criteria=criteria, words=read)
    asked = "when do I charge it"
    look = Look(index, index.whole_view(), asked, Meaning(search.vector(asked), word))
    [(_, first), *_] = look.best(Scorer(wordwise=30, criterion_wordwise=0, criterion=8))
    assert index.entries[first].document == "Work phones"
