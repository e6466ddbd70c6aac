"""Files and folders into knowledge: each file stands or falls alone, and each falls without a trace."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.database import Database
from core.errors import ChampionError
from embeddings.encoder import Encoder
from knowledge import wording
from knowledge.prepared import content_hash, prepare
from knowledge.publishing import Imported, is_unchanged, same_document, store
from knowledge.readers.parts import Kind, ReadDocument, Unreadable
from knowledge.readers.reading import READABLE_SUFFIXES, read_file
from people.sites import ident

logger = logging.getLogger(__name__)


class Status(StrEnum):
    ADDED = "added"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"  # not a kind of file that is read
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `reason` is one plain line when it was skipped or failed."""

    file: str
    status: Status
    reason: str = ""
    title: str = ""
    document_id: int | None = None
    version: str = ""
    approved: date | None = None
    review_due: date | None = None
    sections: int = 0
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        dates = {name: day.isoformat() if (day := getattr(self, name)) else None for name in ("approved", "review_due")}
        return {**asdict(self), **dates, "status": str(self.status), "warnings": list(self.warnings)}


def import_paths(
    database: Database,
    paths: Sequence[Path],
    encoder: Encoder,
    *,
    actor: str,
    now: datetime,
    kind: Kind | None = None,
    site_id: int | None = None,
) -> list[Outcome]:
    """Import files, and everything in folders, one transaction each. Never raises for a file: its outcome says why."""
    batch = _Batch(database, encoder, actor, now, kind, site_id)
    return [problem or batch.take(path) for path, problem in _walk(paths)]


def _walk(paths: Sequence[Path]) -> Iterator[tuple[Path, Outcome | None]]:
    """Each file once, folders in order of name; with an outcome where there is nothing to read."""
    done: set[Path] = set()
    for given in paths:
        files = _inside(given) if given.is_dir() else [given]
        if not files:
            yield given, Outcome(str(given), Status.FAILED, wording.NOTHING_INSIDE)
        for path in files:
            if path.resolve() not in done:
                done.add(path.resolve())
                yield path, _not_worth_reading(path, in_folder=path is not given)


def _inside(folder: Path) -> list[Path]:
    """The files in a folder and the folders below it, without hidden ones and Word's lock files."""
    parts = ((path, path.relative_to(folder).parts) for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path, names in parts if not any(name.startswith((".", "~$")) for name in names)]


def _not_worth_reading(path: Path, *, in_folder: bool) -> Outcome | None:
    if not path.is_file():
        return Outcome(str(path), Status.FAILED, wording.NOT_THERE)
    if in_folder and path.suffix.lower() not in READABLE_SUFFIXES:
        return Outcome(str(path), Status.SKIPPED, wording.NOT_A_DOCUMENT)
    return None


@dataclass
class _Batch:
    """One import. `seen` holds the documents it has touched, which later files of it must not replace."""

    database: Database
    encoder: Encoder
    actor: str
    now: datetime
    kind: Kind | None
    site_id: int | None
    seen: set[int] = field(default_factory=set)

    def take(self, path: Path) -> Outcome:
        try:
            outcome = self._import(path, _read(path, self.kind))
        except ChampionError as error:
            return Outcome(str(path), Status.FAILED, str(error).removeprefix(f"{path.name} could not be read: "))
        if outcome.document_id:
            self.seen.add(outcome.document_id)
        return outcome

    def _import(self, path: Path, read: ReadDocument) -> Outcome:
        with self.database.reading() as session:
            known = same_document(session, read, site_id=self.site_id, apart_from=self.seen)
            same = known and known.file_name == read.file_name and is_unchanged(session, known, content_hash(read))
        if known and known.id in self.seen:
            return Outcome(str(path), Status.FAILED, wording.SAME_NAME_TWICE)
        if known and same:
            return _outcome(path, read, Status.UNCHANGED, ident(known.id))
        prepared = prepare(read, self.encoder)
        with self.database.writing() as session:
            imported = store(
                session, prepared, actor=self.actor, now=self.now, site_id=self.site_id, apart_from=self.seen
            )  # fmt: skip
        return _told(path, read, imported)


def _read(path: Path, kind: Kind | None) -> ReadDocument:
    try:
        return _without_nul(read_file(path, kind=kind))
    except ChampionError:
        raise
    except Exception as error:  # a damaged file can break a reading library in any way; the others must go on
        logger.exception("a file broke its reader")
        raise Unreadable(path.name, wording.BROKEN) from error


def _without_nul(read: ReadDocument) -> ReadDocument:
    """PostgreSQL cannot keep the letter that some PDF files hold between others."""
    if not any("\0" in section.heading + section.text for section in read.sections):
        return read
    cleaned = (replace(s, heading=s.heading.replace("\0", ""), text=s.text.replace("\0", "")) for s in read.sections)
    return replace(read, sections=tuple(cleaned))


def _told(path: Path, read: ReadDocument, imported: Imported) -> Outcome:
    replaced = (wording.replaced(imported.replaced_file),) if imported.replaced_file else ()
    status = Status(imported.action)
    return _outcome(path, read, status, ident(imported.document.id), imported.version.shown, replaced)


def _outcome(
    path: Path, read: ReadDocument, status: Status, document_id: int, version: str = "", more: tuple[str, ...] = ()
) -> Outcome:
    return Outcome(
        file=str(path),
        status=status,
        title=read.title,
        document_id=document_id,
        version=version or read.version or "",
        approved=read.approved,
        review_due=read.review_due,
        sections=len(read.sections),
        warnings=(*read.warnings, *more),
    )
