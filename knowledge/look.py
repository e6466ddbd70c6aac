"""What the index shows of one question: how near each section comes, and how near what is outside."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from embeddings.encoder import Vectors
from knowledge.index import Index, Mask, View
from knowledge.readers.parts import Level
from knowledge.scoring import Scorer, Signals
from people.roles import Role

NEAREST = 200  # passages and examples looked at
CANDIDATES = 20  # sections that are weighed against each other
EXAMPLES = (0.5, 0.3, 0.2)  # what the nearest three examples count
HIGHLIGHT_LETTERS = 300
LEADING = frozenset({Role.CHAMPION, Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.DATA_PROTECTION, Role.ADMIN})


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
        answered_by = index.wholes[index.example_entry[numbers]]
        self._parallel = index.parallels.of(self._vector, cosines, answered_by) if index.parallels else None

    def _look_at_words(self, view: View, text: str) -> None:
        words = np.where(view.passages, self._index.keywords.scores(text), 0)
        self._words: dict[int, float] = {}
        shared = np.flatnonzero(words)
        for number in shared[np.argsort(-words[shared], kind="stable")][:NEAREST].tolist():
            self._words.setdefault(int(self._index.passage_entry[number]), float(words[number]))

    def best(self, scorer: Scorer, role: str | None = None) -> list[tuple[float, int]]:
        """The entries that came near in any way, with their score, best first."""
        near = {*self._passages, *self._examples, *self._words}
        fits = [(scorer.score(self.signals(entry, role)), entry) for entry in near]
        return sorted(fits, key=lambda fit: (-fit[0], fit[1]))[:CANDIDATES]

    def signals(self, entry: int, role: str | None = None) -> Signals:
        about = self._index.entries[entry]
        return Signals(
            passage=self._passages.get(entry, self._least_passage),
            whole=float(self._index.wholes[entry] @ self._vector),
            words=self._words.get(entry, 0.0),
            parallel=0.0 if self._parallel is None else float(self._index.wholes[entry] @ self._parallel),
            examples=self._likeness(entry),
            level_fits=about.level == Level.FURTHER if role in LEADING and about.reference else None,
        )

    def _likeness(self, entry: int) -> float | None:
        """Examples too far away to be among the nearest count as far away as the last that was."""
        near = sorted(self._examples.get(entry, []), reverse=True)[: len(EXAMPLES)]
        if not near:
            return None
        wanted = min(len(EXAMPLES), int(self._index.example_count[entry]))
        near += [self._least_example] * (wanted - len(near))
        weights = EXAMPLES[: len(near)]
        return sum(weight * likeness for weight, likeness in zip(weights, near, strict=True)) / sum(weights)

    def highlight(self, entry: int) -> str:
        """The passage that fits best, word for word; the section's beginning when none came near."""
        return self._highlights.get(entry) or self._index.entries[entry].text[:HIGHLIGHT_LETTERS]


def outside(index: Index, vector: Vectors, among: Mask | None = None) -> Outside | None:
    """The topic with the greatest likeness among the nearest, and how near these are."""
    numbers, cosines = index.outside_vectors.search(vector, len(EXAMPLES), among=among)
    if not len(numbers):
        return None
    topics: dict[tuple[str, str | None], float] = defaultdict(float)
    for number, cosine in zip(numbers.tolist(), cosines.tolist(), strict=True):
        topics[index.outside[number]] += cosine
    topic, signpost = max(topics, key=lambda key: topics[key])
    near = zip(numbers.tolist(), cosines.tolist(), strict=True)
    same = sum(cosine for number, cosine in near if index.outside[number][1] == signpost)
    return Outside(topic, signpost, float(cosines.mean()), agreed=2 * same > float(cosines.sum()))
