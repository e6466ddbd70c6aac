"""People, sites, invites, duties; what a manager may do and what only an administrator may."""

import re
from collections.abc import Callable
from datetime import date

from sqlmodel import select

import make
import web
from api.parts import Parts
from core.audit import AuditEntry
from delivery.outbox import OutboundMessage
from people.invites import Invite
from people.roles import Role
from people.sites import Contact, Site, Team, add_team
from people.staff import Duty, Staff, on_duty

Browser = Callable[[Staff], web.Visitor]


def test_an_invite_is_shown_as_a_link_a_picture_and_for_telegram(
    parts: Parts, people: make.Cast, browser: Browser
) -> None:
    parts.telegram_name = "rose_bot"
    lee = browser(people.lee)
    lee.opens("/people")
    made = lee.presses("Make the invite", role="champion", days="3", uses="2")
    with parts.database.reading() as session:
        invite = session.exec(select(Invite)).one()
    assert (invite.role, invite.site_id, invite.uses_allowed) == ("champion", people.home.id, 2)
    assert f"http://testserver/join/{invite.code}" in made.text
    assert f"https://t.me/rose_bot?start={invite.code}" in made.text
    drawings = made.soup.select("svg.qr")
    assert len(drawings) == 2
    assert all(drawing.title is not None for drawing in drawings)

    listed = lee.opens("/people")
    assert "0 of 2 used" in listed.text
    assert "no longer works" in lee.presses("Take it back").text
    assert lee.opens(f"/join/{invite.code}").status == 404
    assert lee.opens(f"/people/invites/{invite.id}").status == 404


