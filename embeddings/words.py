"""Texts compared word by word: each word of a question with the word of a text that comes nearest to it in meaning.

One vector for a whole passage blurs what it says; here every word keeps its own, made by the model in its context (late
interaction, as in ColBERT: Khattab and Zaharia, 2020), in few dimensions and a byte for each. Not every word of a
question says as much about where the answer stands: how much, is learnt too.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

from core.places import CONTENT

Words = NDArray[np.int8]
Numbers = NDArray[np.float32]

BASIS = CONTENT / "words.npz"
SIZE = 64
_STEPS = 254  # numbers from -0.5 to 0.5 in a byte; hardly any of a vector of length 1 is larger
_HIGHEST = 127  # in a byte
SPREAD = 2.0  # a word counts from e^-2 to e^2
_KEPT = ("turn", "signs", "offsets", "worth")  # fields of a basis
_SILENT = frozenset({"[CLS]", "[SEP]", "[PAD]", *STOPWORDS_EN})
NO_WORDS: Words = np.zeros((0, SIZE + 1), dtype=np.int8)


@dataclass(frozen=True)
class Basis:
    """`turn`: shape (size of the model, SIZE), the directions kept. `signs`: shape (size of the model, some), with
    `offsets` and `worth`: shape (some,), says how much a word counts in a question. Made by training/parallels.py for
    the model of that name."""

    model: str
    turn: Numbers
    signs: Numbers
    offsets: Numbers
    worth: Numbers

    def words(self, vectors: Numbers) -> Words:
        """Shape (words, SIZE + 1), from the vectors that the model gave them: shape (words, size of the model). The
        last number says how much the word counts."""
        found = vectors @ self.turn
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        counts = np.tanh(np.tanh(vectors @ self.signs + self.offsets) @ self.worth)
        numbers = np.column_stack([found * _STEPS, counts * _HIGHEST])
        return np.clip(np.round(numbers), -_HIGHEST, _HIGHEST).astype(np.int8)


def load_basis(model: str, path: Path = BASIS) -> Basis | None:
    """None when there is none, or it was made for another model."""
    if not path.is_file():
        return None
    with np.load(path) as file:
        if str(file["model"]) != model:
            return None
        return Basis(model, *(file[name].astype(np.float32) for name in _KEPT))


def save_basis(path: Path, made: Basis) -> None:
    """For load_basis, at half precision."""
    kept = {name: getattr(made, name).astype(np.float16) for name in _KEPT}
    np.savez_compressed(path, model=np.array(made.model), **kept)


def carries_meaning(token: str) -> bool:
    """Not so the commonest English words, punctuation, and the model's own marks."""
    return token not in _SILENT and not all(letter in string.punctuation for letter in token)


def words_of(stored: bytes) -> Words:
    """As they were stored, with `tobytes`."""
    return np.frombuffer(stored, dtype=np.int8).reshape(-1, SIZE + 1)


class WordIndex:
    """The words of many texts, which are known by their number."""

    def __init__(self, texts: Sequence[Words]) -> None:
        self._starts = np.concatenate([[0], np.cumsum([len(words) for words in texts])]).astype(np.int64)
        self._words = np.concatenate([words[:, :SIZE] for words in (NO_WORDS, *texts)])

    def likeness(self, question: Words, numbers: NDArray[np.int64]) -> Numbers:
        """For each of these texts, from -1 to 1: how near it comes to the words of the question, on average, as far as
        each of them counts. 0 where either has no words."""
        found = np.zeros(len(numbers), dtype=np.float32)
        starts, ends = self._starts[numbers], self._starts[numbers + 1]
        filled = np.flatnonzero(starts < ends)
        if not len(filled) or not len(question):
            return found
        counts = np.exp(question[:, SIZE].astype(np.float32) * (SPREAD / _HIGHEST))
        counts /= counts.sum()
        parts = [self._words[starts[place] : ends[place]] for place in filled]
        begins = np.cumsum([0, *(len(part) for part in parts[:-1])])
        alike = np.concatenate(parts).astype(np.float32) @ question[:, :SIZE].T.astype(np.float32)
        found[filled] = np.maximum.reduceat(alike, begins, axis=0) @ counts / _STEPS**2
        return found
