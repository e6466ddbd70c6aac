"""Tables whose cells are merged, as plain rows: what spans the whole width stands above, two rows of names are one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.readers.drafts import Passage, Table


@dataclass(frozen=True)
class Cell:
    """`span` in columns; `joined` with the cell above, whose words it has."""

    text: str
    span: int = 1
    joined: bool = False


def plain(rows: Sequence[Sequence[Cell]]) -> Iterator[Passage | Table]:
    """The table as blocks: its caption, if it stands in the first row, then its rows under one row of names."""
    width = max((sum(cell.span for cell in row) for row in rows), default=0)
    first = 0
    while first + 1 < len(rows) and width > 1 and len(rows[first]) == 1 and rows[first][0].span == width:
        if rows[first][0].text.strip():
            yield Passage(rows[first][0].text)
        first += 1
    left = rows[first:]
    names = _two_rows_of_names(left)
    shown = [tuple(cell.text for cell in row) for row in left]
    yield Table(tuple([names, *shown[2:]] if names else shown))


def _two_rows_of_names(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...] | None:
    """ "Renewal" over "Care worker" and "Manager", beside a "Course" with nothing of its own below, or above."""
    if len(rows) < 3:
        return None
    upper, lower = _spread(rows[0]), _spread(rows[1])
    over_several = any(one.text.strip() and one.text == other.text for one, other in pairwise(upper))
    if not over_several:
        return None
    is_name = any(cell.joined for cell in lower) or any(not cell.text.strip() for cell in (*upper, *lower[:1]))
    if len(upper) != len(lower) or any(cell.span > 1 for cell in rows[1]) or not is_name:
        return None
    return tuple(
        above.text if below.joined or above.text == below.text else f"{above.text} {below.text}".strip()
        for above, below in zip(upper, lower, strict=True)
    )


def _spread(row: Sequence[Cell]) -> list[Cell]:
    """One for each column."""
    return [cell for cell in row for _ in range(cell.span)]
