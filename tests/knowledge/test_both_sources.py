"""When two documents that disagree are both the answer."""

from datetime import date

import numpy as np

from knowledge.answers import Answer, Outcome, decide
from knowledge.entries import Entry
from knowledge.search import Found, Match
from make_entry import entry

LATE = entry(1, "Write up late notes within 4 hours.")
LATER = entry(2, "Late notes are written up within two days.")
ELSE = entry(3, "Wash blankets on Monday.")
ASKED = "by when do I write up my late notes"


def asked(*shares: tuple[Entry, float], text: str = ASKED) -> Answer:
    """What is decided on these matches, best first, each with its share of all that was found."""
    matches = tuple(Match(found, 10 + share, "", share) for found, share in shares)
    vector = np.zeros(4, dtype=np.float32)
    return decide(Found(text=text, vector=vector, matches=matches, outside=None, today=date(2026, 11, 23)))


def test_two_that_fit_alike_and_disagree_are_both_the_answer() -> None:
    answer = asked((LATE, 0.5), (LATER, 0.48))
    assert answer.outcome == Outcome.ANSWER
    assert answer.clash is not None
    assert (answer.clash.first, answer.clash.second) == (LATE.text, LATER.text)
    assert [card.section_id for card in answer.cards] == [1, 2]


def test_the_second_comes_directly_after_the_first_whatever_stands_between() -> None:
    answer = asked((LATE, 0.7), (ELSE, 0.15), (LATER, 0.1))
    assert [card.section_id for card in answer.cards] == [1, 2, 3]


def test_of_the_two_the_higher_source_goes_first() -> None:
    answer = asked((LATE, 0.6), (entry(2, LATER.text, site_id=7), 0.3))
    assert [card.section_id for card in answer.cards] == [2, 1]
    assert answer.clash is not None
    assert answer.clash.first == LATER.text


def test_two_that_disagree_on_something_else_than_was_asked_are_left_alone() -> None:
    answer = asked((LATE, 0.9), (LATER, 0.05), text="where do the blankets go")
    assert (answer.outcome, answer.clash) == (Outcome.ANSWER, None)


def test_what_is_not_sure_to_be_the_answer_is_not_shown_for_a_clash() -> None:
    answer = asked((LATE, 0.3), (LATER, 0.1))
    assert (answer.outcome, answer.clash) != (Outcome.ANSWER, None)
    assert answer.clash is None
