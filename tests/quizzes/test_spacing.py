"""What is asked next, and when it comes again."""

from datetime import datetime, timedelta

import make_quiz
from quizzes.assignments import RoundItem
from quizzes.bank import Item
from quizzes.spacing import choose_items


def numbered(now: datetime, *themes: int) -> list[Item]:
    """Items 1, 2, 3 … in these themes."""
    return [make_quiz.item(f"i{at}", theme=theme, id=at, now=now) for at, theme in enumerate(themes, start=1)]


def asked(item_id: int, sent: datetime, right: bool | None) -> RoundItem:
    """`right` None: not answered."""
    answered = None if right is None else sent
    return RoundItem(
        round_id=1,
        staff_id=1,
        item_id=item_id,
        position=1,
        channel="web",
        sent_at=sent,
        answered_at=answered,
        correct=right,
    )


def chosen(history: list[RoundItem], bank: list[Item], now: datetime, count: int = 2) -> list[int | None]:
    return [item.id for item in choose_items(history, bank, now=now, count=count)]


def days(count: float) -> timedelta:
    return timedelta(days=count)


def test_somebody_new_is_asked_two_items_from_two_themes(now: datetime) -> None:
    assert chosen([], numbered(now, 1, 1, 2), now) == [1, 3]


def test_new_items_come_from_the_theme_least_covered(now: datetime) -> None:
    history = [asked(1, now - days(1), right=True), asked(3, now - days(1), right=True)]
    assert chosen(history, numbered(now, 1, 1, 2, 2, 3), now) == [5, 2]


def test_a_wrong_answer_comes_again_after_a_week_and_before_anything_new(now: datetime) -> None:
    bank = numbered(now, 1, 2, 3)
    assert chosen([asked(3, now - days(6.9), right=False)], bank, now) == [1, 2]
    assert chosen([asked(3, now - days(7), right=False)], bank, now) == [3, 1]


def test_a_right_answer_comes_again_after_three_weeks(now: datetime) -> None:
    bank = numbered(now, 1, 2, 3)
    assert 3 not in chosen([asked(3, now - days(20), right=True)], bank, now)
    assert chosen([asked(3, now - days(21), right=True)], bank, now) == [3, 1]


def test_two_right_running_and_an_item_rests(now: datetime) -> None:
    bank = numbered(now, 1, 2, 3)
    twice = [asked(3, now - days(90), right=True), asked(3, now - days(60), right=True)]
    assert chosen(twice, bank, now) == [1, 2]


def test_a_slip_between_two_right_answers_starts_the_count_again(now: datetime) -> None:
    bank = numbered(now, 1, 2, 3)
    history = [asked(3, now - days(90 - 20 * n), right=right) for n, right in enumerate([True, False, True])]
    assert chosen(history, bank, now)[0] == 3


def test_somebody_who_knows_the_whole_bank_is_refreshed_longest_ago_first(now: datetime) -> None:
    bank = numbered(now, 1, 2, 3)
    history = [asked(item, now - days(99 - item - n), right=True) for item in (1, 2, 3) for n in (30, 0)]
    assert chosen(history, bank, now) == [1, 2]
    assert chosen([], bank, now, count=9) == [1, 2, 3]


def test_what_was_answered_lately_is_not_asked_to_fill_a_gap(now: datetime) -> None:
    bank = numbered(now, 1, 2)
    assert chosen([asked(1, now - days(2), right=True), asked(2, now - days(2), right=False)], bank, now) == []


def test_a_question_that_waits_is_not_asked_beside_itself_but_an_expired_one_returns(now: datetime) -> None:
    bank = numbered(now, 1, 2, 3)
    assert chosen([asked(1, now - days(6), right=None)], bank, now) == [2, 3]
    assert chosen([asked(1, now - days(7), right=None)], bank, now) == [1, 2]


def test_never_the_same_item_twice_in_a_round(now: datetime) -> None:
    history = [asked(1, now - days(40), right=False), asked(1, now - days(30), right=False)]
    assert chosen(history, numbered(now, 1), now) == [1]


def test_an_older_version_of_an_item_is_forgotten(now: datetime) -> None:
    assert chosen([asked(77, now - days(30), right=False)], numbered(now, 1, 2), now) == [1, 2]
