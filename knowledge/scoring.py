"""How well a section fits a question, from what the search saw. Pure; the weights are fitted (see fitting.py)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# A criterion for those who lead is likelier when somebody who leads asks, and one for everybody less likely.
LEVEL = 0.3
# Any question is about this much like some question outside. To be less like them does not make it answered.
LEAST_LIKENESS = 0.35


@dataclass(frozen=True)
class Signals:
    """What was seen of one section. Cosines from -1 to 1; `words` is a BM25 score of 0 or more; `parallel` is
    the likeness to what other providers' policies say to such a message, 0 where none are known; `examples` is the mean
    likeness to its three nearest examples, None when it has none near; `level_fits` is None when the level of the
    section says nothing about the asker."""

    passage: float
    whole: float
    words: float
    parallel: float = 0.0
    examples: float | None = None
    level_fits: bool | None = None


@dataclass(frozen=True)
class Scorer:
    """What each signal is worth, in log-odds: a score one higher makes a section 2.7 times as likely. `plain` is the
    likeness to examples that says nothing yet. `outside` and `nothing` give the score of "none of these answers it".
    `answer` and `choices` are the confidences needed. What stands here was fitted on the starter content and on the
    made-up policies in training/, and serves until the index has been fitted to its own content."""

    passage: float = 11.5
    whole: float = 1.9
    words: float = 0.21
    parallel: float = 0.0
    examples: float = 13.2
    plain: float = 0.37
    outside: float = 21.5
    nothing: float = -4.0
    answer: float = 0.6
    choices: float = 0.3

    def score(self, signals: Signals) -> float:
        """Examples can only speak for a section: one more must never push it down."""
        fit = self.passage * signals.passage + self.whole * signals.whole + self.words * signals.words
        fit += self.parallel * signals.parallel
        if signals.examples is not None:
            fit += max(0.0, self.examples * (signals.examples - self.plain))
        return fit if signals.level_fits is None else fit + (LEVEL if signals.level_fits else -LEVEL)

    def none_of_these(self, likeness: float) -> float:
        """The score of no section, given how like the question is to questions known to be outside."""
        return self.outside * max(likeness, LEAST_LIKENESS) + self.nothing


def shares(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities that add up to 1."""
    highest = max(scores)
    odds = [math.exp(score - highest) for score in scores]
    return [each / sum(odds) for each in odds]
