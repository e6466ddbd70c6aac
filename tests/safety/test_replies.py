"""What every fixed reply must and must not say."""

import re

import pytest

from people.sites import RECORD_SYSTEM, Contact
from safety.also import ANSWER, Line, load_lines
from safety.urgent import CHOKING, Category, Level, Urgent
from safety.wording import ABOUT_DEPUTY, ABOUT_MANAGER, SAID_APART, SELF, SELF_IN_DANGER, load_replies, urgent_reply

LIFE_AT_RISK = {
    Category.MEDICAL_EMERGENCY,
    Category.FIRE_OR_GAS,
    Category.MISSING_PERSON,
    Category.SELF_HARM,
    Category.STAFF_DANGER,
    CHOKING,
    SELF,
    SELF_IN_DANGER,
}
REPLIES = load_replies()
PLAIN = {
    name: re.sub(r"\{(\w+)\}", lambda found: REPLIES.without[found[1]], text) for name, text in REPLIES.texts.items()
}
FORBIDDEN = {
    "says what is or is not abuse": r"\b(this|that|it) (is|was|is not|isn't|sounds like|may be|could be) "
    r"(abuse|neglect)",
    "says it is not safeguarding": r"not (a )?safeguarding",
    "promises secrecy": r"\b(keep|kept) (it|this|that) (a )?(secret|between us)|confidential|\bI (will|shall) not tell",
    "investigates": r"\b(who did|what happened\?|why did|can you tell me|tell me more|describe)",
    "gives a dose": r"\b\d+ ?(mg|ml|milligrams?|units|tablets|puffs)\b|\bgive (them|him|her) (the|a|an|another|some)\b",
    "gives a diagnosis": r"\b(it|this|they|he|she) (is|has|have|may have|probably) (a )?(stroke|sepsis|fit|concussion)",
    "gives moving advice": r"\b(lift|roll|turn|move|hoist|sit) (them|him|her|the person)\b|recovery position",
}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_it_says_that_the_chat_is_not_watched(name: str) -> None:
    assert "This chat is not watched." in PLAIN[name]


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_it_is_short_and_999_comes_first_where_a_life_may_be_at_risk(name: str) -> None:
    assert len(PLAIN[name].split()) <= (45 if name in LIFE_AT_RISK else 70)
    assert name not in LIFE_AT_RISK or "999" in PLAIN[name].splitlines()[0]


@pytest.mark.parametrize("name", sorted(PLAIN))
@pytest.mark.parametrize("sin", FORBIDDEN)
def test_it_never(name: str, sin: str) -> None:
    assert not re.search(FORBIDDEN[sin], PLAIN[name], re.IGNORECASE)


@pytest.mark.parametrize("line", load_lines(), ids=lambda line: line.name)
def test_no_line_beside_them_says_it_either(line: Line) -> None:
    assert line.beside <= {*Category, *SAID_APART, ANSWER}
    assert [sin for sin, pattern in FORBIDDEN.items() if re.search(pattern, line.text, re.IGNORECASE)] == []


def test_the_list_of_what_is_never_said_finds_it() -> None:
    said = (
        "This is not abuse. It is not safeguarding. I will keep it a secret. Tell me more. Give them 5 mg. "
        "She may have a stroke. Roll them over."
    )
    assert all(re.search(pattern, said, re.IGNORECASE) for pattern in FORBIDDEN.values())


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        (CHOKING, ["Shout for help", "choking first aid you are trained in", "999", "health check"]),
        (Category.MISSING_PERSON, ["inside and outside", "999", "Herbert Protocol"]),
        (Category.FIRE_OR_GAS, ["Raise the alarm", "999", "fire plan", "doors"]),
        (Category.MEDICATION_ERROR, ["unwell", "999", "GP", "pharmacist", "111", "We learn from it"]),
        (Category.SELF_HARM, ["999", "Stay with them", "111, press 2"]),
        (
            Category.DATA_INCIDENT,
            ["Report this now", "even if you are not sure", "Do not delete", "change your password"],
        ),
        (
            Category.SAFEGUARDING,
            [
                "You did right",
                "999",
                "Make the person safe",
                "Do not question, clean up or promise secrecy",
                "Write what you saw and heard, with times",
                "not here",
            ],
        ),
        (ABOUT_MANAGER, ["CQC on 03000 616161", "I have not told the person you mean"]),
        (SELF, ["You matter", "999", "111, press 2", "116 123"]),
        (SELF_IN_DANGER, ["999", "I am telling the people on duty"]),
    ],
)
def test_it_holds_the_facts(name: str, facts: list[str]) -> None:
    assert [fact for fact in facts if fact not in PLAIN[name]] == []


def test_each_matter_gets_its_own_words() -> None:
    said = {
        "": Urgent(Level.NOW, Category.MEDICAL_EMERGENCY),
        CHOKING: Urgent(Level.NOW, Category.MEDICAL_EMERGENCY, topic=CHOKING),
        ABOUT_MANAGER: Urgent(Level.NOW, Category.SAFEGUARDING, about_manager=True),
        SELF: Urgent(Level.NOW, Category.SELF_HARM, about_self=True),
        SELF_IN_DANGER: Urgent(Level.NOW, Category.SELF_HARM, about_self=True, life_in_danger=True),
    }
    assert {name: urgent_reply(urgent, {}) for name, urgent in said.items() if name} == {
        name: PLAIN[name] for name in SAID_APART - {ABOUT_DEPUTY}
    }
    assert urgent_reply(said[ABOUT_MANAGER], {}, no_deputy=True) == PLAIN[ABOUT_DEPUTY]
    assert urgent_reply(said[""], {}) == PLAIN[Category.MEDICAL_EMERGENCY]


def test_every_contact_that_is_named_can_be_filled_in() -> None:
    assert set(REPLIES.without) == {*Contact, RECORD_SYSTEM}
