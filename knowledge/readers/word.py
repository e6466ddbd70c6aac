"""Word documents: paragraphs and tables in order, wherever Word keeps them (content controls and text boxes too)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from knowledge.readers import wording
from knowledge.readers.drafts import Block, Draft, Heading, Passage, Table
from knowledge.readers.merged_cells import Cell, plain
from knowledge.readers.parts import Unreadable
from knowledge.readers.texts import looks_like_heading
from knowledge.readers.word_archive import check_archive
from knowledge.readers.word_numbering import child, value
from knowledge.readers.word_paragraphs import Paragraph, Paragraphs, words_of

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S")
_MADE_UP_TITLE = re.compile(r"(Microsoft Word - .*|Document ?\d*|Word Document|Untitled.*|)", re.IGNORECASE)
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006"
_PICTURES = (
    f"{_DRAWN}/main}}blip",
    f"{_DRAWN}/diagram}}relIds",
    f"{_DRAWN}/chart}}chart",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

Part = Paragraph | Table


def read_word(path: Path) -> Draft:
    check_archive(path)
    try:
        document = docx.Document(str(path))
        parts = list(_parts(document.element.body, Paragraphs(document)))
        furniture = tuple(_furniture(document))
    except Exception as error:  # broken XML fails in many ways, and all of them mean the same
        raise Unreadable(path.name, wording.DAMAGED) from error
    titles = [part.text for part in parts if isinstance(part, Paragraph) and part.level == 0]
    spare = document.core_properties.title or ""
    return Draft(
        blocks=list(_blocks(_leveled([part for part in parts if not _is_title(part)]))),
        title=" ".join(titles[:1]) or None,
        spare_title=None if _MADE_UP_TITLE.fullmatch(spare) else spare,
        furniture=(*furniture, *(part.text for part in parts if isinstance(part, Paragraph) and _is_subtitle(part))),
        warnings=tuple(_doubts(document)),
    )


def _is_title(part: Part) -> bool:
    return isinstance(part, Paragraph) and (part.level == 0 or _is_subtitle(part))


def _is_subtitle(part: Paragraph) -> bool:
    return part.style == "subtitle"


def _parts(container: Any, paragraphs: Paragraphs) -> Iterator[Part]:
    for element in container:
        if element.tag == qn("w:p"):
            paragraph = paragraphs.read(element)
            if paragraph.text.strip() and not paragraph.style.startswith(("toc ", "table of figures")):
                yield paragraph
            for box in _text_boxes(element):
                yield from _parts(box, paragraphs)
        elif element.tag == qn("w:tbl"):
            yield from _table(element, paragraphs)
        elif element.tag == qn("w:sdt"):
            if not _is_contents(element):
                yield from _parts(child(element, "w:sdtContent"), paragraphs)
        elif element.tag in (qn("w:ins"), qn("w:customXml"), qn("w:smartTag"), qn("w:moveTo")):
            yield from _parts(element, paragraphs)


def _is_contents(control: Any) -> bool:
    gallery = value(child(control, "w:sdtPr", "w:docPartObj", "w:docPartGallery"))
    return gallery == "Table of Contents" or child(control, "w:sdtContent") is None


def _text_boxes(element: Any) -> list[Any]:
    """Word writes a box twice, once for old programs; a box inside a box is read with the outer one."""
    boxes = element.iter(qn("w:txbxContent"))
    return [box for box in boxes if not any(up.tag in (_FALLBACK, box.tag) for up in box.iterancestors())]


def _table(element: Any, paragraphs: Paragraphs) -> Iterator[Part]:
    """A table of one column only draws a frame: what is in it reads on as ordinary text."""
    rows = [[cell for cell in row.iter(qn("w:tc")) if _row_of(cell) is row] for row in element.iterchildren(qn("w:tr"))]
    if all(len(row) <= 1 for row in rows):
        for row in rows:
            for cell in row:
                yield from _parts(cell, paragraphs)
        return
    above: dict[int, str] = {}
    shown: list[list[Cell]] = []
    for row in rows:
        column, cells = 0, []
        for cell in row:
            merge = child(cell, "w:tcPr", "w:vMerge")
            joined = merge is not None and value(merge) != "restart"
            above[column] = above.get(column, "") if joined else _cell_words(cell, paragraphs)
            span = int(value(child(cell, "w:tcPr", "w:gridSpan")) or 1)
            cells.append(Cell(above[column], span, joined))
            column += span
        shown.append(cells)
    for block in plain(shown):
        yield _caption(block.text) if isinstance(block, Passage) else block


def _caption(words: str) -> Paragraph:
    """Of a table. Where headings are told by their look, it is one."""
    return Paragraph(words, style="", level=None, mark=None, bold=True, size=0)


def _row_of(cell: Any) -> Any:
    return next(up for up in cell.iterancestors() if up.tag == qn("w:tr"))


def _cell_words(cell: Any, paragraphs: Paragraphs) -> str:
    lines: list[str] = []
    for part in _parts(cell, paragraphs):
        if isinstance(part, Table):
            lines += (" ".join(row) for row in part.rows)
        else:
            lines.append(_marked(part))
    return "\n".join(lines)


def _marked(part: Paragraph) -> str:
    return f"{'  ' * part.mark.depth}{part.mark.text} {part.text}" if part.mark else part.text


def _leveled(parts: list[Part]) -> list[tuple[Part, int | None]]:
    """Each part with its heading level: by style, or by look in a document without heading styles."""
    if any(isinstance(part, Paragraph) and part.level for part in parts):
        return [(part, part.level if isinstance(part, Paragraph) else None) for part in parts]
    sizes = Counter[int]()
    for part in parts:
        if isinstance(part, Paragraph):
            sizes[part.size] += len(part.text)
    usual = max(sizes, key=lambda size: sizes[size], default=0)
    return [
        (part, _level_by_look(before, part, after, usual))
        for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False)
    ]


def _level_by_look(before: Part | None, part: Part, after: Part | None, usual: int) -> int | None:
    """A short bold, larger, numbered or capital line with something after it; a number says how deep.

    The title is the first line, above headings that may look just like it.
    """
    if isinstance(part, Table) or after is None or not looks_like_heading(part.text.strip()):
        return None
    if (part.mark and part.mark.is_bullet) or "\t" in part.text.strip():
        return None
    stands_out = part.bold or part.text.isupper() or part.size > usual
    if match := _NUMBERED.match(_marked(part)):
        in_list = part.mark or _is_numbered(before) or _is_numbered(after)
        return 2 + match[1].count(".") if stands_out or not in_list else None
    return (2 if before else 1) if stands_out and not part.mark else None


def _is_numbered(part: Part | None) -> bool:
    return isinstance(part, Paragraph) and bool(_NUMBERED.match(_marked(part)))


def _blocks(parts: Iterable[tuple[Part, int | None]]) -> Iterator[Block]:
    items: list[Paragraph] = []
    for part, level in parts:
        is_item = isinstance(part, Paragraph) and part.mark and not level
        if items and not (is_item and _same_list(items[0], part)):
            yield Passage("\n".join(map(_marked, items)))
            items = []
        if isinstance(part, Table):
            yield part
        elif is_item:
            items.append(part)
        elif level:
            is_numbered = part.mark and not part.mark.is_bullet
            yield Heading(_marked(part).strip() if is_numbered else part.text, level)
        else:
            yield Passage(part.text)
    if items:
        yield Passage("\n".join(map(_marked, items)))


def _same_list(first: Paragraph, part: Part) -> bool:
    """Bullets after numbers start another list, unless they stand further in."""
    if isinstance(part, Table) or not part.mark or not first.mark:
        return False
    return part.mark.depth > 0 or part.mark.is_bullet == first.mark.is_bullet


def _furniture(document: Document) -> Iterator[str]:
    """The words of every header and footer, a paragraph each."""
    for section in document.sections:
        kinds = (section.header, section.first_page_header, section.even_page_header)
        for place in (*kinds, section.footer, section.first_page_footer, section.even_page_footer):
            if not place.is_linked_to_previous:
                yield from filter(None, (words_of(line) for line in place.part.element.iter(qn("w:p"))))


def _doubts(document: Document) -> Iterator[str]:
    body = document.element.body
    if any(True for _ in body.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom"))):
        yield wording.TRACKED_CHANGES
    if any(True for _ in body.iter(qn("w:footnoteReference"))):
        yield wording.FOOTNOTES
    if pictures := sum(not any(up.tag == _FALLBACK for up in each.iterancestors()) for each in body.iter(*_PICTURES)):
        yield wording.pictures(pictures)
