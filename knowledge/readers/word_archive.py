"""A .docx is a zip of XML. Before anything opens it: is it whole, is it honest about its size, is it harmless?"""

import zipfile
import zlib
from pathlib import Path

from knowledge.readers import wording
from knowledge.readers.parts import Unreadable

# What the standard library raises for archives that are damaged, encrypted or packed in an unknown way.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 2**20
MOST_XML = 40 * 2**20
# Ordinary Word XML packs up to about fifty times smaller; a bomb packs a thousand times.
MOST_RATIO, RATIO_COUNTS_FROM = 250, 2 * 2**20

# Word never writes a document type; entities that grow or fetch files hide behind one.
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def check_archive(path: Path) -> None:
    """Raises Unreadable when the archive is damaged, swollen or holds a document type."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if _is_bomb(entries):
                raise Unreadable(path.name, wording.BOMB)
            for entry in entries:
                _check_entry(archive, entry, path)
    except BROKEN as error:
        raise Unreadable(path.name, wording.DAMAGED) from error


def _is_bomb(entries: list[zipfile.ZipInfo]) -> bool:
    xml = sum(entry.file_size for entry in entries if _is_xml(entry))
    swollen = any(
        entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    unpacked = sum(entry.file_size for entry in entries)
    return swollen or len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or xml > MOST_XML


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.casefold().endswith((".xml", ".rels"))


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    """Reading to the end proves the checksum, and that the size in the directory is no lie: reading stops there."""
    seen = b""
    with archive.open(entry) as content:
        while chunk := content.read(2**20):
            if _is_xml(entry) and any(doctype in seen[-40:] + chunk for doctype in _DOCTYPES):
                raise Unreadable(path.name, wording.UNSAFE_WORD)
            seen = chunk
