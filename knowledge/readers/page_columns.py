"""Pages set in columns: read down one column before the next, and never mistake a table for one."""

from collections.abc import Sequence
from itertools import pairwise

from knowledge.readers.page_ink import Post
from knowledge.readers.page_lines import Segment, is_walled

FEWEST = 4  # segments on each side before it counts as a column
JUMP = 2.5  # letter sizes up the page, from the foot of one column to the head of the next
SLACK = 3.0  # points


def regions_of(segments: Sequence[Segment], posts: Sequence[Post], tables: Sequence[float]) -> list[list[Segment]]:
    """The page cut into regions, in the order they are read. A page without columns is one region.

    A column is printed to its end before the next one starts, while a table goes from side to side at every row.
    `tables` are the left edges of a table that the page before ended with.
    """
    printed = sorted(segments, key=lambda segment: segment.order)
    cuts = {0, len(printed)}
    for left, places in _crossings(printed).items():
        ends = {place: end for place in places if (end := _column_end(printed, place, posts))}
        if len(ends) == len(places) and not any(abs(left - edge) < SLACK for edge in tables):
            cuts |= {*ends.keys(), *ends.values()}
    return [list(printed[start:end]) for start, end in pairwise(sorted(cuts)) if end > start]


def _crossings(printed: Sequence[Segment]) -> dict[float, list[int]]:
    """Where print moves to the right without moving down, by the left edge that it moves to."""
    found: dict[float, list[int]] = {}
    for place in range(1, len(printed)):
        if _moves_right(printed[place - 1], printed[place]):
            left = printed[place].left
            near = next((edge for edge in found if abs(edge - left) < SLACK), left)
            found.setdefault(near, []).append(place)
    return found


def _moves_right(before: Segment, segment: Segment) -> bool:
    return segment.left > before.right - SLACK and segment.base > before.base - 0.5 * segment.size


def _column_end(printed: Sequence[Segment], start: int, posts: Sequence[Post]) -> int | None:
    """Where the column that starts here ends; None when what starts here is no column."""
    first = printed[start]
    end = start
    while end < len(printed) and printed[end].left >= first.left - SLACK:
        end += 1
    beside = start
    while beside and printed[beside - 1].right < first.left and printed[beside - 1].base < first.base + first.size:
        beside -= 1
    jumps = first.base - printed[start - 1].base > JUMP * first.size
    walled = any(is_walled(s, first, posts) for s in printed[beside:start] if abs(s.base - first.base) < first.size)
    return end if jumps and not walled and min(end - start, start - beside) >= FEWEST else None
