import json
from pathlib import Path

import pytest

from benchmarks.trial import filled, in_turn, labelled, table
from core.errors import BadInput
from core.places import ROOT

ROWS = [
    {"id": "1", "text": "a", "kind": "answerable", "gold": ["4.1"]},
    {"id": "2", "text": "b", "kind": "answerable", "gold": ["4.2"]},
    {"id": "3", "text": "c", "kind": "offtopic", "gold": []},
    {"id": "4", "text": "d", "kind": "answerable", "gold_doc": "phones.md", "gold_heading": "Lost"},
    {"id": "5", "text": "e", "urgent": True, "category": "fire_or_gas"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS))
    return path


def test_families_are_told_apart_and_others_left_out(file: Path) -> None:
    found = labelled([file], ("framework", "documents"))
    assert {name: [row["id"] for row in rows] for name, rows in found.items()} == {
        "framework": ["1", "2", "3"],
        "documents": ["4"],
    }
    assert labelled([], ("framework",)) == {}


def test_a_limit_counts_answerable_and_outside_apart(file: Path) -> None:
    assert [row["id"] for row in labelled([file], ("framework",), 1)["framework"]] == ["1", "3"]


def test_everybody_is_asked_everything_and_begins_in_turn() -> None:
    heard: list[str] = []

    def system(name: str, text: str) -> str:
        heard.append(f"{name}{text}")
        return f"{name} says {text}"

    found = in_turn({"x": lambda text: system("x", text), "y": lambda text: system("y", text)}, ["1", "2"])
    assert heard == ["x1", "y1", "x1", "y1", "y2", "x2"]  # first a round to get warm
    assert [each.reply for each in found["x"]] == ["x says 1", "x says 2"]


def test_a_place_on_the_page_is_filled_and_can_be_filled_again() -> None:
    page = "Before\n<!-- speed: made by make bench -->\n\nold\n\n<!-- end of speed -->\nAfter\n"
    new = page.replace("old", "new")
    assert filled(page, "speed", "new\n") == new
    assert filled(new, "speed", "new") == new


def test_a_page_without_the_place_is_left_alone() -> None:
    with pytest.raises(BadInput, match="no place"):
        filled("Nothing here", "speed", "new")


@pytest.mark.parametrize("name", ["peers", "speed"])
def test_our_page_has_its_places(name: str) -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert "figures here" in filled(page, name, "figures here")


def test_a_table_is_markdown() -> None:
    assert table(("", "ms"), [("one", "1.0")]) == "|  | ms |\n| --- | ---: |\n| one | 1.0 |"
