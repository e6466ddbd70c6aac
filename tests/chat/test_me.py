"""About oneself: what is known, privacy, a way in on the web, the shift, and the quiz."""

import pytest
from sqlmodel import Session, select

import make_quiz
from chat import wording
from people.signin import SigninLink, use_link
from quizzes.assignments import RoundItem
from talking import Phone, World

UNKNOWN = "zebra quantum flute payslip"


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, world: World) -> Phone:
    return world.phone(world.people.ana) if request.param == "telegram" else world.browser(world.people.ana)


def test_me_shows_what_is_known_and_what_waits(world: World, ana: Phone) -> None:
    assert ana.says("/me").startswith("# Ana\nRose House, staff, days.\nNo quiz questions")
    ana.says(UNKNOWN)
    assert f"Waiting for an answer:\nQ-1: {UNKNOWN}" in ana.says("/me")
    assert UNKNOWN not in world.phone(world.people.lee).says("/me")


def test_the_shift_is_changed_by_button(world: World, ana: Phone) -> None:
    ana.says("/me")
    ana.presses("Change my shift")
    assert "only in nights hours" in ana.presses("Nights")
    assert "Rose House, staff, nights." in ana.says("/me")


@pytest.mark.parametrize("shift", ["", "weekends", "'; drop table"])
def test_an_unknown_shift_is_taken_for_mixed(world: World, ana: Phone, shift: str) -> None:
    assert "mixed" in ana.acts(f"shift:{shift}")


@pytest.mark.parametrize(
    "words",
    [
        "What can you do?",
        "menu",
        "how does this work",
        "what you can do for me?",
        "are you a real person?",
        "is anyone there",
    ],
)
def test_help_is_there_in_words_too(world: World, ana: Phone, words: str) -> None:
    assert ana.says(words) == wording.HELP.text


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("what is the number for on call", "On call: Olu Ade, 01632 960001."),
        ("who is the safeguarding lead?", "Safeguarding lead: Sam Lee, 01632 960002."),
        ("need deputy phone number pls", "Deputy: Dee Park"),
        ("out of hours number", "Council, out of hours: "),
    ],
)
def test_a_number_that_the_site_has_is_given(world: World, ana: Phone, words: str, number: str) -> None:
    assert number in ana.says(words)


def test_a_question_about_them_is_a_question(world: World, ana: Phone) -> None:
    assert "Safeguarding lead:" not in ana.says("when do I call the safeguarding lead about a bruise")


def test_a_bare_cry_for_help_is_asked_about_first(world: World, ana: Phone) -> None:
    assert ana.says("HELP").startswith("Is this happening now?")
    assert ana.seen[-1] == wording.HELP


def test_help_and_privacy_are_always_there(world: World, ana: Phone) -> None:
    assert ana.says("/help") == wording.HELP.text
    assert ana.says("/privacy") == wording.PRIVACY.text
    assert "call 999" in wording.HELP.text


def test_a_link_signs_this_person_in_on_the_web_once(world: World, ana: Phone) -> None:
    text = ana.says("/link")
    token = text.rsplit("/signin/", 1)[1]
    assert "https://champion.example/signin/" in text
    with world.database.writing() as session:
        assert use_link(session, token, now=world.clock.now).id == world.people.ana.id
        assert token not in str([row.model_dump() for row in session.exec(select(SigninLink)).all()])


def test_without_a_quiz_there_is_nothing_more(world: World, ana: Phone) -> None:
    assert "no more quick questions" in ana.says("/quiz")


@pytest.fixture
def quiz(world: World) -> World:
    with world.database.writing() as session:
        make_quiz.bank(session, now=world.clock.now)
    return world


def _answered(session: Session) -> list[RoundItem]:
    return [row for row in session.exec(select(RoundItem)).all() if row.answered_at]


def test_a_quiz_is_two_questions_an_explanation_each_and_an_end(quiz: World, ana: Phone) -> None:
    assert "Quick question 1 of 2" in ana.says("/quiz")
    assert "Quick question 2 of 2" in ana.presses("A")
    assert "All done" in ana.says("b")
    assert "You have done all of this week's quiz questions" in ana.says("/me")
    with quiz.database.reading() as session:
        assert len(_answered(session)) == 2


def test_after_a_wrong_key_the_quiz_goes_on(quiz: World, ana: Phone) -> None:
    ana.says("/quiz")
    assert ana.says("ok?!") != ""
    ana.says("?")
    assert "Quick question 2 of 2" in ana.says("a")


def test_a_second_press_counts_nothing(quiz: World, ana: Phone) -> None:
    ana.says("/quiz")
    first, other = ana.button("A").action, ana.button("B").action
    ana.acts(first)
    assert "Your first answer is the one that counts" in ana.acts(other)
    with quiz.database.reading() as session:
        [row] = _answered(session)
    assert str(row.choice) == first.split(":")[2]


def test_somebody_elses_quiz_question_is_not_there(quiz: World, ana: Phone) -> None:
    ana.says("/quiz")
    assert "no such question for you" in quiz.phone(quiz.people.cho).acts(ana.button("A").action)
    with quiz.database.reading() as session:
        assert _answered(session) == []
