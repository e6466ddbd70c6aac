"""Which lines of a PDF are headings, and how deep: by its outline, else by size and weight of the letters."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

from knowledge.readers.controls import from_line
from knowledge.readers.page_lines import Line, joined_words
from knowledge.readers.page_tables import Grid

LARGER = 1.12
LONGEST = 150

Style = tuple[float, bool]


@dataclass(frozen=True)
class Entry:
    """A line of the PDF's own outline (its bookmarks). `page` counts from 0, level from 1."""

    title: str
    level: int
    page: int


@dataclass(frozen=True)
class Group:
    """Lines that are printed as one heading; `places` are their positions in the document."""

    text: str
    places: tuple[int, ...]
    page: int
    style: Style


@dataclass
class Headings:
    """`levels` is by the position of a heading's first line, `hidden` the lines that are spoken for."""

    title: str | None = None
    levels: dict[int, tuple[str, int]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def find_headings(items: Sequence[Line | Grid], outline: Sequence[Entry], named: str | None) -> Headings:
    """`named` is the title in the file's properties: it helps to tell the title from the other large letters."""
    groups = list(_groups(items, usual_size(items)))
    headings = Headings()
    title = _title(groups, named)
    if title is not None:
        headings.title = title.text
        cover = [group for group in groups if group.page == 0 and group.places < title.places and group.style[0] > 0]
        headings.hidden |= {place for group in (title, *cover) for place in group.places}
        groups = [group for group in groups if group is not title and group not in cover]
    matched = _matched(groups, items, outline)
    levels = _levels(groups, matched) if matched else _ranks(groups)
    for group in {group.places: group for group in (*groups, *matched)}.values():
        level = matched.get(group) or levels.get(group.style)
        if level:
            headings.levels[group.places[0]] = (group.text, level)
            headings.hidden |= set(group.places)
    return headings


def usual_size(items: Sequence[Line | Grid]) -> float:
    """The letter size that most of the text is set in."""
    letters = Counter[float]()
    for item in items:
        if isinstance(item, Line):
            letters[round(item.size * 2) / 2] += len(item.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def _style(line: Line) -> Style:
    return round(line.size * 2) / 2, line.bold


def _groups(items: Sequence[Line | Grid], usual: float) -> Iterator[Group]:
    places: list[int] = []
    for place, item in enumerate([*items, None]):
        above = items[places[-1]] if places else None
        if isinstance(item, Line) and isinstance(above, Line) and places[-1] == place - 1 and _runs_on(above, item):
            places.append(place)
            continue
        lines = [line for n in places if isinstance(line := items[n], Line)]
        text = reduce(joined_words, (line.text for line in lines), "")
        if lines and _may_be_heading(text):
            yield Group(text, tuple(places), lines[0].page, _style(lines[0]))
        places = [place] if isinstance(item, Line) and _stands_out(item, usual) else []


def _stands_out(line: Line, usual: float) -> bool:
    large = line.size >= LARGER * usual
    return (large or (line.bold and line.size >= 0.95 * usual)) and not line.segments[0].mark.startswith("-")


def _runs_on(above: Line, line: Line) -> bool:
    close = above.page == line.page and 0 < above.base - line.base <= 1.6 * line.size
    return close and _style(above) == _style(line) and not re.match(r"\d", line.text)


def _may_be_heading(text: str) -> bool:
    ends_like_one = not re.search(r"[.,;:]$", text) or bool(re.match(r"\d+(\.\d+)*\.?\s.{,50}$", text))
    proper = bool(re.search(r"[A-Za-z]", text)) and not text[0].islower()
    return ends_like_one and proper and len(text) <= LONGEST and not from_line(text)


def _title(groups: Sequence[Group], named: str | None) -> Group | None:
    """The largest letters of the first page, if nothing later is set like them; or what the properties name."""
    first = [group for group in groups if group.page == 0]
    once = [group for group in first if sum(other.style == group.style for other in groups) == 1]
    for group in first:
        if named and _plain(group.text) == _plain(named):
            return group
    largest = max((group.style[0] for group in groups), default=0)
    if once and (top := max(once, key=lambda group: group.style[0])).style[0] == largest:
        return top
    numbered = [group for group in groups if re.match(r"\d", group.text)]
    return first[0] if first and first[0] not in numbered and len(numbered) >= 2 else None


def _matched(groups: Sequence[Group], items: Sequence[Line | Grid], outline: Sequence[Entry]) -> dict[Group, int]:
    """Headings named by the outline, with its levels. Empty when the outline speaks of other things."""
    singles = [
        Group(item.text, (place,), item.page, _style(item))
        for place, item in enumerate(items)
        if isinstance(item, Line)
    ]
    found: dict[Group, int] = {}
    for entry in outline:
        alike = (
            group
            for group in (*groups, *singles)
            if _plain(group.text) == _plain(entry.title) and group.page in (entry.page, entry.page + 1)
        )
        if (group := next((one for one in alike if one not in found), None)) is not None:
            found[group] = entry.level
    return found if len(found) >= max(2, len(outline) / 2) else {}


def _levels(groups: Sequence[Group], matched: dict[Group, int]) -> dict[Style, int]:
    """Levels for headings that the outline leaves out: as deep as others set like them, else deeper than all."""
    by_style = {group.style: level for group, level in matched.items()}
    smallest, deepest = min(style[0] for style in by_style), max(by_style.values())
    smaller = {group.style for group in groups if group.style not in by_style and group.style[0] <= smallest}
    return by_style | {style: deepest + 1 + rank for style, rank in _ranked(smaller).items()}


def _ranks(groups: Sequence[Group]) -> dict[Style, int]:
    return {style: rank + 1 for style, rank in _ranked({group.style for group in groups}).items()}


def _ranked(styles: set[Style]) -> dict[Style, int]:
    return {style: rank for rank, style in enumerate(sorted(styles, reverse=True))}


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
