"""Start here: a file in, a document out."""

from pathlib import Path

from knowledge.readers import wording
from knowledge.readers.assembly import assemble
from knowledge.readers.drafts import Draft, rows_of
from knowledge.readers.faq import read_faq
from knowledge.readers.formats import EXPECTED, PDF, WEB_PAGE, WORD, checked_format
from knowledge.readers.framework import looks_official, read_framework, rows_of_text
from knowledge.readers.html import read_html
from knowledge.readers.markdown import read_markdown
from knowledge.readers.parts import Kind, ReadDocument, Unreadable
from knowledge.readers.pdf import read_pdf
from knowledge.readers.texts import read_plain, text_of
from knowledge.readers.word import read_word

READABLE_SUFFIXES = tuple(EXPECTED)
LARGEST_MB = 50


def read_file(path: Path, *, kind: Kind | None = None) -> ReadDocument:
    """Reads one file. Without `kind` the official framework and FAQs are recognised; others are policies or guides.

    Raises Unreadable, with nothing half done, when the file is missing, too big, damaged, protected, empty, a scan, or
    not what its name says.
    """
    _check_size(path)
    found = checked_format(path)
    if path.suffix.casefold() == ".csv":
        if kind not in (None, Kind.FAQ):
            raise Unreadable(path.name, wording.CSV_IS_FAQ)
        return read_faq(path)
    try:
        draft, rows = _draft(path, found)
        if kind is Kind.FRAMEWORK or (kind is None and looks_official(rows)):
            return read_framework(rows, path)
        return assemble(draft, path, kind)
    except RecursionError as error:
        raise Unreadable(path.name, wording.DAMAGED) from error


def _check_size(path: Path) -> None:
    if path.is_dir():
        raise Unreadable(path.name, wording.FOLDER)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Unreadable(path.name, wording.NOT_FOUND) from error
    if size > LARGEST_MB * 2**20:
        raise Unreadable(path.name, wording.too_big(LARGEST_MB))
    if size == 0:
        raise Unreadable(path.name, wording.EMPTY)


def _draft(path: Path, found: str) -> tuple[Draft, list[tuple[str, ...]]]:
    """The document as blocks, and as rows of cells for the framework."""
    if found in (PDF, WORD):
        draft = read_pdf(path) if found == PDF else read_word(path)
        return draft, list(rows_of(draft))
    text = text_of(path)
    if found == WEB_PAGE:
        draft = read_html(text)
        return draft, list(rows_of(draft))
    draft = read_markdown(text, path) if path.suffix.casefold() in (".md", ".markdown") else read_plain(text)
    return draft, rows_of_text(text)
