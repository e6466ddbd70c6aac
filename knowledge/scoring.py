"""How well a section fits a question, from what the search saw. One pure function with named weights.

The weights were set by hand and compared on the development sets; nothing was trained on them.
"""

from dataclasses import dataclass

from knowledge.readers.parts import Kind

# A question on the text alone: its nearest passage, the section as a whole, and the words they share.
PASSAGE = 0.5
WHOLE = 0.2
WORDS = 0.0075
# Raises text matches to the height of example matches, for documents whose text is all there is to go by.
OWN_DOCUMENT = 0.25

# A question like the ones that people asked about this section before.
EXAMPLES = 1.0
EXAMPLES_PASSAGE = 0.3
EXAMPLES_WORDS = 0.01

# A criterion for those who lead is likelier when somebody who leads asks, and one for everybody less likely.
LEVEL = 0.02


@dataclass(frozen=True)
class Signals:
    """What was seen of one section. Cosines from -1 to 1; `words` is a BM25 score of 0 or more; `examples` is the
    mean likeness to its three nearest examples, None when it has none near; `level_fits` is None when the level of
    the section says nothing about the asker."""

    passage: float
    whole: float
    words: float
    examples: float | None = None
    level_fits: bool | None = None


def score(signals: Signals, kind: str) -> float:
    """About 0.2 for chance, 0.6 for a fair match, above 1 for a question that was asked in the same words before."""
    by_text = PASSAGE * signals.passage + WHOLE * signals.whole + WORDS * signals.words
    if kind != Kind.FRAMEWORK:
        by_text += OWN_DOCUMENT
    fit = max(by_text, _by_examples(signals))
    return fit if signals.level_fits is None else fit + (LEVEL if signals.level_fits else -LEVEL)


def _by_examples(signals: Signals) -> float:
    if signals.examples is None:
        return 0.0
    return EXAMPLES * signals.examples + EXAMPLES_PASSAGE * signals.passage + EXAMPLES_WORDS * signals.words
