"""Requests about one's own data, in many ways of saying it; and what only sounds like one."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from core.errors import BadInput
from core.places import CONTENT
from safety.requests import PRIVACY, Request, likely, load_requests, requested

HERE = Path(__file__).parent
UNSAID = {**dict.fromkeys(Request, 0.0), PRIVACY: 0.0, "none": 1.0}


def messages(name: str, wanted: str = "plain") -> list[str]:
    path = CONTENT / "safety" / "requests" / f"{name}.yaml"
    found: list[str] = yaml.safe_load(path.read_text(encoding="utf-8"))[wanted]
    return found


@pytest.mark.parametrize("kind", Request)
def test_each_kind_is_recognised_in_every_wording(kind: Request) -> None:
    said = messages(kind)
    assert len(set(said)) >= 150
    assert {text: found for text in said if (found := requested(text)) != kind} == {}


def test_what_only_sounds_like_one_is_answered_like_any_question() -> None:
    said = messages("harmless")
    assert len(set(said)) >= 500
    assert {text: found for text in said if (found := requested(text) or likely(text, None))} == {}


def test_to_ask_who_reads_along_is_no_request_but_has_its_answer() -> None:
    said = messages(PRIVACY)
    assert len(set(said)) >= 75
    assert {text: found for text in said if (found := requested(text) or likely(text, None)) != PRIVACY} == {}


def test_no_message_stands_in_two_lists() -> None:
    every = Counter(
        text
        for path in (CONTENT / "safety" / "requests").glob("*.yaml")
        for each in yaml.safe_load(path.read_text(encoding="utf-8")).values()
        for text in each
    )
    assert [text for text, times in every.items() if times > 1] == []


@pytest.mark.parametrize("name", ["framework", "documents"])
def test_ordinary_questions_are_left_alone(name: str) -> None:
    rows = (HERE.parent / "golden" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows if row]
    assert [text for text in texts if requested(text) or likely(text, None)] == []


def test_what_the_examples_say_counts_for_all_kinds_together() -> None:
    chances = UNSAID | {Request.ACCESS: 0.2, Request.COMPLAINT: 0.3, "none": 0.5}
    assert likely("hm", chances) == Request.COMPLAINT
    assert likely("hm", UNSAID | {Request.ACCESS: 0.3, PRIVACY: 0.1}) is None
    assert likely("hm", UNSAID | {PRIVACY: 0.8}) == PRIVACY
    assert likely("hm", None) is None


def test_a_request_between_other_sentences_is_heard() -> None:
    assert requested("Thank you for the answer. A resident likes it. What do you hold on me?") == Request.ACCESS


@pytest.mark.parametrize(
    "text", ["", " ", "...", "what", "a" * 100_000, "what do you " * 9000, "delete my " * 12_000, "\u202edata\u0000my"]
)
def test_odd_texts_are_no_requests_and_take_no_time(text: str) -> None:
    assert requested(text) in (None, Request.ERASURE)
    assert likely(text, None) in (None, PRIVACY)


def test_hidden_and_foreign_letters_change_nothing() -> None:
    assert requested("DELETE my\u200b d\u0430ta") == Request.ERASURE


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "requests.yaml"
    path.write_text("asks: {}")
    with pytest.raises(BadInput, match=r"requests.yaml"):
        load_requests(path)
