"""The second voice in triage: how like a message is to examples of urgent messages and of those that only sound so.

The phrases decide alone when there is no model. With one, both decide together: what the phrases say plainly is never
silenced, and what they miss can still be heard. The weights are made by training/ear.py.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safety import normal
from safety.urgent import DISTRESS, Category, Level, Urgent, matters_who

# From which probability of an urgent matter. Chosen on the development set and on messages by somebody who had seen
# nothing of ours: as many hints as possible, and no more ordinary questions touched than before.
NOW_UNSAID = 0.97  # they would only ask, or hear nothing
NOW_KNOWN = 0.5  # and then of one matter: who cannot tell what it is about can give no advice, and asks
CHECK_FROM = 0.15  # and what the phrases say plainly is urgent now
SURELY_URGENT = 0.5  # from here on the examples say better than the phrases what it is about
SURELY_ANOTHER = 2.5  # if it is so many times as likely as what the phrases heard
SPREAD = 3.0  # brings the numbers of a vector to the size of the two signs from the phrases
SHARP = 3.0  # how far a glance rests on one token alone
SAID = 3.0  # brings the words themselves to that size
PLACES = 2**14  # for words and pairs of words; several may share one
NONE = "none"
DYING = frozenset([Category.MEDICAL_EMERGENCY, Category.FIRE_OR_GAS, Category.SELF_HARM])

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """A small network. It glances several times over the tokens of a message, as the model has them within: `rests`,
    shape (size + 1, glances), says on which tokens, and `takes`, shape (size + 1, taken), what of them. What was taken,
    the vector and the two signs from the phrases go through `hidden`, shape (glances * taken + size + 3, hidden), and
    `then`, shape (hidden + 1, matters); the last two also straight through `straight`, shape (size + 2, matters), and
    the words through `said`, shape (PLACES, matters). The last row of each of the first four is what is added."""

    rests: Numbers
    takes: Numbers
    hidden: Numbers
    then: Numbers
    straight: Numbers
    said: Numbers

    def scores(self, tokens: Numbers, signs: Numbers, places: NDArray[np.int64], worth: float) -> Numbers:
        """Shape (matters,)."""
        resting = SHARP * _through(tokens, self.rests)
        resting = np.exp(resting - resting.max(axis=0))
        taken = (resting / resting.sum(axis=0)).T @ np.tanh(_through(tokens, self.takes))
        within = np.maximum(_through(np.concatenate([taken.ravel(), signs]), self.hidden), 0)
        scores: Numbers = _through(within, self.then) + signs @ self.straight + worth * self.said[places].sum(axis=0)
        return scores


def _through(numbers: Numbers, weights: Numbers) -> Numbers:
    passed: Numbers = numbers @ weights[:-1] + weights[-1]
    return passed


@dataclass(frozen=True)
class Ear:
    """`matters` are categories and NONE. Good for vectors and tokens of `model` only."""

    model: str
    matters: tuple[str, ...]
    weights: Weights

    def chances(self, text: str, vector: Numbers, tokens: Numbers, heard: Urgent | None) -> dict[str, float]:
        """The probability of each matter, given what the phrases heard. `tokens`: shape (tokens, size of a vector)."""
        return self.weigh(tokens, signs(vector, heard), said(text))

    def weigh(self, tokens: Numbers, signs: Numbers, said: tuple[NDArray[np.int64], float]) -> dict[str, float]:
        """The same from what `signs` and `said` give."""
        scores = self.weights.scores(tokens, signs, *said)
        odds = np.exp(scores - scores.max())
        return dict(zip(self.matters, (odds / odds.sum()).tolist(), strict=True))


def signs(vector: Numbers, heard: Urgent | None) -> Numbers:
    """The vector, and whether the phrases say now or would ask: shape (size + 2,)."""
    level = heard.level if heard else None
    return np.concatenate([vector * SPREAD, [level == Level.NOW, level == Level.CHECK]]).astype(np.float32)


def said(text: str) -> tuple[NDArray[np.int64], float]:
    """The places of the words and pairs of words, each as often as it is said, and what each place is worth: the vector
    knows what a message is about, and these how it is said."""
    words = [word for word in normal.tokens(text) if word not in (normal.STOP, normal.SHOUT)]
    words += ["?"] * ("?" in text)
    places = [zlib.crc32(each.encode()) % PLACES for each in (*words, *map(" ".join, pairwise(words)))]
    _, often = np.unique(places, return_counts=True)
    return np.array(places, dtype=np.int64), SAID / max(float(np.linalg.norm(often)), 1.0)


def judge(
    heard: Urgent | None, chances: Mapping[str, float], *, told: Callable[[Level, Category], Urgent]
) -> Urgent | None:
    """What both voices make of a message together. `told` says whom a matter is about that only the examples tell."""
    urgent, likeliest = 1 - chances[NONE], _likeliest(chances)
    level = _level(heard, urgent, chances[likeliest])
    if level is None:
        return heard if heard and heard.topic == DISTRESS else None
    if heard and (urgent < SURELY_URGENT or not _says_better(likeliest, heard, chances)):
        return replace(heard, level=level)
    return replace(told(level, likeliest), faint=urgent < SURELY_URGENT)


def _level(heard: Urgent | None, urgent: float, matter: float) -> Level | None:
    if heard and heard.level == Level.NOW:
        return Level.NOW if urgent >= CHECK_FROM else Level.CHECK
    if urgent >= NOW_UNSAID and matter >= NOW_KNOWN:
        return Level.NOW
    return Level.CHECK if urgent >= CHECK_FROM else None


def _says_better(likeliest: Category, heard: Urgent, chances: Mapping[str, float]) -> bool:
    """Is it about that, rather than what the phrases heard? Where they say plainly that somebody may be dying, the
    advice stays about that."""
    plainly = heard.level == Level.NOW
    if likeliest == heard.category:
        return not plainly
    if plainly and matters_who(heard.category) and likeliest == Category.DATA_INCIDENT:
        return False  # people come before papers
    if plainly and heard.category in DYING and likeliest not in DYING:
        return False
    return chances[likeliest] >= SURELY_ANOTHER * chances.get(heard.category, 0.0)


def _likeliest(chances: Mapping[str, float]) -> Category:
    return Category(max((matter for matter in chances if matter != NONE), key=lambda matter: chances[matter]))


def load_ear(path: Path, *, model: str) -> Ear | None:
    """None when there is none, or it was made for another model."""
    if not path.is_file():
        return None
    with np.load(path) as file:
        if str(file["model"]) != model:
            return None
        weights = Weights(*(file[part.name].astype(np.float32) for part in fields(Weights)))
        return Ear(model, tuple(map(str, file["matters"])), weights)


def save_ear(path: Path, ear: Ear) -> None:
    """For load_ear, at half precision."""
    weights = {part.name: getattr(ear.weights, part.name).astype(np.float16) for part in fields(Weights)}
    np.savez_compressed(path, model=np.array(ear.model), matters=np.array(ear.matters), **weights)
