"""Cases: opened once, told to the leads and nobody else, decided once, and reminded of at each mark."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere, Taken
from incidents import cases
from incidents.cases import CaseFile, Kind, Outcome
from incidents.countdown import late_cases, remind_leads
from incidents.leads import has_cases_to_see, leads_of
from make_question import sent, told
from people.roles import Role
from people.sites import Contact
from people.staff import Duty, Staff
from together import together

LONDON = ZoneInfo("Europe/London")
WHY = "No names were on the sheet, and it was back within the hour."


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    return make.cast(session, now=now)


@pytest.fixture
def pat(session: Session, people: make.Cast, now: datetime) -> Staff:
    """The provider's data protection lead."""
    return make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=now)


def incident(session: Session, worker: Staff, now: datetime, aware: datetime | None = None) -> CaseFile:
    return cases.open_data_incident(session, worker, aware_at=aware or now, now=now, zone=LONDON)


def request(session: Session, person: Staff, now: datetime, kind: Kind = Kind.ACCESS) -> CaseFile:
    return cases.open_request(session, person, kind, received_at=now, now=now, zone=LONDON)


def test_an_incident_is_told_to_the_lead_at_any_hour_with_its_end(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    night = now.replace(hour=3)
    case = incident(session, people.ana, night)
    assert case.due_at == night + timedelta(hours=72)
    [row] = sent(session, "case")
    assert row == (f"staff:{pat.id}", f"# Data incident {case.reference}")


def test_awareness_is_when_the_message_was_sent(session: Session, people: make.Cast, now: datetime) -> None:
    case = incident(session, people.ana, now, aware=now - timedelta(hours=5))
    assert case.due_at == now + timedelta(hours=67)


def test_several_messages_within_an_hour_are_one_incident(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    first = incident(session, people.ana, now)
    assert incident(session, people.ana, now + timedelta(minutes=59)).id == first.id
    assert incident(session, people.cho, now).id != first.id
    assert incident(session, people.ana, now + timedelta(minutes=60)).id != first.id
    assert len(sent(session, "case")) == 3


def test_a_decided_incident_is_not_joined(session: Session, people: make.Cast, pat: Staff, now: datetime) -> None:
    first = incident(session, people.ana, now)
    cases.decide(session, first.id or 0, Outcome.NOT_REPORTED, WHY, by=pat, now=now)
    assert incident(session, people.ana, now + timedelta(minutes=5)).id != first.id


def test_of_two_who_open_at_once_there_is_one_case(database: Database, now: datetime) -> None:
    with database.writing() as session:
        people = make.cast(session, now=now)

    def both() -> None:
        with database.writing() as session:
            ana = session.get_one(Staff, people.ana.id)
            incident(session, ana, now)
            request(session, ana, now)

    assert together([both] * 4) == [None] * 4
    with database.reading() as session:
        assert sorted(case.kind for case in session.exec(select(CaseFile))) == ["access_request", "data_incident"]


def test_asking_again_joins_the_open_request(session: Session, people: make.Cast, now: datetime) -> None:
    first = request(session, people.ana, now)
    again = request(session, people.ana, now + timedelta(days=3))
    assert (again.id, again.due_at) == (first.id, first.due_at)
    assert request(session, people.ana, now, Kind.COMPLAINT).id != first.id
    assert request(session, people.cho, now).id != first.id


def test_a_duty_holder_leads_at_their_site_and_an_administrator_where_nobody_does(
    session: Session, people: make.Cast, now: datetime
) -> None:
    ade = make.staff(session, "Ade", role=Role.ADMIN, now=now)
    home, other = people.home.id or 0, people.other.id or 0
    assert leads_of(session, home) == [ade]
    session.add(Duty(site_id=home, duty=Contact.DATA_PROTECTION_LEAD, staff_id=people.lee.id or 0))
    session.flush()
    assert leads_of(session, home) == [people.lee]
    assert leads_of(session, other) == [ade]
    assert [has_cases_to_see(session, p) for p in (people.lee, people.zed, people.cho, people.ana, ade)] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_only_leads_and_auditors_see_cases_and_only_leads_decide(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    audit = make.staff(session, "Aud", role=Role.AUDITOR, at=people.home, now=now)
    elsewhere = make.staff(session, "Els", role=Role.AUDITOR, at=people.other, now=now)
    case = incident(session, people.ana, now)
    assert [seen.id for seen in cases.cases_seen(session, pat)] == [case.id]
    assert [seen.id for seen in cases.cases_seen(session, audit)] == [case.id]
    assert cases.cases_seen(session, elsewhere) == []
    for person in (people.ana, people.cho, people.lee, people.zed):
        with pytest.raises(NotAllowed):
            cases.cases_seen(session, person)
        with pytest.raises(NotThere):
            cases.decide(session, case.id or 0, Outcome.REPORTED, WHY, by=person, now=now)
    with pytest.raises(NotAllowed):
        cases.decide(session, case.id or 0, Outcome.REPORTED, WHY, by=audit, now=now)
    with pytest.raises(NotThere):
        cases.decide(session, case.id or 0, Outcome.REPORTED, WHY, by=elsewhere, now=now)


def test_a_decision_is_kept_once_with_its_reason_and_never_in_the_audit_log(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    case = incident(session, people.ana, now)
    for words in ("", "  \n"):
        with pytest.raises(BadInput, match="why"):
            cases.decide(session, case.id or 0, Outcome.NOT_REPORTED, words, by=pat, now=now)
    with pytest.raises(BadInput):
        cases.decide(session, case.id or 0, Outcome.DONE, WHY, by=pat, now=now)
    cases.decide(session, case.id or 0, Outcome.NOT_REPORTED, WHY, by=pat, now=now)
    with pytest.raises(Taken):
        cases.decide(session, case.id or 0, Outcome.REPORTED, "Changed my mind.", by=pat, now=now)
    assert (case.state, case.outcome, case.decision, case.decided_by_id) == ("closed", "not_reported", WHY, pat.id)
    assert WHY not in str([entry.model_dump() for entry in session.exec(select(AuditEntry)).all()])
    assert WHY not in str(sent(session))


def test_an_undecided_incident_is_reminded_of_once_at_each_mark(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    case = incident(session, people.ana, now)
    reminded = []
    for hours in (1, 23, 24, 25, 48, 48.5, 66, 71, 72, 73, 200):
        if remind_leads(session, now=now + timedelta(hours=hours), zone=LONDON):
            reminded.append(hours)
        remind_leads(session, now=now + timedelta(hours=hours), zone=LONDON)
    assert reminded == [24, 48, 66, 72]
    assert [line for _, line in sent(session, "case")][1:] == [
        f"# Data incident {case.reference}: {left}"
        for left in ("48 hours left", "24 hours left", "6 hours left", "0 minutes left")
    ]


def test_after_an_outage_only_the_last_mark_is_said_and_a_decided_case_is_quiet(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    case = incident(session, people.ana, now)
    assert remind_leads(session, now=now + timedelta(hours=70), zone=LONDON) == 1
    assert len(told(session, "case")) == 2
    cases.decide(session, case.id or 0, Outcome.REPORTED, WHY, by=pat, now=now)
    assert remind_leads(session, now=now + timedelta(hours=80), zone=LONDON) == 0


def test_more_time_is_given_once_in_time_with_a_reason_the_person_reads(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    case = request(session, people.ana, now)
    first_due = case.due_at
    with pytest.raises(BadInput):
        cases.extend(session, case.id or 0, "", by=pat, now=now, zone=LONDON)
    with pytest.raises(BadInput, match="over"):
        cases.extend(session, case.id or 0, "Much to look through.", by=pat, now=now + timedelta(days=40), zone=LONDON)
    cases.extend(session, case.id or 0, "Much to look through.", by=pat, now=now, zone=LONDON)
    assert case.due_at > first_due + timedelta(days=59)
    with pytest.raises(Taken):
        cases.extend(session, case.id or 0, "Even more.", by=pat, now=now, zone=LONDON)
    [(address, line)] = sent(session, "request")
    assert (address, line) == (
        "901",
        f"Your request {case.reference} needs more time, until Tue 23 February 2027. The reason:",
    )
    with pytest.raises(BadInput):
        cases.extend(session, incident(session, people.ana, now).id or 0, "x", by=pat, now=now, zone=LONDON)


def test_an_acknowledged_complaint_is_late_no_more(
    session: Session, people: make.Cast, pat: Staff, now: datetime
) -> None:
    case, later = request(session, people.ana, now, Kind.COMPLAINT), now + timedelta(days=31)
    assert [late.id for late in late_cases(session, now=later)] == [case.id]
    cases.acknowledge(session, case.id or 0, by=pat, now=now)
    assert late_cases(session, now=later) == []
    with pytest.raises(Taken):
        cases.acknowledge(session, case.id or 0, by=pat, now=now)


def test_a_request_that_was_not_meant_is_withdrawn_by_its_own_person_only(
    session: Session, people: make.Cast, now: datetime
) -> None:
    case = request(session, people.ana, now)
    with pytest.raises(NotThere):
        cases.withdraw(session, case.id or 0, by=people.cho, now=now)
    cases.withdraw(session, case.id or 0, by=people.ana, now=now)
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    with pytest.raises(NotThere):
        cases.withdraw(session, incident(session, people.ana, now).id or 0, by=people.ana, now=now)
