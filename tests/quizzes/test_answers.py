"""An answer counts once, and is explained at once."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import Session

import make
import make_quiz
from core.database import Database
from core.errors import BadInput, NotThere, Taken
from quizzes.answers import answer
from quizzes.assignments import RoundItem, history_of
from quizzes.bank import Item
from quizzes.rounds import push, question_for


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    """Ana and Cho have been sent two questions each."""
    made = make.cast(session, now=now)
    make_quiz.bank(session, now=now)
    round_ = make_quiz.round_at(session, now)
    for person in (made.ana, made.cho):
        push(session, round_, person, now=now)
    return made


@pytest.fixture
def sent(session: Session, people: make.Cast) -> list[int]:
    """The ids of Ana's assignments."""
    return [row.id or 0 for row in history_of(session, people.ana)]


def test_a_right_answer_is_explained_with_its_reference(
    session: Session, people: make.Cast, sent: list[int], now: datetime
) -> None:
    result = answer(session, sent[0], make_quiz.RIGHT, staff=people.ana, now=now)
    assert result.first_time
    assert result.correct
    assert result.message.text.startswith("Yes, that's it.\n\nA note on paper")
    assert result.reference == "1.1"


def test_a_wrong_answer_gets_the_safer_choice_and_no_blame(
    session: Session, people: make.Cast, sent: list[int], now: datetime
) -> None:
    result = answer(session, sent[0], 0, staff=people.ana, now=now)
    assert not result.correct
    assert result.chosen == "Use your own phone"
    assert result.message.text.startswith("Not this time. The safer choice is: Charge it and write a paper note")
    assert "wrong" not in result.message.text.lower()


def test_the_next_question_follows_until_the_round_is_done(
    session: Session, people: make.Cast, sent: list[int], now: datetime
) -> None:
    following = answer(session, sent[0], 0, staff=people.ana, now=now).next
    assert following is not None
    assert following.id == sent[1]
    assert question_for(session, following).text.startswith("# Quick question 2 of 2")
    assert answer(session, sent[1], 0, staff=people.ana, now=now).next is None


def test_a_button_pressed_twice_counts_once_and_tells_what_was_counted(
    session: Session, people: make.Cast, sent: list[int], now: datetime
) -> None:
    answer(session, sent[0], 0, staff=people.ana, now=now)
    again = answer(session, sent[0], make_quiz.RIGHT, staff=people.ana, now=now + timedelta(minutes=1))
    assert not again.first_time
    assert not again.correct
    assert again.chosen == "Use your own phone"
    assert "first answer is the one that counts" in again.message.text
    row = session.get_one(RoundItem, sent[0])
    assert (row.answered_at, row.choice, row.correct) == (now, 0, False)


def test_two_presses_at_the_same_moment_count_once(database: Database, database_url: str, now: datetime) -> None:
    with database.writing() as session:
        ana = make.cast(session, now=now).ana
        make_quiz.bank(session, now=now)
        push(session, make_quiz.round_at(session, now), ana, now=now)
        first = history_of(session, ana)[0]
    together = Barrier(2)
    results = []

    def press(option: int) -> None:
        own = Database(database_url)
        together.wait()
        with own.writing() as session:
            results.append(answer(session, first.id or 0, option, staff=ana, now=now))
        own.close()

    threads = [Thread(target=press, args=[option]) for option in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.first_time for result in results) == [False, True]
    assert len({result.chosen for result in results}) == 1


def test_somebody_elses_question_is_not_there(
    session: Session, people: make.Cast, sent: list[int], now: datetime
) -> None:
    for other in (people.cho, people.zed):
        with pytest.raises(NotThere):
            answer(session, sent[0], 0, staff=other, now=now)
    with pytest.raises(NotThere):
        answer(session, 9999, 0, staff=people.ana, now=now)
    assert session.get_one(RoundItem, sent[0]).answered_at is None


@pytest.mark.parametrize("option", [-1, 3, 99])
def test_an_option_that_does_not_exist_is_refused(
    session: Session, people: make.Cast, sent: list[int], now: datetime, option: int
) -> None:
    with pytest.raises(BadInput, match="letters shown"):
        answer(session, sent[0], option, staff=people.ana, now=now)


def test_after_a_week_a_question_is_closed_but_an_answer_given_in_time_is_still_told(
    session: Session, people: make.Cast, sent: list[int], now: datetime
) -> None:
    answer(session, sent[0], make_quiz.RIGHT, staff=people.ana, now=now + timedelta(days=6, hours=23))
    late = now + timedelta(days=7)
    with pytest.raises(Taken, match="Send /quiz for a new one"):
        answer(session, sent[1], 0, staff=people.ana, now=late)
    told = answer(session, sent[0], 0, staff=people.ana, now=late)
    assert told.correct
    assert told.next is None


def test_an_item_that_changed_meanwhile_is_judged_by_the_words_that_were_shown(
    session: Session, people: make.Cast, sent: list[int], now: datetime
) -> None:
    old = session.get_one(Item, session.get_one(RoundItem, sent[0]).item_id)
    old.state = "retired"
    session.add(make_quiz.item(old.key, version=2, now=now, options=["x", "y", "z"]))
    assert answer(session, sent[0], make_quiz.RIGHT, staff=people.ana, now=now).correct