def test_a_manager_hands_out_the_roles_of_their_site_only(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    roles = {str(option["value"]) for option in lee.opens("/people").soup.select("#role option")}
    assert roles == {"staff", "champion", "supervisor"}
    tries = (
        ({"role": "admin", "place": str(people.home.id)}, 403),
        ({"role": "governance", "place": ""}, 403),
        ({"role": "staff", "place": ""}, 404),
        ({"role": "staff", "place": str(people.other.id)}, 404),
        ({"role": "staff", "place": f"{people.home.id}.999"}, 404),
        ({"role": "staff", "place": "x"}, 400),
        ({"role": "king", "place": str(people.home.id)}, 400),
        ({"role": "staff", "place": str(people.home.id), "days": "0"}, 400),
        ({"role": "staff", "place": str(people.home.id), "uses": "many"}, 400),
    )
    for fields, status in tries:
        assert lee.client.post("/people/invites", data={"csrf": lee.csrf, **fields}).status_code == status, fields
    with parts.database.reading() as session:
        assert session.exec(select(Invite)).all() == []


def test_an_administrator_adds_sites_renames_them_and_invites_for_the_whole_provider(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser
) -> None:
    ade = browser(admin)
    ade.opens("/people")
    assert "Oak Lodge" in ade.presses("Add the site", name="Oak Lodge").text
    twice = ade.presses("Add the site", name="Oak Lodge")
    assert (twice.status, "already a site called Oak Lodge" in twice.text) == (400, True)
    rename = f"/people/sites/{people.home.id}/name"
    ade.opens("/people")
    assert ade.client.post(rename, data={"csrf": ade.csrf, "name": "Oak Lodge"}).status_code == 400
    assert "Rose Court" in ade.client.post(rename, data={"csrf": ade.csrf, "name": "Rose Court"}).text
    made = ade.client.post("/people/invites", data={"csrf": ade.csrf, "role": "governance", "place": ""})
    assert "Join All sites" in made.text


def test_a_name_is_kept_without_what_nobody_can_see(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser
) -> None:
    ade = browser(admin)
    ade.opens("/people")
    ade.presses("Add the site", name="Oak\x00 \x1bLodge\u202e")
    with parts.database.reading() as session:
        assert "Oak Lodge" in {site.name for site in session.exec(select(Site))}
    assert ade.client.post("/people/sites", data={"csrf": ade.csrf, "name": "\x00"}).status_code == 400


def test_only_an_administrator_changes_sites(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    assert "Add the site" not in lee.opens("/people").buttons()
    for address in ("/people/sites", f"/people/sites/{people.home.id}/name"):
        assert lee.client.post(address, data={"csrf": lee.csrf, "name": "Mine"}).status_code == 403
    with parts.database.reading() as session:
        assert {site.name for site in session.exec(select(Site))} == {"Rose House", "Elm Court"}


def adds_team(parts: Parts, by: web.Visitor, name: str) -> Team:
    """The only team of Rose House."""
    by.opens("/people")
    by.presses("Add a team at Rose House", name=name)
    with parts.database.reading() as session:
        return session.exec(select(Team)).one()


def test_a_manager_adds_a_team_and_invites_to_it(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    team = adds_team(parts, lee, "Nights")
    made = lee.presses("Make the invite", role="staff", place=f"{people.home.id}.{team.id}")
    assert made.heading == "Join Rose House, Nights"


def test_who_is_told_in_an_emergency_is_chosen_and_ended(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens("/people")
    told = lee.presses("Add for Rose House", duty="deputy", person=str(people.cho.id))
    assert "Deputy: Cho On now" in told.text
    assert "Nobody is told as: on call, data protection lead. Others are told instead." in told.text
    nights = lee.presses("Add for Rose House", duty="deputy", person=str(people.cho.id), shift="nights")
    assert "Deputy: Cho , nights Not on now" in nights.text
    lee.presses("Add for Rose House", duty="deputy", person=str(people.cho.id))
    with parts.database.reading() as session:
        assert [person.name for person in on_duty(session, people.home.id or 0, Contact.DEPUTY)] == ["Cho"]
        held = session.exec(select(Duty).where(Duty.duty == Contact.DEPUTY)).one()
    zed = browser(people.zed)
    zed.opens("/people")
    assert zed.client.post(f"/people/duties/{held.id}/end", data={"csrf": zed.csrf}).status_code == 404
    outsider = {"csrf": lee.csrf, "duty": "deputy", "person": str(people.zed.id)}
    assert lee.client.post(f"/people/sites/{people.home.id}/duties", data=outsider).status_code == 404
    ended = lee.presses("Remove Cho as Deputy")
    assert "no longer be told" in ended.text
    assert "Nobody is told as: on call, deputy, data protection lead." in ended.text


def test_a_sign_in_link_is_shown_once_and_works_once(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens(f"/people/{people.ana.id}")
    shown = lee.presses("Make a sign-in link")
    found = re.search(r"http://testserver(/signin/\S+)", shown.text)
    assert found is not None
    assert found[1] not in lee.opens(f"/people/{people.ana.id}").text
    ana = web.Visitor(parts)
    assert ana.opens(found[1]).heading == "Hello Ana"
    ana.presses("Sign in as Ana")
    assert web.Visitor(parts).opens(found[1]).status == 404


def test_a_manager_cannot_become_somebody_with_more_rights(
    people: make.Cast, admin: Staff, parts: Parts, browser: Browser
) -> None:
    with parts.database.writing() as session:
        colleague = make.staff(session, "Max", role=Role.MANAGER, at=people.home, now=parts.clock())
    lee = browser(people.lee)
    assert "Only an administrator" in lee.opens(f"/people/{colleague.id}").text
    work = {"csrf": lee.csrf, "role": "staff", "shift": "days"}
    for act in ("link", "left", "away", "work"):
        assert lee.client.post(f"/people/{colleague.id}/{act}", data=work).status_code == 403
        assert lee.client.post(f"/people/{admin.id}/{act}", data=work).status_code == 404


def test_leave_and_leaving(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee, ana = browser(people.lee), browser(people.ana)
    lee.opens(f"/people/{people.ana.id}")
    assert "The dates are kept" in lee.presses("Keep the dates", first="2026-11-20", last="2026-11-30").text
    assert "Ana Staff, days, away" in lee.opens("/people").text
    lee.opens(f"/people/{people.ana.id}")
    assert lee.presses("Keep the dates", first="2026-11-30", last="2026-11-20").status == 400
    lee.opens(f"/people/{people.ana.id}")
    assert lee.presses("Keep the dates", first="tomorrow").status == 400
    with parts.database.reading() as session:
        assert session.get_one(Staff, people.ana.id).away_until == date(2026, 11, 30)

    lee.opens(f"/people/{people.ana.id}")
    assert "Marked as left" in lee.presses("Mark as left").text
    assert lee.opens(f"/people/{people.ana.id}").status == 404
    assert ana.says(text="hello").status_code == 401
    with parts.database.reading() as session:
        done = session.exec(select(AuditEntry.actor).where(AuditEntry.action == "staff.left")).all()
    assert done == [people.lee.actor]


def test_what_somebody_does_here_can_change(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    team = adds_team(parts, lee, "Upstairs")
    page = lee.opens(f"/people/{people.ana.id}")
    assert [str(option["value"]) for option in page.soup.select("#role option")] == ["staff", "champion", "supervisor"]
    changed = lee.presses("Keep the changes", role="champion", shift="nights", team=str(team.id))
    for words in ("The changes are kept", "Digital champion", "Rose House, Upstairs", "Nights"):
        assert words in changed.text
    assert browser(people.ana).opens("/inbox").status == 200
    lee.presses("Keep the changes", role="staff", team="")
    with parts.database.reading() as session:
        ana = session.get_one(Staff, people.ana.id)
        assert (ana.role, ana.shift, ana.team_id) == ("staff", "nights", None)
        changes = session.exec(select(AuditEntry.detail).where(AuditEntry.action == "staff.changed")).all()
    assert [(each["before"], each["role"]) for each in changes] == [("staff", "champion"), ("champion", "staff")]


def test_a_name_that_was_typed_wrong_can_be_put_right(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens(f"/people/{people.ana.id}")
    assert lee.presses("Keep the changes", name="  Anna   Kowal ").heading == "Anna Kowal"
    for wrong in ("12345", "/start", "one two three four five six seven"):
        lee.opens(f"/people/{people.ana.id}")
        refused = lee.presses("Keep the changes", name=wrong)
        assert refused.status == 400
        assert "A name has letters" in refused.text
    with parts.database.reading() as session:
        assert session.get_one(Staff, people.ana.id).name == "Anna Kowal"
        log = [row.detail for row in session.exec(select(AuditEntry).where(AuditEntry.action == "staff.changed"))]
    assert [each["renamed"] for each in log] == [True]
    assert "Kowal" not in str(log)


def test_a_role_is_given_only_by_who_may(parts: Parts, people: make.Cast, admin: Staff, browser: Browser) -> None:
    with parts.database.writing() as session:
        team = add_team(session, people.other, "Elm nights", actor="test", now=parts.clock())
        watcher = make.staff(session, "Aud", role=Role.AUDITOR, now=parts.clock())
    lee, ade = browser(people.lee), browser(admin)
    tries: tuple[tuple[web.Visitor, Staff, dict[str, str], int], ...] = (
        (lee, people.ana, {"role": "manager"}, 403),
        (lee, people.ana, {"role": "king"}, 400),
        (lee, people.ana, {"role": "staff", "shift": "always"}, 400),
        (lee, people.ana, {"role": "staff", "team": str(team.id)}, 400),
        (lee, people.ana, {"role": "staff", "team": "x"}, 400),
        (lee, people.lee, {"role": "staff"}, 403),
        (ade, admin, {"role": "governance"}, 403),
        (ade, watcher, {"role": "admin"}, 403),
        (ade, admin, {"role": "admin"}, 200),
        (ade, people.lee, {"role": "supervisor"}, 200),
    )
    for by, person, fields, status in tries:
        form = {"csrf": by.csrf, "shift": "days"} | fields
        assert by.client.post(f"/people/{person.id}/work", data=form).status_code == status, (person.name, fields)


def test_nobody_marks_themselves_as_left(people: make.Cast, admin: Staff, browser: Browser) -> None:
    ade = browser(admin)
    assert "Mark as left" not in ade.opens(f"/people/{admin.id}").buttons()
    assert ade.client.post(f"/people/{admin.id}/left", data={"csrf": ade.csrf}).status_code == 400
    assert ade.says(text="hello").status_code == 200


def test_the_order_in_which_people_are_told_can_be_changed(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens("/people")
    lee.presses("Add for Rose House", duty="safeguarding_lead", person=str(people.cho.id))
    assert "The order is changed" in lee.presses("Tell earlier Cho as Safeguarding lead").text
    with parts.database.reading() as session:
        assert [p.name for p in on_duty(session, people.home.id or 0, Contact.SAFEGUARDING_LEAD)] == ["Cho", "Lee"]
        held = session.exec(select(Duty).where(Duty.staff_id == people.cho.id)).one()
    zed = browser(people.zed)
    zed.opens("/people")
    assert zed.client.post(f"/people/duties/{held.id}/earlier", data={"csrf": zed.csrf}).status_code == 404


def test_a_site_without_its_contacts_is_not_live_and_says_what_is_missing(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser
) -> None:
    ade = browser(admin)
    ade.opens("/people")
    added = ade.presses("Add the site", name="Oak Lodge")
    assert "Oak Lodge is not live yet" in added.text
    assert "Still missing: on call, safeguarding lead, deputy, council" in added.text
    with parts.database.reading() as session:
        oak = session.exec(select(Site).where(Site.name == "Oak Lodge")).one()
    refused = ade.presses("Make the invite", role="staff", place=str(oak.id))
    assert (refused.status, "Oak Lodge is not live yet" in refused.text) == (400, True)
    ade.opens("/people")
    assert ade.presses("Make the invite", role="manager", place=str(oak.id)).status == 200
    given = {name: f"{name}, 01632 960001" for name in Contact}
    ade.opens("/settings")
    assert ade.client.post(f"/settings/contacts/{oak.id}", data={"csrf": ade.csrf, **given}).status_code == 200
    ade.opens("/people")
    assert ade.presses("Make the invite", role="staff", place=str(oak.id)).heading == "Join Oak Lodge"


def test_only_an_administrator_makes_a_link_for_who_is_told_of_emergencies(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser
) -> None:
    with parts.database.writing() as session:
        dee = make.staff(session, "Dee", role=Role.SUPERVISOR, at=people.home, now=parts.clock(), telegram_id=912)
        session.add(Duty(site_id=people.home.id or 0, duty=Contact.DEPUTY, staff_id=dee.id or 0))
        session.flush()
        number = dee.id
    lee = browser(people.lee)
    lee.opens("/people")
    assert lee.client.post(f"/people/{number}/link", data={"csrf": lee.csrf}).status_code == 403
    ade = browser(admin)
    ade.opens(f"/people/{number}")
    assert "/signin/" in ade.presses("Make a sign-in link").text
    with parts.database.reading() as session:
        [told] = session.exec(select(OutboundMessage).where(OutboundMessage.recipient_id == number)).all()
        assert f"{admin.name} made a link to sign in here as you" in told.message.text


def test_a_manager_does_not_choose_who_leads_on_data_protection(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens("/people")
    given = {"csrf": lee.csrf, "duty": "data_protection_lead", "person": str(people.lee.id)}
    assert lee.client.post(f"/people/sites/{people.home.id}/duties", data=given).status_code == 403
