"""All that may be answered from, in memory, as it stood at one stamp. Never changed once built."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from embeddings.encoder import Encoder, Meaning, Vectors
from embeddings.keywords import KeywordIndex
from embeddings.vectors import VectorIndex
from embeddings.words import WordIndex, Words, words_of
from knowledge.documents import DocumentVersion, VersionState
from knowledge.entries import Entry, entry_of, in_use
from knowledge.examples import Example, OutsideExample
from knowledge.parallels import Parallels, Placed, load_parallels
from knowledge.readers.parts import Kind
from knowledge.readership import Reader
from knowledge.scoring import Scorer
from knowledge.sections import WHOLE, Passage, Section, embedded, introduces
from knowledge.stamp import counter

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class View:
    """What some readers may see: true where an entry, passage or example may be used."""

    entries: Mask
    passages: Mask
    examples: Mask


@dataclass(frozen=True)
class Index:
    """Entries, and the ways to them: the meaning of their passages, of the whole (`placed`, where there are parallels)
    and of their words one by one, likeness to examples, shared keywords. Everything is known by number;
    `passage_entry` and `example_entry` give the entry a row belongs to, and `words` are those of an entry.
    `introduces`: those that only say what their document is for. `passages` is "" for a passage lent by the plain
    version of a section, which is not in its text. `example_sites` says where each was learnt, if at one site.
    `review_dates` are in order."""

    stamp: int
    entries: tuple[Entry, ...]
    criteria: Mask
    introduces: Mask
    placed: Placed | None
    passages: tuple[str, ...]
    passage_entry: Numbers
    passage_vectors: VectorIndex
    words: WordIndex
    keywords: KeywordIndex
    example_entry: Numbers
    example_count: Numbers
    example_weight: Vectors
    example_vectors: VectorIndex
    example_words: tuple[Words, ...]
    example_texts: tuple[str, ...]
    example_sites: tuple[int | None, ...]
    outside: tuple[tuple[str, str | None], ...]
    outside_vectors: VectorIndex
    outside_words: tuple[Words, ...]
    outside_texts: tuple[str, ...]
    review_dates: tuple[date, ...]
    parallels: Parallels | None = None
    scorer: Scorer = field(default_factory=Scorer)
    views: dict[tuple[int | None, str | None, int], View] = field(default_factory=dict)

    def example_meaning(self, number: int) -> Meaning:
        """Of an example that is already encoded."""
        return Meaning(self.example_vectors.row(number), self.example_words[number])

    def outside_meaning(self, number: int) -> Meaning:
        return Meaning(self.outside_vectors.row(number), self.outside_words[number])

    def view(self, reader: Reader) -> View:
        """What this reader may be shown today. Kept for as long as no more documents lapse."""
        key = (reader.site_id, reader.role, bisect_left(self.review_dates, reader.today - reader.grace))
        if key not in self.views:
            self.views[key] = self.view_of([reader.may_read(entry) for entry in self.entries])
        return self.views[key]

    def view_of(self, seen: Iterable[bool]) -> View:
        """Of these entries; but of our own cards only those beside which no official text is seen."""
        among = np.fromiter(seen, dtype=bool)
        official = {e.reference for e, ok in zip(self.entries, among, strict=True) if ok and e.is_official}
        hidden = np.array([entry.starter and entry.reference in official for entry in self.entries], dtype=bool)
        shown = among & ~hidden
        return View(shown, shown[self.passage_entry], shown[self.example_entry])

    def whole_view(self) -> View:
        """All that somebody may see, whoever that is."""
        return self.view_of(True for _ in self.entries)


def build(session: Session, encoder: Encoder) -> Index:
    """Everything in use at this moment. What another model encoded is left out until it is encoded again."""
    stamp = counter(session)  # first: a change in between raises it, and the index is built once more
    entries = _entries(session)
    place_of = {entry.section_id: number for number, entry in enumerate(entries)}
    rows = [(place_of[row.section_id], row) for row in _passages(session, encoder.name) if row.section_id in place_of]
    passages = [(number, row) for number, row in rows if row.position != WHOLE]
    lent = list(_lent(passages, entries))
    examples = list(_placed(_examples(session, encoder.name), entries, place_of))
    outside = session.exec(select(OutsideExample).where(OutsideExample.model == encoder.name)).all()
    headed = [embedded(entries[number].section, row.text) for number, row in (*passages, *lent)]
    example_entry = _numbers(examples)
    parallels = load_parallels(encoder.name)
    return Index(
        stamp=stamp,
        entries=tuple(entries),
        criteria=np.array([entry.kind == Kind.FRAMEWORK for entry in entries], dtype=bool),
        introduces=np.array([introduces(entry.section) for entry in entries], dtype=bool),
        placed=parallels.placed(_wholes(rows, len(entries), encoder.size)) if parallels else None,
        passages=(*(row.text for _, row in passages), *("" for _ in lent)),
        passage_entry=_numbers([*passages, *lent]),
        passage_vectors=_vectors([row for _, row in (*passages, *lent)], encoder.size),
        words=WordIndex(_words((*passages, *lent), len(entries))),
        keywords=KeywordIndex(headed),
        example_entry=example_entry,
        example_count=np.bincount(example_entry, minlength=len(entries)),
        example_weight=np.array([row.weight for _, row in examples], dtype=np.float32),
        example_vectors=_vectors([row for _, row in examples], encoder.size),
        example_words=tuple(words_of(row.words) for _, row in examples),
        example_texts=tuple(row.text for _, row in examples),
        example_sites=tuple(row.site_id for _, row in examples),
        outside=tuple((row.topic, row.signpost) for row in outside),
        outside_vectors=_vectors(outside, encoder.size),
        outside_words=tuple(words_of(row.words) for row in outside),
        outside_texts=tuple(row.text for row in outside),
        review_dates=tuple(sorted(entry.review_due for entry in entries if entry.review_due)),
        parallels=parallels,
    )


def _entries(session: Session) -> list[Entry]:
    return [entry_of(*row) for row in session.exec(in_use().order_by(col(Section.id))).all()]


def _passages(session: Session, model: str) -> Sequence[Passage]:
    query = (
        select(Passage)
        .join(Section, col(Passage.section_id) == Section.id)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .where(DocumentVersion.state == VersionState.CURRENT, Passage.model == model)
    )
    return session.exec(query.order_by(col(Passage.id))).all()


def _examples(session: Session, model: str) -> Sequence[Example]:
    return session.exec(select(Example).where(Example.model == model).order_by(col(Example.id))).all()


def _placed(
    examples: Iterable[Example], entries: Sequence[Entry], place_of: dict[int, int]
) -> Iterable[tuple[int, Example]]:
    """Each example with its entry's number. One for a criterion serves every framework section about it."""
    by_reference: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if entry.reference and entry.kind == Kind.FRAMEWORK:
            by_reference[entry.reference].append(number)
    for example in examples:
        if example.reference:
            yield from ((number, example) for number in by_reference[example.reference])
        elif example.section_id in place_of:
            yield place_of[example.section_id], example


