from typing import Any

import pytest

from knowledge.evaluation import MOST_PAIRS, score
from knowledge.reliability import Reliability


def reply(outcome: str, *cards: tuple[str | None, str | None, str], **more: Any) -> dict[str, Any]:
    shown = [{"reference": r, "file": f, "section": s, "text": "Within 48\nhours."} for r, f, s in cards]
    empty = {"confidence": 0.7, "urgent": None, "personal_data": [], "safe_text": "text"}
    return {"outcome": outcome, "cards": shown, **empty, **more}


def test_framework_rows_are_counted_by_first_among_three_and_served() -> None:
    rows = [
        {"id": "1", "text": "a", "kind": "answerable", "gold": ["4.1", "4.2"]},
        {"id": "2", "text": "b", "kind": "answerable", "gold": ["4.1"]},
        {"id": "3", "text": "c", "kind": "answerable", "gold": ["4.1"]},
        {"id": "4", "text": "d", "kind": "offtopic", "gold": []},
        {"id": "5", "text": "e", "kind": "unanswerable", "gold": []},
    ]
    replies = {
        "a": reply("answer", ("4.2", None, "x")),
        "b": reply("choices", ("4.3", None, "x"), ("4.1", None, "x")),
        "c": reply("answer", ("4.3", None, "x"), ("4.1", None, "x")),
        "d": reply("answer", ("4.3", None, "x")),
        "e": reply("champion"),
    }
    result = score(rows, replies.__getitem__)
    figures = result.to_json(wrong=True)["framework"]
    assert (figures["rows"], figures["right first"], figures["right among three"]) == (5, 0.3333, 1.0)
    assert (figures["answered or offered"], figures["outside answered"]) == (0.6667, 0.5)
    assert [row["id"] for row in figures["wrong"]] == ["2", "3", "4"]
    assert "0.50  outside answered (1 of 2)" in result.in_words()
    assert "wrong: 4: answered, but nothing answers it: d" in result.in_words(wrong=True)


def test_document_rows_match_the_file_and_the_heading_however_it_is_written() -> None:
    row = {
        "id": "1",
        "text": "a",
        "kind": "answerable",
        "gold_doc": "phones.md",
        "gold_heading": "6. No  Signal",
        "also": [{"doc": "other.md", "heading": "Two"}],
        "answer_contains": ["48 hours"],
    }
    for card in ((None, "phones.md", "6. No Signal"), (None, "phones.md", "no signal"), (None, "other.md", "2 Two")):
        figures = score([row], lambda _, card=card: reply("answer", card)).to_json()["documents"]  # type: ignore[misc]
        assert (figures["right first"], figures["answer in first"]) == (1.0, 1.0)
    figures = score([row], lambda _: reply("answer", (None, "other.md", "6. No Signal"))).to_json()["documents"]
    assert figures["right first"] == 0.0


def test_urgent_rows_count_what_was_caught_and_what_was_only_alike() -> None:
    now, check = {"level": "now", "category": "fire_or_gas"}, {"level": "check", "category": "self_harm"}
    rows = [
        {"id": "1", "text": "a", "urgent": True, "category": "fire_or_gas", "explicit": True},
        {"id": "2", "text": "b", "urgent": True, "category": "fire_or_gas", "explicit": False},
        {"id": "3", "text": "c", "urgent": True, "category": "fire_or_gas", "explicit": False},
        {"id": "4", "text": "d", "urgent": False, "category": None, "explicit": False},
        {"id": "5", "text": "e", "urgent": False, "category": None, "explicit": False},
    ]
    found = {"a": now, "b": check, "c": None, "d": now, "e": check}
    figures = score(rows, lambda text: reply("urgent", urgent=found[text])).to_json(wrong=True)["urgent"]
    assert (figures["caught, said plainly"], figures["caught, hinted"]) == (1.0, 0.5)
    assert figures["right category when caught"] == 0.5
    assert (figures["harmless alarmed"], figures["harmless alarmed or checked"]) == (0.5, 1.0)
    assert [row["id"] for row in figures["wrong"]] == ["3", "4"]


def test_personal_rows_count_letters_that_were_left_in() -> None:
    rows = [
        {"id": "1", "text": "Tom, 01632 960001", "spans": [
            {"start": 0, "end": 3, "type": "PERSON"}, {"start": 5, "end": 17, "type": "PHONE"}]},
        {"id": "2", "text": "form 4", "spans": []},
    ]  # fmt: skip
    parts = [{"start": 0, "end": 3, "type": "PERSON"}, {"start": 5, "end": 10, "type": "PHONE"}]
    replies = {
        "Tom, 01632 960001": reply("chat", personal_data=parts, safe_text="[name], [phone] 960001"),
        "form 4": reply("chat", safe_text="form 4"),
    }
    figures = score(rows, replies.__getitem__).to_json(wrong=True)["personal"]
    assert (figures["names removed"], figures["identifiers removed"], figures["clean altered"]) == (1.0, 0.0, 0.0)
    assert figures["wrong"][0]["problem"] == "left in: PHONE"


