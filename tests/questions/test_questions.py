"""What was asked, by whom, and what they thought of the answer."""

from datetime import datetime

import pytest
from sqlmodel import Session

import make
from core.errors import NotThere
from make_question import question
from questions.questions import Feedback, choose, own_question, rate, waiting_for


def test_a_question_belongs_to_its_asker_and_site(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    asked = question(session, people.ana, now=now)
    assert (asked.reference, asked.site_id) == (f"Q-{asked.id}", people.home.id)
    assert own_question(session, people.ana, asked.id or 0) is asked


@pytest.mark.parametrize("number", [-1, 0, 999_999])
def test_a_question_that_is_not_there_is_not_there(session: Session, now: datetime, number: int) -> None:
    people = make.cast(session, now=now)
    with pytest.raises(NotThere, match="ask it again"):
        own_question(session, people.ana, number)


def test_somebody_elses_question_is_not_there_either(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    asked = question(session, people.ana, now=now)
    for other in (people.cho, people.lee, people.zed):
        with pytest.raises(NotThere):
            own_question(session, other, asked.id or 0)


def test_only_what_was_offered_can_be_chosen(session: Session, now: datetime) -> None:
    asked = question(session, make.cast(session, now=now).ana, now=now)
    with pytest.raises(NotThere, match="not one of the choices"):
        choose(session, asked, 7)


def test_feedback_can_be_changed(session: Session, now: datetime) -> None:
    asked = question(session, make.cast(session, now=now).ana, now=now)
    rate(session, asked, Feedback.HELPFUL)
    rate(session, asked, Feedback.NOT_QUITE)
    assert asked.feedback == "not_quite"


def test_a_question_that_was_shown_an_answer_is_not_waiting(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    question(session, people.ana, now=now)
    assert not waiting_for(session, people.ana)
