"""How long the law gives for each kind of case. Pure: the moment of receipt in, the moment it is due out (UTC).

A day that is due on a weekend moves to Monday. Bank holidays are not looked at: a due time a day early breaks no law.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

INCIDENT = timedelta(hours=72)  # UK GDPR Article 33, from awareness
REQUEST_MONTHS, MORE_MONTHS = 1, 2  # Article 12(3)
ACKNOWLEDGE_DAYS = 30  # Data (Use and Access) Act 2025, counted from the day after
_LAST_MINUTE = time(23, 59)
_SATURDAY = 5


def incident_due(aware_at: datetime) -> datetime:
    """72 hours by the clock, whatever clocks do in between."""
    return aware_at.astimezone(UTC) + INCIDENT


def request_due(received_at: datetime, zone: ZoneInfo) -> datetime:
    """The end of the same day of the next month; where that month has no such day, of its last."""
    return _months_on(received_at, REQUEST_MONTHS, zone)


def extended_due(received_at: datetime, zone: ZoneInfo) -> datetime:
    """As request_due, two months later: still counted from the day of receipt."""
    return _months_on(received_at, REQUEST_MONTHS + MORE_MONTHS, zone)


def acknowledge_due(received_at: datetime, zone: ZoneInfo) -> datetime:
    """The end of the thirtieth day; the day after receipt is the first."""
    return _end_of(received_at.astimezone(zone).date() + timedelta(days=ACKNOWLEDGE_DAYS), zone)


def _months_on(received_at: datetime, months: int, zone: ZoneInfo) -> datetime:
    day = months_later(received_at.astimezone(zone).date(), months)
    weekend = max(0, day.weekday() - _SATURDAY + 1)
    return _end_of(day + timedelta(days=(3 - weekend) % 3), zone)


def months_later(day: date, months: int) -> date:
    """31 January and one month is the last of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _LAST_MINUTE, zone).astimezone(UTC)
