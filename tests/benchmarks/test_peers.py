import math
from typing import Any

import pytest

from benchmarks.peers import ENCODING, OURS, Reply, as_reply, compare, kindest_threshold
from benchmarks.systems import bare_faiss
from benchmarks.trial import Timed
from fakes import FakeEncoder
from make_entry import entry

ENTRIES = [
    entry(1, reference="4.1", starter=True),
    entry(2, reference="4.1"),
    entry(3, section="No signal"),
    entry(4, section="Photos"),
    entry(5, section="Texting"),
]
INSIDE = [{"id": str(n), "text": f"in {n}", "kind": "answerable", "gold": ["4.1"]} for n in range(3)]
OUTSIDE = [{"id": str(n), "text": f"out {n}", "kind": "offtopic", "gold": []} for n in range(2)]
RIGHT, WRONG = {"reference": "4.1"}, {"reference": "5.1"}


def reply(sure: float, *cards: dict[str, Any]) -> Reply:
    return Reply([{"file": None, "section": "", "text": "", **card} for card in cards], sure)


def timed(*replies: Reply) -> list[Timed[Any]]:
    return [Timed(each, 2.0) for each in replies]


def test_pieces_of_one_section_and_the_card_of_one_criterion_count_once() -> None:
    found = as_reply([(1, 0.9), (0, 0.8), (2, 0.7), (2, 0.6), (3, 0.5), (4, 0.4)], ENTRIES)
    assert [card["section"] for card in found.cards] == ["Lost phones", "No signal", "Photos"]
    assert found.sure == 0.9


def test_a_system_that_finds_nothing_is_never_sure() -> None:
    found = as_reply([], ENTRIES)
    assert found.cards == []
    assert found.to_json(-math.inf)["outcome"] == "champion"


@pytest.mark.parametrize(
    ("sure", "wanted", "threshold"),
    [([0.5, 0.9, 0.7], 2, 0.7), ([0.5, 0.9], 5, 0.5), ([-0.3, -0.1], 1, -0.1), ([0.5], 0, math.inf), ([], 3, math.inf)],
)
def test_the_kindest_threshold_keeps_as_many_right_answers_and_no_more(
    sure: list[float], wanted: int, threshold: float
) -> None:
    assert kindest_threshold(sure, wanted) == threshold


def test_each_system_gets_a_line_with_the_threshold_that_suits_it() -> None:
    ours = timed(reply(1, RIGHT), reply(1, RIGHT), reply(0, WRONG, RIGHT), reply(0, WRONG), reply(1, WRONG))
    peer = timed(reply(0.9, RIGHT), reply(0.6, RIGHT), reply(0.3, RIGHT), reply(0.7, WRONG), reply(0.5, WRONG))
    lines = compare([*INSIDE, *OUTSIDE], {"peer": peer, OURS: ours, ENCODING: timed(*[reply(0)] * 5)})
    assert lines == [
        ["peer", "1.00 (3 of 3)", "1.00 (3 of 3)", "0.67 (2 of 3)", "0.50 (1 of 2)", "2.0"],
        [OURS, "0.67 (2 of 3)", "1.00 (3 of 3)", "0.67 (2 of 3)", "0.50 (1 of 2)", "2.0"],
        [ENCODING, "", "", "", "", "2.0"],
    ]


def test_without_questions_from_outside_the_table_says_so() -> None:
    ours = timed(*[reply(1, RIGHT)] * 3)
    lines = compare(INSIDE, {OURS: ours, ENCODING: ours})
    assert lines[0][4] == "none asked"


def test_bare_faiss_finds_the_row_that_shares_words() -> None:
    find = bare_faiss([(7, "lost phone on the bus"), (9, "photo of a wound")], FakeEncoder().encode)
    (number, score), _ = find("I lost my phone")
    assert number == 7
    assert 0 < score < 1
