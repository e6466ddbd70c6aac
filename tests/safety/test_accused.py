"""Is somebody named who would be told? Names and sentences were made up for this file."""

import time

import pytest

from safety.accused import accused, as_manager, names_in_common
from safety.phrase_files import load_phrases
from safety.urgent import Category, triage

PHRASES = load_phrases()
LEE, TOMASZ, WILL, DEE = 1, 2, 3, 4
PEOPLE = {LEE: "Lee", TOMASZ: "Tomasz Larkmeadow", WILL: "Will Young", DEE: "Dee Park"}


def found(text: str, category: Category | None = Category.SAFEGUARDING) -> set[int | str]:
    return set(accused(text, PEOPLE, PHRASES, category=category, deputies={DEE}))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Lee is the one shouting at residents", {LEE}),
        ("lee grabbed her wrist really hard", {LEE}),
        ("it was LEE", {LEE}),
        ("saw Lee's hand on her neck", {LEE}),
        ("mr larkmeadow is rough with them", {TOMASZ}),
        ("Tomas hit him", {TOMASZ}),
        ("tom pulled her hair", {TOMASZ}),
        ("larkmedow pulled her hair", {TOMASZ}),
        ("will is shouting at the residents", {WILL}),
        ("I saw Will slap her", {WILL}),
        ("will young slapped her", {WILL}),
        ("the deputy is shouting at residents", {DEE}),
        ("I told Lee and Tomasz pushed her again", {TOMASZ}),
        ("I told Lee but she did nothing about it", {LEE}),
        ("the carer slapped her, I told Lee", set()),
        ("rang mr larkmeadow already, the carer slapped her", set()),
        ("she will not say who slapped her", set()),
        ("sleeping in the park with bruises", set()),
        ("somebody slapped a resident", set()),
    ],
)
def test_whoever_is_named_and_not_merely_told_may_be_the_one(text: str, who: set[int]) -> None:
    assert found(text) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Lee pushed her down the stairs she is not breathing", {LEE}),
        ("he is not breathing, Lee is with him", set()),
        ("smoke in the kitchen, Lee has gone to look", set()),
    ],
)
def test_where_a_life_is_at_risk_only_whoever_is_said_to_have_done_it(text: str, who: set[int]) -> None:
    assert found(text, Category.MEDICAL_EMERGENCY) == who


def test_a_name_in_place_of_the_manager_is_heard_as_the_manager() -> None:
    said = as_manager("Lee is the one shouting at residents", PEOPLE, PHRASES)
    assert said == "manager is the one shouting at residents"
    urgent = triage(said, PHRASES)
    assert urgent is not None
    assert urgent.about_manager
    untouched = "How do I charge the hoist?"
    assert as_manager(untouched, PEOPLE, PHRASES) is untouched


def test_a_contact_is_compared_with_a_name() -> None:
    assert names_in_common("Sam Lee, 01632 960002", "Lee", PHRASES)
    assert not names_in_common("the duty manager, 01632 960001", "Lee", PHRASES)


@pytest.mark.parametrize("text", ["", "\x00", "lee " * 20_000, "l" * 100_000, "Will " * 20_000])
def test_odd_messages_are_looked_at_quickly(text: str) -> None:
    began = time.perf_counter()
    found(text)
    as_manager(text, PEOPLE, PHRASES)
    assert time.perf_counter() - began < 1
