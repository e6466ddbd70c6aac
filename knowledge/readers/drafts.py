"""The common tongue between the readers and the assembly: a document as a run of blocks, before it has sections."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """`level` 1 is the outermost."""

    text: str
    level: int


@dataclass(frozen=True)
class Passage:
    """One paragraph, or one list with an item a line."""

    text: str


@dataclass(frozen=True)
class Table:
    """A cell that holds several paragraphs keeps them a line each."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Passage | Table


@dataclass
class Draft:
    """What one reader found. `stated` is metadata given outright (field -> words), `furniture` the headers and footers.

    `title` is certain (a title style, the front matter); `spare_title` is used when nothing better turns up.
    """

    blocks: list[Block]
    title: str | None = None
    spare_title: str | None = None
    stated: dict[str, str] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def rows_of(draft: Draft) -> Iterator[tuple[str, ...]]:
    """The document as rows of cells: a line of text is split at its tabs, a table's row is as it stands."""
    yield (draft.title or draft.spare_title or "",)
    for block in draft.blocks:
        if isinstance(block, Table):
            yield from block.rows
        else:
            yield from (tuple(line.split("\t")) for line in block.text.split("\n"))
