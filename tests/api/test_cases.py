"""The Cases page: leads decide, auditors read, nobody else knows."""

from collections.abc import Callable
from datetime import timedelta

import pytest

import make
import web
from api.parts import Parts
from incidents.cases import CaseFile, Kind, open_data_incident, open_request
from people.roles import Role
from people.sites import Contact
from people.staff import Duty, Staff

Browser = Callable[[Staff], web.Visitor]
WHY = "The sheet had first names only and came back unread."


@pytest.fixture
def pat(parts: Parts, people: make.Cast) -> Staff:
    with parts.database.writing() as session:
        return make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=parts.clock())


@pytest.fixture
def incident(parts: Parts, people: make.Cast, pat: Staff) -> CaseFile:
    now = parts.clock()
    with parts.database.writing() as session:
        aware = now - timedelta(hours=41)
        return open_data_incident(session, people.ana, aware_at=aware, now=now, zone=web.ZONE)


@pytest.fixture
def complaint(parts: Parts, people: make.Cast, pat: Staff) -> CaseFile:
    now = parts.clock()
    with parts.database.writing() as session:
        open_request(session, people.cho, Kind.ACCESS, received_at=now, now=now, zone=web.ZONE)
        return open_request(session, people.ana, Kind.COMPLAINT, received_at=now, now=now, zone=web.ZONE)


def test_the_lead_sees_how_long_is_left_and_keeps_a_decision_with_its_reason(
    browser: Browser, incident: CaseFile, pat: Staff
) -> None:
    lead = browser(pat)
    page = lead.opens("/cases")
    assert page.heading == "1 case is open"
    assert "31 hours left, by Tue 24 Nov 17:00" in page.text
    assert "Data incident: Ana" in page.text
    assert "You look after this one now." in lead.presses("I look after it").text
    decided = lead.presses("Keep the decision", outcome="not_reported", words=WHY)
    assert decided.heading == "0 cases are open"
    assert "Not reported to the ICO" in decided.text
    assert WHY in decided.text
    again = lead.client.post(
        f"/cases/{incident.id}/decide", data={"csrf": lead.csrf, "outcome": "reported", "words": "x"}
    )
    assert again.status_code == 409


def test_words_that_come_too_late_are_given_back(browser: Browser, incident: CaseFile, pat: Staff) -> None:
    lead = browser(pat)
    lead.opens("/cases")
    for outcome, status in (("not_reported", 303), ("reported", 409), ("no such outcome", 400)):
        sent = {"csrf": lead.csrf, "outcome": outcome, "words": f"<b>{WHY}"}
        answer = lead.client.post(f"/cases/{incident.id}/decide", data=sent, follow_redirects=False)
        assert answer.status_code == status
        assert (f"&lt;b&gt;{WHY}" in answer.text) == (status != 303)
        assert lead.csrf not in answer.text.split("What you typed")[-1]


def test_a_decision_needs_a_reason_and_one_of_its_own_outcomes(
    browser: Browser, incident: CaseFile, pat: Staff
) -> None:
    lead = browser(pat)
    lead.opens("/cases")
    for outcome, words in (("reported", " "), ("done", WHY), ("nonsense", WHY), ("reported", "x" * 2001)):
        sent = lead.client.post(
            f"/cases/{incident.id}/decide", data={"csrf": lead.csrf, "outcome": outcome, "words": words}
        )
        assert sent.status_code == 400, outcome
    assert lead.opens("/cases").heading == "1 case is open"


def test_a_complaint_is_acknowledged_and_a_request_given_more_time(
    browser: Browser, complaint: CaseFile, pat: Staff, people: make.Cast
) -> None:
    lead = browser(pat)
    assert "30 days left, by Wed 23 December 2026" in lead.opens("/cases").text
    assert "Acknowledged" in lead.presses("Tell them it has arrived").text
    longer = lead.presses("Give it more time", words="There is much to look through.")
    assert "by Tue 23 February 2027" in longer.text


def test_an_auditor_reads_and_changes_nothing(
    browser: Browser, parts: Parts, people: make.Cast, incident: CaseFile
) -> None:
    with parts.database.writing() as session:
        auditor = make.staff(session, "Aud", role=Role.AUDITOR, at=people.home, now=parts.clock())
        elsewhere = make.staff(session, "Els", role=Role.AUDITOR, at=people.other, now=parts.clock())
    page = browser(auditor).opens("/cases")
    assert "Data incident: Ana" in page.text
    assert [button for button in page.buttons() if "Sign out" not in button] == []
    other = browser(elsewhere)
    assert "Ana" not in other.opens("/cases").text
    for person, status in ((auditor, 403), (elsewhere, 404)):
        reader = browser(person)
        reader.opens("/cases")
        for act in ("decide", "take", "acknowledge", "extend"):
            data = {"csrf": reader.csrf, "outcome": "reported", "words": WHY}
            assert reader.client.post(f"/cases/{incident.id}/{act}", data=data).status_code == status, act


def test_managers_champions_and_staff_see_nothing(browser: Browser, people: make.Cast, incident: CaseFile) -> None:
    for person in (people.ana, people.cho, people.lee, people.zed):
        visitor = browser(person)
        assert visitor.opens("/cases").status == 403
        visitor.opens("/")
        data = {"csrf": visitor.csrf, "outcome": "reported", "words": WHY}
        assert visitor.client.post(f"/cases/{incident.id}/decide", data=data).status_code == 404


def test_a_manager_with_the_duty_leads_and_finds_the_way(
    browser: Browser, parts: Parts, people: make.Cast, incident: CaseFile
) -> None:
    with parts.database.writing() as session:
        held = Duty(site_id=people.home.id or 0, duty=Contact.DATA_PROTECTION_LEAD, staff_id=people.lee.id or 0)
        session.add(held)
    lee = browser(people.lee)
    assert "/cases" in {str(link["href"]) for link in lee.opens("/week").soup.select("nav a")}
    lee.opens("/cases")
    assert "0 cases are open" in lee.presses("Keep the decision", outcome="reported", words=WHY).text
