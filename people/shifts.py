"""When somebody works, roughly. Pure: a pattern and a local time in, yes or no out."""

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo


class Shift(StrEnum):
    DAYS = "days"
    LATES = "lates"
    NIGHTS = "nights"
    MIXED = "mixed"


class DutyShift(StrEnum):
    """When somebody is the first to be told. ANY: at all hours."""

    ANY = "any"
    DAYS = "days"
    LATES = "lates"
    NIGHTS = "nights"


# Start and end, local time; an end before its start crosses midnight. `mixed` keeps to hours that suit most people.
HOURS: dict[Shift, tuple[time, time]] = {
    Shift.DAYS: (time(7, 30), time(19, 30)),
    Shift.LATES: (time(14, 0), time(22, 0)),
    Shift.NIGHTS: (time(20, 0), time(7, 30)),
    Shift.MIXED: (time(10, 0), time(18, 0)),
}


def within_hours(shift: Shift, now: datetime, zone: ZoneInfo) -> bool:
    """Is `now` (aware) inside the hours of this pattern where the site is?"""
    start, end = HOURS[Shift(shift)]
    local = now.astimezone(zone).time()
    if start <= end:
        return start <= local < end
    return local >= start or local < end


def on_shift(shift: DutyShift, now: datetime, zone: ZoneInfo) -> bool:
    """Is `now` inside the hours of a duty?"""
    return DutyShift(shift) == DutyShift.ANY or within_hours(Shift(shift), now, zone)
