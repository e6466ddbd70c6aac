"""What the index shows of one question: how near each section comes, and how near what is outside."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Meaning, Vectors
from knowledge.index import Index, Mask, View
from knowledge.parallels import NEAREST as OTHERS
from knowledge.parallels import Answers
from knowledge.readers.parts import Level
from knowledge.scoring import (
    CRITERION,
    EXAMPLES,
    INTRODUCTION,
    KEYWORDS,
    LEVEL,
    PARALLEL,
    PASSAGE,
    SIGNALS,
    WORDWISE,
    Numbers,
    Scorer,
)
from people.roles import Role

NEAREST = 200  # passages and examples looked at
CANDIDATES = 20  # sections that are weighed against each other
CLOSELY = 30  # of the sections that came near, those whose words are looked at one by one
USUAL = 0.48  # likeness word by word, for as long as the words are not looked at: of many questions the mean
NEAREST_THREE = (0.5, 0.3, 0.2)  # what the nearest three examples count
HIGHLIGHT_LETTERS = 300
LEADING = frozenset({Role.CHAMPION, Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.DATA_PROTECTION, Role.ADMIN})


Places = NDArray[np.int64]


@dataclass(frozen=True)
class Outside:
    """The nearest of the questions that no document answers. `signpost` is None when it is not about work. `score` is
    the mean likeness to the nearest three; `agreed` when most of these lead to the same signpost."""

    topic: str
    signpost: str | None
    score: float
    agreed: bool = True


class Look:
    """One question held against an index, as far as a view allows. Entries are known by number."""

    def __init__(self, index: Index, view: View, text: str, meaning: Meaning) -> None:
        self._index, self._meaning = index, meaning
        self._passages, self._passage_cosines = index.passage_vectors.search(
            meaning.vector, NEAREST, among=view.passages
        )
        self._examples, self._example_cosines = index.example_vectors.search(
            meaning.vector, NEAREST, among=view.examples
        )
        keywords = np.where(view.passages, index.keywords.scores(text), 0)
        shared = np.flatnonzero(keywords)
        self._shared = shared[np.argsort(-keywords[shared], kind="stable")][:NEAREST]
        self._keywords = keywords[self._shared]
        self._parallel = self._what_others_say()

    def _what_others_say(self) -> Answers | None:
        index = self._index
        if index.parallels is None or index.placed is None:
            return None
        answered_by = index.placed.answers[index.example_entry[self._examples[:OTHERS]]]
        return index.parallels.of(self._meaning.vector, self._example_cosines, answered_by)

    @property
    def known(self) -> float:
        """How like this is to messages that other providers' policies answer; 0 where there are none."""
        return self._parallel.known if self._parallel else 0.0

    def best(self, scorer: Scorer, role: str | None = None) -> list[tuple[float, int]]:
        """The entries that came near in any way, with their score, best first."""
        index = self._index
        passages, shared = (index.passage_entry[numbers] for numbers in (self._passages, self._shared))
        near = np.unique(np.concatenate([passages, shared, index.example_entry[self._examples]]))
        seen = self._at_a_glance(near)
        if len(near) > CLOSELY:
            likeliest = np.argsort(-scorer.scores(seen), kind="stable")[:CLOSELY]
            near, seen = near[likeliest], seen[likeliest]
        scores = scorer.scores(self._closely(near, seen)) + self._leanings(near, role)
        best = np.lexsort((near, -scores))[:CANDIDATES]
        return list(zip(scores[best].tolist(), near[best].tolist(), strict=True))

    def seen(self, entries: Sequence[int]) -> Numbers:
        """Shape (entries, SIGNALS), for Scorer.scores."""
        numbers = np.array(entries, dtype=np.int64)
        return self._closely(numbers, self._at_a_glance(numbers))

    def _at_a_glance(self, entries: Places) -> Numbers:
        """All but the words one by one, which take the longest. As near as usual, so that those for which words count
        for more are not taken for less likely."""
        index = self._index
        seen = np.zeros((len(entries), SIGNALS))
        seen[:, WORDWISE] = USUAL
        farthest = self._passage_cosines[-1] if len(self._passage_cosines) else 0.0
        seen[:, PASSAGE] = _highest(entries, index.passage_entry[self._passages], self._passage_cosines, farthest)
        seen[:, KEYWORDS] = _highest(entries, index.passage_entry[self._shared], self._keywords, 0.0)
        seen[:, EXAMPLES] = self._like_examples(entries)
        seen[:, CRITERION] = index.criteria[entries]
        if self._parallel is not None and index.placed is not None:
            seen[:, PARALLEL] = self._parallel.likeness(index.placed.sections[entries])
        return seen

    def _closely(self, entries: Places, seen: Numbers) -> Numbers:
        seen[:, WORDWISE] = self._index.words.likeness(self._meaning.words, entries)
        return seen

    def _like_examples(self, entries: Places) -> Numbers:
        """The mean of the nearest three. Examples too far away to be among the nearest of all count as far away as the
        last that was."""
        index = self._index
        likeness = self._example_cosines * index.example_weight[self._examples]
        belongs_to = index.example_entry[self._examples]
        order = np.lexsort((-likeness, belongs_to))
        likeness, belongs_to = likeness[order], belongs_to[order]
        firsts, begins, place = np.unique(belongs_to, return_index=True, return_inverse=True)
        rank = np.arange(len(order)) - begins[place]
        farthest = self._example_cosines[-1] if len(self._example_cosines) else 0.0
        nearest = np.full((len(firsts), len(NEAREST_THREE)), farthest, dtype=np.float64)
        counted = rank < len(NEAREST_THREE)
        nearest[place[counted], rank[counted]] = likeness[counted]
        weights = np.where(np.arange(len(NEAREST_THREE)) < index.example_count[firsts, None], NEAREST_THREE, 0.0)
        means = (nearest * weights).sum(axis=1) / weights.sum(axis=1)
        return _highest(entries, firsts, means, np.nan)

    def _leanings(self, entries: Places, role: str | None) -> Numbers:
        """What speaks for or against an entry whatever is asked."""
        return self._levels(entries, role) - INTRODUCTION * self._index.introduces[entries]

    def _levels(self, entries: Places, role: str | None) -> Numbers:
        if role not in LEADING:
            return np.zeros(len(entries))
        about = [self._index.entries[number] for number in entries.tolist()]
        return np.array([(LEVEL if e.level == Level.FURTHER else -LEVEL) if e.reference else 0.0 for e in about])

    def highlight(self, entry: int) -> str:
        """The passage that fits best, word for word; the section's beginning when none came near."""
        own = self._passages[self._index.passage_entry[self._passages] == entry].tolist()
        near = (self._index.passages[number] for number in own)
        return next(filter(None, near), self._index.entries[entry].text[:HIGHLIGHT_LETTERS])


