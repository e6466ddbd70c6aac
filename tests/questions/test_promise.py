"""By when a reply is promised: in words, in the evening, at night, and when the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from questions.promise import promised_time
from questions.wording import clock_words

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-11-23T10:00+00:00", "2026-11-23T14:00+00:00"),
        ("2026-11-23T15:59+00:00", "2026-11-23T20:00+00:00"),
        ("2026-11-23T10:01+00:00", "2026-11-23T14:15+00:00"),
        ("2026-11-23T16:00+00:00", "2026-11-24T10:00+00:00"),  # eight in the evening is too late
        ("2026-11-23T23:30+00:00", "2026-11-24T10:00+00:00"),
        ("2026-11-24T03:10+00:00", "2026-11-24T10:00+00:00"),
        ("2026-11-24T04:00+00:00", "2026-11-24T08:00+00:00"),
        ("2026-12-31T18:00+00:00", "2027-01-01T10:00+00:00"),
        ("2026-07-01T15:30+00:00", "2026-07-02T09:00+00:00"),  # summer time
        ("2026-03-28T22:00+00:00", "2026-03-29T09:00+00:00"),  # the clocks go forward that night
        ("2026-10-24T22:00+00:00", "2026-10-25T10:00+00:00"),  # and back
        ("2026-10-25T00:30+00:00", "2026-10-25T10:00+00:00"),  # asked in the hour that comes twice
        ("2026-10-25T01:30+00:00", "2026-10-25T10:00+00:00"),
    ],
)
def test_a_reply_is_promised_within_four_hours_or_at_ten_in_the_morning(asked: str, promised: str) -> None:
    assert promised_time(at(asked), LONDON) == at(promised)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-23T14:00+00:00", "2 pm today"),
        ("2026-11-23T14:05+00:00", "2:05 pm today"),
        ("2026-11-23T12:00+00:00", "12 pm today"),
        ("2026-11-24T10:00+00:00", "10 am tomorrow"),
        ("2026-11-25T10:00+00:00", "10 am on Wednesday"),
        ("2026-11-20T10:00+00:00", "10 am on Friday"),
    ],
)
def test_a_time_is_said_as_people_say_it(due: str, words: str) -> None:
    assert clock_words(at(due), at("2026-11-23T10:00+00:00"), LONDON) == words


def test_today_is_the_day_where_the_asker_is() -> None:
    asked = at("2026-06-30T23:30+00:00")  # half past midnight on the first of July
    assert clock_words(promised_time(asked, LONDON), asked, LONDON) == "10 am today"
