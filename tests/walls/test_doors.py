"""Every page, form and address against everybody. A new address needs a row in DOORS, or the first test fails."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.routing import Mount

import web
from api.app import make_app
from api.parts import Parts
from people.invites import make_invite
from people.roles import Role
from people.staff import Staff

ALL = " ".join(Role)
ANYBODY = "anybody"  # signed in or not
NOBODY = ""  # not by this way

# Who is let in. Everybody else who is signed in gets 403, and who is not gets 401.
DOORS = {
    # the chat
    "GET /": ANYBODY,
    "GET /chat/updates": ANYBODY,  # 205: load the page again
    "POST /chat": "staff champion supervisor manager governance data_protection admin",
    "POST /api/chat": "staff champion supervisor manager governance data_protection admin",
    # coming in and going out
    "GET /join/{code}": ANYBODY,
    "POST /join/{code}": ANYBODY,
    "GET /signin/{token}": ANYBODY,
    "POST /signin/{token}": ANYBODY,
    "POST /signout": ALL,
    "POST /start": NOBODY,  # only on the machine itself, before anybody was in
    # champions
    "GET /inbox": "champion manager governance admin",
    "POST /inbox/{escalation_id}/claim": "champion admin",
    "POST /inbox/{escalation_id}/pass": "champion admin",
    "POST /inbox/{escalation_id}/answer": "champion admin",
    "POST /inbox/{escalation_id}/propose": "champion admin",
    "POST /inbox/drafts/{draft_id}/approve": "champion manager governance admin",
    "POST /inbox/drafts/{draft_id}/reject": "champion manager governance admin",
    # figures
    "GET /week": "supervisor manager governance auditor admin",
    "GET /week.csv": "supervisor manager governance auditor admin",
    "GET /week/{site_id}": "supervisor manager admin",  # names of people
    "GET /governance": "manager governance auditor admin",
    "GET /evidence": "manager governance auditor admin",
    # knowledge
    "GET /knowledge": "champion supervisor manager governance data_protection auditor admin",
    "GET /knowledge/{document_id}": "champion supervisor manager governance data_protection auditor admin",
    "POST /knowledge": "manager governance admin",
    "GET /knowledge/pending": "manager governance admin",
    "POST /knowledge/pending/use": "manager governance admin",
    "POST /knowledge/pending/discard": "manager governance admin",
    "POST /knowledge/{document_id}/correct": "manager governance admin",
    "POST /knowledge/{document_id}/back": "manager governance admin",
    "POST /knowledge/{document_id}/retire": "manager governance admin",
    "POST /knowledge/{document_id}/again": "manager governance admin",
    "POST /knowledge/{document_id}/sections/{section_id}/examples": "manager governance admin",
    "POST /knowledge/{document_id}/sections/{section_id}/examples/remove": "manager governance admin",
    # people and places
    "GET /people": "manager admin",
    "GET /people/{staff_id}": "manager admin",
    "POST /people/{staff_id}/link": "manager admin",
    "POST /people/{staff_id}/work": "manager admin",
    "POST /people/{staff_id}/away": "manager admin",
    "POST /people/{staff_id}/left": "manager admin",
    "POST /people/invites": "manager admin",
    "GET /people/invites/{invite_id}": "manager admin",
    "POST /people/invites/{invite_id}/revoke": "manager admin",
    "POST /people/sites": "admin",
    "POST /people/sites/{site_id}/name": "admin",
    "POST /people/sites/{site_id}/teams": "manager admin",
    "POST /people/sites/{site_id}/duties": "manager admin",
    "POST /people/duties/{duty_id}/end": "manager admin",
    "GET /settings": "manager admin",
    "POST /settings/contacts/{site_id}": "manager admin",
    "GET /people/sites/{site_id}/names": "manager admin",
    "POST /people/sites/{site_id}/names": "manager admin",
    "POST /people/duties/{duty_id}/earlier": "manager admin",
    "GET /start/site": "admin",
    "POST /start/site/{site_id}": "admin",
    # what must not wait or be forgotten; whoever holds a duty is let in as well
    "GET /alerts": "supervisor manager governance data_protection admin",
    "POST /alerts/{alert_id}/take": ALL,  # an alert that is not theirs is not there
    "POST /alerts/{alert_id}/close": ALL,
    "GET /cases": "data_protection auditor admin",  # an administrator where nobody leads
    "POST /cases/{case_id}/acknowledge": ALL,
    "POST /cases/{case_id}/decide": ALL,
    "POST /cases/{case_id}/extend": ALL,
    "POST /cases/{case_id}/take": ALL,
    "GET /held": "manager data_protection admin",
    "POST /held/{held_id}/open": ALL,
    "POST /held/{held_id}/keep": ALL,
    "POST /held/{held_id}/release": ALL,
    "GET /audit": "data_protection auditor admin",
    "GET /mydata": ALL,
    "GET /mydata/file": ALL,
    "POST /mydata/forget": ALL,
    # for programs; no names, no words of anybody
    "GET /docs": ANYBODY,
    "GET /openapi.json": ANYBODY,
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": ANYBODY,
    "GET /static": ANYBODY,
    "POST /telegram": ANYBODY,  # asks for its own secret
}
# Every field that any form has, filled in well enough to come as far as the question who asks.
FIELDS = {
    "text": "hello", "name": "Newland", "reason": "because", "title": "Title", "questions": "who has it",
    "example": "1", "role": "staff", "place": "{site_id}", "days": "3", "uses": "1", "duty": "deputy", "shift": "days",
    "person": "{staff_id}", "versions": "{version_id}", "site": "{site_id}", "first": "2026-12-01",
    "kind": "supported", "names": "Bo",
}  # fmt: skip
NO_ROW = 999_999

# What somebody may send here hangs on the duty they hold, or is about themselves; for others it is not there.
BY_DUTY = ("POST /alerts/", "POST /cases/", "POST /held/", "POST /mydata/")
WHOEVER = (*Role, "away manager", "away champion")


def doors(parts: Parts) -> Iterator[str]:
    """Each method and address the application answers to, as it says itself."""
    waiting = list(make_app(parts).routes)
    while waiting:
        route: Any = waiting.pop()
        if (inner := getattr(route, "original_router", None)) is not None:
            waiting += inner.routes
        elif isinstance(route, Mount):
            yield f"GET {route.path}"
        else:
            yield from (f"{method} {route.path}" for method in route.methods - {"HEAD"})


def test_every_address_has_a_row_that_says_who_is_let_in(parts: Parts) -> None:
    there = set(doors(parts))
    assert not there - set(DOORS), f"Say in DOORS in {__file__} who is let in: {sorted(there - set(DOORS))}"
    assert not set(DOORS) - there, f"No longer there, so take it out of DOORS: {sorted(set(DOORS) - there)}"


def test_whoever_only_looks_changes_nothing() -> None:
    """Their own chat and the way out are all that they may send."""
    sent = {door for door, allowed in DOORS.items() if door.startswith("POST") and allowed != ANYBODY}
    sent = {door for door in sent if not door.startswith(BY_DUTY)}
    assert {door for door in sent if "auditor" in DOORS[door]} == {"POST /signout"}
    for role in ("supervisor", "data_protection"):
        assert {door for door in sent if role in DOORS[door].split()} == {
            "POST /signout",
            "POST /chat",
            "POST /api/chat",
        }


class Caller:
    """Somebody who knows every address and sends it everything."""

    def __init__(self, parts: Parts, things: dict[str, int], person: Staff | None) -> None:
        self.visitor = web.Visitor(parts)
        self._things = things
        self._csrf = ""
        if person is not None:
            self.visitor.signs_in(person)
            self.visitor.opens("/docs")
            self._csrf = self.visitor.csrf

    def calls(self, door: str, *, real: bool) -> Any:
        """With the numbers of real things of the home, or with numbers of nothing."""
        numbers = self._things if real else dict.fromkeys(self._things, NO_ROW)
        method, _, path = door.partition(" ")
        address = path.format(**numbers, code="NOPE", token="nope")
        client = self.visitor.client
        if method == "GET":
            return client.get(address, follow_redirects=False)
        if path == "/api/chat":
            return client.post(address, json={"text": "hello"})
        fields = {name: value.format(**numbers) for name, value in FIELDS.items()} | {"csrf": self._csrf}
        files = {"files": ("a.md", b"# A\n\n## B\n\nC d e f.\n")} if path == "/knowledge" else None
        return client.post(address, data=fields, files=files, follow_redirects=False)

    def answer(self, door: str, *, real: bool) -> tuple[int, str]:
        """What they learn from it: the status and the words."""
        response = self.calls(door, real=real)
        soup = web.BeautifulSoup(response.text, "html.parser")
        return response.status_code, (soup.main or soup).get_text(" ", strip=True)


def closed_to(role: str) -> list[str]:
    return [door for door, allowed in DOORS.items() if allowed != ANYBODY and role not in allowed.split()]


def open_to(role: str) -> list[str]:
    """Going out comes last; who is forgotten has gone out too, for good."""
    mine = [d for d, allowed in DOORS.items() if role in allowed.split() and d != "POST /mydata/forget"]
    return sorted(mine, key=lambda door: door == "POST /signout")


@pytest.mark.parametrize("who", WHOEVER)
def test_each_role_is_let_in_where_the_table_says_and_nowhere_else(
    parts: Parts, home: Any, joins: Callable[..., Staff], who: str
) -> None:
    role = who.rpartition(" ")[2]
    caller = Caller(parts, home.things, joins(who, at=home.people.home))
    wrong = []
    for door in closed_to(role):
        real, nothing = caller.answer(door, real=True), caller.answer(door, real=False)
        if real[0] != 403 or real != nothing:
            wrong.append(f"{door} should refuse, whether or not it is there: {real} {nothing}")
    for door in open_to(role):
        if (status := caller.calls(door, real=False).status_code) in (401, 403, 500):
            wrong.append(f"{door} should let in: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["stranger", "leaver", "auditor whose time is over"])
def test_whoever_is_not_in_is_asked_to_sign_in_whatever_they_name(
    parts: Parts, home: Any, joins: Callable[..., Staff], who: str
) -> None:
    person = None if who == "stranger" else joins("manager" if who == "leaver" else "auditor", at=home.people.home)
    caller = Caller(parts, home.things, person)
    with parts.database.writing() as session:
        if person is not None:
            gone = session.get_one(Staff, person.id)
            gone.left_at = parts.clock() if who == "leaver" else None
            gone.access_until = parts.clock() if who != "leaver" else None
    wrong = []
    for door in (door for door, allowed in DOORS.items() if allowed != ANYBODY):
        real, nothing = caller.answer(door, real=True), caller.answer(door, real=False)
        if real[0] != 401 or real != nothing:
            wrong.append(f"{door}: {real} {nothing}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_another_sites_thing_answers_like_one_that_does_not_exist(
    parts: Parts, home: Any, joins: Callable[..., Staff], role: Role
) -> None:
    caller = Caller(parts, home.things, joins(role, at=home.people.other))
    wrong = []
    for door in (door for door in open_to(role) if "{" in door or door in IDS_IN_FIELDS):
        real, nothing = caller.answer(door, real=True), caller.answer(door, real=False)
        if real[0] not in (400, 404, 409) or real != nothing:
            wrong.append(f"{door}: {real} {nothing}")
    assert not wrong, "\n".join(wrong)


# Here the number stands in the form.
IDS_IN_FIELDS = (
    "POST /knowledge/pending/use",
    "POST /knowledge/pending/discard",
    "POST /people/invites",
    "POST /knowledge",
)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_no_page_names_anything_of_another_site(
    parts: Parts, home: Any, joins: Callable[..., Staff], role: Role
) -> None:
    caller = Caller(parts, home.things, joins(role, at=home.people.other))
    for door in (door for door in (*open_to(role), *open_to(ANYBODY)) if door.startswith("GET") and "{" not in door):
        text = caller.answer(door, real=True)[1]
        assert not [word for word in home.words if re.search(rf"\b{word}\b", text)], door


def test_a_person_of_another_site_cannot_be_named_in_a_form_either(
    parts: Parts, home: Any, joins: Callable[..., Staff]
) -> None:
    """Zed's own site, the home's person and team."""
    zed = web.Visitor(parts).signs_in(home.people.zed)
    zed.opens("/people")
    ours = home.people.other.id
    for person in (home.things["staff_id"], NO_ROW):
        sent = zed.client.post(
            f"/people/sites/{ours}/duties", data={"csrf": zed.csrf, "duty": "deputy", "person": person}
        )
        assert (sent.status_code, "There is no such person" in sent.text) == (404, True)
    for team in (home.things["team_id"], NO_ROW):
        place = {"csrf": zed.csrf, "role": "staff", "place": f"{ours}.{team}"}
        sent = zed.client.post("/people/invites", data=place)
        assert (sent.status_code, "There is no such team" in sent.text) == (404, True)
        assert zed.client.get(f"/week/{ours}?team={team}").status_code == 404


def test_a_champion_sees_no_figures_of_anybody(parts: Parts, home: Any) -> None:
    cho = web.Visitor(parts).signs_in(home.people.cho)
    for address in ("/week", "/week.csv", f"/week/{home.people.home.id}", f"/people/{home.people.ana.id}"):
        assert cho.opens(address).status == 403, address


def test_an_auditor_is_out_when_their_time_is_over(parts: Parts, home: Any) -> None:
    now = parts.clock()
    ade = web.Visitor(parts)
    with parts.database.writing() as session:
        code = make_invite(session, role=Role.AUDITOR, site=home.people.home, now=now, days=14).code
    ade.opens(f"/join/{code}")
    ade.presses("Start")
    ade.presses("I understand")
    ade.presses("Send", text="Aud")
    ade.presses("Mixed")
    assert ade.opens("/week").status == 200
    parts.clock = lambda: now + timedelta(days=14)
    assert ade.opens("/week").status == 401
