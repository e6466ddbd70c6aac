"""What `champion ask` says: the decision and its cards as JSON, with nothing stored."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import SQLModel, func, select

from chat.considering import consider
from chat.protection import phrases_alone
from core.database import Database
from core.errors import NotReady
from fakes import FakeEncoder
from knowledge.search import Search
from safety.phrases import Phrases
from talking import World

TODAY = datetime(2026, 11, 23, tzinfo=UTC).date()
CARD = {"reference", "document", "file", "section", "kind", "text", "plain", "version", "review_due"}


@pytest.fixture
def said(world: World, search: Search, phrases: Phrases) -> Any:
    def say(text: str, site_id: int | None = None) -> dict[str, Any]:
        found = consider(
            text, phrases=phrases, search=search, listen=phrases_alone, site_id=site_id, role=None, today=TODAY
        )
        return found.to_json("7")

    return say


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("How do I charge the hoist battery?", "answer"),
        ("which cupboard", "choices"),
        ("When do I get my payslip?", "signpost"),
        ("zebra quantum flute payslip", "champion"),
        ("what do you hold on me", "signpost"),
        ("thank you", "chat"),
        ("he is not breathing", "urgent"),
        ("", "chat"),
        ("\u200b \n", "chat"),
        ("flute payslip " * 7_000, "champion"),
    ],
)
def test_every_text_has_one_outcome_in_the_same_shape(said: Any, text: str, outcome: str) -> None:
    found = said(text)
    assert found["outcome"] == outcome
    assert set(found) == {
        "id", "outcome", "confidence", "cards", "signpost", "urgent", "personal_data", "safe_text",
    }  # fmt: skip
    assert 0 <= found["confidence"] <= 1
    assert len(found["cards"]) <= 3
    assert all(set(card) == CARD for card in found["cards"])


def test_the_first_card_is_the_answer_word_for_word(said: Any) -> None:
    first = said("How do I charge the hoist battery?")["cards"][0]
    assert (first["text"], first["file"], first["kind"]) == ("Put it in the dock in the laundry.", "faq.csv", "faq")
    assert date.fromisoformat(first["review_due"]) == date(2027, 1, 1)


def test_urgent_says_how_urgent_and_what(said: Any) -> None:
    found = said("he is not breathing")
    assert found["urgent"] == {"level": "now", "category": "medical_emergency"}
    assert (found["cards"], found["safe_text"], found["confidence"]) == ([], "", 1.0)
    hinted = said("what should I do if someone is not breathing")
    assert hinted["urgent"]["level"] == "check"
    assert hinted["outcome"] != "urgent"


def test_personal_details_are_pointed_at_and_taken_out(said: Any) -> None:
    text = "Ring Mrs Smith on 07700 900123"
    found = said(text)
    assert {text[s["start"] : s["end"]] for s in found["personal_data"]} >= {"07700 900123"}
    assert "900123" not in found["safe_text"]


def test_nothing_is_stored(said: Any, database: Database) -> None:
    def rows() -> dict[str, int]:
        with database.reading() as session:
            counts = {n: session.exec(select(func.count()).select_from(t)) for n, t in SQLModel.metadata.tables.items()}
            return {name: count.one() for name, count in counts.items()}

    before = rows()
    for text in ("zebra quantum flute payslip", "he is not breathing", "How do I charge the hoist battery?"):
        said(text)
    assert rows() == before


def test_before_the_index_is_ready_only_urgent_has_an_answer(
    database: Database, encoder: FakeEncoder, phrases: Phrases
) -> None:
    search = Search(database, encoder)
    asked = {
        "phrases": phrases,
        "search": search,
        "listen": phrases_alone,
        "site_id": None,
        "role": None,
        "today": TODAY,
    }
    assert consider("he is not breathing", **asked).answer is None  # type: ignore[arg-type]
    lost = consider("I left my work phone on the bus", **asked).to_json("1")  # type: ignore[arg-type]
    assert (lost["outcome"], lost["confidence"], lost["cards"]) == ("urgent", 1.0, [])
    with pytest.raises(NotReady):
        consider("How do I charge the hoist battery?", **asked)  # type: ignore[arg-type]


def test_an_emergency_at_work_has_cards_beside_it_and_one_of_life_and_death_has_none(said: Any) -> None:
    lost = said("I lost my work phone, how do I charge the hoist battery?")
    assert (lost["outcome"], lost["urgent"]["category"]) == ("urgent", "data_incident")
    assert lost["cards"][0]["section"] == "How do I charge the hoist battery?"
    assert said("he is not breathing by the hoist battery")["cards"] == []
