"""From lines to blocks: paragraphs joined over line and page ends, lists, tables over two pages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.readers.apparatus import LEADERS
from knowledge.readers.controls import from_line
from knowledge.readers.drafts import Block, Heading, Passage, Table
from knowledge.readers.page_headings import Headings
from knowledge.readers.page_lines import TIGHT, Line, joined_words
from knowledge.readers.page_tables import Grid

BREAK = 1.2  # a gap this much wider than usual starts a paragraph

_TYPED_MARK = re.compile(r"([•●▪◦○‣⁃·\uf0b7\x7f–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(?=\S)")
_NUMBERED_PARAGRAPH = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+\S")
_CONTENTS = re.compile(r"(table of )?contents( page)?", re.IGNORECASE)
_ENTRY = re.compile(r".*[A-Za-z].*\s\d{1,3}")
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)]*$")


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """Leaves out a list of contents: its heading, its entries with page numbers, and entries that come again later."""
    kept: list[Line] = []
    inside = False
    for place, line in enumerate(lines):
        following = lines[place + 1].text if place + 1 < len(lines) else ""
        if _CONTENTS.fullmatch(line.text) and (_is_entry(following) or _comes_again(following, lines[place + 2 :])):
            inside = True
        elif inside:
            wrapped = bool(LEADERS.search(following))
            inside = _is_entry(line.text) or wrapped or _comes_again(line.text, lines[place + 1 :])
        if not inside and not LEADERS.search(line.text):
            kept.append(line)
    return kept


def _is_entry(text: str) -> bool:
    return bool(LEADERS.search(text) or _ENTRY.fullmatch(text))


def _comes_again(text: str, later: Iterable[Line]) -> bool:
    return bool(text) and any(line.text == text for line in later)


@dataclass
class _Open:
    """The paragraph or list item that the next line may carry on."""

    text: str
    last: Line
    left: float
    item_mark: str = ""
    depth: int = 0


class Flow:
    """Takes the lines and tables of a document in order; `blocks` is what they make."""

    def __init__(self, items: Sequence[Line | Grid], headings: Headings) -> None:
        self.blocks: list[Block] = []
        self._lines = [item for item in items if isinstance(item, Line)]
        self._vocabulary = {word.casefold() for line in self._lines for word in re.findall(r"[\w'’-]+", line.text)}
        self._pitch = _usual_pitch(self._lines)
        self._margins: dict[tuple[int, int], tuple[float, float]] = {}
        for line in self._lines:
            left, right = self._margins.get((line.page, line.region), (line.left, line.right))
            self._margins[line.page, line.region] = (min(line.left, left), max(line.right, right))
        self._open: _Open | None = None
        self._items: list[str] = []
        self._indents: list[float] = []
        self._grid: Grid | None = None
        for place, item in enumerate(items):
            if isinstance(item, Grid):
                self._take_grid(item)
            elif place in headings.levels:
                self._finish_list()
                self.blocks.append(Heading(*headings.levels[place]))
                self._grid = None
            elif place not in headings.hidden:
                self._take_line(item)
                self._grid = None
        self._finish_list()

    def _take_grid(self, grid: Grid) -> None:
        """A table that goes on from the page before loses its repeated header row and joins the torn row."""
        self._finish_list()
        before = self._grid
        if before is None or grid.page != before.page + 1 or not _same_columns(before, grid):
            self.blocks.append(Table(grid.rows))
            self._grid = grid
            return
        whole = self.blocks[-1]
        rows = list(whole.rows) if isinstance(whole, Table) else []
        more = list(grid.rows[1:] if grid.rows[0] == rows[0] else grid.rows)
        if more and not more[0][0] and any(cell[:1].islower() for cell in more[0]):
            torn = more.pop(0)
            rows[-1] = tuple(
                joined_words(start, rest) if rest else start for start, rest in zip(rows[-1], torn, strict=True)
            )
        self.blocks[-1] = Table((*rows, *more))
        self._grid = grid

    def _take_line(self, line: Line) -> None:
        mark, text, words_left = _mark(line)
        is_control = bool(from_line(line.text))
        if self._open and not is_control and self._carries_on(self._open, line, mark):
            self._open.text = self._run_on(self._open.text, line.text)
            self._open.last = line
            return
        if mark and not is_control:
            self._finish()
            depth = self._depth(line.left)
            if depth == 0 and self._items and self._items[0].startswith("- ") != (mark == "-"):
                self._finish_list()
                depth = self._depth(line.left)
            self._open = _Open(text, line, words_left, mark, depth)
        else:
            self._finish_list()
            self._open = _Open(line.text, line, line.left)
        if is_control:
            self._finish_list()

    def _carries_on(self, before: _Open, line: Line, mark: str) -> bool:
        above = before.last
        ended = bool(_SENTENCE_END.search(before.text))
        mark = "" if self._is_dash_within(above, line) else mark
        numbered = _NUMBERED_PARAGRAPH.match(line.text) and ended
        if (mark and (ended or mark == "-" or before.item_mark or line.segments[0].mark)) or numbered:
            return False
        if abs(above.size - line.size) > 0.15 * above.size:
            return False
        if before.item_mark and self._indent(line, line.left) < self._indent(above, before.left) - 3:
            return False
        if (above.page, above.region) != (line.page, line.region):
            return not ended or line.text[0].islower() or self._fills(above, 0.9)
        if not before.item_mark and line.left - above.left > 8 and ended:
            return False
        stopped_short = ended and not self._fills(above, 0.6)
        return above.base - line.base <= BREAK * self._pitch * line.size and not stopped_short

    def _is_dash_within(self, above: Line, line: Line) -> bool:
        """A dash may happen to start a line in the middle of a paragraph."""
        is_typed = not line.segments[0].mark and line.text.startswith(("– ", "- "))
        return is_typed and abs(line.left - above.left) < 1 and self._fills(above, 0.9) and above.text[-1] != ":"

    def _indent(self, line: Line, left: float) -> float:
        return left - self._margins[line.page, line.region][0]

    def _fills(self, line: Line, part: float) -> bool:
        """Whether a line runs over this part of its column: only a paragraph's last line stops short."""
        edge = self._margins[line.page, line.region][1]
        return line.right >= line.left + part * (edge - line.left)

    def _run_on(self, text: str, more: str) -> str:
        """A hyphen at the end of a line stays when the document writes the word so, or both halves are words."""
        match = re.search(r"([\w'’]+)-$", text)
        rest = re.match(r"[\w'’]+", more)
        if not match or not rest:
            return joined_words(text, more, keep_hyphen=False) if text.endswith("\xad") else f"{text} {more}"
        start, end = match[1].casefold(), rest[0].casefold()
        is_compound = f"{start}-{end}" in self._vocabulary or {start, end} <= self._vocabulary
        keeps = not more[0].islower() or (is_compound and start + end not in self._vocabulary)
        return joined_words(text, more, keep_hyphen=keeps)

    def _depth(self, left: float) -> int:
        self._indents = [indent for indent in self._indents if indent < left - 4] + [left]
        return len(self._indents) - 1

    def _finish(self) -> None:
        """Closes the open paragraph or item."""
        if self._open and self._open.item_mark:
            self._items.append(f"{'  ' * self._open.depth}{self._open.item_mark} {self._open.text}")
        elif self._open:
            self.blocks.append(Passage(self._open.text))
        self._open = None

    def _finish_list(self) -> None:
        self._finish()
        if self._items:
            self.blocks.append(Passage("\n".join(self._items)))
        self._items, self._indents = [], []


def _mark(line: Line) -> tuple[str, str, float]:
    """The mark of a list item ("" when it is none), its words, and where they start."""
    first = line.segments[0]
    if first.mark:
        return first.mark, line.text[len(first.mark) + 1 :], first.words_left
    match = _TYPED_MARK.match(line.text)
    if not match:
        return "", line.text, line.left
    return (match[1] if match[1][-1] in ".)" else "-"), line.text[match.end() :], line.left


def _usual_pitch(lines: Sequence[Line]) -> float:
    """From one line of a paragraph to the next, in letter sizes."""
    steps = [
        (above.base - line.base) / line.size
        for above, line in pairwise(lines)
        if (above.page, above.region) == (line.page, line.region) and abs(above.size - line.size) < 0.5
    ]
    close = [step for step in steps if 0.9 < step < 2.2]
    return min(median(close), 1.9) if close else TIGHT


def _same_columns(one: Grid, other: Grid) -> bool:
    pairs = zip(one.columns, other.columns, strict=False)
    return len(one.columns) == len(other.columns) and all(a[0] < b[1] and b[0] < a[1] for a, b in pairs)
