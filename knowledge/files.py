"""The files that somebody means by a list of files and folders, and reading one."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import ChampionError
from knowledge import wording
from knowledge.readers.parts import Kind, ReadDocument, Unreadable
from knowledge.readers.reading import READABLE_SUFFIXES, read_file

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """`problem` says why there is nothing to read; `other_kind`: only because it is no document, which is no fault."""

    path: Path
    problem: str = ""
    other_kind: bool = False


def walk(paths: Sequence[Path]) -> Iterator[File]:
    """Each file once, folders in order of name."""
    done: set[Path] = set()
    for given in paths:
        files = _inside(given) if given.is_dir() else [given]
        if not files:
            yield File(given, wording.NOTHING_INSIDE)
        for path in files:
            if path.resolve() not in done:
                done.add(path.resolve())
                yield _looked_at(path, in_folder=path is not given)


def _inside(folder: Path) -> list[Path]:
    """The files in a folder and the folders below it, without hidden ones and Word's lock files."""
    parts = ((path, path.relative_to(folder).parts) for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path, names in parts if not any(name.startswith((".", "~$")) for name in names)]


def _looked_at(path: Path, *, in_folder: bool) -> File:
    if not path.is_file():
        return File(path, wording.NOT_THERE)
    if in_folder and path.suffix.lower() not in READABLE_SUFFIXES:
        return File(path, wording.NOT_A_DOCUMENT, other_kind=True)
    return File(path)


def read(path: Path, kind: Kind | None) -> ReadDocument:
    """What stands in it. Raises Unreadable."""
    try:
        return _without_nul(read_file(path, kind=kind))
    except ChampionError:
        raise
    except Exception as error:  # a damaged file can break a reading library in any way; the others must go on
        logger.exception("a file broke its reader")
        raise Unreadable(path.name, wording.BROKEN) from error


def _without_nul(document: ReadDocument) -> ReadDocument:
    """PostgreSQL cannot keep the letter that some PDF files hold between others."""
    if not any("\0" in section.heading + section.text for section in document.sections):
        return document
    cleaned = (
        replace(s, heading=s.heading.replace("\0", ""), text=s.text.replace("\0", "")) for s in document.sections
    )
    return replace(document, sections=tuple(cleaned))
