"""Who may open what, and that another site's things are simply not there."""

from collections.abc import Callable
from pathlib import Path

import pytest

import make
import web
from api.parts import Parts
from people.invites import make_invite
from people.roles import Role
from people.staff import Staff
from questions.escalations import escalate
from questions.questions import record_question

ALL_PAGES = (
    "/", "/inbox", "/alerts", "/week", "/knowledge", "/people", "/governance", "/evidence", "/cases", "/held", "/audit",
    "/settings",
)  # fmt: skip
MAY_OPEN = {
    Role.STAFF: {"/"},
    Role.CHAMPION: {"/", "/inbox", "/knowledge"},
    Role.SUPERVISOR: {"/", "/alerts", "/week", "/knowledge"},
    Role.MANAGER: set(ALL_PAGES) - {"/cases", "/audit"},
    Role.GOVERNANCE: {"/", "/inbox", "/alerts", "/week", "/knowledge", "/governance", "/evidence"},
    Role.DATA_PROTECTION: {"/", "/alerts", "/knowledge", "/cases", "/held", "/audit"},
    Role.AUDITOR: {"/week", "/knowledge", "/governance", "/evidence", "/cases", "/audit"},
    Role.ADMIN: set(ALL_PAGES),  # cases too, where nobody leads on data protection
}


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_own_pages_and_no_others(parts: Parts, people: make.Cast, role: Role) -> None:
    with parts.database.writing() as session:
        person = make.staff(session, "Pat", role=role, at=people.home, now=parts.clock())
    pat = web.Visitor(parts).signs_in(person)
    opened = {page for page in ALL_PAGES if (at := pat.opens(page)).status == 200 and at.address == page}
    assert opened == MAY_OPEN[role]
    refused = set(ALL_PAGES) - MAY_OPEN[role] - {"/"}
    assert {pat.opens(page).status for page in refused} <= {403}


@pytest.mark.parametrize("role", Role)
def test_the_way_to_a_page_is_shown_to_those_who_may_open_it(parts: Parts, people: make.Cast, role: Role) -> None:
    with parts.database.writing() as session:
        person = make.staff(session, "Pat", role=role, at=people.home, now=parts.clock())
    shown = web.Visitor(parts).signs_in(person).opens("/docs").soup.select("nav a")
    expected = MAY_OPEN[role] if len(MAY_OPEN[role]) > 1 else set()
    assert {str(link["href"]) for link in shown} == expected


def test_a_stranger_is_asked_to_sign_in_everywhere(stranger: web.Visitor) -> None:
    for page in (*ALL_PAGES[1:], "/people/1", "/knowledge/1", "/week/1", "/week.csv", "/people/invites/1"):
        opened = stranger.opens(page)
        assert (opened.status, "How to get in" in opened.text) == (401, True), page


def test_a_number_no_row_can_have_is_not_found(people: make.Cast, browser: Callable[[Staff], web.Visitor]) -> None:
    lee, cho = browser(people.lee), browser(people.cho)
    lee.opens("/people")
    cho.opens("/")
    for number in ("0", "-1", "9" * 30, "x", "1.5"):
        for page in ("people", "people/invites", "knowledge", "week"):
            assert lee.opens(f"/{page}/{number}").status == 404, page
        assert lee.client.post(f"/people/duties/{number}/end", data={"csrf": lee.csrf}).status_code == 404
        assert cho.client.post(f"/inbox/{number}/claim", data={"csrf": cho.csrf}).status_code == 404


def test_another_sites_things_are_not_there(
    parts: Parts, people: make.Cast, browser: Callable[[Staff], web.Visitor], tmp_path: Path
) -> None:
    now = parts.clock()
    with parts.database.writing() as session:
        invite = make_invite(session, role=Role.STAFF, site=people.home, now=now)
        question = record_question(session, people.ana, "who holds the key", channel="web", now=now, outcome="champion")
        escalation = escalate(session, question, now=now, zone=web.ZONE)
    (tmp_path / "rose.md").write_text(web.PASSWORDS)
    lee, zed = browser(people.lee), browser(people.zed)
    lee.adds(("files", ("rose.md", web.PASSWORDS)))

    home = people.home.id
    hidden = ("/knowledge/1", f"/people/{people.ana.id}", f"/people/invites/{invite.id}", f"/week/{home}")
    for page in hidden:
        assert lee.opens(page).status == 200, page
        assert zed.opens(page).status == 404, page
    seen_by_zed = " ".join(zed.opens(page).text for page in ALL_PAGES)
    assert "Rose House" not in seen_by_zed
    assert "who holds the key" not in seen_by_zed
    assert "Passwords policy" not in seen_by_zed

    forms = (
        f"/people/{people.ana.id}/left",
        f"/people/{people.ana.id}/link",
        f"/people/{people.ana.id}/away",
        f"/people/{people.ana.id}/work",
        f"/people/invites/{invite.id}/revoke",
        f"/people/sites/{home}/teams",
        f"/settings/contacts/{home}",
        "/knowledge/1/retire",
        "/knowledge/1/again",
    )
    for address in forms:
        sent = zed.client.post(
            address, data={"csrf": zed.csrf, "name": "x", "reason": "x", "role": "staff", "shift": "days"}
        )
        assert sent.status_code == 404, address
    with parts.database.writing() as session:
        other_champion = make.staff(session, "Oz", role=Role.CHAMPION, at=people.other, now=now)
    oz = browser(other_champion)
    for act in ("claim", "pass", "answer", "propose"):
        sent = oz.client.post(f"/inbox/{escalation.id}/{act}", data={"csrf": oz.csrf, "text": "mine"})
        assert sent.status_code == 404, act
