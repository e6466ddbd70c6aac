import pytest

from knowledge.deadlines import END_OF_SHIFT, SAME_DAY, SOON, Deadline, take_deadlines

HOUR, DAY = 60, 24 * 60


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("within 30 minutes", 30, 30),
        ("within one hour", HOUR, HOUR),
        ("within the hour", HOUR, HOUR),
        ("within half an hour", 30, 30),
        ("within 24 hours of noticing", DAY, DAY),
        ("within the first twenty four hours", DAY, DAY),
        ("no later than 3 days", 3 * DAY, 3 * DAY),
        ("within a week", 7 * DAY, 7 * DAY),
        ("within 24 to 48 hours", DAY, 2 * DAY),
        ("within 1 working day", DAY, 4 * DAY),
        ("within five working days", 5 * DAY, 11 * DAY),
        ("within a month", 28 * DAY, 31 * DAY),
    ],
)
def test_a_limit_in_figures_is_read_in_minutes(words: str, least: int, most: int) -> None:
    [found] = take_deadlines(f"tell us {words}")[1]
    assert (found.least, found.most, found.in_figures) == (least, most, True)


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("straight away", SOON),
        ("immediately", SOON),
        ("at once", SOON),
        ("by the end of the shift", END_OF_SHIFT),
        ("before the end of your shift", END_OF_SHIFT),
        ("before you go home", END_OF_SHIFT),
        ("on the same day", SAME_DAY),
    ],
)
def test_a_limit_in_words_is_read_with_room(words: str, deadline: Deadline) -> None:
    assert take_deadlines(f"tell us {words}")[1] == (deadline,)


@pytest.mark.parametrize("words", ["for 6 years", "every 3 months", "after 2 days", "as soon as possible", "in time"])
def test_what_is_no_limit_is_left_alone(words: str) -> None:
    assert take_deadlines(f"keep it {words}") == (f"keep it {words}", ())


def test_the_limit_is_taken_out_of_the_words() -> None:
    assert take_deadlines("tell us within 2 hours of it")[0].split() == ["tell", "us", "of", "it"]


def test_only_times_that_cannot_both_hold_differ() -> None:
    day, working_day, two_of_them = (
        take_deadlines(f"within {words}")[1][0] for words in ("1 day", "1 working day", "2 working days")
    )
    assert SOON.differs_from(END_OF_SHIFT)
    assert SOON.differs_from(day)
    assert END_OF_SHIFT.differs_from(day)
    assert not day.differs_from(working_day)
    assert working_day.differs_from(two_of_them)
    assert not working_day.differs_from(working_day)
    assert not SAME_DAY.differs_from(END_OF_SHIFT)
