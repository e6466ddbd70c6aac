"""The second voice in triage: how like a message is to examples of urgent messages and of those that only sound so.

The phrases decide alone when there is no model. With one, both decide together: what the phrases say plainly is never
silenced, and what they miss can still be heard. The weights come from content/safety/examples by training/ear.py.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safety import normal
from safety.urgent import DISTRESS, Category, Level, Urgent

# From which probability of an urgent matter. Chosen by cross-validation on the examples and training/urgent, with the
# questions about the framework held out by criterion, and looked at on the development set.
NOW_IF_SAID = 0.5  # the phrases say now
NOW_UNSAID = 0.97  # they would only ask, or hear nothing
CHECK_FROM = 0.3
SURELY_URGENT = 0.5  # from here on the examples say better than a hint what it is about
SPREAD = 3.0  # brings the numbers of a vector to the size of the two signs from the phrases
SAID = 3.0  # and the words themselves
PLACES = 2**14  # for words and pairs of words; several may share one
NONE = "none"


@dataclass(frozen=True)
class Ear:
    """`weights`: shape (matters, size of a vector + 2 + PLACES); `offsets`: one for each matter. `matters` are
    categories and NONE. Good for vectors of `model` only."""

    model: str
    matters: tuple[str, ...]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def chances(self, text: str, vector: NDArray[np.float32], heard: Urgent | None) -> dict[str, float]:
        """The probability of each matter, given what the phrases heard."""
        scores = self.weights @ features(text, vector, heard) + self.offsets
        odds = np.exp(scores - scores.max())
        return dict(zip(self.matters, (odds / odds.sum()).tolist(), strict=True))


def features(text: str, vector: NDArray[np.float32], heard: Urgent | None) -> NDArray[np.float32]:
    """What the weights are for: the vector, whether the phrases say now or would ask, and the words."""
    level = heard.level if heard else None
    return np.concatenate([vector * SPREAD, [level == Level.NOW, level == Level.CHECK], _said(text)]).astype(np.float32)


def _said(text: str) -> NDArray[np.float32]:
    """Which words and pairs of words are there: the vector knows what a message is about, and these how it is said."""
    words = [word for word in normal.tokens(text) if word not in (normal.STOP, normal.SHOUT)]
    words += ["?"] * ("?" in text)
    places = [zlib.crc32(each.encode()) % PLACES for each in (*words, *map(" ".join, pairwise(words)))]
    counts = np.bincount(places, minlength=PLACES) if places else np.zeros(PLACES)
    return (counts * (SAID / max(float(np.linalg.norm(counts)), 1.0))).astype(np.float32)


def judge(
    heard: Urgent | None, chances: Mapping[str, float], *, told: Callable[[Level, Category], Urgent]
) -> Urgent | None:
    """What both voices make of a message together. `told` says whom a matter is about that only the examples tell."""
    urgent = 1 - chances[NONE]
    level = _level(heard, urgent)
    if level is None:
        return heard if heard and heard.topic == DISTRESS else None
    if heard and (heard.level == Level.NOW or urgent < SURELY_URGENT):
        return replace(heard, level=level)
    return told(level, _likeliest(chances))


def _level(heard: Urgent | None, urgent: float) -> Level | None:
    if heard and heard.level == Level.NOW:
        return Level.NOW if urgent >= NOW_IF_SAID else Level.CHECK
    if urgent >= NOW_UNSAID:
        return Level.NOW
    return Level.CHECK if urgent >= CHECK_FROM else None


def _likeliest(chances: Mapping[str, float]) -> Category:
    return Category(max((matter for matter in chances if matter != NONE), key=lambda matter: chances[matter]))


def load_ear(path: Path, *, model: str) -> Ear | None:
    """None when there is none, or it was made for another model."""
    if not path.is_file():
        return None
    with np.load(path) as file:
        if str(file["model"]) != model:
            return None
        return Ear(model, tuple(map(str, file["matters"])), file["weights"].astype(np.float32), file["offsets"])


def save_ear(path: Path, ear: Ear) -> None:
    """For load_ear."""
    weights = ear.weights.astype(np.float16)
    np.savez_compressed(
        path, model=np.array(ear.model), matters=np.array(ear.matters), weights=weights, offsets=ear.offsets
    )
