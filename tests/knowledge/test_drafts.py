from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere, Taken
from knowledge import catalogue, drafts
from knowledge.answers import Outcome, decide
from knowledge.documents import current_version
from knowledge.drafts import Draft, DraftState, approve, propose, reject
from knowledge.examples import Example, Source
from knowledge.search import Search
from make import Cast
from people.roles import Role

TODAY = date(2026, 11, 23)


@pytest.fixture
def cast(session: Session, now: datetime) -> Cast:
    return make.cast(session, now=now)


@pytest.fixture
def draft(session: Session, cast: Cast, now: datetime) -> Draft:
    asked = ["where is the spare charger", "no charger here", "where is the spare charger"]
    words = "In the top drawer of the office."
    return propose(session, "Spare charger", words, by=cast.cho, now=now, site_id=cast.home.id, asked=asked)


def test_a_proposer_cannot_approve_their_own_draft(session: Session, cast: Cast, draft: Draft, now: datetime) -> None:
    with pytest.raises(NotAllowed, match="Somebody else"):
        approve(session, draft, by=cast.cho, now=now)
    with pytest.raises(NotAllowed, match="Somebody else"):
        reject(session, draft, by=cast.cho, now=now)
    assert draft.state == DraftState.PROPOSED


def test_an_approved_draft_is_found_at_its_site_only(
    database: Database, session: Session, cast: Cast, draft: Draft, now: datetime, search: Search
) -> None:
    version = current_version(session, approve(session, draft, by=cast.lee, now=now))
    session.commit()
    search.refresh()
    answer = decide(search.find("where is the spare charger", site_id=cast.home.id, today=TODAY))
    assert (answer.outcome, answer.cards[0].section_id) == (Outcome.ANSWER, draft.section_id)
    assert answer.cards[0].text == "In the top drawer of the office."
    assert search.find("where is the spare charger", site_id=cast.other.id, today=TODAY).matches == ()
    assert version is not None
    assert (version.approved_by, version.approved_on) == ("manager", now.date())
    assert version.review_due == now.date() + timedelta(days=365)


def test_what_was_asked_teaches_when_it_is_worth_it(
    session: Session, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_LEARNT", 2)
    asked = ["Spare charger", "where is the spare charger", "no charger here", "one more that is too many"]
    draft = propose(session, "Spare charger", "In the office.", by=cast.cho, now=now, site_id=cast.home.id, asked=asked)
    approve(session, draft, by=cast.lee, now=now)
    rows = session.exec(select(Example).where(Example.section_id == draft.section_id)).all()
    assert [(row.text, row.source, row.site_id) for row in rows] == [
        ("Spare charger", Source.EDITOR, None),
        ("where is the spare charger", Source.CHAMPION, cast.home.id),
        ("no charger here", Source.CHAMPION, cast.home.id),
    ]


def test_a_draft_is_decided_once(session: Session, cast: Cast, draft: Draft, now: datetime) -> None:
    reject(session, draft, by=cast.lee, now=now)
    assert (draft.state, draft.decided_by_id, draft.decided_at) == (DraftState.REJECTED, cast.lee.id, now)
    with pytest.raises(Taken):
        approve(session, draft, by=cast.lee, now=now)
    assert catalogue.listing(session, today=TODAY) == []


def test_only_those_who_may_approve_do(session: Session, cast: Cast, draft: Draft, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        approve(session, draft, by=cast.ana, now=now)
    with pytest.raises(NotThere):
        approve(session, draft, by=cast.zed, now=now)
    admin = make.staff(session, "Ade", role=Role.ADMIN, now=now)
    assert approve(session, draft, by=admin, now=now).title == "Spare charger"


def test_staff_cannot_propose_and_an_empty_answer_is_refused(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        propose(session, "Heading", "Words", by=cast.ana, now=now)
    with pytest.raises(BadInput):
        propose(session, "Heading", "  ", by=cast.cho, now=now)


def test_each_step_is_in_the_audit_log(session: Session, cast: Cast, draft: Draft, now: datetime) -> None:
    approve(session, draft, by=cast.lee, now=now)
    subject = f"draft:{draft.id}"
    rows = session.exec(select(AuditEntry.action, AuditEntry.actor).where(AuditEntry.subject == subject)).all()
    assert list(rows) == [("draft.proposed", cast.cho.actor), ("draft.approved", cast.lee.actor)]


def test_two_drafts_with_one_heading_stay_apart(session: Session, cast: Cast, now: datetime) -> None:
    for words in ("In the office.", "In the laundry."):
        draft = propose(session, "Spare charger", words, by=cast.cho, now=now, site_id=cast.home.id)
        approve(session, draft, by=cast.lee, now=now)
    assert len(catalogue.listing(session, today=TODAY)) == 2
    assert any("2 documents" in line for line in catalogue.check(session, today=TODAY))
