""" "And at night?" is read together with the question before it, and the asker chooses."""

import pytest
from sqlmodel import select

from chat.follow_up import LookedUp, better, is_follow_up
from chat.understanding import Intent
from knowledge.answers import Answer, Outcome
from questions.escalations import Escalation
from questions.questions import Question
from talking import Phone, World

BATTERY = "How do I charge the hoist battery?"
UNKNOWN = "Which seats in the minibus fold down?"


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, world: World) -> Phone:
    return world.phone(world.people.ana) if request.param == "telegram" else world.browser(world.people.ana)


def texts(world: World) -> list[str]:
    with world.database.reading() as session:
        return list(session.exec(select(Question.text).order_by(Question.id)))


def test_it_is_read_with_the_question_before_and_the_asker_chooses(world: World, ana: Phone) -> None:
    ana.says(BATTERY)
    reply = ana.says("and at night?")
    assert reply.startswith("I read this together with your last question. Which one do you mean?")
    assert "dock in the laundry" in ana.presses(BATTERY)
    assert texts(world) == [BATTERY, f"{BATTERY}\nand at night?"]


def test_a_champion_gets_both_for_the_second_alone_says_nothing(world: World, ana: Phone) -> None:
    ana.says(UNKNOWN)
    ana.says("and at night?")
    ana.presses("None of these")
    with world.database.reading() as session:
        assert f"{UNKNOWN}\nand at night?" in session.exec(select(Escalation.text)).all()


def test_what_was_asked_a_while_ago_or_by_somebody_else_is_no_question_before(world: World, ana: Phone) -> None:
    world.phone(world.people.lee).says(BATTERY)
    assert "last question" not in ana.says("and at night?")
    ana.says(BATTERY)
    world.clock.passes(minutes=16)
    assert "last question" not in ana.says("and at night?")


def test_an_emergency_before_it_left_no_words_to_read(world: World, ana: Phone) -> None:
    ana.says("he is not breathing")
    assert "last question" not in ana.says("and at night?")


@pytest.mark.parametrize(
    "text",
    ["and at night?", "What about WhatsApp", "what if nobody saw it", "for agency staff?", "ok but who signs it"],
)
def test_these_go_on_from_the_question_before(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "and", "thanks and good night", "how do I log a fall", "android phone rules",
        "what if the resident refuses and the family wants me to do it all the same",
    ],
)  # fmt: skip
def test_these_stand_alone(text: str) -> None:
    assert not is_follow_up(text)


def found(outcome: Outcome, *, follows: bool = False) -> LookedUp:
    return LookedUp(Intent("ask"), Answer(outcome, 0.9), follows=follows)


@pytest.mark.parametrize(
    ("alone", "together", "follows"),
    [
        (Outcome.ANSWER, Outcome.ANSWER, False),
        (Outcome.SIGNPOST, Outcome.CHOICES, False),
        (Outcome.CHOICES, Outcome.ANSWER, True),
        (Outcome.CHOICES, Outcome.CHAMPION, False),
        (Outcome.CHAMPION, Outcome.CHAMPION, True),
        (Outcome.CHAT, Outcome.CHOICES, True),
        (Outcome.CHAT, Outcome.CHAT, False),
    ],
)
def test_the_second_alone_counts_where_it_says_as_much(alone: Outcome, together: Outcome, follows: bool) -> None:
    assert better(found(alone), found(together, follows=True)).follows is follows


def test_two_questions_together_never_get_one_sure_answer() -> None:
    best = better(found(Outcome.CHOICES), found(Outcome.ANSWER, follows=True))
    assert best.answer is not None
    assert best.answer.outcome == Outcome.CHOICES
