"""Cuts a text into sentences, items of lists and rows of tables, each word for word within its line. Pure."""

import re

CELL = " | "
ENDED = re.compile(r"[.!?]['\"”’)]*$")
# Not after the number of an item; a full stop may stand within quotation marks or brackets.
_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"'”’)]))\s+(?=[^a-z])")
_LIST_MARK = re.compile(
    r"^(?:[-•*–·]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+)\s+", re.IGNORECASE
)


def list_mark(line: str) -> str:
    """ "- " or "1.2 "; empty where the line has none."""
    mark = _LIST_MARK.match(line)
    return mark[0] if mark else ""


def sentences(text: str) -> list[str]:
    """In order, without the marks of lists. A row of a table is one piece."""
    lines = (_LIST_MARK.sub("", line.strip()) for line in text.splitlines())
    return [piece for line in lines for piece in ([line] if CELL in line else _END.split(line)) if piece]
