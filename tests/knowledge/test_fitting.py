from dataclasses import astuple

import numpy as np
import pytest

from knowledge.fitting import FEWEST, OUTSIDE_ANSWERED, Lesson, _block, _loss, _shares, fit
from knowledge.scoring import CRITERION, EXAMPLES, SIGNALS, Scorer

SHIPPED = Scorer()


def world(count: int = 2 * FEWEST, *, seed: int = 1) -> list[Lesson]:
    """Passages tell the right section, words say nothing; half have examples, half are criteria; a third is outside."""
    chance = np.random.default_rng(seed)
    return [lesson(chance, inside=number % 3 > 0) for number in range(count)]


def lesson(chance: np.random.Generator, *, inside: bool) -> Lesson:
    seen = chance.normal(0.3, 0.1, size=(6, SIGNALS)).astype(np.float32)
    seen[chance.random(6) < 0.5, EXAMPLES] = np.nan
    seen[:, CRITERION] = chance.random(6) < 0.5
    if inside:
        seen[2, 0] += 0.3
    outside, known = chance.normal((0.3, 0.6) if inside else (0.6, 0.4), 0.1)
    return Lesson(seen, 2 if inside else None, float(outside), float(known))


def test_the_fit_finds_what_tells_the_right_section() -> None:
    fitted = fit(world(), SHIPPED)
    assert fitted.passage > 2 * abs(fitted.wordwise)
    assert fitted.criterion_passage > 2 * abs(fitted.criterion_wordwise)
    assert loss(fitted, world(seed=2)) < 0.7 * loss(SHIPPED, world(seed=2))


def test_what_is_like_no_known_message_is_taken_for_outside() -> None:
    fitted = fit(world(), SHIPPED)
    assert fitted.none_of_these(0.5, known=0.3) > fitted.none_of_these(0.5, known=0.7) + 0.5


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    block, start = _block(world(60)), np.array([9.0, 8, 0.3, 5, 12, 4, 3, 0.5, 2, 20, 1, 0.31, 15, -4, 1])
    _, slope = _loss(start, block, start + 1)
    for number in range(len(start)):
        step = np.zeros(len(start))
        step[number] = 1e-5
        rise = _loss(start + step, block, start + 1)[0] - _loss(start - step, block, start + 1)[0]
        assert slope[number] == pytest.approx(rise / 2e-5, abs=1e-4)


def test_few_outside_questions_are_answered_on_the_lessons_themselves() -> None:
    lessons = world()
    fitted = fit(lessons, SHIPPED)
    outside = [each for each in lessons if each.right is None]
    shares = _shares(weights(fitted), _block(outside))[0][:, :-1]
    nearest = [each.seen[best] for each, best in zip(outside, shares.argmax(axis=1), strict=True)]
    needed = np.array([fitted.needed(criterion=seen[CRITERION] > 0) for seen in nearest])
    assert (shares.max(axis=1) > needed).mean() <= OUTSIDE_ANSWERED
    assert fitted.choices <= min(fitted.answer, fitted.criterion_answer)


def test_too_few_lessons_leave_what_was_shipped() -> None:
    assert fit(world(FEWEST), SHIPPED) is SHIPPED


def test_sections_that_were_not_seen_have_no_share() -> None:
    lessons = [Lesson(np.full((1, SIGNALS), 0.5, dtype=np.float32), 0, 0.1), *world(3)]
    shares, _ = _shares(weights(SHIPPED), _block(lessons))
    assert shares[0, 1:-1].sum() == 0
    assert shares.sum(axis=1) == pytest.approx(np.ones(4))


def weights(scorer: Scorer) -> np.ndarray:
    """All but the three thresholds."""
    return np.array(astuple(scorer)[:-3])


def loss(scorer: Scorer, lessons: list[Lesson]) -> float:
    return _loss(weights(scorer), _block(lessons), weights(scorer))[0]
