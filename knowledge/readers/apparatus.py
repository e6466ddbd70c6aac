"""What stands around the rules and answers nobody: the list of contents, and the table of earlier versions. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from knowledge.readers.drafts import Block, Heading, Table

_CONTENTS = re.compile(r"\W*(table of )?contents( page| list)?\W*|\W*index\W*", re.IGNORECASE)
_PAGE = re.compile(r"(?:(?:\.\s?){4,}|…+|\t|\s)\s*(?:page\s*)?\d{1,3}\s*$", re.IGNORECASE)
LEADERS = re.compile(r"(?:(?:\.\s?){4,}|…{2,})\s*\d{1,3}\s*$")
_NUMBER = re.compile(r"^\W*(?:section\s+)?\d{1,2}(?:\.\d{1,2})*\W+", re.IGNORECASE)
_HISTORY = re.compile(
    r"\W*(?:[\d.]+\W+)?(?:(?:document|version|revision|change|amendment) (?:history|control|log|record)|change log|"
    r"amendments|history of changes|record of (?:changes|amendments))\W*",
    re.IGNORECASE,
)
_VERSION_CELL = re.compile(r"\W*(?:v|version|issue|rev(?:ision)?)?[. ]*\d{1,3}(?:\.\d{1,3})*[a-z]?\W*", re.IGNORECASE)
_FEW = 3  # so many entries with page numbers are a list of contents whatever stands above them

_VERSIONS = frozenset("version|version no|version number|issue|issue no|issue number|revision|rev|edition".split("|"))
_CHANGES = frozenset(
    "summary of change|summary of changes|summary|change|changes|changes made|change made|what changed|amendment|"
    "amendments|amendment details|details of change|details of changes|details|description|description of change|"
    "description of changes|reason for change|reason for issue|reason|nature of change|comments|notes".split("|")
)
_BESIDE = frozenset(
    "date|date of issue|issue date|date issued|date of change|date amended|effective date|review date|next review|"
    "author|by|by whom|changed by|amended by|reviewed by|approved by|editor|name|role|who|page|pages|section|sections|"
    "status".split("|")
)


def without_contents(blocks: Sequence[Block]) -> list[Block]:
    """Leaves out the list of contents: entries that come again as headings, or that end in a page number."""
    later = {_plain(block.text) for block in blocks if isinstance(block, Heading)} - {""}
    kept: list[Block] = []
    inside = False
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if isinstance(block, Table):
            if _announced(block) and _is_list(Table(block.rows[1:]), later):
                continue
        elif _CONTENTS.fullmatch(block.text) and _is_list(following, later):
            inside = True
            continue
        inside = inside and _is_list(block, later)
        if not inside and not _is_paged(block, later):
            kept.append(block)
    return kept


def _announced(table: Table) -> bool:
    """Is its first row "Contents", perhaps with "Page" beside it?"""
    return bool(table.rows) and any(_CONTENTS.fullmatch(cell) for cell in table.rows[0])


def _is_list(block: Block | None, headings: Collection[str]) -> bool:
    """Nothing but entries of a list of contents. A heading that is one has its page number still."""
    if block is None:
        return False
    lines = list(_lines(block))
    if isinstance(block, Heading):
        return bool(_PAGE.search(block.text)) and _names(lines[0], headings)
    known = [_names(line, headings) for line in lines]
    return any(known) and all(is_known or _PAGE.search(line) for line, is_known in zip(lines, known, strict=True))


def _is_paged(block: Block, headings: Collection[str]) -> bool:
    """A list of contents that nothing announces."""
    lines = list(_lines(block))
    paged = all(_PAGE.search(line) and _names(line, headings) for line in lines)
    return paged and (len(lines) >= _FEW or bool(lines and LEADERS.search(lines[0])))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (" ".join(row) for row in block.rows if any(row))
    else:
        yield from (line for line in block.text.split("\n") if line.strip())


def _names(line: str, headings: Collection[str]) -> bool:
    return _plain(line) in headings or _plain(_PAGE.sub("", line)) in headings


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", _NUMBER.sub("", text)).strip().casefold()


def without_history(blocks: Iterable[Block]) -> tuple[list[Block], str | None]:
    """Leaves out the table of earlier versions. Also the highest version in it, or None. One without names of its
    columns is known by the heading above it."""
    kept: list[Block] = []
    versions: list[str] = []
    for block in blocks:
        above = kept[-1] if kept else None
        if isinstance(block, Table) and (column := _version_column(block)) is not None:
            versions += [row[column].strip() for row in block.rows[1:] if column < len(row)]
        elif isinstance(block, Table) and isinstance(above, Heading) and _HISTORY.fullmatch(above.text):
            versions += [row[0].strip() for row in block.rows if row and _VERSION_CELL.fullmatch(row[0])]
        else:
            kept.append(block)
    numbers = {_numbers(version): version for version in versions if _numbers(version)}
    return kept, numbers[max(numbers)] if numbers else None


def _version_column(table: Table) -> int | None:
    """Where the versions stand in a table of earlier versions; None in any other table."""
    names = [re.sub(r"\W+", " ", cell).strip().casefold() for cell in table.rows[0]] if table.rows else []
    place = next((number for number, name in enumerate(names) if name in _VERSIONS), None)
    others = {name for name in names if name} - _VERSIONS
    dated = any("date" in name for name in others)
    if place is None or not others <= _CHANGES | _BESIDE or not (others & _CHANGES or dated):
        return None
    cells = [row[place] for row in table.rows[1:] if place < len(row) and row[place].strip()]
    return place if cells and all(map(_VERSION_CELL.fullmatch, cells)) else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
