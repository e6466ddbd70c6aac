"""The timetable: everything that happens by the clock, in one list. Times are local, where the provider is."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ALL_DAYS = frozenset(range(1, 8))  # Monday is 1


class JobName(StrEnum):
    """The names under which champion.py hands in the work."""

    OPEN_QUIZ = "quiz.open"
    PUSH_QUIZ = "quiz.push"
    CALL_ABOUT_ALERTS = "alerts.call"
    CHECK_KNOWLEDGE = "knowledge.check"
    OVERDUE_ESCALATIONS = "escalations.overdue"
    REMIND_CASES = "cases.remind"
    TAKE_OUT = "chat.take_out"
    CLEAR = "retention.clear"


@dataclass(frozen=True)
class Every:
    """Again and again, counted from the start of the epoch, so that all processes count alike."""

    gap: timedelta

    def due(self, now: datetime, zone: ZoneInfo) -> datetime:
        seconds = self.gap.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


@dataclass(frozen=True)
class At:
    """At a local time, on some weekdays."""

    time: time
    weekdays: frozenset[int] = ALL_DAYS

    def due(self, now: datetime, zone: ZoneInfo) -> datetime:
        today = now.astimezone(zone).date()
        past_week = (today - timedelta(days=back) for back in range(8))
        moments = (datetime.combine(day, self.time, zone) for day in past_week if day.isoweekday() in self.weekdays)
        return next(moment for moment in moments if moment <= now).astimezone(UTC)


@dataclass(frozen=True)
class Job:
    """One line of the timetable."""

    name: JobName
    when: Every | At

    def slot(self, now: datetime, zone: ZoneInfo) -> str:
        """The newest moment at which this was to run, as text such as "2026-11-23T08:00Z". Pure."""
        return self.when.due(now, zone).strftime("%Y-%m-%dT%H:%MZ")


# Half an hour after day shifts begin; each person is asked later, within their own hours.
QUIZ_OPENS = time(8, 0)


def timetable(quiz_days: frozenset[int]) -> tuple[Job, ...]:
    """Every job. `quiz_days` come from the setting CHAMPION_QUIZ_WEEKDAYS."""
    return (
        Job(JobName.OPEN_QUIZ, At(QUIZ_OPENS, quiz_days)),
        Job(JobName.PUSH_QUIZ, Every(timedelta(minutes=10))),
        Job(JobName.OVERDUE_ESCALATIONS, Every(timedelta(minutes=5))),
        Job(JobName.CALL_ABOUT_ALERTS, Every(timedelta(minutes=1))),
        Job(JobName.REMIND_CASES, Every(timedelta(minutes=5))),
        Job(JobName.TAKE_OUT, Every(timedelta(minutes=1))),
        Job(JobName.CHECK_KNOWLEDGE, At(time(6, 0))),
        Job(JobName.CLEAR, At(time(3, 30))),
    )


def quiz_slot(now: datetime, quiz_days: frozenset[int], zone: ZoneInfo) -> str:
    """The round that should be open now, such as "2026-W48-1": ISO year, week, and day (Monday is 1). Pure."""
    year, week, day = At(QUIZ_OPENS, quiz_days).due(now, zone).astimezone(zone).isocalendar()
    return f"{year}-W{week:02}-{day}"
