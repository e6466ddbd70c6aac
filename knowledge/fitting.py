"""Fits the scorer to the content: its example questions must find their own section among all others, and the questions
known to be outside must find none. Takes seconds, away from any question."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.scoring import CRITERION, EXAMPLES, LEAST_LIKENESS, SIGNALS, WEIGHTS, Numbers, Scorer, features

FEWEST = 200  # lessons from which a fit is worth more than what the product ships with
# Of the outside questions, as promised; of fewer, which those are would be a matter of chance.
OUTSIDE_ANSWERED = 0.05
# Of the questions with an answer: enough for the choices at least. This and the margin below were chosen on the
# development sets, the only numbers here that were.
OFFERED = 0.98
# Outside questions that other people write look less like the known ones than these do like each other. So for
# criteria, which look like the examples, the promise needs a margin, in log-odds.
CRITERION_MARGIN = 1.6
NEAREST_ENOUGH = 50  # outside questions that come nearest to one kind of section; of fewer, all are looked at
HOLD = 0.002  # pull towards the shipped weights: little content must not bend them far
OUTSIDE_COUNT = 250.0  # more questions outside than this count no more than this together
# The size of each fitted weight, so that the pull is the same for all; `plain` may not stray far.
_SIZES = np.array([10.0, 10.0, 0.3, 10.0, 15.0, 10.0, 10.0, 0.3, 10.0, 15.0, 3.0, 0.1, 20.0, 20.0, 5.0])
_FITTED = len(_SIZES)


@dataclass(frozen=True)
class Lesson:
    """One question with known answer. `seen`: shape (candidates, SIGNALS), see scoring.py. `right`: the number of the
    right candidate, None when the question is outside. `outside`: likeness to others that are. `known`: likeness to
    messages that other providers' policies answer."""

    seen: Numbers
    right: int | None
    outside: float
    known: float = 0.0


@dataclass(frozen=True)
class _Lessons:
    """The lessons in one block: absent candidates have a mask of minus infinity. The last column is "none". `counts`
    add up to 1."""

    seen: Numbers
    absent: Numbers
    outside: Numbers
    known: Numbers
    right: NDArray[np.int64]
    counts: Numbers


def fit(lessons: Sequence[Lesson], shipped: Scorer) -> Scorer:
    """A scorer for these lessons; the shipped one when there are too few."""
    inside = sum(lesson.right is not None for lesson in lessons)
    if inside < FEWEST or len(lessons) - inside < FEWEST // 2:
        return shipped
    block = _block(lessons)
    start = np.array(astuple(shipped)[:_FITTED])
    found = minimize(_loss, start, args=(block, start), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    names = list(asdict(shipped))[:_FITTED]
    fitted = replace(shipped, **dict(zip(names, (float(weight) for weight in found.x), strict=True)))
    return _with_thresholds(fitted, block)


def way_of_fitting(lessons: Path) -> str:
    """Changes when a release fits otherwise: from other weights, with other promises or with other lessons."""
    taught = hashlib.sha256(lessons.read_bytes()).hexdigest() if lessons.is_file() else ""
    bars = (OUTSIDE_ANSWERED, OFFERED, CRITERION_MARGIN, NEAREST_ENOUGH)
    return f"{Scorer()} {bars} {HOLD} {taught}"


def _block(lessons: Sequence[Lesson]) -> _Lessons:
    widest = max(len(lesson.seen) for lesson in lessons)
    seen = np.zeros((len(lessons), widest, SIGNALS))
    absent = np.full((len(lessons), widest + 1), -np.inf)
    absent[:, widest] = 0
    for number, lesson in enumerate(lessons):
        seen[number, : len(lesson.seen)] = lesson.seen
        absent[number, : len(lesson.seen)] = 0
    right = np.array([widest if lesson.right is None else lesson.right for lesson in lessons])
    outside = np.array([max(lesson.outside, LEAST_LIKENESS) for lesson in lessons])
    counts = np.where(right == widest, min(1.0, OUTSIDE_COUNT / max((right == widest).sum(), 1)), 1.0)
    known = np.array([lesson.known for lesson in lessons])
    return _Lessons(seen, absent, outside, known, right, counts / counts.sum())


def _shares(weights: Numbers, block: _Lessons) -> tuple[Numbers, Numbers]:
    """The probability of each candidate and of none, and what the scorer makes of each candidate."""
    plain, outside, known, nothing = weights[WEIGHTS:]
    made = features(block.seen, plain)
    none = outside * block.outside + known * block.known + nothing
    scores = np.concatenate([made @ weights[:WEIGHTS], none[:, None]], axis=1) + block.absent
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True), made


def _loss(weights: Numbers, block: _Lessons, start: Numbers) -> tuple[float, Numbers]:
    """Mean negative log likelihood of what is right, and its gradient."""
    shares, made = _shares(weights, block)
    rows = np.arange(len(shares))
    loss = -(np.log(np.maximum(shares[rows, block.right], 1e-12)) * block.counts).sum()
    wrong = shares.copy()
    wrong[rows, block.right] -= 1
    wrong *= block.counts[:, None]
    of_examples = [EXAMPLES, CRITERION + EXAMPLES]
    slope = np.zeros(_FITTED)
    slope[:WEIGHTS] = np.einsum("nc,ncf->f", wrong[:, :-1], made)
    slope[WEIGHTS] = -(wrong[:, :-1] * ((made[..., of_examples] > 0) @ weights[of_examples])).sum()
    none = wrong[:, -1]
    slope[WEIGHTS + 1 :] = (none * block.outside).sum(), (none * block.known).sum(), none.sum()
    away = (weights - start) / _SIZES
    return float(loss + HOLD * (away**2).sum()), slope + 2 * HOLD * away / _SIZES


def _with_thresholds(scorer: Scorer, block: _Lessons) -> Scorer:
    """The lowest confidences that keep both promises: few outside questions answered, few others turned away."""
    shares, _ = _shares(np.array(astuple(scorer)[:_FITTED]), block)
    ordered = np.sort(shares[:, :-1], axis=1)
    outside = block.right == shares.shape[1] - 1
    nearest = block.seen[np.arange(len(shares)), shares[:, :-1].argmax(axis=1), CRITERION] > 0
    answer = _bar(ordered[outside, -1], ~nearest[outside])
    criterion_answer = _bar(ordered[outside, -1], nearest[outside], CRITERION_MARGIN)
    choices = float(np.quantile(ordered[~outside, -3:].sum(axis=1), 1 - OFFERED))
    return replace(
        scorer, answer=answer, criterion_answer=criterion_answer, choices=min(choices, answer, criterion_answer)
    )


def _bar(best: Numbers, of_this_kind: NDArray[np.bool_], margin: float = 0.0) -> float:
    """Above the best match of nearly all questions outside, those whose best match is of this kind."""
    enough = of_this_kind.sum() >= NEAREST_ENOUGH
    return _moved(float(np.quantile(best[of_this_kind] if enough else best, 1 - OUTSIDE_ANSWERED)), margin)


def _moved(share: float, margin: float) -> float:
    """A probability, so much log-odds further."""
    bounded = min(max(share, 0.01), 0.99)
    return round(1 / (1 + (1 - bounded) / bounded * math.exp(-margin)), 4)
