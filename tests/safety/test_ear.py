from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from make_ear import weights

from safety.ear import NONE, NOW_UNSAID, PLACES, SAID, Ear, judge, load_ear, said, save_ear, signs
from safety.urgent import Category, Level, Urgent

FALL = Urgent(Level.NOW, Category.MEDICAL_EMERGENCY)
LOST = Urgent(Level.NOW, Category.DATA_INCIDENT)
HINT = Urgent(Level.CHECK, Category.SAFEGUARDING)

MATTERS = (NONE, "safeguarding")
EAR = Ear(
    "m@1", MATTERS, weights(size=2, matters=2, then=[[0, 0], [0, -1.5]], straight=[[0, 1], [0, 0], [0, 2], [0, 1]])
)
HALVES = np.array([0.5, 0.5], dtype=np.float32)
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
    assert weigh(None, 0.6) == Urgent(Level.CHECK, Category.SAFEGUARDING, about_manager=True)
    assert weigh(None, 0.4) == Urgent(Level.CHECK, Category.SAFEGUARDING, about_manager=True, faint=True)
    assert weigh(None, NOW_UNSAID) == Urgent(Level.NOW, Category.SAFEGUARDING, about_manager=True)


def test_a_hint_is_asked_about_unless_it_sounds_like_every_day() -> None:
    assert weigh(HINT, 0.4) == HINT
    assert weigh(HINT, 0.1) is None


def test_a_hint_that_sounds_like_it_happened_is_urgent_now() -> None:
    assert weigh(HINT, NOW_UNSAID) == Urgent(Level.NOW, Category.SAFEGUARDING, about_manager=True)


def test_an_alarm_that_nobody_said_needs_to_know_what_it_is_about() -> None:
    spread = {NONE: 0.0, "safeguarding": 0.4, "missing_person": 0.3, "fire_or_gas": 0.3}
    assert judge(None, spread, told=told) == Urgent(Level.CHECK, Category.SAFEGUARDING, about_manager=True)
    assert judge(FALL, spread, told=told) == FALL


def test_what_is_heard_clearly_says_better_what_it_is_than_a_hint() -> None:
    heard = weigh(HINT, 0.8, Category.MEDICATION_ERROR)
    assert heard == Urgent(Level.CHECK, Category.MEDICATION_ERROR, about_manager=False)


def test_even_what_is_said_plainly_may_be_about_something_else() -> None:
    """'My boy had my tablet': no medicine."""
    tablet = Urgent(Level.NOW, Category.MEDICATION_ERROR)
    clear = {NONE: 0.1, "medication_error": 0.2, "data_incident": 0.7}
    assert judge(tablet, clear, told=told) == Urgent(Level.NOW, Category.DATA_INCIDENT)
    close = {NONE: 0.1, "medication_error": 0.4, "data_incident": 0.5}
    assert judge(tablet, close, told=told) == tablet


def test_advice_about_somebody_who_may_be_dying_never_becomes_other_advice() -> None:
    for matter in (Category.MEDICATION_ERROR, Category.SAFEGUARDING):
        assert weigh(FALL, 0.95, matter) == FALL
    assert weigh(FALL, 0.95, Category.FIRE_OR_GAS) == Urgent(Level.NOW, Category.FIRE_OR_GAS)


def test_a_lost_phone_is_heard_like_every_other_matter() -> None:
    assert weigh(None, 0.99, Category.DATA_INCIDENT) == Urgent(Level.NOW, Category.DATA_INCIDENT)
    assert weigh(LOST, 0.1, Category.DATA_INCIDENT) == Urgent(Level.CHECK, Category.DATA_INCIDENT)
    assert weigh(LOST, 0.95, Category.DATA_INCIDENT) == LOST


def test_only_where_it_matters_who_did_it_is_the_manager_left_out() -> None:
    fire = weigh(None, 0.99, Category.FIRE_OR_GAS)
    assert fire is not None
    assert not fire.about_manager


def hear(ear: Ear, tokens: list[list[float]], text: str = "", heard: Urgent | None = None) -> float:
    return ear.chances(text, HALVES, np.array(tokens, dtype=np.float32), heard)["safeguarding"]


def test_both_voices_count() -> None:
    assert signs(HALVES, FALL).tolist() == [1.5, 1.5, 1, 0]
    assert hear(EAR, [[0, 0]]) == pytest.approx(0.5)
    assert hear(EAR, [[0, 0]], heard=FALL) > hear(EAR, [[0, 0]], heard=HINT) > 0.5


def test_one_token_among_many_is_enough_to_be_heard() -> None:
    """A glance rests on the tokens whose first number is high, and takes their second."""
    hidden = [[1], [0], [0], [0], [0], [0]]
    rests, takes, then = [[9], [0], [0]], [[0], [1], [0]], [[0, 4], [0, 0]]
    ear = Ear("m@1", MATTERS, weights(size=2, matters=2, rests=rests, takes=takes, hidden=hidden, then=then))
    dull, telling = [0, 0], [1, 1]
    assert hear(ear, [dull] * 9) == pytest.approx(0.5)
    assert hear(ear, [*[dull] * 5, telling, *[dull] * 5]) == pytest.approx(hear(ear, [telling]), abs=0.01)
    assert hear(ear, [telling]) > 0.9


def test_the_words_count_beside_the_meaning() -> None:
    places, worth = said("she fell")
    table = np.zeros((PLACES, 2), dtype=np.float32)
    table[places, 1] = 1
    ear = Ear("m@1", MATTERS, weights(size=2, matters=2, said=table))
    assert worth * np.sqrt(len(places)) == pytest.approx(SAID)
    assert hear(ear, [[0, 0]], "she fell") > hear(ear, [[0, 0]], "she sang") > hear(ear, [[0, 0]], "we sang") == 0.5
    assert len(said("she fell?")[0]) > len(places)
    assert len(said("")[0]) == 0


def test_an_ear_is_good_for_its_own_model_only(tmp_path: Path) -> None:
    save_ear(tmp_path / "ear.npz", EAR)
    kept = load_ear(tmp_path / "ear.npz", model="m@1")
    assert kept is not None
    assert kept.matters == EAR.matters
    assert all(np.array_equal(*each) for each in zip(astuple(kept.weights), astuple(EAR.weights), strict=True))
    assert load_ear(tmp_path / "ear.npz", model="m@2") is None
    assert load_ear(tmp_path / "none.npz", model="m@1") is None