def test_rows_without_labels_are_counted_apart() -> None:
    result = score([{"id": "1", "text": "a"}], lambda _: reply("chat"))
    assert (result.to_json()["unknown_rows"], result.in_words()) == (1, "1 rows have no labels that are known.")


INSIDE = {"kind": "answerable", "gold": ["4.1", "4.2"]}
OUTSIDE = {"kind": "unanswerable", "gold": []}


def test_outcomes_are_counted_by_the_kind_of_row() -> None:
    rows = [{"text": "a", **INSIDE}, {"text": "b", **INSIDE}, {"text": "b", **OUTSIDE}]
    result = score(rows, {"a": reply("answer", ("4.2", None, "x")), "b": reply("chat")}.__getitem__)
    counted = result.to_json()["framework"]["outcomes"]
    assert counted["answerable"] == dict.fromkeys(("champion", "choices", "signpost", "urgent"), 0) | {
        "answer": 1,
        "chat": 1,
    }
    assert counted["unanswerable"]["chat"] == 1
    assert "answerable: answer 1, choices 0, champion 0, signpost 0, chat 1, urgent 0" in result.in_words()


def test_replies_that_are_as_sure_as_they_are_right_have_no_error() -> None:
    kept = Reliability()
    for sure, right in [(0.0, False), (0.1, False), (0.5, True), (0.5, False), (0.8, True), (1.0, True)]:
        kept.count(sure, right)
    bins = kept.to_json()["bins"]
    assert [each["rows"] for each in bins] == [2, 0, 2, 0, 2]
    assert bins[0] == {"from": 0.0, "to": 0.2, "rows": 2, "sure": 0.05, "right first": 0.0}
    assert bins[1] == {"from": 0.2, "to": 0.4, "rows": 0}
    assert (bins[4]["sure"], bins[4]["right first"]) == (0.9, 1.0)
    assert kept.error() == pytest.approx((2 * 0.05 + 2 * 0.0 + 2 * 0.1) / 6, abs=1e-4)
    assert Reliability().error() == 0.0


def test_whatever_shows_a_card_counts_for_reliability_and_what_shows_none_does_not() -> None:
    wrong, right = ("4.3", None, "x"), ("4.1", None, "x")
    rows = [{"text": "a", **INSIDE}, {"text": "b", **OUTSIDE}, {"text": "c", **OUTSIDE}, {"text": "d", **INSIDE}]
    replies = {
        "a": reply("answer", right, confidence=0.9),
        "b": reply("champion", right, confidence=0.1),
        "c": reply("chat", confidence=1.0),
        "d": reply("choices", wrong, right, confidence=0.5),
    }
    result = score(rows, replies.__getitem__)
    bins = result.to_json()["framework"]["reliability"]["bins"]
    assert [(each["rows"], each.get("right first")) for each in bins] == [(1, 0), (0, None), (1, 0), (0, None), (1, 1)]
    assert "sure 0.8 to 1.0:    1 rows  said 0.90, right 1.00" in result.in_words()
    assert "0.23  expected calibration error" in result.in_words()


def test_sections_taken_for_one_another_are_listed_most_often_first() -> None:
    rows = [{"id": text, "text": text, **INSIDE} for text in "abbc"] + [{"id": "o", "text": "a", **OUTSIDE}]
    replies = {
        "a": reply("answer", (None, "phones.md", "Photos"), ("4.1", None, "x")),
        "b": reply("answer", ("4.3", None, "x")),
        "c": reply("answer", ("4.2", None, "x")),
    }
    result = score(rows, replies.__getitem__)
    assert result.to_json()["framework"]["confusion"] == [
        {"wanted": "4.1", "taken": "4.3", "rows": 2},
        {"wanted": "4.1", "taken": "phones.md, Photos", "rows": 1},
    ]
    assert "confused 2 times: 4.1 was wanted, 4.3 was taken" in result.in_words(wrong=True)
    assert "confused" not in result.in_words()
    many = [{"text": str(n), "kind": "answerable", "gold": [str(n)]} for n in range(MOST_PAIRS + 5)]
    pairs = score(many, lambda _: reply("answer", ("9.9", None, "x"))).to_json()["framework"]["confusion"]
    assert len(pairs) == MOST_PAIRS


def test_document_sections_taken_for_one_another_are_named_by_file_and_heading() -> None:
    row = {"text": "a", "kind": "answerable", "gold_doc": "phones.md", "gold_heading": "6. No signal"}
    [pair] = score([row], lambda _: reply("answer", ("4.3", None, "x"))).to_json()["documents"]["confusion"]
    assert pair == {"wanted": "phones.md, 6. No signal", "taken": "4.3", "rows": 1}


def test_urgent_and_personal_rows_have_no_such_tables() -> None:
    rows = [{"id": "1", "text": "a", "urgent": False}, {"id": "2", "text": "text", "spans": []}]
    found = score(rows, lambda _: reply("chat")).to_json()
    assert not {"outcomes", "reliability", "confusion"} & {*found["urgent"], *found["personal"]}
