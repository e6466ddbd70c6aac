"""Names of people: found in every way they are typed, and words that only look like names left alone."""

import pytest

from safety.names import find_names
from safety.personal import find_personal, name_key, scrub
from safety.signs import is_slip


def names(text: str, **site: object) -> list[str]:
    return [text[span.start : span.end] for span in find_personal(text, **site) if span.type == "PERSON"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mrs Palmer's tablet", ["Mrs Palmer"]),
        ("mr and mrs whitlock share one", ["mr and mrs whitlock"]),
        ("tell Mr. J. P. Ellery", ["Mr. J. P. Ellery"]),
        ("mrs o'brien and dr banerjee", ["mrs o'brien", "dr banerjee"]),
        ("Jean-Luc and Zoë were on", ["Jean-Luc", "Zoë"]),
        ("joan's meds", ["joan"]),
        ("resident J.S. fell", ["J.S."]),
        ("is mr k allowed", ["mr k"]),
        ("ask Jin-ah to sign", ["Jin-ah"]),
        ("I told Joan. Then she left", ["Joan"]),
        ("cant get harold to eat", ["harold"]),
        ("preferred name: Biscuit. where does it go", ["Biscuit"]),
        ("he likes to be called Skipper, can I put that", ["Skipper"]),
        ("Mr House is out", ["Mr House"]),
        ("can doris close the window", ["doris"]),
        ("is Peter Hall allowed out", ["Peter Hall"]),
        ("I think Joan Ward refused her tea", ["Joan Ward"]),
        ("today Peter House fell", ["Peter House"]),
    ],
)
def test_a_name_is_taken_whole_with_its_title_and_without_its_possessive(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "will it save",
        "is there a grace period",
        "training is in May",
        "the herbert protocol",
        "SafeMode is on",
        "did i miss supper",
        "mum rang the gp",
        "i.e. at 8 a.m. or p.m.",
        "Charge it first. Keep it dry. Wipes are in the hall.",
        "- Bedrooms: only with consent",
        "the Branch Manager has the LPAs",
        "he carries the phone in a glovebox",
        "is Rose House short tonight",
        "we open on St David's day",
        "take it to St Anne's Court",
        "her name badge fell off",
        "he likes to be called before lunch",
        "martha's rule poster",
    ],
)
def test_a_word_that_only_looks_like_a_name_stays(text: str) -> None:
    assert names(text) == []


def test_a_name_of_somebody_at_the_site_is_always_found() -> None:
    roster = {"table", "obrien", "zoe"}
    assert names("TaBle's chart and tables notes", known=roster.__contains__) == ["TaBle", "tables"]
    assert names("o'brien and Zoë", known=roster.__contains__) == ["o'brien", "Zoë"]


def test_what_a_site_says_is_nobody_stays_unless_a_title_says_otherwise() -> None:
    assert names("joan refused", ordinary={"joan"}.__contains__) == []
    assert names("mrs joan refused", ordinary={"joan"}.__contains__) == ["mrs joan"]


def test_the_roster_goes_before_the_words_that_are_nobodys() -> None:
    both = {"joan"}.__contains__
    assert names("joan refused", known=both, ordinary=both) == ["joan"]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Joan's", "joan"),
        ("Zoë", "zoe"),
        ("O’Brien", "obrien"),
        ("Jean-Luc", "jeanluc"),
        ("  ŁUKASZ ", "lukasz"),
        ("James'", "james"),
        ("", ""),
    ],
)
def test_a_name_has_one_key_however_it_is_written(word: str, key: str) -> None:
    assert name_key(word) == key


def test_a_slip_of_the_thumb_is_known() -> None:
    assert is_slip("tabelt")
    assert not is_slip("oluwaseun")


def test_nothing_is_found_in_nothing() -> None:
    assert list(find_names("")) == []
    assert scrub("", find_personal("")) == ""