def _highest(entries: Places, found_for: Places, found: Vectors | Numbers, otherwise: float) -> Numbers:
    """For each entry the highest of what was found for it."""
    best = np.full(len(entries), -np.inf)
    order = np.argsort(entries)
    place = np.searchsorted(entries, found_for, sorter=order).clip(max=len(entries) - 1)
    ours = entries[order[place]] == found_for
    np.maximum.at(best, order[place[ours]], found[ours])
    return np.where(np.isneginf(best), otherwise, best)


def outside(index: Index, vector: Vectors, among: Mask | None = None) -> Outside | None:
    """The topic with the greatest likeness among the nearest, and how near these are."""
    numbers, cosines = index.outside_vectors.search(vector, len(NEAREST_THREE), among=among)
    if not len(numbers):
        return None
    topics: dict[tuple[str, str | None], float] = defaultdict(float)
    for number, cosine in zip(numbers.tolist(), cosines.tolist(), strict=True):
        topics[index.outside[number]] += cosine
    topic, signpost = max(topics, key=lambda key: topics[key])
    near = zip(numbers.tolist(), cosines.tolist(), strict=True)
    same = sum(cosine for number, cosine in near if index.outside[number][1] == signpost)
    return Outside(topic, signpost, float(cosines.mean()), agreed=2 * same > float(cosines.sum()))
