"""How well a section fits a question, from what the search saw. Pure; the weights are fitted (see fitting.py)."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

# What is seen of one section, a column each. Cosines from -1 to 1: of its nearest passage, of its words one by one, of
# what other providers' policies say to such a message (0 where none are known), the mean of its three nearest examples
# (nan when none is near). KEYWORDS is a BM25 score of 0 or more, CRITERION 1 for the framework and 0 for the rest.
PASSAGE, WORDWISE, KEYWORDS, PARALLEL, EXAMPLES, CRITERION = range(6)
SIGNALS = 6
# What only says what a document is for answers hardly anything, however many of the question's words it has.
INTRODUCTION = 1.0
# A criterion for those who lead is likelier when somebody who leads asks, and one for everybody less likely.
LEVEL = 0.3
# Any question is about this much like some question outside. To be less like them does not make it answered.
LEAST_LIKENESS = 0.35

WEIGHTS = 2 * CRITERION + 1  # of the signals but the last, twice, and of that one

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Scorer:
    """What each signal is worth, in log-odds: a score one higher makes a section 2.7 times as likely. A criterion,
    about which many questions are known, is told by these; any other section by what it says: so the weights differ,
    and `criterion` is what it is worth to be one. `plain` is the likeness to examples that says nothing yet. `outside`,
    `known` and `nothing` give the score of "none of these answers it". `answer`, for criteria `criterion_answer`, and
    `choices` are the confidences needed. What stands here asks nothing of the model, and serves until an index has
    been fitted."""

    passage: float = 13.0
    wordwise: float = 0.0
    words: float = 0.21
    parallel: float = 0.0
    examples: float = 13.2
    criterion_passage: float = 13.0
    criterion_wordwise: float = 0.0
    criterion_words: float = 0.21
    criterion_parallel: float = 0.0
    criterion_examples: float = 13.2
    criterion: float = 0.0
    plain: float = 0.37
    outside: float = 21.5
    known: float = 0.0
    nothing: float = -4.0
    answer: float = 0.6
    criterion_answer: float = 0.6
    choices: float = 0.3

    def scores(self, seen: Numbers) -> Numbers:
        """Shape (sections,), of what was seen of each: shape (sections, SIGNALS)."""
        fits: Numbers = features(seen, self.plain) @ np.array(astuple(self)[:WEIGHTS])
        return fits

    def needed(self, *, criterion: bool) -> float:
        """How sure an answer must be."""
        return self.criterion_answer if criterion else self.answer

    def none_of_these(self, outside: float, known: float) -> float:
        """The score of no section, given how like the question is to questions known to be outside, and to messages
        that other providers' policies answer."""
        return self.outside * max(outside, LEAST_LIKENESS) + self.known * known + self.nothing


def features(seen: Numbers, plain: float) -> Numbers:
    """Shape (..., WEIGHTS), in the order of the fields of Scorer, from shape (..., SIGNALS). Examples can only speak
    for a section: one more must never push it down."""
    signals, criterion = seen[..., :CRITERION].copy(), seen[..., CRITERION:]
    signals[..., EXAMPLES] = np.fmax(0.0, signals[..., EXAMPLES] - plain)
    return np.concatenate([signals * (1 - criterion), signals * criterion, criterion], axis=-1)


def shares(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities that add up to 1."""
    highest = max(scores)
    odds = [math.exp(score - highest) for score in scores]
    return [each / sum(odds) for each in odds]
