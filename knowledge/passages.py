"""Cuts a section into passages: short enough to be about one thing, never in the middle of a row or a list item."""

import re
from collections.abc import Iterator

from knowledge.sentences import CELL

# Measured on policies nobody had seen: 40 words find the right section more often than 90 or 20.
MOST_WORDS = 40
FEWEST_WORDS = 12

_PIECE_END = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-Z0-9“\"'])")


def passages(text: str) -> list[str]:
    """The passages of a section's text, in order, each word for word; a table's header stands before its rows again.
    An empty text gives none."""
    found: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if len(lines) > 1 and CELL in lines[0] and _is_table(lines):
            for group, rows in _groups(lines[1:]):
                names = "\n".join(filter(None, (lines[0], group)))
                found += [f"{names}\n{packed}" for packed in _packed("\n".join(rows))]
        elif block:
            found += _packed(block)
    return _short_ones_joined(found)


def _is_table(lines: list[str]) -> bool:
    """A row of one cell in it names those below; the last names nothing."""
    return CELL in lines[-1] and sum(CELL not in line for line in lines) * 2 < len(lines)


def _groups(rows: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The rows under each row of one cell, with it; empty for those under none."""
    group, under = "", list[str]()
    for row in rows:
        if CELL in row:
            under.append(row)
            continue
        if under:
            yield group, under
        group, under = row, []
    yield group, under


def _packed(block: str) -> list[str]:
    """As many whole sentences, list items or rows together as fit."""
    packed: list[str] = []
    for piece in _pieces(block):
        if packed and _words(packed[-1]) + _words(piece) <= MOST_WORDS:
            packed[-1] += piece
        else:
            packed.append(piece)
    return [passage.strip() for passage in packed]


def _pieces(block: str) -> Iterator[str]:
    start = 0
    for end in _PIECE_END.finditer(block):
        yield block[start : end.end()]
        start = end.end()
    yield block[start:]


def _short_ones_joined(found: list[str]) -> list[str]:
    """A line such as "You must:" belongs to what follows it."""
    joined: list[str] = []
    for passage in found:
        short = joined and _words(joined[-1]) < FEWEST_WORDS
        if short and _words(joined[-1]) + _words(passage) <= MOST_WORDS:
            joined[-1] += f"\n\n{passage}"
        else:
            joined.append(passage)
    return joined


def _words(text: str) -> int:
    return len(text.split())
