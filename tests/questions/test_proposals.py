"""From a reply to knowledge: one proposes, a second decides, and everybody who waits hears."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

import make
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere, Taken
from knowledge.documents import Document
from knowledge.drafts import Draft, approve, reject
from make import Cast
from make_question import LONDON, TEXT, escalation, told
from people.roles import Role
from questions.escalations import Escalation, State, inbox, reply, tell_overdue
from questions.proposals import may_decide, open_drafts, propose_reply, reopen, tell_approved
from questions.questions import Question, waiting_for
from together import together


@pytest.fixture
def people(session: Session, now: datetime) -> Cast:
    return make.cast(session, now=now)


def answered(session: Session, people: Cast, now: datetime) -> int:
    row_id = escalation(session, people.ana, now=now).id or 0
    reply(session, row_id, "In the blue cupboard.", by=people.cho, now=now)
    return row_id


def proposed(session: Session, people: Cast, now: datetime) -> Draft:
    return propose_reply(session, answered(session, people, now), by=people.cho, now=now)


def test_a_proposed_reply_asks_those_who_may_decide(session: Session, people: Cast, now: datetime) -> None:
    draft = proposed(session, people, now)
    assert (draft.heading, draft.text, draft.site_id) == (TEXT, "In the blue cupboard.", people.home.id)
    assert draft.examples == [TEXT]
    assert [p.name for p in may_decide(session, draft)] == ["Lee"]
    assert told(session, "approval") == ["903"]


def test_what_may_have_been_an_emergency_is_no_example(session: Session, people: Cast, now: datetime) -> None:
    row_id = escalation(session, people.ana, now=now).id or 0
    asked = session.exec(select(Question)).one()
    asked.urgent = True
    session.add(asked)
    reply(session, row_id, "In the blue cupboard.", by=people.cho, now=now)
    assert propose_reply(session, row_id, by=people.cho, now=now).examples == []


def test_only_those_of_the_site_see_the_draft_and_never_its_proposer(
    session: Session, people: Cast, now: datetime
) -> None:
    draft = proposed(session, people, now)
    assert [row.id for row in open_drafts(session, people.lee)] == [draft.id]
    assert not open_drafts(session, people.cho)
    assert not open_drafts(session, people.zed)
    with pytest.raises(NotAllowed):
        open_drafts(session, people.ana)


def test_a_draft_of_the_whole_provider_is_decided_by_its_own_people(
    session: Session, people: Cast, now: datetime
) -> None:
    gil = make.staff(session, "Gil", role=Role.GOVERNANCE, now=now)
    other = make.staff(session, "Gus", role=Role.GOVERNANCE, now=now)
    row_id = escalation(session, other, now=now).id or 0
    reply(session, row_id, "Yes.", by=people.cho, now=now)
    draft = propose_reply(session, row_id, by=people.cho, now=now)
    assert draft.site_id is None
    assert [p.name for p in may_decide(session, draft)] == ["Gil", "Gus"]
    assert [row.id for row in open_drafts(session, gil)] == [draft.id]


def test_a_reply_is_proposed_once_and_only_after_it_was_sent(session: Session, people: Cast, now: datetime) -> None:
    row_id = escalation(session, people.ana, now=now).id or 0
    with pytest.raises(BadInput, match="Answer the question first"):
        propose_reply(session, row_id, by=people.cho, now=now)
    reply(session, row_id, "Yes.", by=people.cho, now=now)
    propose_reply(session, row_id, by=people.cho, now=now)
    with pytest.raises(Taken, match="already been proposed"):
        propose_reply(session, row_id, by=people.cho, now=now)


def test_a_reply_proposed_twice_at_once_is_one_draft(database: Database, now: datetime) -> None:
    with database.writing() as session:
        people = make.cast(session, now=now)
        row_id = answered(session, people, now)

    def press() -> str:
        with database.writing() as session:
            return propose_reply(session, row_id, by=people.cho, now=now).heading

    results = together([press] * 4)
    assert results.count(TEXT) == 1
    assert all(isinstance(result, Taken) for result in results if result != TEXT)
    with database.reading() as session:
        assert len(session.exec(select(Draft)).all()) == 1


def test_another_sites_champion_proposes_nothing(session: Session, people: Cast, now: datetime) -> None:
    eve = make.staff(session, "Eve", role=Role.CHAMPION, at=people.other, now=now)
    with pytest.raises(NotThere):
        propose_reply(session, answered(session, people, now), by=eve, now=now)


def test_whoever_asks_while_the_reply_is_checked_hears_when_it_is_approved(
    session: Session, people: Cast, now: datetime
) -> None:
    draft = proposed(session, people, now)
    ben = make.staff(session, "Ben", at=people.home, telegram_id=905, now=now)
    joined = escalation(session, ben, now=now)
    assert joined.draft_id == draft.id
    approve(session, draft, by=people.lee, now=now)
    assert tell_approved(session, draft, now=now) == 1
    assert tell_approved(session, draft, now=now) == 0
    assert told(session, "answer") == ["901", "905"]
    assert not waiting_for(session, ben)
    assert session.exec(select(Document.title)).all() == [TEXT]


def test_managers_hear_once_of_a_reply_that_nobody_checks_though_somebody_waits(
    session: Session, people: Cast, now: datetime
) -> None:
    proposed(session, people, now)
    later = now + timedelta(days=3)
    assert tell_overdue(session, now=later, zone=LONDON) == 0
    escalation(session, make.staff(session, "Ben", at=people.home, telegram_id=905, now=now), now=now)
    assert tell_overdue(session, now=now + timedelta(days=1), zone=LONDON) == 0
    assert [tell_overdue(session, now=later, zone=LONDON) for _ in range(2)] == [1, 0]


def test_whoever_waited_for_a_rejected_draft_goes_back_to_the_champions(
    session: Session, people: Cast, now: datetime
) -> None:
    draft = proposed(session, people, now)
    waiting = [make.staff(session, name, at=people.home, now=now) for name in ("Ben", "Dan")]
    for person in waiting:
        escalation(session, person, now=now)
    reject(session, draft, by=people.lee, now=now)
    reopen(session, draft, now=now, zone=LONDON)
    [row] = inbox(session, people.cho)
    assert row.state == State.WAITING
    assert [q.escalation_id for person in waiting for q in waiting_for(session, person)] == [row.id, row.id]
    assert told(session, "escalation") == ["902", "902"]
    assert session.exec(select(Document)).all() == []


def test_a_rejected_draft_with_nobody_waiting_opens_nothing(session: Session, people: Cast, now: datetime) -> None:
    draft = proposed(session, people, now)
    reject(session, draft, by=people.lee, now=now)
    reopen(session, draft, now=now, zone=LONDON)
    assert len(session.exec(select(Escalation)).all()) == 1