def _lent(passages: Iterable[tuple[int, Passage]], entries: Sequence[Entry]) -> Iterable[tuple[int, Passage]]:
    """The passages of a starter card again, for the official sections that show the card as their plain version."""
    official: dict[str | None, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        if entry.is_official and entry.reference:
            official[entry.reference].append(number)
    for number, row in passages:
        if entries[number].starter:
            yield from ((other, row) for other in official[entries[number].reference])


def _numbers(rows: Iterable[tuple[int, Any]]) -> Numbers:
    return np.array([number for number, _ in rows], dtype=np.int64)


def _wholes(rows: Iterable[tuple[int, Passage]], count: int, size: int) -> Vectors:
    wholes = np.zeros((count, size), dtype=np.float32)
    for number, row in rows:
        if row.position == WHOLE:
            wholes[number] = np.frombuffer(row.vector, dtype="<f4")
    return wholes


def _words(passages: Iterable[tuple[int, Passage]], count: int) -> list[Words]:
    """Of each entry the words of all its passages."""
    stored = [b""] * count
    for number, row in passages:
        stored[number] += row.words
    return [words_of(each) for each in stored]


def _vectors(rows: Sequence[Any], size: int) -> VectorIndex:
    """The stored vectors of passages or examples, in their order."""
    index = VectorIndex(size)
    stored = b"".join(row.vector for row in rows)
    index.add(np.frombuffer(stored, dtype="<f4").reshape(-1, size).astype(np.float32))
    return index
