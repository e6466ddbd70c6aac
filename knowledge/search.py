"""Finds the sections that may answer a question. Holds the index of this process and keeps it up to date."""

import logging
import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.database import Database
from core.errors import NotReady
from core.logs import note
from embeddings.encoder import Encoder, Vectors
from knowledge import wording
from knowledge.encoding import encode_missing
from knowledge.entries import Entry
from knowledge.index import Index, View, build
from knowledge.readers.parts import Level
from knowledge.scoring import Signals, score
from knowledge.stamp import counter
from people.roles import Role

logger = logging.getLogger(__name__)

NEAREST = 200  # passages and examples looked at
MATCHES = 8
EXAMPLES = 3  # nearest examples that are averaged
HIGHLIGHT_LETTERS = 300
LEADING = frozenset({Role.CHAMPION, Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.DATA_PROTECTION, Role.ADMIN})
SECONDS = 1.0


@dataclass(frozen=True)
class Match:
    """A section, how well it fits (see scoring.score), and the passage of it that fits best."""

    entry: Entry
    score: float
    highlight: str


@dataclass(frozen=True)
class Outside:
    """The nearest of the questions that no document answers. `signpost` is None when it is not about work."""

    topic: str
    signpost: str | None
    score: float


@dataclass(frozen=True)
class Found:
    """What the search saw, best match first. `vector` may be kept as an example, or compared with other questions."""

    text: str
    vector: Vectors
    matches: tuple[Match, ...]
    outside: Outside | None
    today: date


class Search:
    """One for each process. `start` watches for changes made by any process; `find` uses the index as it stands."""

    def __init__(self, database: Database, encoder: Encoder, *, seconds: float = SECONDS) -> None:
        self._database = database
        self.encoder = encoder
        self._seconds = seconds
        self._index: Index | None = None
        self._building = threading.Lock()
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def ready(self) -> bool:
        """True once there is an index, even an empty one."""
        return self._index is not None

    def start(self) -> None:
        """Build, then watch, on a thread of its own."""
        self._stopping.clear()
        self._watcher = threading.Thread(target=self._watch, name="knowledge-index", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._watcher:
            self._watcher.join()

    def refresh(self) -> bool:
        """Build anew if the knowledge changed, then swap. True if it did. Questions go on meanwhile."""
        with self._building:
            if self._is_current():
                return False
            encode_missing(self._database, self.encoder)
            with self._database.reading() as session:
                self._index = build(session, self.encoder)
        note(logger, "index built", stamp=self._index.stamp, sections=len(self._index.entries))
        return True

    def _is_current(self) -> bool:
        with self._database.reading() as session:
            return self._index is not None and self._index.stamp == counter(session)

    def _watch(self) -> None:
        while True:
            try:
                self.refresh()
            except Exception:  # the watcher must outlive any one failure; the old index stays in use
                logger.exception("the index could not be built")
            if self._stopping.wait(self._seconds):
                return

    def find(self, text: str, *, site_id: int | None, today: date, role: str | None = None) -> Found:
        """What staff of that site may be shown for this question; `site_id` None sees the whole provider's documents
        only. `role` is a people.roles.Role, if known. Raises NotReady before the first index."""
        index = self._index
        if index is None:
            raise NotReady(wording.NOT_READY)
        vector = self.encoder.encode([text])[0]
        seen = _Look(index, index.view(site_id), text, vector)
        fits = [(score(seen.signals(n, role), index.entries[n].kind), n) for n in seen.candidates()]
        best = sorted(fits, key=lambda fit: (-fit[0], fit[1]))[:MATCHES]
        matches = tuple(Match(index.entries[n], fit, seen.highlight(n)) for fit, n in best)
        return Found(text=text, vector=vector, matches=matches, outside=_outside(index, vector), today=today)


class _Look:
    """One question held against an index, as far as one site may see it. Entries are known by number."""

    def __init__(self, index: Index, view: View, text: str, vector: Vectors) -> None:
        self._index, self._vector = index, vector
        self._passages: dict[int, float] = {}
        self._highlights: dict[int, str] = {}
        numbers, cosines = index.passage_vectors.search(vector, NEAREST, among=view.passages)
        for number, cosine in zip(numbers.tolist(), cosines.tolist(), strict=True):
            entry = int(index.passage_entry[number])
            self._passages.setdefault(entry, cosine)
            if own := index.passages[number]:
                self._highlights.setdefault(entry, own)
        self._least_passage = float(cosines[-1]) if len(cosines) else 0.0
        self._look_at_examples(view)
        self._look_at_words(view, text)

    def _look_at_examples(self, view: View) -> None:
        index = self._index
        numbers, cosines = index.example_vectors.search(self._vector, NEAREST, among=view.examples)
        self._examples: dict[int, list[float]] = defaultdict(list)
        for number, cosine in zip(numbers.tolist(), cosines.tolist(), strict=True):
            self._examples[int(index.example_entry[number])].append(cosine * float(index.example_weight[number]))
        self._least_example = float(cosines[-1]) if len(cosines) else 0.0

    def _look_at_words(self, view: View, text: str) -> None:
        words = np.where(view.passages, self._index.keywords.scores(text), 0)
        self._words: dict[int, float] = {}
        for number in np.argsort(-words, kind="stable")[:NEAREST].tolist():
            if words[number] > 0:
                self._words.setdefault(int(self._index.passage_entry[number]), float(words[number]))

    def candidates(self) -> set[int]:
        """Every entry that came near in any way."""
        return {*self._passages, *self._examples, *self._words}

    def signals(self, entry: int, role: str | None) -> Signals:
        about = self._index.entries[entry]
        return Signals(
            passage=self._passages.get(entry, self._least_passage),
            whole=float(self._index.wholes[entry] @ self._vector),
            words=self._words.get(entry, 0.0),
            examples=self._likeness(entry),
            level_fits=about.level == Level.FURTHER if role in LEADING and about.reference else None,
        )

    def _likeness(self, entry: int) -> float | None:
        """Examples too far away to be among the nearest count as far away as the last that was."""
        near = sorted(self._examples.get(entry, []), reverse=True)[:EXAMPLES]
        if not near:
            return None
        wanted = min(EXAMPLES, int(self._index.example_count[entry]))
        return (sum(near) + (wanted - len(near)) * self._least_example) / wanted

    def highlight(self, entry: int) -> str:
        """The passage that fits best, word for word; the section's beginning when none came near."""
        return self._highlights.get(entry) or self._index.entries[entry].text[:HIGHLIGHT_LETTERS]


def _outside(index: Index, vector: Vectors) -> Outside | None:
    """The topic with the greatest likeness among the nearest, and how near these are."""
    numbers, cosines = index.outside_vectors.search(vector, EXAMPLES)
    if not len(numbers):
        return None
    topics: dict[tuple[str, str | None], float] = defaultdict(float)
    for number, cosine in zip(numbers.tolist(), cosines.tolist(), strict=True):
        topics[index.outside[number]] += cosine
    topic, signpost = max(topics, key=lambda key: topics[key])
    return Outside(topic, signpost, float(cosines.mean()))
