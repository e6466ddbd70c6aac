from pathlib import Path

import numpy as np
import pytest

from safety.ear import NONE, NOW_UNSAID, PLACES, SAID, Ear, features, judge, load_ear, save_ear
from safety.urgent import Category, Level, Urgent

FALL = Urgent(Level.NOW, Category.MEDICAL_EMERGENCY)
LOST = Urgent(Level.NOW, Category.DATA_INCIDENT)
HINT = Urgent(Level.CHECK, Category.SAFEGUARDING)
EAR = Ear(
    model="m@1",
    matters=(NONE, "safeguarding"),
    weights=np.pad(np.array([[0, 0, 0, 0], [1, 0, 2, 1]], dtype=np.float32), ((0, 0), (0, PLACES))),
    offsets=np.array([0, -1.5], dtype=np.float32),
)
BY_SOMEBODY = (Category.SAFEGUARDING, Category.STAFF_DANGER)


def chances(urgent: float, category: Category = Category.SAFEGUARDING) -> dict[str, float]:
    return {NONE: 1 - urgent, str(category): urgent}


def told(level: Level, category: Category) -> Urgent:
    return Urgent(level, category, about_manager=category in BY_SOMEBODY)


def weigh(heard: Urgent | None, urgent: float, category: Category = Category.SAFEGUARDING) -> Urgent | None:
    return judge(heard, chances(urgent, category), told=told)


def test_what_the_phrases_say_plainly_is_never_silenced() -> None:
    assert weigh(FALL, 0.9) == FALL
    assert weigh(FALL, 0.0) == Urgent(Level.CHECK, Category.MEDICAL_EMERGENCY)


def test_what_no_phrase_says_can_still_be_heard() -> None:
    assert weigh(None, 0.05) is None
    assert weigh(None, 0.4) == Urgent(Level.CHECK, Category.SAFEGUARDING, about_manager=True)
    assert weigh(None, NOW_UNSAID) == Urgent(Level.NOW, Category.SAFEGUARDING, about_manager=True)


def test_a_hint_is_asked_about_unless_it_sounds_like_every_day() -> None:
    assert weigh(HINT, 0.4) == HINT
    assert weigh(HINT, 0.1) is None


def test_a_hint_that_sounds_like_it_happened_is_urgent_now() -> None:
    assert weigh(HINT, NOW_UNSAID) == Urgent(Level.NOW, Category.SAFEGUARDING, about_manager=True)


def test_what_is_heard_clearly_says_better_what_it_is_than_a_hint() -> None:
    heard = weigh(HINT, 0.8, Category.MEDICATION_ERROR)
    assert heard == Urgent(Level.CHECK, Category.MEDICATION_ERROR, about_manager=False)


def test_a_lost_phone_is_heard_like_every_other_matter() -> None:
    assert weigh(None, 0.99, Category.DATA_INCIDENT) == Urgent(Level.NOW, Category.DATA_INCIDENT)
    assert weigh(LOST, 0.2, Category.DATA_INCIDENT) == Urgent(Level.CHECK, Category.DATA_INCIDENT)
    assert weigh(LOST, 0.95, Category.DATA_INCIDENT) == LOST


def test_only_where_it_matters_who_did_it_is_the_manager_left_out() -> None:
    fire = weigh(None, 0.99, Category.FIRE_OR_GAS)
    assert fire is not None
    assert not fire.about_manager


def test_both_voices_count() -> None:
    vector = np.array([0.5, 0.5], dtype=np.float32)
    assert features("", vector, FALL)[:4].tolist() == [1.5, 1.5, 1, 0]
    assert EAR.chances("", vector, None)["safeguarding"] == pytest.approx(0.5)
    assert EAR.chances("", vector, FALL)["safeguarding"] > EAR.chances("", vector, HINT)["safeguarding"] > 0.5


def test_the_words_count_beside_the_meaning() -> None:
    vector = np.zeros(2, dtype=np.float32)
    fell, asked = (features(text, vector, None)[4:] for text in ("she fell", "she fell?"))
    assert np.linalg.norm(fell) == pytest.approx(SAID)
    assert not np.array_equal(fell, asked)
    assert np.count_nonzero(features("", vector, None)) == 0


def test_an_ear_is_good_for_its_own_model_only(tmp_path: Path) -> None:
    save_ear(tmp_path / "ear.npz", EAR)
    kept = load_ear(tmp_path / "ear.npz", model="m@1")
    assert kept is not None
    assert kept.matters == EAR.matters
    assert np.array_equal(kept.weights, EAR.weights)
    assert load_ear(tmp_path / "ear.npz", model="m@2") is None
    assert load_ear(tmp_path / "none.npz", model="m@1") is None
