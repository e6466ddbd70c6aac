"""Which sentences of a section answer a question: those that stand out on the card. A guess, made only when likely."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from embeddings.encoder import Encoder, Meaning, Vectors
from embeddings.words import WordIndex
from knowledge.excerpts import stands_under, takes_back
from knowledge.sections import embedded
from knowledge.sentences import CELL, sentences

# `python -m benchmarks.answering` tells how often the answer is among them. Weights for more than these two likenesses,
# such as a number where "how long" is asked, were tried on 850 sections with their answers marked, and found no more.
SHARP = 12.0  # what both likenesses together count, on the scale of a softmax
MOST, SURE = 2, 0.7  # so many at most, and none unless they have this share together
ALONE = 0.7  # with this share one is enough
FEWEST, FEWEST_WORDS = 4, 45  # sentences and words: less is read at a glance
MOST_READ = 60  # sentences; what is longer is a document, and not a card
SECTIONS_KEPT = 500
_HANGS_ON = re.compile(
    r"(?:this|that|these|those|they|them|it|he|she|if (?:so|not)|otherwise|but|also|instead|however|except|unless|even "
    r"(?:so|then)|in (?:that|this|these|those|such)|(?:the )?(?:only )?exceptions?)\b|(?:\S+ ){0,4}then\b",
    re.IGNORECASE,
).match


@dataclass(frozen=True)
class _Read:
    """The sentences of a section, with the vector, shape (sentences, size), and the words of each."""

    sentences: tuple[str, ...]
    vectors: Vectors
    words: WordIndex


class Pointer:
    """One for each process; sections that were read are kept, in memory only."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._read = lru_cache(SECTIONS_KEPT)(self._reading)

    def answering(self, question: Meaning, heading: str, text: str) -> tuple[str, ...]:
        """The likeliest sentences, word for word, with what they hang on; none when it is short or nothing stands
        out."""
        if len(text.split()) < FEWEST_WORDS:
            return ()
        read = self._read(heading, text)
        if read is None:
            return ()
        chances = self._chances(question, read)
        best = np.argsort(-chances, kind="stable")[:MOST]
        kept = best[:1] if chances[best[0]] >= ALONE else best
        return _with_what_they_hang_on(read.sentences, sorted(kept), text) if chances[kept].sum() >= SURE else ()

    def _chances(self, question: Meaning, read: _Read) -> Vectors:
        """Shape (sentences,), 1 in all."""
        likeness = read.vectors @ question.vector + read.words.likeness(question.words, np.arange(len(read.sentences)))
        odds = np.exp(SHARP * (likeness - likeness.max()))
        chances: Vectors = odds / odds.sum()
        return chances

    def _reading(self, heading: str, text: str) -> _Read | None:
        found = _worth_reading(sentences(text))
        if not FEWEST <= len(found) <= MOST_READ:
            return None
        meanings = self._encoder.meanings([embedded(heading, sentence) for sentence in found])
        vectors = np.stack([meaning.vector for meaning in meanings])
        return _Read(tuple(found), vectors, WordIndex([meaning.words for meaning in meanings]))


def _with_what_they_hang_on(found: tuple[str, ...], places: Sequence[int], text: str) -> tuple[str, ...]:
    """ "Two staff then make the change" says nothing of what comes first, "They tell the manager" of whom, and an item
    of a list may stand under "Staff must never:"."""
    before = {place - 1 for place in places if place and _HANGS_ON(found[place])}
    after = {place + 1 for place in places if place + 1 < len(found) and takes_back(found[place + 1])}
    kept = tuple(found[place] for place in sorted({*places, *before, *after}))
    return tuple(dict.fromkeys((*_lines_above(text.splitlines(), kept), *kept)))


def _lines_above(lines: list[str], kept: Sequence[str]) -> Iterator[str]:
    for sentence in (each for each in kept if CELL not in each):
        at = next((number for number, line in enumerate(lines) if sentence in line), 0)
        if (above := stands_under(lines, at)) != at:
            yield sentences(lines[above])[-1]


def _worth_reading(found: Sequence[str]) -> list[str]:
    """Not the number of an item alone, nor a line that only leads on to others."""
    return [each for each in found if any(map(str.isalpha, each)) and not each.endswith(":")]
