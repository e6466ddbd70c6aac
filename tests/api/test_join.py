"""Joining in a browser, from the invite to the first question; and the very first start."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

import make
import web
from api.parts import Parts
from core.database import Database
from people.first import first_setup
from people.invites import Invite, make_invite
from people.roles import Role
from people.signin import WebSession
from people.sites import Contact
from people.staff import Staff


@pytest.fixture
def invite(parts: Parts, people: make.Cast) -> Invite:
    with parts.database.writing() as session:
        return make_invite(session, role=Role.STAFF, site=people.home, uses=1, now=parts.clock())


def test_somebody_joins_in_the_browser_and_asks_their_first_question(
    parts: Parts, stranger: web.Visitor, invite: Invite, tmp_path: Path
) -> None:
    web.add_policy(parts, tmp_path)
    assert stranger.opens(f"/join/{invite.code}").heading == "Join Rose House"
    assert "five things to know" in stranger.presses("Start").text
    as_visitor = stranger.client.cookies["champion_session"]
    assert "What is your name?" in stranger.presses("I understand").text
    assert "When do you mostly work?" in stranger.presses("Send", text="Ngozi").text
    welcome = stranger.presses("Nights")
    assert "Welcome, Ngozi" in welcome.text
    assert "On call: Olu Ade" in welcome.text
    assert stranger.client.cookies["champion_session"] != as_visitor
    assert "Never share your password" in stranger.asks("sharing a password").text

    with parts.database.reading() as session:
        joined = session.exec(select(Staff).where(Staff.name == "Ngozi")).one()
        sessions = session.exec(select(WebSession)).all()
    assert (joined.role, joined.shift) == ("staff", "nights")
    assert [row.staff_id for row in sessions] == [joined.id]


def test_joining_works_through_the_json_address_too(stranger: web.Visitor, invite: Invite) -> None:
    stranger.client.post(f"/join/{invite.code}")
    assert stranger.says(action="join_continue").status_code == 200
    stranger.says(text="Ngozi")
    joined = stranger.says(action="join_shift:days").json()
    assert "Welcome, Ngozi" in joined["messages"][0]["text"]
    assert "Ngozi" in stranger.opens("/").text
    assert stranger.opens("/inbox").status == 403


def test_an_invite_leads_nowhere_once_it_is_used_up(parts: Parts, stranger: web.Visitor, invite: Invite) -> None:
    late = web.Visitor(parts)
    late.opens(f"/join/{invite.code}")
    late.presses("Start")
    late.presses("I understand")
    late.presses("Send", text="Late")
    stranger.client.post(f"/join/{invite.code}")
    for said in ({"action": "join_continue"}, {"text": "First"}, {"action": "join_shift:days"}):
        stranger.says(**said)
    assert "does not work any more" in late.presses("Days").text
    gone = late.opens(f"/join/{invite.code}")
    assert gone.status == 404
    assert "Ask your manager for a new one" in gone.text


def test_a_visitor_sees_nothing_but_the_joining_steps(stranger: web.Visitor, invite: Invite) -> None:
    stranger.opens(f"/join/{invite.code}")
    stranger.presses("Start")
    for page in ("/inbox", "/week", "/knowledge", "/people", "/settings"):
        assert stranger.opens(page).status == 401
    assert "Send" in stranger.opens("/").buttons()
    assert stranger.says(action="inbox_command").json()["messages"][0]["text"].startswith("Hello.")


def test_who_has_joined_already_is_not_asked_again(
    people: make.Cast, invite: Invite, browser: Callable[[Staff], web.Visitor]
) -> None:
    ana = browser(people.ana)
    assert "already joined as Ana" in ana.opens(f"/join/{invite.code}").text
    ana.client.post(f"/join/{invite.code}")
    assert "Ana" in ana.opens("/").text


def on_the_machine(parts: Parts, **client: object) -> web.Visitor:
    return web.Visitor(parts, **{"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 50_000), **client})


@pytest.fixture
def fresh(database: Database, parts: Parts) -> Parts:
    """Nobody but the administrator of the first start."""
    with database.writing() as session:
        first_setup(session, now=parts.clock())
    return parts


def test_the_first_start_is_one_button_on_the_machine_itself(fresh: Parts) -> None:
    me = on_the_machine(fresh)
    me.opens("/")
    started = me.presses("Start as administrator")
    assert started.heading == "Your first site"
    asked = {str(field["name"]) for field in started.soup.select(".fields input")}
    assert {*Contact} <= asked
    assert "How to get in" in on_the_machine(fresh).opens("/").text
    given = {name: f"{name}, 01632 960001" for name in Contact}
    live = me.presses("Keep these and go on", name="Rose House", **given)
    assert (live.address, "Your site is live" in live.text) == ("/people", True)
    assert me.presses("Make the invite", role="staff").heading == "Join Rose House"
    assert me.opens("/start/site").address == "/people"


def test_filled_in_later_the_first_site_is_not_live(fresh: Parts) -> None:
    me = on_the_machine(fresh)
    me.opens("/")
    me.presses("Start as administrator")
    assert me.page.soup.select_one("a.button[href='/people?done=later']") is not None
    later = me.presses("Keep these and go on", on_call="Olu, 01632 960001")
    assert "Your site is not live yet" in later.text
    assert "Still missing: safeguarding lead" in later.text
    assert me.presses("Make the invite", role="staff").status == 400


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"client": ("192.0.2.7", 50_000)},
        {"base_url": "http://champion.example"},
        {"headers": {"x-forwarded-for": "192.0.2.7"}},
        {"headers": {"forwarded": "for=192.0.2.7"}},
    ],
)
def test_from_anywhere_else_the_first_start_is_not_offered(fresh: Parts, elsewhere: dict[str, object]) -> None:
    stranger = on_the_machine(fresh, **elsewhere)
    assert "How to get in" in stranger.opens("/").text
    assert stranger.client.post("/start").status_code == 401

    me = on_the_machine(fresh)
    me.opens("/")
    stranger.client.cookies.set("champion_session", me.client.cookies["champion_session"])
    assert stranger.client.post("/start", data={"csrf": me.csrf}).status_code == 403


def test_the_first_start_is_not_offered_once_there_are_people(parts: Parts, people: make.Cast) -> None:
    assert "How to get in" in on_the_machine(parts).opens("/").text


def test_the_link_of_the_first_start_leads_to_the_first_site(fresh: Parts) -> None:
    with fresh.database.reading() as session:
        admin = session.exec(select(Staff)).one()
    assert web.Visitor(fresh).signs_in(admin).page.heading == "Your first site"
