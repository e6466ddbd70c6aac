"""A week, Monday to Sunday, where the provider is. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import BadInput

# The current week and the four before it.
WEEKS_KEPT = 5
SAY_IT_LIKE = "Please give the week like 2026-W48."


@dataclass(frozen=True, order=True)
class IsoWeek:
    """`year` is the ISO year: 1 January may lie in the last week of the year before."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @staticmethod
    def of(now: datetime, zone: ZoneInfo) -> "IsoWeek":
        """The week in which `now` (aware) lies."""
        return IsoWeek._holding(now.astimezone(zone).date())

    @staticmethod
    def parse(text: str) -> "IsoWeek":
        """From text such as "2026-W48". Raises BadInput."""
        found = re.fullmatch(r"(20\d\d)-W(\d\d)", text.strip())
        if found is None:
            raise BadInput(SAY_IT_LIKE)
        try:
            return IsoWeek._holding(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError as error:  # there is no week 53 in most years
            raise BadInput(SAY_IT_LIKE) from error

    @staticmethod
    def _holding(day: date) -> "IsoWeek":
        year, number, _ = day.isocalendar()
        return IsoWeek(year, number)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def back(self, weeks: int) -> "IsoWeek":
        """So many weeks earlier."""
        return IsoWeek._holding(self.monday - timedelta(weeks=weeks))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From Monday's midnight up to the next, in UTC: 167 or 169 hours when the clocks change."""
        first = datetime.combine(self.monday, time(), zone)
        last = datetime.combine(self.monday + timedelta(weeks=1), time(), zone)
        return first.astimezone(UTC), last.astimezone(UTC)


def recent_weeks(now: datetime, zone: ZoneInfo) -> tuple[IsoWeek, ...]:
    """The weeks there is a report for, newest first."""
    current = IsoWeek.of(now, zone)
    return tuple(current.back(weeks) for weeks in range(WEEKS_KEPT))
