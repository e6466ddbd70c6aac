"""Finds the sections that may answer a question. Holds the index of this process and keeps it up to date."""

import logging
import threading
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from core.database import Database
from core.errors import NotReady
from core.garbage import settle
from core.logs import note
from embeddings.encoder import Encoder, Heard, Meaning, Vectors
from knowledge import wording
from knowledge.answering import Pointer
from knowledge.cards import Card
from knowledge.encoding import encode_missing
from knowledge.entries import Entry
from knowledge.fitted import content_of, keep_scorer, kept_scorer
from knowledge.fitting import fit, way_of_fitting
from knowledge.index import Index, build
from knowledge.lessons import own_lessons, read_lessons
from knowledge.look import Look, Outside, outside
from knowledge.readership import GRACE, Reader
from knowledge.scoring import Scorer, shares
from knowledge.stamp import counter

logger = logging.getLogger(__name__)

MATCHES = 8
SECONDS = 1.0
RECENT = 32


@dataclass(frozen=True)
class Match:
    """A section, how well it fits (see Scorer.score), the share of all that was found that this makes (0 to 1), and
    the passage of it that fits best."""

    entry: Entry
    score: float
    highlight: str
    share: float = 0.0


@dataclass(frozen=True)
class Found:
    """What the search saw, best match first. `vector` may be kept as an example, or compared with other questions.
    `scorer` says how sure an answer must be."""

    text: str
    vector: Vectors
    matches: tuple[Match, ...]
    outside: Outside | None
    today: date
    scorer: Scorer = field(default_factory=Scorer)


class Search:
    """One for each process. `start` watches for changes made by any process; `find` uses the index as it stands.
    `grace` is how long after its review date a document is still answered from; `lessons` is a file of lessons from
    messages of somebody new, which the index cannot teach itself; without it the shipped scorer stays in use."""

    def __init__(
        self,
        database: Database,
        encoder: Encoder,
        *,
        seconds: float = SECONDS,
        grace: timedelta = GRACE,
        lessons: Path | None = None,
    ) -> None:
        self._database = database
        self.encoder = encoder
        self.grace = grace
        self._lessons = lessons
        self._seconds = seconds
        self._index: Index | None = None
        # Of one text. The last few are kept, in memory only: triage and the search ask for the same one.
        self.heard = lru_cache(RECENT)(self._heard)
        self._pointer = Pointer(encoder)
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
                index = build(session, self.encoder)
            self._index = self._fitted(index)
        note(logger, "index built", stamp=self._index.stamp, sections=len(self._index.entries))
        return True

    def _fitted(self, index: Index) -> Index:
        """With the scorer that was fitted to this content. Questions go on with the last one until it is there."""
        if self._lessons is None:
            return index
        content = content_of(index, self.encoder.name, way_of_fitting(self._lessons))
        with self._database.reading() as session:
            scorer = kept_scorer(session, content)
        if scorer is None:
            self._index = replace(index, scorer=self._index.scorer if self._index else Scorer())
            taught = read_lessons(self._lessons, model=self.encoder.name)
            scorer = fit([*taught, *own_lessons(index, criteria=not taught)], Scorer())
            with self._database.writing() as session:
                keep_scorer(session, content, scorer)
            note(logger, "scorer fitted", sections=len(index.entries), answer=round(scorer.answer, 2))
        return replace(index, scorer=scorer)

    def _is_current(self) -> bool:
        with self._database.reading() as session:
            return self._index is not None and self._index.stamp == counter(session)

    def _watch(self) -> None:
        while True:
            try:
                if self.refresh():
                    settle()
            except Exception:  # the watcher must outlive any one failure; the old index stays in use
                logger.exception("the index could not be built")
            if self._stopping.wait(self._seconds):
                return

    def _heard(self, text: str) -> Heard:
        return self.encoder.hear([text])[0]

    def meaning(self, text: str) -> Meaning:
        return self.heard(text).meaning

    def vector(self, text: str) -> Vectors:
        return self.meaning(text).vector

    def find(self, text: str, *, site_id: int | None, today: date, role: str | None = None) -> Found:
        """What somebody of that site and role may be shown today for this question: see readership.Reader for what
        None means. Raises NotReady before the first index."""
        index = self._index
        if index is None:
            raise NotReady(wording.NOT_READY)
        meaning = self.meaning(text)
        look = Look(index, index.view(Reader(site_id, role, today, self.grace)), text, meaning)
        beyond = outside(index, meaning.vector)
        matches = _matches(index, look, look.best(index.scorer, role), beyond)
        return Found(text, meaning.vector, matches, beyond, today, index.scorer)

    def point_out(self, card: Card, text: str) -> Card:
        """The card with the sentences that answer this question, in so far as they can be told. Never raises: without
        them it is an answer still."""
        if not self.ready or not text.strip() or card.plain:
            return card
        try:
            return replace(card, answering=self._pointer.answering(text, self.meaning(text), card.section, card.shown))
        except Exception:
            logger.exception("a card with nothing that stands out")
            return card


def _matches(index: Index, look: Look, best: list[tuple[float, int]], beyond: Outside | None) -> tuple[Match, ...]:
    """The best few, each with its share among all candidates and none of them."""
    none = index.scorer.none_of_these(beyond.score if beyond else 0.0, look.known)
    parts = shares([fit for fit, _ in best] + [none])
    found = zip(best, parts[:MATCHES], strict=False)
    return tuple(Match(index.entries[n], fit, look.highlight(n), share) for (fit, n), share in found)
