"""What is shown of a long section: the passage that fits, with what it hangs on. Pure."""

import re

from knowledge.sentences import CELL, ENDED

LONGEST = 1_500  # letters; a longer section is shown by an excerpt, with the whole one press away
_LEFT_OUT = "…"
_ITEM = re.compile(r"\s*(?:[-•*–·o]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s")
_SHORT = 15  # words of a line that only leads on to the next
_LONG, _MOST_UNDER_A_LEAD = 25, 12  # words of a line, and lines, that may hang on one above
_EXCEPTION = re.compile(
    r"\W*(?:(?:this|that|it|these|they|the rule|the above) (?:do|does|is|are) not\b|except|exceptions?\b|unless|"
    r"however|but\b|not (?:for|if|when|where)\b|only (?:if|when|where)\b)",
    re.IGNORECASE,
)
_FORBIDS = re.compile(r"\W*(?:never|do not)\b", re.IGNORECASE)


def excerpt(text: str, highlight: str) -> str:
    """The passage `highlight` of a section's text. A list is shown with the line above it and, where there is room, as
    a whole: "- lend them money" may stand under "Staff must never:". What takes some of it back comes with it. Without
    a passage the beginning, as far as a paragraph goes."""
    lines = text.splitlines()
    wanted = [line.strip() for line in highlight.splitlines() if line.strip()]
    if not wanted:
        return _beginning(lines)
    place = None if CELL in wanted[0] else _place(lines, wanted)
    if place is None:
        return highlight  # a table's rows stand under their header already
    first, last = place
    above, last = _above(lines, first), _with_exceptions(lines, last)
    whole = "\n".join(lines[above : _end_of_list(lines, last) + 1])
    if len(whole) <= LONGEST:
        return whole.strip()
    lead = [*lines[above : above + 1], *([_LEFT_OUT] if above + 1 < first else [])] if above < first else []
    itself = "\n".join(lines[first : last + 1])
    return "\n".join([*lead, itself if len(itself) <= LONGEST else highlight]).strip()


def _beginning(lines: list[str]) -> str:
    shown, letters = 0, 0
    for number, line in enumerate(lines):
        letters += len(line) + 1
        if letters > LONGEST and shown:
            break
        if letters > LONGEST or number + 1 == len(lines) or not lines[number + 1].strip():
            shown = number + 1
    return "\n".join(lines[:shown]).strip()


def _place(lines: list[str], wanted: list[str]) -> tuple[int, int] | None:
    """The first and the last line of the passage: those around its longest line."""
    longest = max(wanted, key=len)
    at = next((number for number, line in enumerate(lines) if longest in line), None)
    if at is None:
        return None
    place = wanted.index(longest)
    first = last = at
    for line in reversed(wanted[:place]):
        before = _filled(lines, first, -1)
        if before is None or line not in lines[before]:
            break
        first = before
    for line in wanted[place + 1 :]:
        after = _filled(lines, last, 1)
        if after is None or line not in lines[after]:
            break
        last = after
    return first, last


def takes_back(words: str) -> bool:
    """Does this take back some of what was said before it?"""
    return bool(_EXCEPTION.match(words))


def _above(lines: list[str], first: int) -> int:
    """Of a list, the line that it stands under; else a short line that leads on to this one."""
    at: int | None = first
    while at is not None and _ITEM.match(lines[at]):
        at = _filled(lines, at, -1)
    if at is None:
        return first
    if at < first:
        return at
    if (lead := _lead_far_above(lines, first)) is not None:
        return lead
    before = _filled(lines, first, -1)
    if before is None or _ITEM.match(lines[before]) or ENDED.search(lines[before]):
        return first
    return before if len(lines[before].split()) <= _SHORT else first


def _lead_far_above(lines: list[str], first: int) -> int | None:
    """The line that ends with a colon, above short lines that may all hang on it: lists are often typed without
    bullets, and to show too much above a rule does no harm."""
    at = _filled(lines, first, -1)
    for _ in range(_MOST_UNDER_A_LEAD):
        if at is None or len(lines[at].split()) > _LONG:
            return None
        if lines[at].rstrip().endswith(":"):
            return at
        at = _filled(lines, at, -1)
    return None


def _with_exceptions(lines: list[str], last: int) -> int:
    """The last line of what is said next, where that takes something back."""
    after = _filled(lines, last, 1)
    while after is not None and (takes_back(lines[after]) or _FORBIDS.match(lines[after])):
        last, after = after, _filled(lines, after, 1)
    return last


def _end_of_list(lines: list[str], last: int) -> int:
    after = _filled(lines, last, 1)
    leads = not ENDED.search(lines[last]) or bool(_ITEM.match(lines[last]))
    while leads and after is not None and _ITEM.match(lines[after]):
        last, after = after, _filled(lines, after, 1)
    return last


def _filled(lines: list[str], at: int, step: int) -> int | None:
    """The next line with words, in one direction."""
    at += step
    while 0 <= at < len(lines) and not lines[at].strip():
        at += step
    return at if 0 <= at < len(lines) else None
