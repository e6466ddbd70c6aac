"""When somebody works: patterns that cross midnight, and the days on which the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from people.shifts import HOURS, Shift, within_hours

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("shift", "local", "works"),
    [
        (Shift.DAYS, "2026-11-23T07:29", False),
        (Shift.DAYS, "2026-11-23T07:30", True),
        (Shift.DAYS, "2026-11-23T19:30", False),
        (Shift.LATES, "2026-11-23T21:59", True),
        (Shift.LATES, "2026-11-23T13:59", False),
        (Shift.MIXED, "2026-11-23T03:00", False),
        (Shift.NIGHTS, "2026-11-23T19:59", False),
        (Shift.NIGHTS, "2026-11-23T20:00", True),
        (Shift.NIGHTS, "2026-11-23T23:59", True),
        (Shift.NIGHTS, "2026-11-24T00:00", True),
        (Shift.NIGHTS, "2026-11-24T07:29", True),
        (Shift.NIGHTS, "2026-11-24T07:30", False),
    ],
)
def test_the_hours_of_a_pattern_are_local_hours(shift: Shift, local: str, *, works: bool) -> None:
    assert within_hours(shift, datetime.fromisoformat(local).replace(tzinfo=LONDON), LONDON) is works


@pytest.mark.parametrize(
    ("utc", "works"),
    [
        ("2026-03-28T07:30+00:00", True),  # the day before the clocks go forward: 07:30
        ("2026-03-29T06:29+00:00", False),  # 07:29 in the new time
        ("2026-03-29T06:30+00:00", True),
        ("2026-10-25T06:30+00:00", False),  # the clocks went back: 06:30
        ("2026-10-25T07:30+00:00", True),
    ],
)
def test_a_day_shift_moves_with_the_clocks(utc: str, *, works: bool) -> None:
    assert within_hours(Shift.DAYS, datetime.fromisoformat(utc), LONDON) is works


@pytest.mark.parametrize(
    "utc", ["2026-03-29T00:59+00:00", "2026-03-29T01:00+00:00", "2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00"]
)
def test_a_night_shift_lasts_through_the_change_of_clocks(utc: str) -> None:
    assert within_hours(Shift.NIGHTS, datetime.fromisoformat(utc), LONDON)


def test_every_pattern_has_hours_and_works_where_the_site_is() -> None:
    assert set(HOURS) == set(Shift)
    morning = datetime.fromisoformat("2026-11-23T08:00+00:00")
    assert within_hours(Shift.DAYS, morning, LONDON)
    assert not within_hours(Shift.DAYS, morning, ZoneInfo("America/New_York"))
