"""Cuts a section: into pieces that a question is compared with, and into passages to show."""

import re
from collections.abc import Iterator

# A passage that is shown is about so long. A short line in it, such as "You must:", belongs to what follows.
MOST_WORDS, SHORT_PASSAGE = 40, 12
SHORT_PIECE = 4
LETTERS = 300  # shown of a section in which no piece came near

_PIECE_END = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-Z0-9“\"'])")
_CELL = " | "


def pieces(text: str) -> list[str]:
    """Every sentence, list item and table row of a section's text, in order, each word for word; a table's header
    stands before each of its rows. An empty text gives none. Measured on policies nobody had seen: a question finds its
    section more often by its nearest sentence than by 40 words or 90."""
    found: list[str] = []
    for block in _blocks(text):
        header, rest = _header_and_rest(block)
        found += [f"{header}\n{row}" for row in rest.splitlines()] if header else _pieces(rest)
    return _short_ones_joined([piece.strip() for piece in found if piece.strip()], fewest=SHORT_PIECE, gap="\n")


def passage_around(text: str, piece: str) -> str:
    """The passage of a section's text in which a piece of it stands, word for word; for none, how the text begins."""
    line = piece.splitlines()[-1] if piece else ""
    return next((passage for passage in passages(text) if line and line in passage), text[:LETTERS])


def passages(text: str) -> list[str]:
    """Pieces together, as many as fit, never across a gap; a table's header stands before its rows again."""
    found: list[str] = []
    for block in _blocks(text):
        header, rest = _header_and_rest(block)
        found += [f"{header}\n{rows}" for rows in _packed(rest)] if header else _packed(rest)
    return _short_ones_joined(found, fewest=SHORT_PASSAGE, gap="\n\n")


def _blocks(text: str) -> list[str]:
    return [block for block in re.split(r"\n\s*\n", text.strip()) if block]


def _header_and_rest(block: str) -> tuple[str, str]:
    """The first line of a table and its rows; for anything else no header."""
    header, _, rows = block.partition("\n")
    return (header, rows) if rows and all(_CELL in line for line in block.splitlines()) else ("", block)


def _packed(block: str) -> list[str]:
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


def _short_ones_joined(found: list[str], *, fewest: int, gap: str) -> list[str]:
    joined: list[str] = []
    for piece in found:
        if joined and _words(joined[-1]) < fewest and _words(joined[-1]) + _words(piece) <= MOST_WORDS:
            joined[-1] += f"{gap}{piece}"
        else:
            joined.append(piece)
    return joined


def _words(text: str) -> int:
    return len(text.split())
