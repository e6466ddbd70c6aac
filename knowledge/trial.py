"""Test all on publish: which questions find another answer once new content is in use."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from core.database import Database
from embeddings.encoder import Encoder, Meaning
from knowledge.entries import Entry
from knowledge.fitted import last_scorer
from knowledge.index import Index, View, build
from knowledge.look import Look
from knowledge.pending import claim
from knowledge.publishing import put_in_use
from knowledge.readers.parts import Kind
from knowledge.scoring import Scorer
from knowledge.sections import heading_key

ACTOR = "trial"


@dataclass(frozen=True)
class Stolen:
    """A question, the section that should answer it, and the section of the thief that it finds instead."""

    text: str
    document: str
    section: str
    thief_document: str
    thief_section: str


@dataclass(frozen=True)
class Trial:
    """Both by the id of the new document behind it. `stolen`: questions that found their own section before. `astray`:
    the new document's own questions that do not find it."""

    stolen: dict[int, list[Stolen]] = field(default_factory=lambda: defaultdict(list))
    astray: dict[int, list[Stolen]] = field(default_factory=lambda: defaultdict(list))


def try_pending(database: Database, encoder: Encoder, version_ids: Collection[int], *, now: datetime) -> Trial:
    """What if these waiting versions were put in use? Some seconds; the transaction in it is short and leaves nothing.
    Raises Taken when one of them waits no more."""
    if not version_ids:
        return Trial()
    before = index_in_use(database, encoder)
    with database.writing() as session:
        claimed = [claim(session, version_id) for version_id in sorted(version_ids)]
        for document, version in claimed:
            put_in_use(session, document, version, actor=ACTOR, now=now)
        new = [version.document_id for _, version in claimed]
        after = build(session, encoder)
        session.rollback()
    return compare(before, after, new)


def index_in_use(database: Database, encoder: Encoder) -> Index:
    """Everything in use at this moment, with the scorer that was fitted last, if one was."""
    with database.reading() as session:
        index = build(session, encoder)
        return replace(index, scorer=last_scorer(session) or Scorer())


def compare(before: Index, after: Index, new: Collection[int]) -> Trial:
    """Every example asked of both, each as if it were new. `new` are the ids of the documents that made the difference.
    Both are asked with one scorer, so that only the content counts."""
    trial = Trial()
    if not new:
        return trial
    sites = {entry.site_id for entry in after.entries if entry.document_id in new}
    earlier, later = (_Asking(index, before.scorer, sites) for index in (before, after))
    for question in _questions(before, sites):
        found = later.first(question)
        if found is None or question.is_for(found):
            continue
        own = earlier.first(question)  # looked up only now: most still find their own
        if own is not None and question.is_for(own):
            trial.stolen[_behind(new, own, found)].append(_stolen(question, own, found))
    told = {stolen.text for rows in trial.stolen.values() for stolen in rows}
    for question in _questions(after, sites):
        if question.entry.document_id in new and question.entry.kind != Kind.FRAMEWORK and question.text not in told:
            found = later.first(question)
            if found is not None and not question.is_for(found):
                trial.astray[question.entry.document_id].append(_stolen(question, question.entry, found))
    return trial


def _behind(new: Collection[int], own: Entry, thief: Entry) -> int:
    """Which new document did it: the thief, the one that does not say it any more, or the first of them by its words
    alone, which change what the words of all others count."""
    return next((entry.document_id for entry in (thief, own) if entry.document_id in new), min(new))


def _stolen(question: "_Question", own: Entry, thief: Entry) -> Stolen:
    return Stolen(question.text, own.document, own.section, thief.document, thief.section)


@dataclass(frozen=True)
class _Question:
    """`site_id`: whose people ask it; None is everybody. `entry` is one that it is an example of, `own` means all."""

    text: str
    meaning: Meaning
    site_id: int | None
    entry: Entry
    own: frozenset[Hashable]

    def is_for(self, entry: Entry) -> bool:
        return _place(entry) in self.own


def _place(entry: Entry) -> Hashable:
    """What stays of a section in a new version: its criterion, or its document and heading."""
    if entry.kind == Kind.FRAMEWORK and entry.reference:
        return entry.reference
    return entry.document_id, heading_key(entry.section)


def _questions(index: Index, sites: Collection[int | None]) -> Iterator[_Question]:
    """The examples that people of these sites ask, each text once for each site."""
    rows: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for row in np.flatnonzero(index.whole_view().examples).tolist():
        learnt_at = index.example_sites[row]
        site_id = index.entries[index.example_entry[row]].site_id if learnt_at is None else learnt_at
        if site_id is None or None in sites or site_id in sites:
            rows[index.example_texts[row], site_id].append(row)
    for (text, site_id), same in rows.items():
        entries = [index.entries[index.example_entry[row]] for row in same]
        yield _Question(text, index.example_meaning(same[0]), site_id, entries[0], frozenset(map(_place, entries)))


class _Asking:
    """Asks one index, each question without itself and of what its askers may see. `sites`: of all the sites, those
    whose people are meant by everybody."""

    def __init__(self, index: Index, scorer: Scorer, sites: Collection[int | None]) -> None:
        self._index, self._scorer, self._sites = index, scorer, sites
        self._all = index.whole_view().entries
        self._views: dict[int | None, View] = {}
        self._numbers: dict[str, int] = {}
        self._texts = np.array([self._numbers.setdefault(text, len(self._numbers)) for text in index.example_texts])

    def first(self, question: _Question) -> Entry | None:
        view = self._view(question.site_id)
        others = view.examples & (self._texts != self._numbers.get(question.text, -1))
        look = Look(self._index, replace(view, examples=others), question.text, question.meaning)
        best = look.best(self._scorer)
        return self._index.entries[best[0][1]] if best else None

    def _view(self, site_id: int | None) -> View:
        """A site's people do not see another site's documents."""
        if site_id not in self._views:
            index, sites = self._index, self._sites if site_id is None else (site_id,)
            here = [entry.site_id is None or entry.site_id in sites for entry in index.entries]
            self._views[site_id] = index.view_of(self._all & np.array(here, dtype=bool))
        return self._views[site_id]
