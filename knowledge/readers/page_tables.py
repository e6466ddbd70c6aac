"""Tables: lines whose segments keep to the same columns, cut into rows by ruled lines or by the space between."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.readers.page_ink import Ink, Post, Rule
from knowledge.readers.page_lines import TIGHT, Line, Segment, is_walled, joined_words

FARTHEST_ROW = 4.0  # letter sizes between one line of a table and the next

Span = tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """A table, or the part of one on this page. `columns` are (left, right) in points."""

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[Span, ...]
    page: int


def with_tables(lines: Sequence[Line], ink: Ink, before: Grid | None) -> list[Line | Grid]:
    """The lines of a region, those of a table put together. `before` is a table that the page before ended with."""
    found: list[Line | Grid] = []
    place = 0
    while place < len(lines):
        carried = before.columns if before and not found else ()
        end = _end(lines, place, carried, ink.posts)
        if end > place:
            found.append(_grid(lines[place:end], ink, carried))
        else:
            found.append(lines[place])
        place = max(end, place + 1)
    return found


def _end(lines: Sequence[Line], start: int, carried: Sequence[Span], posts: Sequence[Post]) -> int:
    """Where the table that starts here ends; `start` itself when there is none. One row is enough if it has walls."""
    end = start
    wide = 0
    for place in range(start, len(lines)):
        line = lines[place]
        if place > start and not _is_near(lines[place - 1], line):
            break
        columns = _columns(lines[start : place + 1], carried)
        if not columns:
            break
        if len(line.segments) > 1:
            wide += 1
            end = place + 1
        elif place == start:
            # A row torn by the end of the page may go on in one column only.
            if not carried or _column(line.segments[0], columns) == 0:
                break
            end = place + 1
        elif end == place and _carries_on(lines[place - 1], line, columns):
            end = place + 1
    return end if carried or wide >= 2 or (wide and _has_walls(lines[start:end], posts)) else start


def _is_near(above: Line, line: Line) -> bool:
    larger_heading = len(line.segments) == 1 and line.bold and line.size > 1.08 * above.size
    return above.base - line.base <= FARTHEST_ROW * line.size and not larger_heading


def _carries_on(above: Line, line: Line, columns: Sequence[Span]) -> bool:
    """One segment alone is the next line of a cell: close below in the first column, or in any other column."""
    in_first = _column(line.segments[0], columns) == 0
    return above.base - line.base <= (TIGHT if in_first else 2.5) * line.size


def _columns(lines: Sequence[Line], carried: Sequence[Span]) -> tuple[Span, ...]:
    """The columns that all segments keep to; empty when two segments of a line would share one."""
    columns = _overlaid([*carried, *((s.left, s.right) for line in lines for s in line.segments)])
    if carried:
        kept = len(columns) == len(carried)
    else:
        columns, kept = _gathered(columns, lines), True
    fits = all(len({_column(s, columns) for s in line.segments}) == len(line.segments) for line in lines)
    return tuple(columns) if fits and kept and len(columns) > 1 else ()


def _gathered(columns: list[Span], lines: Sequence[Line]) -> list[Span]:
    """Short words may stand to one side of their column: neighbours that never share a line are one, nearest first."""
    while True:
        filled = [{_column(s, columns) for s in line.segments} for line in lines]
        apart = [n for n in range(len(columns) - 1) if not any({n, n + 1} <= places for places in filled)]
        if not apart:
            return columns
        nearest = min(apart, key=lambda n: columns[n + 1][0] - columns[n][1])
        columns = [*columns[:nearest], (columns[nearest][0], columns[nearest + 1][1]), *columns[nearest + 2 :]]


def _overlaid(spans: Sequence[Span]) -> list[Span]:
    """Spans that overlap, joined into one; from left to right."""
    merged: list[Span] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def _column(segment: Segment, columns: Sequence[Span]) -> int:
    middle = (segment.left + segment.right) / 2
    return bisect_right(columns, (middle, float("inf"))) - 1


def _has_walls(lines: Sequence[Line], posts: Sequence[Post]) -> bool:
    """Whether vertical lines stand between the cells."""
    return any(is_walled(one, other, posts) for line in lines for one, other in pairwise(line.segments))


def _grid(lines: Sequence[Line], ink: Ink, carried: Sequence[Span]) -> Grid:
    columns = _columns(lines, carried)
    rows: list[list[Line]] = []
    for line, is_new in zip(lines, _row_starts(lines, ink, columns), strict=True):
        if is_new:
            rows.append([])
        rows[-1].append(line)
    return Grid(tuple(_cells(row, columns) for row in rows), columns, lines[0].page)


def _cells(row: Sequence[Line], columns: Sequence[Span]) -> tuple[str, ...]:
    """List items and paragraphs within a cell keep a line each."""
    cells = [""] * len(columns)
    bases = [0.0] * len(columns)
    for line in row:
        for segment in line.segments:
            place = _column(segment, columns)
            parted = segment.mark or bases[place] - segment.base > TIGHT * segment.size
            if cells[place] and parted:
                cells[place] += f"\n{segment.marked_text}"
            else:
                cells[place] = joined_words(cells[place], segment.marked_text)
            bases[place] = segment.base
    return tuple(cells)


def _row_starts(lines: Sequence[Line], ink: Ink, columns: Sequence[Span]) -> list[bool]:
    """For each line, whether it starts a row."""
    first = [_column(line.segments[0], columns) == 0 for line in lines]
    ruled = [_is_ruled(above, line, ink.rules, columns) for above, line in pairwise(lines)]
    tight = [above.base - line.base <= TIGHT * line.size for above, line in pairwise(lines)]
    # Walls without a ruled line between lines that stand close: the whole box is one row.
    in_boxes = _has_walls(lines, ink.posts) and (any(ruled) or all(tight))
    if in_boxes or sum(ruled) >= max(1, (sum(first) - 1) / 2):
        return [True, *ruled]
    return [True, *(first[1:] if all(tight) else (not close for close in tight))]


def _is_ruled(above: Line, line: Line, rules: Sequence[Rule], columns: Sequence[Span]) -> bool:
    """Whether ruled lines between two lines of writing cover most of the table's width."""
    left, right = columns[0][0], columns[-1][1]
    between = [rule for rule in rules if line.base < rule.height < above.base]
    for rule in between:
        level = {(r.left, r.right) for r in between if abs(r.height - rule.height) < 1.5}
        covered = sum(max(0.0, min(end, right) - max(start, left)) for start, end in level)
        if covered >= 0.6 * (right - left):
            return True
    return False
