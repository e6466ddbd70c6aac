"""What two sections disagree on."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.duties import matter_of


class Matter(StrEnum):
    """What two texts differ in."""

    TIME = "time"
    FIGURE = "figure"
    WHO = "who"
    WHETHER = "whether"


@dataclass(frozen=True)
class Disagreement:
    """The two sentences, word for word, in the order in which the sections were given. `about` holds the stems of the
    words that both have."""

    matter: Matter
    first: str
    second: str
    about: frozenset[str] = frozenset()

    def is_asked_about(self, question: str) -> bool:
        """Does the question have a word of what they disagree on?"""
        return bool(self.about & matter_of(question))
