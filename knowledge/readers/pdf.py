"""PDF: opened with care, read page by page, put back into headings, paragraphs, lists and tables."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic import Destination

from knowledge.readers import wording
from knowledge.readers.assembly import MOST_LETTERS
from knowledge.readers.drafts import Draft
from knowledge.readers.page_columns import regions_of
from knowledge.readers.page_flow import Flow, without_contents
from knowledge.readers.page_furniture import without_furniture
from knowledge.readers.page_headings import Entry, find_headings
from knowledge.readers.page_ink import Ink, ink_of
from knowledge.readers.page_lines import Line, lines_of, segments_of
from knowledge.readers.page_tables import Grid, with_tables
from knowledge.readers.parts import Unreadable

MOST_PAGES = 600
MOST_DRAWN = 30 * 2**20  # bytes of drawing instructions: a page of text takes a few thousand

_MADE_UP_TITLE = re.compile(r"\s*|untitled.*|.*\.(docx?|pdf|indd|html?)|microsoft word - .*", re.IGNORECASE)


def read_pdf(path: Path) -> Draft:
    try:
        reader = PdfReader(path)
        _check(reader, path)
        pages = list(_inked(reader, path))
        outline = list(_entries(reader, reader.outline, level=1))
        named = _named(reader)
    except Unreadable:
        raise
    except DependencyError as error:
        raise Unreadable(path.name, wording.PDF_PASSWORD) from error
    except LimitReachedError as error:
        raise Unreadable(path.name, wording.DRAWINGS) from error
    except Exception as error:  # a broken PDF fails in many ways, and all of them mean the same
        raise Unreadable(path.name, wording.DAMAGED) from error
    return _draft(pages, outline, named, path)


def _check(reader: PdfReader, path: Path) -> None:
    # Many PDFs only forbid printing: those open with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(path.name, wording.PDF_PASSWORD)
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(path.name, wording.too_many_pages(MOST_PAGES))


def _inked(reader: PdfReader, path: Path) -> Iterator[Ink]:
    letters = drawn = 0
    for page in reader.pages:
        contents = page.get_contents()
        drawn += len(contents.get_data()) if contents else 0
        if drawn > MOST_DRAWN:
            raise Unreadable(path.name, wording.DRAWINGS)
        ink = ink_of(page)
        letters += sum(len(piece.text) for piece in ink.pieces)
        if letters > MOST_LETTERS:
            raise Unreadable(path.name, wording.too_long(MOST_LETTERS))
        yield ink


def _entries(reader: PdfReader, outline: Sequence[Any], *, level: int) -> Iterator[Entry]:
    for one in outline:
        if isinstance(one, list):
            yield from _entries(reader, one, level=level + 1)
        elif isinstance(one, Destination) and (page := reader.get_destination_page_number(one)) is not None:
            yield Entry(str(one.title), level, page)


def _named(reader: PdfReader) -> str | None:
    title = str((reader.metadata.title if reader.metadata else None) or "")
    return None if _MADE_UP_TITLE.fullmatch(title) else title.strip()


def _draft(inks: Sequence[Ink], outline: Sequence[Entry], named: str | None, path: Path) -> Draft:
    segments = [segments_of(ink.pieces, ink.posts) for ink in inks]
    whole = [lines_of(page, page=number) for number, page in enumerate(segments)]
    kept, furniture = without_furniture(whole, [ink.height for ink in inks])
    _check_words(kept, path)
    lines = without_contents([line for page in kept for line in page])
    items = _in_order(lines, inks)
    headings = find_headings(items, outline, named)
    empty = [number for number, page in enumerate(kept, start=1) if not page]
    return Draft(
        blocks=Flow(items, headings).blocks,
        title=headings.title,
        spare_title=named,
        furniture=tuple(furniture),
        warnings=(wording.pages_without_text(empty),) if empty else (),
    )


def _check_words(pages: Sequence[Sequence[Line]], path: Path) -> None:
    text = "".join(line.text for page in pages for line in page)
    if not re.search(r"\w", text):
        raise Unreadable(path.name, wording.NO_TEXT_IN_PDF)
    strange = len(re.findall(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]", text))
    if strange > 0.1 * len(text):
        raise Unreadable(path.name, wording.GARBLED_PDF)


def _in_order(lines: Sequence[Line], inks: Sequence[Ink]) -> list[Line | Grid]:
    """The lines again, but column by column, and those of a table put together."""
    items: list[Line | Grid] = []
    for number, ink in enumerate(inks):
        segments = [segment for line in lines if line.page == number for segment in line.segments]
        before = items[-1] if items and isinstance(items[-1], Grid) else None
        edges = [left for left, _ in before.columns] if before else []
        for region, part in enumerate(regions_of(segments, ink.posts, edges)):
            before = items[-1] if items and isinstance(items[-1], Grid) else None
            items += with_tables(lines_of(part, page=number, region=region), ink, before)
    return items
