"""When things are due. Pure: a time in, a slot out."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.errors import BadInput
from core.settings import load_settings
from scheduler.timetable import At, Every, Job, JobName, quiz_slot, timetable

LONDON = ZoneInfo("Europe/London")
QUIZ_DAYS = frozenset({1, 3, 5})


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def test_every_job_stands_in_the_timetable_once() -> None:
    assert sorted(job.name for job in timetable(QUIZ_DAYS)) == sorted(JobName)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-23 07:59", "2026-W47-5"),  # Monday, before it opens: still Friday's
        ("2026-11-23 08:00", "2026-W48-1"),
        ("2026-11-24 12:00", "2026-W48-1"),
        ("2026-11-25 08:00", "2026-W48-3"),
        ("2026-11-29 23:59", "2026-W48-5"),
        ("2026-10-26 08:00", "2026-W44-1"),  # the morning after the clocks went back
        ("2027-03-29 08:00", "2027-W13-1"),  # and after they went forward
        ("2027-01-01 08:00", "2026-W53-5"),  # New Year's Day lies in the old year's last week
        ("2027-01-03 12:00", "2026-W53-5"),
        ("2027-01-04 08:00", "2027-W01-1"),
    ],
)
def test_the_quiz_round_is_named_by_week_and_day(now: str, slot: str) -> None:
    assert quiz_slot(local(now), QUIZ_DAYS, LONDON) == slot


def test_one_quiz_day_a_week_is_looked_for_a_whole_week_back() -> None:
    assert quiz_slot(local("2026-11-22 12:00"), frozenset({1}), LONDON) == "2026-W47-1"
    assert quiz_slot(local("2026-11-23 07:00"), frozenset({1}), LONDON) == "2026-W47-1"


def test_a_daily_job_keeps_its_time_on_the_wall_through_the_clock_change() -> None:
    six = Job(JobName.CHECK_KNOWLEDGE, At(time(6, 0)))
    assert six.slot(local("2026-10-24 12:00"), LONDON) == "2026-10-24T05:00Z"
    assert six.slot(local("2026-10-25 12:00"), LONDON) == "2026-10-25T06:00Z"


@pytest.mark.parametrize(("first", "day"), [("2026-10-24 22:00", 25), ("2027-03-27 22:00", 28)])
def test_a_job_in_the_hour_that_comes_twice_or_not_at_all_has_one_slot(first: str, day: int) -> None:
    half_past_one = Job(JobName.CLEAR, At(time(1, 30)))
    minutes = (local(first) + timedelta(minutes=minute) for minute in range(8 * 60))
    slots = {half_past_one.slot(minute, LONDON) for minute in minutes}
    assert len({slot for slot in slots if f"-{day}T" in slot}) == 1


def test_an_interval_is_counted_alike_by_every_process() -> None:
    push = Job(JobName.PUSH_QUIZ, Every(timedelta(minutes=10)))
    assert push.slot(local("2026-11-23 10:00"), LONDON) == "2026-11-23T10:00Z"
    assert push.slot(local("2026-11-23 10:09"), LONDON) == "2026-11-23T10:00Z"
    assert push.slot(local("2026-11-23 10:10"), LONDON) == "2026-11-23T10:10Z"


def test_the_hour_that_comes_twice_has_slots_of_its_own_for_intervals() -> None:
    push = Job(JobName.PUSH_QUIZ, Every(timedelta(minutes=10)))
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert len({push.slot(start + timedelta(minutes=10 * n), LONDON) for n in range(12)}) == 12


def test_the_quiz_days_are_a_setting() -> None:
    assert load_settings().quiz_days == QUIZ_DAYS
    assert load_settings(quiz_weekdays="Tue, sat").quiz_days == {2, 6}


@pytest.mark.parametrize("wrong", ["", "monday", "mon;wed", "mon,,wed"])
def test_a_quiz_day_that_is_none_is_refused_with_the_settings_name(wrong: str) -> None:
    with pytest.raises(BadInput, match="CHAMPION_QUIZ_WEEKDAYS"):
        load_settings(quiz_weekdays=wrong)
