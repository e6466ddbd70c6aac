"""Keyword scores: BM25 over stemmed words, without the English words that carry no meaning."""

from collections.abc import Sequence
from typing import Any

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class KeywordIndex:
    """Scores texts against a question. The texts are given once and known by their number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._count = len(texts)
        words = [_words(text) for text in texts]
        self._index: Any = None
        if any(words):
            self._index = bm25s.BM25()
            self._index.index(words, show_progress=False)

    def scores(self, question: str) -> Scores:
        """One score for each text, 0 where no word is shared."""
        words = _words(question)
        if self._index is None or not words:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._index.get_scores(words), dtype=np.float32)

    def top(self, question: str, count: int) -> list[tuple[int, float]]:
        """The best `count` texts that share a word, best first, as (number, score)."""
        scores = self.scores(question)
        best = np.argsort(-scores, kind="stable")[:count]
        return [(int(number), float(scores[number])) for number in best if scores[number] > 0]


def _words(text: str) -> list[str]:
    # A stemmer keeps state and must not be shared by threads; making one costs microseconds.
    found: list[list[str]] = bm25s.tokenize(
        [text], stopwords="en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False
    )
    return found[0]
