"""Which words of a section answer a question: those that stand out on the card. A guess, made only when likely.

Tired people read these words alone. So they come with what they hang on and with what speaks against them, lists and
steps as a whole, and where that would be most of the section, or a table, nothing stands out.
"""

from functools import lru_cache

import numpy as np

from embeddings.encoder import Encoder, Meaning, Vectors
from embeddings.words import WordIndex
from knowledge.context import Piece, Stretch, forbids, in_context, pieces_of
from knowledge.sections import embedded

# `python -m benchmarks.answering` tells how often the answer is among them. Weights for more than these two likenesses,
# such as a number where "how long" is asked, were tried on 850 sections with their answers marked, and found no more.
SHARP = 12.0  # what both likenesses together count, on the scale of a softmax
MOST, SURE = 2, 0.7  # so many at most, and none unless they have this share together
ALONE = 0.7  # with this share one is enough
FEWEST, FEWEST_WORDS = 4, 45  # sentences and words: less is read at a glance
MOST_READ = 60  # sentences; what is longer is a document, and not a card
SECTIONS_KEPT = 500


class _Read:
    """The sentences of a section, with the vector, shape (sentences, size), and the words of each that may answer."""

    def __init__(self, pieces: list[Piece], encoder: Encoder, heading: str) -> None:
        self.pieces = pieces
        self.answers = [place for place, piece in enumerate(pieces) if piece.may_answer]
        meanings = encoder.meanings([embedded(heading, pieces[place].words) for place in self.answers])
        self.vectors = np.stack([meaning.vector for meaning in meanings])
        self.words = WordIndex([meaning.words for meaning in meanings])


class Pointer:
    """One for each process; sections that were read are kept, in memory only."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._read = lru_cache(SECTIONS_KEPT)(self._reading)

    def answering(self, question: str, meaning: Meaning, heading: str, text: str) -> tuple[Stretch, ...]:
        """Where they stand in the text; nowhere when it is short, or nothing stands out that can be read alone."""
        if len(text.split()) < FEWEST_WORDS or forbids(heading):
            return ()
        read = self._read(heading, text)
        if read is None:
            return ()
        chances = _chances(meaning, read)
        best = np.argsort(-chances, kind="stable")[:MOST]
        kept = best[:1] if chances[best[0]] >= ALONE else best
        if chances[kept].sum() < SURE:
            return ()
        return in_context([read.answers[place] for place in kept], read.pieces, question)

    def _reading(self, heading: str, text: str) -> _Read | None:
        pieces = pieces_of(text)
        fits = sum(piece.may_answer for piece in pieces) >= FEWEST and len(pieces) <= MOST_READ
        return _Read(pieces, self._encoder, heading) if fits else None


def _chances(meaning: Meaning, read: _Read) -> Vectors:
    """Shape (sentences that may answer,), 1 in all."""
    likeness = read.vectors @ meaning.vector + read.words.likeness(meaning.words, np.arange(len(read.answers)))
    odds = np.exp(SHARP * (likeness - likeness.max()))
    chances: Vectors = odds / odds.sum()
    return chances
