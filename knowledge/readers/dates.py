"""Dates as people write them in policies: day first, as in the United Kingdom."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PATTERNS = [  # the fullest first: "31 February 2025" is a wrong date, not the month of February
    re.compile(rf"\b{_YEAR}([/.-])(?P<number>\d\d?)\2(?P<day>\d\d?)\b"),
    re.compile(r"\b(?P<day>\d\d?)([/.-])(?P<number>\d\d?)\2(?P<year>(?:19|20)\d\d|\d\d)\b"),
    re.compile(rf"\b(?P<day>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}[\s,-]+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}[\s-]+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}[\s,-]+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b(?P<number>\d\d?)/{_YEAR}\b"),
    re.compile(rf"\b{_MONTH}\s?[-’'](?P<year>\d\d)\b", re.IGNORECASE),
]


@dataclass(frozen=True)
class WrittenDate:
    """`whole_month` is true when only month and year were written; `day` is then the month's last.

    `words` is how it was written, from `start` on.
    """

    day: date
    whole_month: bool
    words: str
    start: int


def written_date(text: str) -> WrittenDate | None:
    """The first date in `text`, or None. "03/04/2025" is 3 April."""
    for pattern in _PATTERNS:
        if match := pattern.search(text):
            return _date_from(match)
    return None


def _date_from(match: re.Match[str]) -> WrittenDate | None:
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else MONTHS[parts["month"].casefold()]
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(parts.get("day") or last)
    is_real = 1 <= day <= last
    return WrittenDate(date(year, month, day), not parts.get("day"), match[0], match.start()) if is_real else None
