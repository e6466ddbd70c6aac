"""Files and folders into knowledge: each file stands or falls alone, and each falls without a trace."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlmodel import Session

from core.database import Database
from core.errors import ChampionError
from embeddings.encoder import Encoder
from knowledge import wording
from knowledge.documents import Document, DocumentVersion, description, same_document, unchanged_version
from knowledge.files import File, walk
from knowledge.files import read as read_in
from knowledge.keeping import Imported, keep
from knowledge.prepared import Prepared, content_hash, prepare
from knowledge.publishing import store
from knowledge.readers.parts import Kind, ReadDocument, ReadSection
from knowledge.trial import Stolen
from people.sites import ident

# Hears how far an import has come, from 0 to 1, and how many sections it has read in.
Progress = Callable[[float, int], None]
Made = TypeVar("Made")


class Storing(Protocol):
    """What is done with a prepared document: publishing.store, or keeping.keep."""

    def __call__(
        self,
        session: Session,
        prepared: Prepared,
        *,
        actor: str,
        now: datetime,
        site_id: int | None,
        apart_from: Collection[int],
    ) -> Imported: ...


class Status(StrEnum):
    ADDED = "added"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"  # not a kind of file that is read
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of one file, with what is now known of its document. `headings` counts those above its sections too.
    `reason` is one plain line when it was skipped or failed. `stolen` and `astray`: see trial.Trial; empty unless the
    questions were tried."""

    file: str
    status: Status
    reason: str = ""
    title: str = ""
    document_id: int | None = None
    version: str = ""
    approved: date | None = None
    review_due: date | None = None
    owner_role: str = ""
    sections: int = 0
    headings: int = 0
    warnings: tuple[str, ...] = ()
    stolen: tuple[Stolen, ...] = ()
    astray: tuple[Stolen, ...] = ()

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
    """Read in and publish files, and everything in folders."""
    return Import(database, encoder, actor, now, kind, site_id).publish(paths)


@dataclass
class Import:
    """One import of files, and of everything in folders, one transaction each. Never raises for a file: its outcome
    says why. `_seen` holds the documents it has touched, which later files of it must not replace. For several at once
    make several."""

    database: Database
    encoder: Encoder
    actor: str
    now: datetime
    kind: Kind | None = None
    site_id: int | None = None
    progress: Progress = lambda _part, _sections: None
    _files: int = field(default=0, init=False)
    _files_done: int = field(default=0, init=False)
    _sections_done: int = field(default=0, init=False)
    _seen: set[int] = field(default_factory=set, init=False)

    def publish(self, paths: Sequence[Path]) -> list[Outcome]:
        return self._each(paths, store)

    def keep(self, paths: Sequence[Path]) -> list[Outcome]:
        """Until somebody puts them in use."""
        return self._each(paths, keep)

    def found(self, paths: Sequence[Path]) -> list[File]:
        """What there is to do."""
        files = list(walk(paths))
        self._files = len(files)
        return files

    def _each(self, paths: Sequence[Path], storing: Storing) -> list[Outcome]:
        return [self.done(self._take(file, storing)) for file in self.found(paths)]

    def done(self, made: Made) -> Made:
        """One more file is."""
        self._files_done += 1
        self.progress(self._files_done / self._files, self._sections_done)
        return made

    def _take(self, file: File, storing: Storing) -> Outcome:
        made = self.made_ready(file)
        if isinstance(made, Outcome):
            return made
        try:
            with self.database.writing() as session:
                return self.stored(session, file.path, made, storing)
        except ChampionError as error:
            return failed(file.path, str(error))

    def made_ready(self, file: File) -> Prepared | Outcome:
        """Read and encoded; or what became of it, when there is nothing to store."""
        if file.problem:
            return Outcome(str(file.path), Status.SKIPPED if file.other_kind else Status.FAILED, file.problem)
        try:
            read = read_in(file.path, self.kind)
            with self.database.reading() as session:
                settled = self.settled(session, file.path, read)
            return settled or prepare(read, self.encoder, told=self._part_told(len(read.sections)))
        except ChampionError as error:
            return failed(file.path, str(error))

    def settled(self, session: Session, path: Path, read: ReadDocument) -> Outcome | None:
        """What became of a file that need not be stored."""
        known = same_document(session, read, site_id=self.site_id, apart_from=self._seen)
        if known and known.id in self._seen:
            return failed(path, wording.SAME_NAME_TWICE)
        version = unchanged_version(session, known, content_hash(read)) if known else None
        if known is None or version is None or known.file_name != read.file_name:
            return None
        self._seen.add(ident(known.id))
        return _outcome(path, read, Status.UNCHANGED, known, version, version.warnings)

    def stored(self, session: Session, path: Path, prepared: Prepared, storing: Storing) -> Outcome:
        """Raises Taken."""
        stored = storing(
            session, prepared, actor=self.actor, now=self.now, site_id=self.site_id, apart_from=self._seen
        )  # fmt: skip
        self._seen.add(ident(stored.document.id))
        return _outcome(path, prepared.read, Status(stored.action), stored.document, stored.version, stored.warnings)

    def _part_told(self, sections: int) -> Callable[[int], None]:
        """For one file of so many sections."""
        before = self._sections_done

        def told(more: int) -> None:
            self._sections_done += more
            part = (self._sections_done - before) / sections
            self.progress((self._files_done + part) / self._files, self._sections_done)

        return told


def failed(path: Path, reason: str) -> Outcome:
    """The file's name stands beside it already. Pure."""
    return Outcome(str(path), Status.FAILED, reason.removeprefix(f"{path.name} could not be read: "))


def _outcome(
    path: Path,
    read: ReadDocument,
    status: Status,
    document: Document,
    version: DocumentVersion,
    warnings: Iterable[str],
) -> Outcome:
    """As it stands now: what a person has corrected, not what the file says."""
    headings = {(*section.path[:depth], name) for section in read.sections for depth, name in _named(section)}
    called = description(document, version)
    return Outcome(
        file=str(path),
        status=status,
        title=called["title"],
        document_id=ident(document.id),
        version=version.shown,
        approved=version.approved_on,
        review_due=version.review_due,
        owner_role=called["owner_role"],
        sections=len(read.sections),
        headings=len(headings),
        warnings=tuple(warnings),
    )


def _named(section: ReadSection) -> Iterator[tuple[int, str]]:
    """Each heading that stands above a section, and its own, with its depth."""
    return enumerate((*section.path, section.heading))
