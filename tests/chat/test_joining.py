"""Joining: invite, notice, name, shift; in any order people can think of."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from chat.incoming import Channel, Kind
from chat.talk import Received, Talk, find_talk
from people.invites import Invite, make_invite
from people.roles import Role
from people.signin import make_link
from people.staff import Staff, leave
from talking import Phone, World, words
from together import together


def invite(world: World, role: Role = Role.STAFF, **named: int) -> str:
    with world.database.writing() as session:
        return make_invite(session, role=role, site=world.people.home, now=world.clock.now, **named).code


def people_called(session: Session, name: str) -> list[Staff]:
    return list(session.exec(select(Staff).where(Staff.name == name)).all())


@pytest.fixture(params=["telegram", "web"])
def newcomer(request: pytest.FixtureRequest, world: World) -> Phone:
    return world.stranger() if request.param == "telegram" else world.visitor()


def test_an_invite_leads_to_the_first_question_in_four_steps(world: World, newcomer: Phone) -> None:
    assert "five things to know" in newcomer.says(f"/start {invite(world).lower()}")
    assert "What is your name?" in newcomer.presses("I understand, continue")
    assert "When do you mostly work?" in newcomer.says("  Bo \n Lind ")
    assert newcomer.labels == ["Days", "Lates", "Nights", "Mixed"]
    assert newcomer.presses("Nights").startswith("# Welcome, Bo Lind\nYou are set up at Rose House.")
    with world.database.reading() as session:
        [bo] = people_called(session, "Bo Lind")
        talk = find_talk(session, newcomer.channel, newcomer.address)
    assert (bo.role, bo.site_id, bo.shift) == (Role.STAFF, world.people.home.id, "nights")
    assert bo.telegram_id == (777 if newcomer.channel == Channel.TELEGRAM else None)
    assert talk is not None
    assert (talk.staff_id, talk.state, talk.data) == (bo.id, "", {})


def test_steps_can_be_typed_too(world: World) -> None:
    phone = world.stranger()
    phone.says(f"/start {invite(world)}")
    phone.says("1")
    assert "When do you mostly work?" in phone.says("1")  # the first name that Telegram knows
    phone.says("nights")
    with world.database.reading() as session:
        assert [person.shift for person in people_called(session, "Newcomer")] == ["nights"]


def test_the_name_is_kept_only_with_the_person(world: World, newcomer: Phone) -> None:
    newcomer.says(f"/start {invite(world)}")
    newcomer.says("Zuzanna Nowak")  # too early
    newcomer.presses("I understand, continue")
    newcomer.says("Zuzanna Nowak")
    newcomer.presses("Days")
    with world.database.reading() as session:
        assert {row.said for row in session.exec(select(Received)).all()} == {""}
        assert "Zuzanna" not in str([talk.data for talk in session.exec(select(Talk)).all()])
        assert people_called(session, "Zuzanna Nowak")


def test_without_an_invite_only_joining_and_urgent_are_open(world: World, newcomer: Phone) -> None:
    for text in ("hello", "How do I charge the hoist battery?", "/quiz", "/me", "/inbox", "/help", "/dance", "", "1"):
        assert "you need an invite" in newcomer.says(text), text
    for action in ("champion:1", "claim:1", "helpful:1", "approve:1", "quiz:1:1", "shift:days"):
        assert "you need an invite" in newcomer.acts(action)
    assert "Your privacy" in newcomer.says("/privacy")
    assert "999" in newcomer.says("he is not breathing")


@pytest.mark.parametrize("code", ["NOSUCHCODE", "x", "'; DROP TABLE invite", "link_nonsense", "%s"])
def test_a_wrong_code_says_what_to_do(world: World, code: str) -> None:
    phone = world.stranger()
    assert "new one" in phone.says(f"/start {code}")
    assert "you need an invite" in phone.says("/start")


@pytest.mark.parametrize("action", ["join_continue", "join_name_given", "join_shift:days"])
def test_a_step_before_its_turn_changes_nothing(world: World, newcomer: Phone, action: str) -> None:
    assert "older message" in newcomer.acts(action)
    with world.database.reading() as session:
        assert len(session.exec(select(Staff)).all()) == 4


def test_old_buttons_while_joining_do_no_harm(world: World, newcomer: Phone) -> None:
    newcomer.says(f"/start {invite(world)}")
    assert "older message" in newcomer.acts("join_shift:days")
    newcomer.presses("I understand, continue")
    assert "older message" in newcomer.acts("join_shift:days")
    newcomer.says("Bo")
    assert "What is your name?" in newcomer.presses("I understand, continue")  # going back a step is fine
    newcomer.says("Bea")
    newcomer.presses("Lates")
    assert "older message" in newcomer.presses("Days")
    with world.database.reading() as session:
        assert not people_called(session, "Bo")
        assert [person.shift for person in people_called(session, "Bea")] == ["lates"]


@pytest.mark.parametrize("name", ["12345", "🙂", "/", "...", "\u200b"])
def test_what_is_no_name_is_asked_again(world: World, newcomer: Phone, name: str) -> None:
    newcomer.says(f"/start {invite(world)}")
    newcomer.presses("I understand, continue")
    again = newcomer.says(name)
    assert "does not look like a name" in again or not name.strip("\u200b")
    assert "When do you mostly work?" in newcomer.says("Bo")


def test_a_name_from_telegram_is_cleaned(world: World) -> None:
    phone = Phone(world.engine, "777", name="\u202eA\u200bna\u202c")
    phone.says(f"/start {invite(world)}")
    phone.presses("I understand, continue")
    phone.presses("Ana")
    phone.presses("Days")
    with world.database.reading() as session:
        assert [person.telegram_id for person in people_called(session, "Ana")] == [901, 777]


def test_an_invite_that_closes_half_way_leads_nowhere(world: World, newcomer: Phone) -> None:
    newcomer.says(f"/start {invite(world, days=1)}")
    newcomer.presses("I understand, continue")
    newcomer.says("Bo")
    world.clock.passes(days=2)
    assert "Ask your manager for a new one" in newcomer.presses("Days")
    with world.database.reading() as session:
        assert not people_called(session, "Bo")
    newcomer.says(f"/start {invite(world)}")
    newcomer.presses("I understand, continue")
    newcomer.says("Bo")
    assert "# Welcome, Bo" in newcomer.presses("Days")


def test_a_button_pressed_twice_at_once_joins_once(world: World, newcomer: Phone) -> None:
    newcomer.says(f"/start {invite(world)}")
    newcomer.presses("I understand, continue")
    newcomer.says("Bo")
    results = together([lambda: newcomer.presses("Days")] * 4)
    assert all(isinstance(result, str) for result in results), results
    with world.database.reading() as session:
        assert len(people_called(session, "Bo")) == 1
        assert session.exec(select(Invite.uses)).one() == 1


def test_two_first_messages_at_once_are_both_answered(world: World, newcomer: Phone) -> None:
    results = together([lambda: newcomer.says("hello"), lambda: newcomer.says("/privacy")])
    assert [isinstance(result, str) for result in results] == [True, True], results
    with world.database.reading() as session:
        assert len(session.exec(select(Talk)).all()) == 1
        assert len(session.exec(select(Received)).all()) == 2


def test_whoever_has_joined_does_not_join_again(world: World) -> None:
    phone = world.phone(world.people.ana)
    assert "already joined" in phone.says(f"/start {invite(world)}")
    assert "Ask me anything" in phone.says("/start")
    assert "older message" in phone.acts("join_shift:days")


def test_telegram_is_added_to_an_account_by_a_link(world: World) -> None:
    with world.database.writing() as session:
        token = make_link(session, world.people.lee, now=world.clock.now, actor="test")
    phone = world.stranger()
    phone.says(f"/start {invite(world)}")  # half way through an invite
    phone.presses("I understand, continue")
    assert "Hello Lee" in phone.says(f"/start link_{token}")
    assert "# Lee" in phone.says("/me")
    assert "Put it in the dock" in phone.says("How do I charge the hoist battery?")
    assert "you need an invite" in world.phone(world.people.lee).says("/me")  # the old phone
    assert "been used" in world.stranger(778).says(f"/start link_{token}")


def test_a_leaver_is_a_stranger_the_same_moment(world: World) -> None:
    with world.database.writing() as session:
        leave(session, world.reload(session, world.people.ana), actor="test", now=world.clock.now)
    for phone in (world.phone(world.people.ana), world.browser(world.people.ana)):
        assert "you need an invite" in phone.says("How do I charge the hoist battery?")


def test_a_strangers_picture_is_not_looked_at_either(world: World) -> None:
    assert "you need an invite" in words(world.stranger().sends(kind=Kind.PHOTO, text="look"))


def test_an_invite_left_lying_for_weeks_still_asks_for_the_name_first(world: World) -> None:
    phone = world.stranger()
    phone.says(f"/start {invite(world, days=60)}")
    world.clock.now += timedelta(days=30)
    assert "What is your name?" in phone.presses("I understand, continue")
