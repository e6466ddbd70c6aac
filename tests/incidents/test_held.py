"""Who may know of a held message, who may open it, and what stays on record."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

import make
from core.audit import AuditEntry
from core.errors import BadInput, NotAllowed, NotThere, Taken
from core.sealing import CHANGED, OTHER_KEY, Safe
from incidents.held import HeldMessage, HeldOpening, HeldState, decide, hold, may_see_held, open_held, openings, stubs
from people.roles import Role
from people.sites import Contact
from people.staff import Duty, Staff, leave
from safety.urgent import Category, Level, Urgent

SAFE = Safe.of(b"the key of the tests", "held evidence")
TYPED = "Mary fell in room 6 and is not breathing"


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    return make.cast(session, now=now)


def on_duty(session: Session, people: make.Cast, duty: Contact, name: str, role: Role, now: datetime) -> Staff:
    person = make.staff(session, name, role=role, at=people.home, now=now)
    session.add(Duty(site_id=people.home.id or 0, duty=duty, staff_id=person.id or 0))
    session.flush()
    return person


def sealed(
    session: Session,
    worker: Staff,
    now: datetime,
    category: Category = Category.MEDICAL_EMERGENCY,
    *,
    about_manager: bool = False,
    reference: str = "web:1",
) -> HeldMessage:
    urgent = Urgent(Level.NOW, category, about_manager)
    row = hold(session, SAFE, TYPED, worker=worker, urgent=urgent, reference=reference, now=now)
    assert row is not None
    return row


def opens(session: Session, row: HeldMessage, by: Staff, now: datetime) -> bool:
    try:
        return open_held(session, SAFE, row.id or 0, by=by, reason="to write the report", now=now).words == TYPED
    except (NotAllowed, NotThere):
        return False


def seen(session: Session, viewer: Staff) -> list[int | None]:
    return [stub.row.id for stub in stubs(session, viewer)] if may_see_held(session, viewer) else []


def test_the_words_are_sealed_and_nowhere_else(session: Session, people: make.Cast, now: datetime) -> None:
    row = sealed(session, people.ana, now)
    session.flush()
    assert row.sealed is not None
    assert b"Mary" not in row.sealed
    [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "held.sealed")).all()
    assert (entry.subject, entry.detail) == (f"held:{row.id}", {"category": "medical_emergency"})


def test_the_lead_opens_it_with_a_reason_and_each_time_is_on_record(
    session: Session, people: make.Cast, now: datetime
) -> None:
    row = sealed(session, people.ana, now)
    for _ in range(2):
        opened = open_held(session, SAFE, row.id or 0, by=people.lee, reason="  to write   the report ", now=now)
        assert (opened.words, opened.trouble) == (TYPED, "")
    assert [(o.reason, person.name) for o, person in openings(session, row.id or 0)] == [
        ("to write the report", "Lee")
    ] * 2
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "held.opened")).all()
    assert [(entry.actor, entry.subject) for entry in entries] == [(people.lee.actor, f"held:{row.id}")] * 2
    assert "report" not in str([entry.detail for entry in entries])


@pytest.mark.parametrize("reason", ["", "  ", "x"])
def test_without_a_reason_it_stays_closed(session: Session, people: make.Cast, now: datetime, reason: str) -> None:
    row = sealed(session, people.ana, now)
    with pytest.raises(BadInput):
        open_held(session, SAFE, row.id or 0, by=people.lee, reason=reason, now=now)
    assert session.exec(select(HeldOpening)).all() == []


def test_personal_details_in_a_reason_are_taken_out(session: Session, people: make.Cast, now: datetime) -> None:
    row = sealed(session, people.ana, now)
    open_held(session, SAFE, row.id or 0, by=people.lee, reason="ring her on 07700 900123 about it", now=now)
    [(opening, _)] = openings(session, row.id or 0)
    assert "900123" not in opening.reason


def test_without_the_duty_a_stub_at_most(session: Session, people: make.Cast, now: datetime) -> None:
    row = sealed(session, people.ana, now)
    may_know = {
        "a manager here": (make.staff(session, "Mo", role=Role.MANAGER, at=people.home, now=now), True),
        "an administrator": (make.staff(session, "Ade", role=Role.ADMIN, now=now), True),
        "the provider's data lead": (make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=now), True),
        "the deputy": (on_duty(session, people, Contact.DEPUTY, "Dee", Role.SUPERVISOR, now), False),
        "on call": (on_duty(session, people, Contact.ON_CALL, "Olu", Role.SUPERVISOR, now), False),
        "a champion": (people.cho, False),
        "the worker": (people.ana, False),
        "an auditor": (make.staff(session, "Aud", role=Role.AUDITOR, now=now), False),
        "another site's manager": (people.zed, False),
    }
    for who, (person, knows) in may_know.items():
        assert seen(session, person) == ([row.id] if knows else []), who
        assert not opens(session, row, person, now), who
    stub = stubs(session, may_know["a manager here"][0])[0]
    assert (stub.site, stub.worker, stub.row.category, stub.reader) == ("Rose House", "Ana", "medical_emergency", False)


def test_another_sites_lead_does_not_learn_of_it(session: Session, people: make.Cast, now: datetime) -> None:
    session.add(Duty(site_id=people.other.id or 0, duty=Contact.SAFEGUARDING_LEAD, staff_id=people.zed.id or 0))
    row = sealed(session, people.ana, now)
    assert seen(session, people.zed) == []
    with pytest.raises(NotThere):
        open_held(session, SAFE, row.id or 0, by=people.zed, reason="curious", now=now)
    with pytest.raises(NotThere):
        decide(session, row.id or 0, HeldState.RELEASED, by=people.zed, reason="gone", now=now)


def test_a_data_incident_is_for_the_data_protection_lead(session: Session, people: make.Cast, now: datetime) -> None:
    row = sealed(session, people.ana, now, Category.DATA_INCIDENT)
    here = on_duty(session, people, Contact.DATA_PROTECTION_LEAD, "Dan", Role.SUPERVISOR, now)
    everywhere = make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=now)
    elsewhere = make.staff(session, "Eve", role=Role.DATA_PROTECTION, at=people.other, now=now)
    assert [opens(session, row, person, now) for person in (here, everywhere)] == [True, True]
    assert [opens(session, row, person, now) for person in (people.lee, elsewhere)] == [False, False]
    assert seen(session, elsewhere) == []


def test_a_worry_about_the_manager_never_reaches_who_may_be_meant(
    session: Session, people: make.Cast, now: datetime
) -> None:
    row = sealed(session, people.ana, now, Category.SAFEGUARDING, about_manager=True)
    deputy = on_duty(session, people, Contact.DEPUTY, "Dee", Role.SUPERVISOR, now)
    managing_deputy = on_duty(session, people, Contact.DEPUTY, "Mo", Role.MANAGER, now)
    managing_data_lead = on_duty(session, people, Contact.DATA_PROTECTION_LEAD, "Max", Role.MANAGER, now)
    lead = on_duty(session, people, Contact.SAFEGUARDING_LEAD, "Sam", Role.SUPERVISOR, now)
    data_lead = make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=now)
    admin = make.staff(session, "Ade", role=Role.ADMIN, now=now)
    assert [opens(session, row, person, now) for person in (deputy, data_lead)] == [True, True]
    for person in (people.lee, managing_deputy, managing_data_lead, lead, admin, people.cho):
        assert seen(session, person) == [], person.name
        assert not opens(session, row, person, now), person.name


def test_of_a_workers_own_distress_nothing_is_kept(session: Session, people: make.Cast, now: datetime) -> None:
    urgent = Urgent(Level.NOW, Category.SELF_HARM, about_self=True)
    assert hold(session, SAFE, TYPED, worker=people.ana, urgent=urgent, reference="web:1", now=now) is None
    assert session.exec(select(HeldMessage)).all() == []


def test_the_same_message_is_held_once(session: Session, people: make.Cast, now: datetime) -> None:
    sealed(session, people.ana, now)
    urgent = Urgent(Level.NOW, Category.FIRE_OR_GAS)
    assert hold(session, SAFE, "other", worker=people.ana, urgent=urgent, reference="web:1", now=now) is None
    assert len(session.exec(select(HeldMessage)).all()) == 1


def test_a_leaver_with_a_duty_opens_nothing(session: Session, people: make.Cast, now: datetime) -> None:
    row = sealed(session, people.ana, now)
    leave(session, people.lee, actor="test", now=now)
    assert not opens(session, row, people.lee, now)
    assert not may_see_held(session, people.lee)


def test_kept_with_a_reason_it_can_still_be_opened(session: Session, people: make.Cast, now: datetime) -> None:
    row = sealed(session, people.ana, now)
    decide(session, row.id or 0, HeldState.KEPT, by=people.lee, reason="the police asked", now=now)
    assert (row.state, row.decision, row.decided_by_id, row.decided_at) == (
        "kept", "the police asked", people.lee.id, now,
    )  # fmt: skip
    assert opens(session, row, people.lee, now)


def test_released_the_words_are_gone_for_good(session: Session, people: make.Cast, now: datetime) -> None:
    row = sealed(session, people.ana, now)
    decide(session, row.id or 0, HeldState.RELEASED, by=people.lee, reason="it is in the record", now=now)
    assert (row.state, row.sealed) == ("released", None)
    with pytest.raises(Taken):
        open_held(session, SAFE, row.id or 0, by=people.lee, reason="once more", now=now)
    with pytest.raises(Taken):
        decide(session, row.id or 0, HeldState.KEPT, by=people.lee, reason="changed my mind", now=now)
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.subject == f"held:{row.id}")).all()
    assert actions == ["held.sealed", "held.released"]
    assert seen(session, people.lee) == [row.id]


def test_a_lost_key_is_said_plainly_and_the_attempt_is_on_record(
    session: Session, people: make.Cast, now: datetime
) -> None:
    row = sealed(session, people.ana, now)
    other = Safe.of(b"a new key", "held evidence")
    opened = open_held(session, other, row.id or 0, by=people.lee, reason="why", now=now)
    assert (opened.words, opened.trouble) == (None, OTHER_KEY)
    assert (
        session.exec(select(AuditEntry).where(AuditEntry.action == "held.unreadable")).one().actor == people.lee.actor
    )


@pytest.mark.parametrize("fact", ["worker_id", "category", "at", "sealed"])
def test_a_row_whose_facts_were_changed_does_not_open(
    session: Session, people: make.Cast, now: datetime, fact: str
) -> None:
    row, other = sealed(session, people.ana, now), sealed(session, people.cho, now, reference="web:2")
    changed = {
        "worker_id": people.cho.id, "category": "safeguarding", "at": now - timedelta(days=1), "sealed": other.sealed,
    }  # fmt: skip
    session.execute(update(HeldMessage).where(col(HeldMessage.id) == row.id).values({fact: changed[fact]}))
    session.refresh(row)
    opened = open_held(session, SAFE, row.id or 0, by=people.lee, reason="why", now=now)
    assert (opened.words, opened.trouble) == (None, CHANGED)


def test_whoever_it_may_be_about_neither_sees_nor_opens_it(session: Session, people: make.Cast, now: datetime) -> None:
    nia = on_duty(session, people, Contact.SAFEGUARDING_LEAD, "Nia", Role.SUPERVISOR, now)
    row = hold(
        session, SAFE, TYPED, worker=people.ana, urgent=Urgent(Level.NOW, Category.SAFEGUARDING), reference="web:9",
        now=now, never_told=[people.lee.id or 0],
    )  # fmt: skip
    assert row is not None
    assert (seen(session, people.lee), opens(session, row, people.lee, now)) == ([], False)
    assert (seen(session, nia), opens(session, row, nia, now)) == ([row.id], True)


def test_where_every_lead_may_be_meant_the_deputy_and_the_data_lead_open_it(
    session: Session, people: make.Cast, now: datetime
) -> None:
    dee = on_duty(session, people, Contact.DEPUTY, "Dee", Role.SUPERVISOR, now)
    pat = on_duty(session, people, Contact.DATA_PROTECTION_LEAD, "Pat", Role.DATA_PROTECTION, now)
    urgent = Urgent(Level.NOW, Category.MEDICAL_EMERGENCY)
    row = hold(
        session, SAFE, TYPED, worker=people.ana, urgent=urgent, reference="web:9", now=now,
        never_told=[people.lee.id or 0],
    )  # fmt: skip
    assert row is not None
    assert not opens(session, row, people.lee, now)
    assert opens(session, row, dee, now)
    assert opens(session, row, pat, now)
    other = sealed(session, people.ana, now, reference="web:10")  # where the lead may read it, nobody else does
    assert not opens(session, other, dee, now)
