"""Pieces of text put together into segments (words that run on) and lines (segments side by side)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from knowledge.readers.page_ink import BULLETS, Piece, Post

WORD_GAP, AFTER_MARK, SEGMENT_GAP, MARK_GAP = 0.15, 0.4, 0.8, 3.2  # in parts of the letter size
TIGHT = 1.45  # lines of one paragraph stand closer than this many letter sizes

_LONE_MARK = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[o–-]")


@dataclass(frozen=True)
class Segment:
    """Words with no wide gap between them. `mark` is the bullet or number that stands before them."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    order: int
    mark: str = ""
    words_left: float = 0.0

    @property
    def marked_text(self) -> str:
        return f"{self.mark} {self.text}" if self.mark else self.text


@dataclass(frozen=True)
class Line:
    """Segments on one line of writing, from left to right."""

    segments: tuple[Segment, ...]
    page: int
    region: int

    @cached_property
    def text(self) -> str:
        return " ".join(segment.marked_text for segment in self.segments)

    @cached_property
    def size(self) -> float:
        return max(segment.size for segment in self.segments)

    @cached_property
    def base(self) -> float:
        return max(self.segments, key=lambda segment: segment.size).base

    @property
    def left(self) -> float:
        return self.segments[0].left

    @property
    def right(self) -> float:
        return self.segments[-1].right

    @property
    def bold(self) -> bool:
        return all(segment.bold for segment in self.segments)


Printed = TypeVar("Printed", Piece, Segment)


def segments_of(pieces: Sequence[Piece], posts: Sequence[Post]) -> list[Segment]:
    rows = (sorted(row, key=lambda piece: piece.left) for row in _rows(pieces))
    return [segment for row in rows for segment in _joined(row, posts)]


def lines_of(segments: Sequence[Segment], *, page: int, region: int = 0) -> list[Line]:
    """From top to bottom. A bullet or number on its own becomes the mark of the words after it."""
    rows = (sorted(row, key=lambda segment: segment.left) for row in _rows(segments))
    return [Line(tuple(marked), page, region) for row in rows if (marked := _marked(row))]


def _rows(inks: Iterable[Printed]) -> list[list[Printed]]:
    """What stands on the same line of writing, from the top of the page down."""
    rows: list[list[Printed]] = []
    for ink in sorted(inks, key=lambda ink: (-ink.base, ink.left)):
        leader = max(rows[-1], key=lambda other: other.size) if rows else None
        if leader is not None and abs(leader.base - ink.base) <= _reach(leader.size, ink.size):
            rows[-1].append(ink)
        else:
            rows.append([ink])
    return rows


def _reach(one: float, other: float) -> float:
    """Small raised or lowered letters, and drawn bullets, belong to the line of the larger letters."""
    large, small = max(one, other), min(one, other)
    return large * (0.55 if small < 0.8 * large else 0.3)


def _joined(row: Sequence[Piece], posts: Sequence[Post]) -> Iterable[Segment]:
    run: list[Piece] = []
    for piece in row:
        if run and (piece.is_bullet or _is_apart(run, piece) or is_walled(run[-1], piece, posts)):
            yield _segment(run)
            run = []
        run.append(piece)
    if run:
        yield _segment(run)


def _is_apart(run: Sequence[Piece], piece: Piece) -> bool:
    is_mark = len(run) == 1 and _LONE_MARK.fullmatch(run[0].text.strip())
    gap = piece.left - run[-1].right
    return run[0].is_bullet or gap > (AFTER_MARK if is_mark else SEGMENT_GAP) * max(piece.size, run[-1].size)


def joined_words(start: str, more: str, *, keep_hyphen: bool = True) -> str:
    """Two lines of one paragraph. A hyphen at the end of the first may belong to the word or only divide it."""
    if start.endswith("\xad") or (start.endswith("-") and not keep_hyphen):
        return start[:-1] + more
    return f"{start}{'' if start.endswith('-') or not start else ' '}{more}"


def is_walled(one: Printed, other: Printed, posts: Iterable[Post]) -> bool:
    """Whether a vertical line stands between two neighbours, as between the cells of a table."""
    if other.left - one.right < WORD_GAP * other.size:
        return False
    return any(one.right - 1 < post.across < other.left + 1 and post.low < other.base < post.high for post in posts)


def _segment(run: Sequence[Piece]) -> Segment:
    text = ""
    for before, piece in zip([None, *run], run, strict=False):
        apart = before is not None and piece.left - before.right > WORD_GAP * piece.size
        text += (" " if apart else "") + piece.text
    main = max(run, key=lambda piece: len(piece.text))
    lettered = [piece for piece in run if re.search(r"\w", piece.text)]
    return Segment(
        # A soft hyphen only shows, and only matters, at the end of a line.
        text=re.sub("\xad(?!$)", "", re.sub(r"\s+", " ", text).strip()),
        left=run[0].left,
        right=run[-1].right,
        base=main.base,
        size=main.size,
        bold=bool(lettered) and all(piece.bold for piece in lettered),
        order=min(piece.order for piece in run),
        words_left=run[0].left,
    )


def _marked(row: Sequence[Segment]) -> list[Segment]:
    whole: list[Segment] = []
    for segment in row:
        before = whole[-1] if whole else None
        if before is not None and _is_mark_for(before, segment):
            mark = "-" if before.text in BULLETS or before.text in "o–-" else before.text
            whole[-1] = replace(segment, left=before.left, mark=mark, words_left=segment.left)
        else:
            whole.append(segment)
    # A tick alone in a cell says something; a drawn dot, or a bullet with nothing after it, does not.
    printed = [segment for segment in whole if segment.size > 0]
    return printed if any(segment.text not in BULLETS for segment in printed) else []


def _is_mark_for(mark: Segment, words: Segment) -> bool:
    is_mark = mark.text in BULLETS or _LONE_MARK.fullmatch(mark.text)
    return bool(is_mark) and not mark.mark and words.left - mark.right < MARK_GAP * max(words.size, mark.size)
