"""By when something must be done, as policies write it. Pure.

Only plain upper limits are understood ("within 24 hours", "straight away", "before the end of the shift"). How long
something is kept, how often it is done and what is vague ("as soon as possible") is left alone.
"""

import re
from dataclasses import dataclass

_HOUR, _DAY = 60, 24 * 60
_UNITS = {
    "min": 1, "hour": _HOUR, "hr": _HOUR, "day": _DAY, "week": 7 * _DAY, "month": 31 * _DAY, "year": 366 * _DAY,
}  # fmt: skip
_AT_LEAST = {"month": 28 * _DAY, "year": 365 * _DAY}
_WORDS = {
    "a": 1, "an": 1, "the": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "twenty four": 24, "thirty": 30,
    "forty eight": 48, "sixty": 60, "seventy two": 72, "half an": 0.5, "half a": 0.5,
}  # fmt: skip
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_AMOUNT = (
    rf"(?P<least>{_NUMBER})(?: (?:to |or )?(?P<most>{_NUMBER}))? ?"
    r"(?P<working>(?:working|business) )?(?P<unit>min|hour|hr|day|week|month|year)(?:ute)?s?\b"
)
_ANY_AMOUNT = re.compile(rf"\b(?!the ){_AMOUNT}")
_WITHIN = re.compile(
    r"\b(?:within|inside|no(?:t)? later than|no(?:t)? more than|at most|in under|in less than)"
    rf"(?: a maximum of)?(?: the)?(?: next| first)? {_AMOUNT}"
)
_SOON = re.compile(r"\b(?:(?:straight|right) ?away|immediately|at once|instantly|without any delay)\b")
_SHIFT = re.compile(
    r"\b(?:(?:by|before|at) (?:the )?end of (?:the |your |that |this |each |every |a )?(?:same )?shift|"
    r"before (?:the |your |that |this )?shift (?:ends|finishes|is over)|(?:in|on|during) the same shift|"
    r"before (?:you )?(?:leav(?:e|ing) (?:work|the building)|go(?:ing)? home|"
    r"finish(?:ing)? (?:work|your shift|the shift)))\b"
)
_SAME_DAY = re.compile(r"\b(?:(?:on|during) the same (?:working )?day|the same day|(?:by|before) the end of the day)\b")


@dataclass(frozen=True)
class Deadline:
    """Minutes. Words leave room: "within 2 working days" is two days at least and five at most, of them three in
    `weekends`. `in_figures` is true for a number, false for words such as "straight away"."""

    least: int
    most: int
    in_figures: bool
    weekends: int = 0

    def differs_from(self, other: "Deadline") -> bool:
        """True only when no reading of both is the same. Two counts of working days skip the same weekends."""
        both = bool(self.weekends and other.weekends)
        mine, theirs = (time.most - time.weekends * both for time in (self, other))
        return mine < other.least or theirs < self.least


TIME_MARK = "time_"
# Somebody who acts within the hour has acted straight away; a shift ends hours, and not a day, after what happened.
SOON = Deadline(0, _HOUR, in_figures=False)
END_OF_SHIFT = Deadline(2 * _HOUR, 13 * _HOUR, in_figures=False)
SAME_DAY = Deadline(_HOUR, _DAY, in_figures=False)
_IN_WORDS = ((_SOON, SOON), (_SHIFT, END_OF_SHIFT), (_SAME_DAY, SAME_DAY))


def take_deadlines(text: str) -> tuple[str, tuple[Deadline, ...]]:
    """The text without its deadlines, and the deadlines. It comes in small letters, with spaces for hyphens."""
    found: list[Deadline] = []

    def figures(match: re.Match[str]) -> str:
        found.append(_in_figures(match))
        return " "

    rest = _WITHIN.sub(figures, text)
    for pattern, deadline in _IN_WORDS:
        rest, count = pattern.subn(" ", rest)
        found += [deadline] * bool(count)
    return rest, tuple(found)


def take_amounts(text: str) -> tuple[str, tuple[Deadline, ...]]:
    """The text with a mark for each amount of time in it, a deadline or not, and the amounts."""
    found = tuple(_in_figures(match) for match in _ANY_AMOUNT.finditer(text))
    return _ANY_AMOUNT.sub(f" {TIME_MARK} ", text), found


def _in_figures(match: re.Match[str]) -> Deadline:
    unit = _UNITS[match["unit"]]
    least, most = (_number(words) for words in (match["least"], match["most"] or match["least"]))
    if not match["working"]:
        return Deadline(round(least * _AT_LEAST.get(match["unit"], unit)), round(most * unit), in_figures=True)
    weekends = (int(most // 5) + 1) * 3 * _DAY  # a bank holiday may come on top
    return Deadline(round(least * unit), round(most * unit) + weekends, in_figures=True, weekends=weekends)


def _number(words: str) -> float:
    return float(_WORDS[words]) if words in _WORDS else float(words)
