"""Every command and button of the chat against everybody, on both channels. A new one needs a row in TALKS."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from api.parts import Parts
from chat import wording
from chat.incoming import Channel, Kind
from chat.routes import FLOWS, OPEN_FLOWS
from chat.understanding import BUTTONS, COMMANDS
from delivery.reach import web_address
from knowledge.drafts import Draft
from people.roles import Role
from people.staff import Staff, leave
from questions.escalations import Escalation, Pass
from questions.questions import Question
from quizzes.assignments import RoundItem
from talking import Phone

ALL = " ".join(Role)
ASKERS = " ".join(role for role in Role if role != Role.AUDITOR)  # who only looks has no talk to have
ANYBODY = "anybody"  # joined or not

# Who may. For everybody else it is as if the thing named were not there, and nothing changes.
TALKS = {
    # joining and leaving
    "start_command": ANYBODY,
    "join_continue": ANYBODY,
    "join_name": ANYBODY,
    "join_name_given": ANYBODY,
    "join_shift": ANYBODY,
    "privacy_command": ANYBODY,
    "too_fast": ANYBODY,
    # asking; each only about their own questions
    "ask": ASKERS,
    "pick": ASKERS,
    "more": ASKERS,
    "helpful": ASKERS,
    "notquite": ASKERS,
    "champion": ASKERS,
    # championing
    "inbox_command": "champion admin",
    "claim": "champion admin",
    "answer": "champion admin",
    "reply_text": "champion admin",
    "send_reply": "champion admin",
    "cancel_reply": "champion admin",
    "pass": "champion admin",
    "propose": "champion admin",
    "leave": ASKERS,
    "approve": "champion manager governance admin",
    "reject": "champion manager governance admin",
    # the quiz; each only their own
    "quiz_command": ASKERS,
    "quiz": ASKERS,
    # about oneself
    "me_command": ALL,
    "link_command": ALL,
    "help_command": ALL,
    "help_words": ALL,
    "contact": ASKERS,
    "ask_command": ASKERS,
    "shift_change": ASKERS,
    "shift": ASKERS,
    "mydata": ALL,
    "mydata_command": ALL,
    "forget": ALL,
    "forget_command": ALL,
    "forget_yes": ALL,
    "forget_no": ALL,
    "not_meant": ASKERS,
    "request": ANYBODY,
    "perhaps_request": ANYBODY,
    "yes_request": ANYBODY,
    "no_request": ASKERS,
    "ring": ASKERS,
    "ring_no": ASKERS,
    # emergencies, and personal details; each only their own
    "got": ASKERS,
    "written": ANYBODY,
    "nothing_personal": ASKERS,
    "still_a_name": ASKERS,
    "never_mind": ASKERS,
    "word_is_fine": ASKERS,
    "name_left": ASKERS,
    # kind words
    "unknown_command": ASKERS,
    "unsupported": ASKERS,
    "empty": ASKERS,
    "too_long": ASKERS,
    "edited": ASKERS,
}
# How one comes there: all the rest is a button that carries two numbers.
TYPED: dict[str, dict[str, Any]] = {
    "help_words": {"text": "What can you do?"},
    "contact": {"text": "what is the number for on call"},
    "ask": {"text": "zebra wombat"},
    "join_name": {"text": "Bo"},
    "reply_text": {"text": "Bo"},
    "unknown_command": {"text": "/nonsense"},
    "unsupported": {"kind": Kind.STICKER},
    "empty": {"text": " "},
    "too_long": {"text": "word " * 1_000},
    "edited": {"text": "zebra", "edited": True},
}
# What each number names. In the home these are another person's, or the home's.
NAMES = {
    "pick": ("question_id", "section_id"), "more": ("question_id", "section_id"), "helpful": ("question_id",),
    "notquite": ("question_id",), "champion": ("question_id",), "claim": ("escalation_id",),
    "answer": ("escalation_id",), "send_reply": ("escalation_id",), "pass": ("escalation_id",),
    "propose": ("escalation_id",), "approve": ("draft_id",), "reject": ("draft_id",), "quiz": ("round_item_id",),
}  # fmt: skip
NOTHING = ("999999", "-1", "0", "9" * 40, "1e3", "²", "\u0661", "", "1 or 1=1", "\ud800", "x" * 40)


def test_every_command_and_button_has_a_row_that_says_who_may() -> None:
    there = {*FLOWS, *OPEN_FLOWS}
    assert not there - set(TALKS), f"Say in TALKS in {__file__} who may: {sorted(there - set(TALKS))}"
    assert not set(TALKS) - there, f"No longer there, so take it out of TALKS: {sorted(set(TALKS) - there)}"
    assert there >= BUTTONS
    assert there >= {f"{command}_command" for command in COMMANDS}


def say(phone: Phone, name: str, number: str) -> str:
    """Come to that flow, naming this number."""
    if name.endswith("_command") and name not in TYPED:
        reply = phone.sends(text=f"/{name.removesuffix('_command')}")
    elif name in TYPED:
        reply = phone.sends(**TYPED[name])
    else:
        reply = phone.sends(kind=Kind.ACTION, action=f"{name}:{number}:{number}")
    return "\n".join(message.text for message in reply.messages)


def phone_of(parts: Parts, person: Staff, channel: Channel) -> Phone:
    telegram = channel == Channel.TELEGRAM
    return Phone(parts.engine, str(person.telegram_id) if telegram else web_address(person.id), channel, name="Pat")


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_not_learns_nothing_and_changes_nothing(
    parts: Parts, home: Any, joins: Callable[..., Staff], role: Role, channel: Channel
) -> None:
    phone = phone_of(parts, joins(role, at=home.people.home), channel)
    wrong = []
    for name in (name for name, may in TALKS.items() if may != ANYBODY and role not in may.split()):
        if name in ("reply_text", "cancel_reply"):
            continue  # only in a state that nobody else comes into
        said = {say(phone, name, str(number)) for number in (home.things[NAMES.get(name, ("site_id",))[0]], 999_999)}
        if len(said) != 1:
            wrong.append(f"{name}: {said}")
    assert not wrong, "\n".join(wrong)
    assert not_changed(parts, home)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("who", ["stranger", "leaver"])
def test_whoever_has_not_joined_is_only_told_how(
    parts: Parts, home: Any, joins: Callable[..., Staff], who: str, channel: Channel
) -> None:
    person = joins("manager", at=home.people.home)
    phone = phone_of(parts, person, channel)
    if who == "leaver":
        with parts.database.writing() as session:
            leave(session, session.get_one(Staff, person.id), actor="test", now=parts.clock())
    else:
        phone.address = "778" if channel == Channel.TELEGRAM else "visitor:778"
    for name in (name for name, may in TALKS.items() if may != ANYBODY):
        assert say(phone, name, "1") == wording.ASK_TO_JOIN.text, name
    assert not_changed(parts, home)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("role", list(Role))
def test_the_home_s_things_are_not_there_for_another_site(
    parts: Parts, home: Any, joins: Callable[..., Staff], role: Role, channel: Channel
) -> None:
    """An administrator may do anything anywhere, but even they not press another person's buttons."""
    phone = phone_of(parts, joins(role, at=home.people.other), channel)
    own = ("pick", "more", "helpful", "notquite", "champion", "quiz")
    wrong = []
    for name, things in NAMES.items():
        if role != Role.ADMIN or name in own:
            said = [say(phone, name, str(number)) for number in (home.things[things[0]], 999_999)]
            if said[0] != said[1] or any(word in said[0] for word in home.words):
                wrong.append(f"{name}: {said}")
    assert not wrong, "\n".join(wrong)
    assert not_changed(parts, home)


