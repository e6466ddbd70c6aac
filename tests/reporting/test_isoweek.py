"""Weeks from Monday to Sunday, where the provider is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.errors import BadInput
from reporting.isoweek import IsoWeek, recent_weeks

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "2026-W48"),
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 6, 14, 23, 30, tzinfo=UTC), "2026-W25"),  # half past midnight on Monday in London
        (datetime(2027, 1, 1, 12, 0, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, 0, 0, tzinfo=UTC), "2027-W01"),
        (datetime(2024, 12, 30, 12, 0, tzinfo=UTC), "2025-W01"),
    ],
)
def test_a_moment_lies_in_the_week_of_its_local_day(now: datetime, week: str) -> None:
    assert str(IsoWeek.of(now, LONDON)) == week


def test_recent_weeks_go_back_across_the_years_end() -> None:
    weeks = recent_weeks(datetime(2027, 1, 12, 9, 0, tzinfo=UTC), LONDON)
    assert [str(week) for week in weeks] == ["2027-W02", "2027-W01", "2026-W53", "2026-W52", "2026-W51"]


@pytest.mark.parametrize(("week", "hours"), [("2026-W43", 169), ("2027-W12", 167), ("2026-W48", 168)])
def test_a_week_is_an_hour_longer_or_shorter_when_the_clocks_change(week: str, hours: int) -> None:
    starts, ends = IsoWeek.parse(week).bounds(LONDON)
    assert ends - starts == timedelta(hours=hours)
    assert IsoWeek.of(starts, LONDON) == IsoWeek.of(ends - timedelta(seconds=1), LONDON) == IsoWeek.parse(week)
    assert IsoWeek.of(ends, LONDON) == IsoWeek.parse(week).back(-1)


def test_a_week_knows_its_first_and_last_day() -> None:
    week = IsoWeek.parse("2026-W53")
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize(
    "text", ["", "2026-48", "2027-W53", "2026-W00", "2026-W99", "last", "2026-W48 or so", "0001-W01"]
)
def test_a_week_that_is_none_is_refused_kindly(text: str) -> None:
    with pytest.raises(BadInput, match="like 2026-W48"):
        IsoWeek.parse(text)
