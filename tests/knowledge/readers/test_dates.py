from datetime import date

import pytest

from knowledge.readers.dates import written_date


@pytest.mark.parametrize(
    "text",
    [
        "17 February 2025",
        "2025-02-17",
        "17/02/2025",
        "17.2.25",
        "17th Feb 2025",
        "Monday 17 FEB 2025",
        "Feb 17, 2025",
        "2025/02/17",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    written = written_date(text)
    assert written is not None
    assert written.day == date(2025, 2, 17)
    assert not written.whole_month


def test_the_day_comes_first_as_in_the_united_kingdom() -> None:
    written = written_date("03/04/2025")
    assert written is not None
    assert written.day == date(2025, 4, 3)


@pytest.mark.parametrize("text", ["Feb 2024", "February 2024", "02/2024", "Feb-24", "Feb '24"])
def test_a_month_alone_means_its_last_day(text: str) -> None:
    written = written_date(text)
    assert written is not None
    assert written.day == date(2024, 2, 29)
    assert written.whole_month


@pytest.mark.parametrize(
    "text", ["", "every year", "31 February 2025", "02/17/2025", "31/02/2025", "10 visits 2025", "may"]
)
def test_what_is_not_a_date_is_not_made_into_one(text: str) -> None:
    assert written_date(text) is None