@pytest.mark.parametrize("channel", list(Channel))
def test_a_guessed_or_broken_button_is_like_one_for_nothing(parts: Parts, home: Any, channel: Channel) -> None:
    for person in (home.people.ana, home.people.cho, home.people.lee):
        phone = phone_of(parts, person, channel)
        for name in NAMES:
            said = {say(phone, name, number) for number in NOTHING}
            assert len(said) == 1, (person.name, name, said)
    assert not_changed(parts, home)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_is_let_in(
    parts: Parts, home: Any, joins: Callable[..., Staff], role: Role, channel: Channel
) -> None:
    phone = phone_of(parts, joins(role, at=home.people.home), channel)
    refused = "Your role does not include this"
    for name in (name for name, may in TALKS.items() if role in may.split() and name != "forget_yes"):
        assert refused not in say(phone, name, "999999"), name
    for name in (name for name, may in TALKS.items() if role not in may.split() and may == ASKERS):
        assert refused in say(phone, name, "999999"), name


def not_changed(parts: Parts, home: Any) -> bool:
    with parts.database.reading() as session:
        escalation = session.get_one(Escalation, home.things["escalation_id"])
        question = session.get_one(Question, home.things["question_id"])
        draft = session.get_one(Draft, home.things["draft_id"])
        item = session.get_one(RoundItem, home.things["round_item_id"])
        passed = session.exec(select(Pass)).all()
    states = (escalation.state, escalation.claimed_by_id, question.feedback, draft.state, item.choice, list(passed))
    return states == ("waiting", None, "", "proposed", None, [])
