"""Requests about one's own data, in many ways of saying it; and what only sounds like one."""

import json
from collections import Counter
from pathlib import Path

import pytest

from core.errors import BadInput
from safety.requests import Request, load_requests, requested

HERE = Path(__file__).parent
SAID = {
    Request.ACCESS: "access",
    Request.ERASURE: "erasure",
    Request.COMPLAINT: "complaint",
}


def lines(name: str) -> list[str]:
    return (HERE / "requests" / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("kind", Request)
def test_each_kind_is_recognised_in_every_wording(kind: Request) -> None:
    said = lines(SAID[kind])
    assert len(set(said)) >= 40
    assert {text: found for text in said if (found := requested(text)) != kind} == {}


def test_what_only_sounds_like_one_is_answered_like_any_question() -> None:
    said = lines("lookalikes")
    assert len(set(said)) >= 150
    assert {text: found for text in said if (found := requested(text))} == {}


@pytest.mark.parametrize("name", ["framework", "documents"])
def test_ordinary_questions_are_left_alone(name: str) -> None:
    rows = (HERE.parent / "golden" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert Counter(requested(json.loads(row)["text"]) for row in rows if row) == {None: len(rows)}


def test_a_request_between_other_sentences_is_heard() -> None:
    assert requested("Thank you for the answer. A resident likes it. What do you hold on me?") == Request.ACCESS


@pytest.mark.parametrize(
    "text", ["", " ", "...", "what", "a" * 100_000, "what do you " * 9000, "delete my " * 12_000, "\u202edata\u0000my"]
)
def test_odd_texts_are_no_requests_and_take_no_time(text: str) -> None:
    assert requested(text) in (None, Request.ERASURE)


def test_hidden_and_foreign_letters_change_nothing() -> None:
    assert requested("DELETE my\u200b d\u0430ta") == Request.ERASURE


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "requests.yaml"
    path.write_text("asks: {}")
    with pytest.raises(BadInput, match=r"requests.yaml"):
        load_requests(path)
