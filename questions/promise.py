"""By when somebody can expect a champion's reply. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

REPLY_WITHIN = timedelta(hours=4)
FIRST_HOUR, LAST_HOUR = 8, 20
NEXT_MORNING = time(10, 0)


def promised_time(now: datetime, zone: ZoneInfo) -> datetime:
    """Four hours from `now`, at a quarter; when that falls into the night, ten the next morning. Aware, in `zone`."""
    due = (now + REPLY_WITHIN).astimezone(zone)
    if FIRST_HOUR <= due.hour < LAST_HOUR:
        return _at_a_quarter(due)
    day = due.date() if due.hour < FIRST_HOUR else due.date() + timedelta(days=1)
    return datetime.combine(day, NEXT_MORNING, zone)


def _at_a_quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour: nobody says "by 5:01"."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (timedelta(minutes=15) - past if past else past)
