"""What the law gives, at the edges of months, weekends and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.case_wording import time_left
from incidents.clocks import acknowledge_due, extended_due, incident_due, months_later, request_due
from incidents.countdown import passed

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def local(moment: datetime) -> str:
    return moment.astimezone(LONDON).strftime("%a %d %b %Y %H:%M")


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-11-23 10:00", "Thu 26 Nov 2026 10:00"),
        ("2026-10-24 03:10", "Tue 27 Oct 2026 02:10"),  # the night with 25 hours lies between
        ("2027-03-27 22:00", "Tue 30 Mar 2027 23:00"),  # the day with 23 hours lies between
        ("2026-12-31 23:59", "Sun 03 Jan 2027 23:59"),  # no weekend or holiday stops it
    ],
)
def test_an_incident_has_72_hours_whatever_clocks_do(aware: str, due: str) -> None:
    assert local(incident_due(at(aware))) == due
    assert incident_due(at(aware)) - at(aware).astimezone(UTC) == timedelta(hours=72)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23 10:00", "Wed 23 Dec 2026 23:59"),
        ("2026-11-23 00:00", "Wed 23 Dec 2026 23:59"),
        ("2026-11-23 23:59", "Wed 23 Dec 2026 23:59"),  # the day counts, not the hour
        ("2028-01-31 09:00", "Tue 29 Feb 2028 23:59"),  # a leap year
        ("2027-01-31 09:00", "Mon 01 Mar 2027 23:59"),  # 28 February 2027 is a Sunday
        ("2026-12-31 09:00", "Mon 01 Feb 2027 23:59"),  # 31 January 2027 is a Sunday
        ("2026-08-12 09:00", "Mon 14 Sep 2026 23:59"),  # 12 September is a Saturday
        ("2026-05-31 09:00", "Tue 30 Jun 2026 23:59"),
        ("2026-09-25 09:00", "Mon 26 Oct 2026 23:59"),  # 25 October is the Sunday on which clocks change
    ],
)
def test_a_request_has_one_calendar_month_and_rolls_over_a_weekend(received: str, due: str) -> None:
    assert local(request_due(at(received), LONDON)) == due


def test_late_at_night_the_day_is_the_local_one() -> None:
    received = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)  # half past midnight on the tenth in London
    assert local(request_due(received, LONDON)) == "Fri 10 Jul 2026 23:59"


def test_more_time_is_two_months_counted_from_the_day_of_receipt() -> None:
    assert local(extended_due(at("2026-11-30 10:00"), LONDON)) == "Mon 01 Mar 2027 23:59"
    assert local(extended_due(at("2026-11-23 10:00"), LONDON)) == "Tue 23 Feb 2027 23:59"


def test_a_complaint_is_acknowledged_by_the_thirtieth_day_from_the_day_after() -> None:
    assert local(acknowledge_due(at("2026-11-23 23:00"), LONDON)) == "Wed 23 Dec 2026 23:59"
    assert local(acknowledge_due(at("2027-02-01 09:00"), LONDON)) == "Wed 03 Mar 2027 23:59"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
    ],
)
def test_months_end_where_they_end(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(("hours", "mark"), [(0, 0), (23.99, 0), (24, 24), (47, 24), (48, 48), (66, 66), (500, 72)])
def test_marks_go_by(now: datetime, hours: float, mark: int) -> None:
    assert passed(now, now + timedelta(hours=hours)) == mark


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=31, minutes=50), "31 hours left"),
        (timedelta(hours=72), "72 hours left"),
        (timedelta(days=12, hours=3), "12 days left"),
        (timedelta(minutes=61), "1 hour left"),
        (timedelta(minutes=59), "59 minutes left"),
        (timedelta(minutes=-90), "1 hour late"),
        (timedelta(days=-5), "5 days late"),
    ],
)
def test_what_is_left_is_said_in_words(now: datetime, left: timedelta, words: str) -> None:
    assert time_left(now + left, now) == words
