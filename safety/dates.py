"""Dates of birth: a date after a word for birth, or one too long ago to be anything else."""

import re
from collections.abc import Iterator

from safety.shapes import Found, Shape, always, found_by, pattern

_MONTH = r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"(?:the )?[0-3]?\d(?: ?(?:st|nd|rd|th))?"
_SEP = r" ?[./\- ] ?"
_YEAR = r"'?(?:(?:18|19|20)\d\d|\d\d)(?!\d)"
_DATE = (
    rf"(?:[0-3]?\d{_SEP}[01]?\d{_SEP}{_YEAR}|(?:18|19|20)\d\d{_SEP}[01]?\d{_SEP}[0-3]?\d(?!\d)"
    rf"|{_DAY}[ ./-]{{0,2}}(?:of )?{_MONTH}[ ,./-]{{0,2}}{_YEAR}|{_MONTH} {_DAY},? {_YEAR}|{_MONTH}[ ,]{{1,2}}(?:18|19|20)\d\d"
    rf"|[0-3]\d[01]\d(?:19|20)\d\d|[0-3]\d[01]\d\d\d|{_DAY} (?:of )?{_MONTH}\b|(?:18|19|20)\d\d)"
)
_LABEL = r"(?:\bd\.? ?o\.? ?b\b\.?|\bdate? of b\w{2,5}|\bbirth ?-?date|\bdate birth|\bb(?:irth)?-?days?|\bborn(?: on| in)?\b|\bbirth\b)"
_LONG_AGO_YEAR = r"(?:19\d\d|[4-9]\d)(?!\d)"
_LONG_AGO = (
    rf"(?:[0-3]?\d(?:[./-][01]?\d[./-]| [01]?\d )(?:19\d\d|[4-9]\d)(?![\d/.-])|19\d\d-[01]\d-[0-3]\d(?!\d)"
    rf"|[0-3]?\d ?(?:st|nd|rd|th)?(?: of)?[ ./-]{{0,2}}{_MONTH}[ ,./-]{{0,2}}{_LONG_AGO_YEAR}|{_MONTH} [0-3]?\d(?:st|nd|rd|th)?,? {_LONG_AGO_YEAR})"
)


def _a_day(match: re.Match[str]) -> bool:
    """Numbers that could be a day and a month, so that no version, time or sort code is taken for one."""
    parts = [int(part) for part in re.findall(r"\d+", match["it"])]
    if len(parts) < 3:
        return True
    if parts[0] > 31:
        parts.reverse()
    return 1 <= parts[0] <= 31 and 1 <= parts[1] <= 12


_SHAPES: tuple[Shape, ...] = (
    ("DOB", pattern(rf"{_LABEL}[^\d\n]{{0,20}}?\b(?P<it>{_DATE})(?![\d%]| ?(?:years|yrs|days|weeks|months|people|staff|residents|o'clock|am|pm|times)\b)"), always),
    ("DOB", pattern(rf"{_LABEL}[^\d]{{0,8}}(?P<it>{_DATE})(?!\d)"), always),
    ("DOB", pattern(rf"{_LABEL}[^\d\n]{{0,20}}?{_DATE}[^\d\n]{{1,24}}(?P<it>[0-3]?\d[./-][01]?\d[./-]{_YEAR})"), always),
    ("DOB", pattern(rf"(?<![\d./:£-])(?P<it>{_LONG_AGO})"), _a_day),
)  # fmt: skip


def find_dates(plain: str) -> Iterator[Found]:
    """Each (start, end, type) in the plain text. An age is no date of birth, and a date of now is none."""
    return found_by(_SHAPES, plain) if any(map(str.isdigit, plain)) else iter(())
