"""What a file really is, told from its first bytes and not from its name."""

import zipfile
from pathlib import Path

from knowledge.readers import wording
from knowledge.readers.parts import Unreadable
from knowledge.readers.word_archive import BROKEN

TEXT, WEB_PAGE, PDF, WORD = "plain text", "a web page", "a PDF", "a Word document"
EXPECTED = {
    ".md": TEXT,
    ".markdown": TEXT,
    ".txt": TEXT,
    ".csv": TEXT,
    ".html": WEB_PAGE,
    ".htm": WEB_PAGE,
    ".docx": WORD,
    ".pdf": PDF,
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"{\\rtf": "a rich text document (.rtf)",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
_INSIDE_ZIP = {
    "word/document.xml": WORD,
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
}


def checked_format(path: Path) -> str:
    """The format of a file whose ending and content agree; else Unreadable says what it really is."""
    ending = path.suffix.casefold()
    if ending not in EXPECTED:
        raise Unreadable(path.name, wording.unknown_ending(path.suffix, list(EXPECTED)))
    found = _found(path)
    # Part of a web page need not say that it is one.
    if found == EXPECTED[ending] or (found == TEXT and EXPECTED[ending] == WEB_PAGE):
        return EXPECTED[ending]
    raise Unreadable(path.name, wording.really_is(found, ending))


def _found(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLE):
        raise Unreadable(path.name, _about_ole(path.read_bytes()))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(path.name, wording.NOT_UTF16)
    if head.startswith(b"PK"):
        return _inside_zip(path)
    if b"%PDF-" in head[:1024]:
        return PDF
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            return name
    if b"\x00" in head:
        return "not text"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return WEB_PAGE if start.startswith((b"<!doctype html", b"<html")) else TEXT


def _about_ole(content: bytes) -> str:
    """Word puts a password-protected .docx into the same container as its old .doc files."""
    return wording.WORD_PASSWORD if "EncryptedPackage".encode("utf-16-le") in content else wording.OLD_WORD


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except BROKEN as error:
        raise Unreadable(path.name, wording.DAMAGED) from error
    return next((what for name, what in _INSIDE_ZIP.items() if name in names), "a zip file")
