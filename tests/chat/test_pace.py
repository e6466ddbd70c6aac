"""How fast somebody may ask: never so slow that an emergency waits."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from chat.pace import ADDRESSES_KEPT, Pace
from questions.questions import Question
from talking import Phone, World, words

MOST = 60
ASKED = "How do I charge the hoist battery?"


def test_so_many_a_minute_and_then_a_wait_that_is_said(now: datetime) -> None:
    pace = Pace(3)
    for second in range(3):
        assert pace.seconds_to_wait("a", now=now + timedelta(seconds=second)) == 0
    assert pace.seconds_to_wait("a", now=now + timedelta(seconds=20)) == 40
    assert pace.seconds_to_wait("b", now=now) == 0
    assert pace.seconds_to_wait("a", now=now + timedelta(minutes=1)) == 0
    assert pace.seconds_to_wait("a", now=now + timedelta(minutes=1)) == 1


def test_very_many_people_take_no_more_room(now: datetime) -> None:
    pace = Pace(1)
    for number in range(ADDRESSES_KEPT + 50):
        pace.seconds_to_wait(str(number), now=now)
    assert len(pace._times) == ADDRESSES_KEPT
    assert pace.seconds_to_wait(str(ADDRESSES_KEPT), now=now) == 60


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, world: World) -> Phone:
    return world.phone(world.people.ana) if request.param == "telegram" else world.browser(world.people.ana)


def test_whoever_asks_too_fast_is_asked_to_wait_and_then_answered(world: World, ana: Phone) -> None:
    for _ in range(MOST):
        assert "dock in the laundry" in ana.says(ASKED)
    slowed = ana.sends(text=ASKED, external_id="again")
    assert "try again in 60 seconds" in words(slowed)
    assert words(ana.sends(text=ASKED, external_id="again")) == words(slowed)
    assert "999" in words(slowed)
    with world.database.reading() as session:
        assert len(session.exec(select(Question)).all()) == MOST
    world.clock.passes(minutes=1)
    assert "dock in the laundry" in ana.says(ASKED)


def test_others_and_emergencies_are_not_held_up(world: World, ana: Phone) -> None:
    for _ in range(MOST + 5):
        ana.says(ASKED)
    assert "dock in the laundry" in world.phone(world.people.lee).says(ASKED)
    for _ in range(20):
        assert ana.says("he is not breathing").startswith("Call 999")
    assert ana.says("what should I do if someone is not breathing").startswith("Is this happening now?")
    assert "999" in ana.acts("now:fire_or_gas")


def test_guessing_invites_in_the_chat_is_slowed_down(world: World) -> None:
    stranger = world.stranger()
    for number in range(MOST):
        assert "does not work any more" in stranger.says(f"/start GUESS{number}")
    assert "try again in" in stranger.says("/start GUESSX")
