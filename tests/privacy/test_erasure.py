"""Forgetting: the words and the name go, the counts stay, and what must be kept stays without a name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

import make
import make_quiz
from chat.copies import ChatCopy, note_copy
from chat.removal import remove, take_out
from core.audit import AuditEntry
from core.errors import BadInput, Taken
from delivery.message import Message
from delivery.outbox import OutboundMessage, mark_failed, mark_sent
from delivery.reach import tell
from incidents.cases import CaseFile, Kind, Outcome, decide, open_data_incident, open_request
from knowledge.drafts import Draft, approve
from knowledge.examples import Example, Source
from make_question import escalation, question
from people.roles import Role
from people.signin import start_session
from people.staff import Oversight, Staff
from privacy.erasure import erase, purge_last_words
from privacy.wording import NOBODY
from questions.escalations import Escalation, claim, inbox, reply
from questions.proposals import open_drafts, propose_reply
from questions.questions import Question
from quizzes.assignments import RoundItem
from reporting.isoweek import recent_weeks
from reporting.weekly import weekly

LONDON = ZoneInfo("Europe/London")
ASKED = "Where is the linen key?"


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    """Here for two months."""
    return make.cast(session, now=now - timedelta(days=60))


def forget(session: Session, person: Staff, now: datetime) -> CaseFile:
    case = erase(session, person, now=now, zone=LONDON)
    session.flush()
    session.expire_all()
    return case


def test_the_words_and_the_name_go_at_once(session: Session, people: make.Cast, now: datetime) -> None:
    question(session, people.ana, ASKED, now=now)
    session.add(Oversight(staff_id=people.ana.id or 0, site_id=people.other.id or 0))
    forget(session, people.ana, now)
    [row] = session.exec(select(Question)).all()
    assert (row.text, row.vector, row.outcome, row.asker_id) == ("", None, "champion", people.ana.id)
    assert (people.ana.name, people.ana.telegram_id, people.ana.left_at) == (NOBODY, None, now)
    assert session.exec(select(Oversight)).all() == []


def test_the_weeks_and_governance_count_as_before(session: Session, people: make.Cast, now: datetime) -> None:
    make_quiz.bank(session, now=now)
    last_week = now - timedelta(days=7)
    names = ("Bo", "Cy", "Di", "Ed")
    others = [
        make.staff(session, name, at=people.home, now=now - timedelta(days=60), telegram_id=None if name == "Cy" else n)
        for n, name in enumerate(names, start=2000)
    ]
    bo, cy, di, _ed = others
    start_session(session, now=now - timedelta(days=20), staff=cy)
    round_ = make_quiz.round_at(session, last_week)
    make_quiz.take(session, round_, people.ana, now=last_week)
    make_quiz.take(session, round_, bo, now=last_week, count=1)
    make_quiz.take(session, round_, cy, now=last_week, count=0)
    failed = tell(session, di, Message("A quiz"), now=last_week, kind="quiz")
    mark_failed(session, failed.id or 0 if failed else 0, error="gone")
    for person in (people.ana, *others):
        question(session, person, f"{ASKED} {person.name}", now=now - timedelta(days=3))

    def totals() -> tuple[object, ...]:
        weeks = recent_weeks(now, LONDON)[1:]
        figures = [weekly(session, people.lee, week=week, now=now, zone=LONDON) for week in weeks]
        outcomes = select(Question.outcome, Question.site_id, func.count()).group_by(Question.outcome, Question.site_id)  # type: ignore[arg-type]
        return figures, session.exec(outcomes).all()

    before = totals()
    for person in (people.ana, *others):
        forget(session, person, now)
    assert totals() == before
    assert session.exec(select(func.count()).select_from(RoundItem)).one() == 6


def test_a_question_still_waiting_is_taken_back(session: Session, people: make.Cast, now: datetime) -> None:
    row = escalation(session, people.ana, ASKED, now=now)
    claim(session, row.id or 0, by=people.cho, now=now)
    forget(session, people.ana, now)
    assert inbox(session, people.cho) == []
    with pytest.raises(Taken, match="asked to be forgotten"):
        claim(session, row.id or 0, by=people.cho, now=now)
    assert ASKED not in str([one.model_dump() for one in session.exec(select(Escalation))])


def test_a_question_that_others_asked_stays_in_their_words(session: Session, people: make.Cast, now: datetime) -> None:
    bo = make.staff(session, "Bo", at=people.home, now=now, telegram_id=2000)
    row = escalation(session, people.ana, "where is  the LINEN key?", now=now)
    assert escalation(session, bo, ASKED, now=now).id == row.id
    forget(session, people.ana, now)
    assert [open_.text for open_ in inbox(session, people.cho)] == [ASKED]
    forget(session, bo, now)
    assert inbox(session, people.cho) == []


def proposed(session: Session, row: Escalation, people: make.Cast, now: datetime) -> Draft:
    reply(session, row.id or 0, "In the blue tin.", by=people.cho, now=now)
    return propose_reply(session, row.id or 0, by=people.cho, now=now)


def test_an_answer_still_to_be_checked_is_turned_down_with_their_words(
    session: Session, people: make.Cast, now: datetime
) -> None:
    draft = proposed(session, escalation(session, people.ana, ASKED, now=now), people, now)
    forget(session, people.ana, now)
    assert (draft.state, draft.decided_at, open_drafts(session, people.lee)) == ("rejected", now, [])
    [asked_to_check] = session.exec(select(OutboundMessage).where(OutboundMessage.kind == "approval")).all()
    assert asked_to_check.state == "cancelled"
    assert ASKED not in str(
        [row.model_dump() for table in (Draft, OutboundMessage) for row in session.exec(select(table))]
    )


def test_an_answer_that_others_wait_for_is_checked_under_their_words(
    session: Session, people: make.Cast, now: datetime
) -> None:
    bo = make.staff(session, "Bo", at=people.home, now=now, telegram_id=2000)
    row = escalation(session, people.ana, "where is  the LINEN key?", now=now)
    escalation(session, bo, ASKED, now=now)
    draft = proposed(session, row, people, now)
    forget(session, people.ana, now)
    assert (draft.heading, draft.state, open_drafts(session, people.lee)) == (ASKED, "proposed", [draft])
    [asked_to_check] = session.exec(select(OutboundMessage).where(OutboundMessage.kind == "approval")).all()
    assert f"> {ASKED}" in asked_to_check.message.text
    assert "LINEN" not in asked_to_check.message.text


def test_an_approved_answer_stays(session: Session, people: make.Cast, now: datetime) -> None:
    draft = proposed(session, escalation(session, people.ana, ASKED, now=now), people, now)
    approve(session, draft, by=people.lee, now=now)
    forget(session, people.ana, now)
    assert (draft.heading, draft.state) == (ASKED, "approved")


def test_what_is_to_leave_the_chat_still_does_and_then_the_address_goes(
    session: Session, people: make.Cast, now: datetime
) -> None:
    address = str(people.ana.telegram_id)
    note_copy(session, "telegram", address, "71", sent_at=now - timedelta(hours=2))
    remove(session, "telegram", address, "72", now=now, to=people.ana.id)
    forget(session, people.ana, now)
    [copy] = session.exec(select(ChatCopy)).all()
    assert copy.due_at == now
    take_out(session, copy, now)
    copy.asked_at = now
    removals = session.exec(select(OutboundMessage).where(OutboundMessage.kind == "removal")).all()
    assert [(row.removes, row.address, row.state) for row in removals] == [
        ("72", address, "queued"), ("71", address, "queued"),
    ]  # fmt: skip
    for row in removals:
        mark_sent(session, row.id or 0, provider_id="", now=now)
    session.flush()
    purge_last_words(session)
    session.expire_all()
    assert [row.address for row in removals] == ["", ""]
    assert session.exec(select(ChatCopy)).all() == []


def test_what_was_learnt_from_their_words_is_unlearnt_unless_others_said_the_same(
    session: Session, people: make.Cast, now: datetime
) -> None:
    for text in (ASKED, "which key opens the shed"):
        question(session, people.ana, text, now=now)
        session.add(Example(text=text, source=Source.HELPFUL))
    session.add(Example(text="where are aprons kept here", source=Source.HELPFUL))
    question(session, people.cho, ASKED, now=now)
    forget(session, people.ana, now)
    assert {row.text for row in session.exec(select(Example))} == {ASKED, "where are aprons kept here"}


def test_an_open_incident_keeps_the_name_until_it_is_decided(
    session: Session, people: make.Cast, now: datetime
) -> None:
    pat = make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=now)
    incident = open_data_incident(session, people.ana, aware_at=now, now=now, zone=LONDON)
    access = open_request(session, people.ana, Kind.ACCESS, received_at=now, now=now, zone=LONDON)
    case = forget(session, people.ana, now)
    assert (case.kind, case.state, case.outcome, case.name) == ("erasure_request", "closed", "done", "")
    assert (incident.state, incident.name) == ("open", "Ana")
    assert (access.state, access.outcome) == ("closed", "withdrawn")
    decide(session, incident.id or 0, Outcome.NOT_REPORTED, "Found again.", by=pat, now=now)
    assert incident.name == ""


def test_the_log_stays_and_says_that_it_was_done(session: Session, people: make.Cast, now: datetime) -> None:
    before = session.exec(select(func.count()).select_from(AuditEntry)).one()
    forget(session, people.ana, now)
    entries = session.exec(select(AuditEntry).where(AuditEntry.actor == people.ana.actor)).all()
    assert session.exec(select(func.count()).select_from(AuditEntry)).one() > before
    assert {"privacy.erased", "staff.left", "case.fulfilled"} <= {entry.action for entry in entries}


def test_the_last_administrator_cannot_be_forgotten(session: Session, people: make.Cast, now: datetime) -> None:
    ade = make.staff(session, "Ade", role=Role.ADMIN, now=now)
    with pytest.raises(BadInput, match="only administrator"):
        erase(session, ade, now=now, zone=LONDON)
    make.staff(session, "Bea", role=Role.ADMIN, now=now)
    forget(session, ade, now)
    assert ade.name == NOBODY


def test_nobody_else_is_touched(session: Session, people: make.Cast, now: datetime) -> None:
    question(session, people.cho, "which key opens the shed", now=now)
    question(session, people.ana, ASKED, now=now)
    forget(session, people.ana, now)
    texts = {row.asker_id: row.text for row in session.exec(select(Question))}
    assert texts[people.cho.id or 0] == "which key opens the shed"
    assert [p.name for p in (people.cho, people.lee, people.zed)] == ["Cho", "Lee", "Zed"]
