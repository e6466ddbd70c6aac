"""Taking an alert on, closing it, and who sees which."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from core.audit import record
from core.errors import BadInput, NotThere, Taken
from delivery.outbox import Urgency
from delivery.reach import tell
from incidents import wording
from incidents.alerts import LIFE_AT_RISK, Alert, Outcome, State, told
from incidents.line import may_be_told
from people.duties import in_charge
from people.roles import Act, may
from people.sites import ident, place_name
from people.staff import Duty, Staff

SHOWN_FOR = timedelta(days=30)
CLOSED_WITHIN = timedelta(days=1)  # of being taken on; then whoever has it is reminded, once


def find_alert(session: Session, alert_id: int, *, by: Staff) -> Alert:
    """An alert this person may know of. Raises NotThere for any other, as if there were none."""
    alert = session.get(Alert, alert_id)
    if alert is None or not may_be_told(session, by, alert):
        raise NotThere(wording.NO_SUCH_ALERT)
    return alert


def alerts_for(session: Session, viewer: Staff, *, now: datetime) -> list[Alert]:
    """What this person may see: everything not closed, lives at risk and then the longest waiting first, then what was
    closed lately."""
    since = (col(Alert.state) != State.CLOSED) | (col(Alert.raised_at) >= now - SHOWN_FOR)
    rows = session.exec(select(Alert).where(since).order_by(col(Alert.id))).all()
    mine = [row for row in rows if may_be_told(session, viewer, row)]
    closed = [row for row in mine if row.state == State.CLOSED]
    waiting = [row for row in mine if row.state != State.CLOSED]
    live = sorted(
        waiting,
        key=lambda row: (not row.is_open, not is_forgotten(row, now), row.category not in LIFE_AT_RISK, row.raised_at),
    )
    return [*live, *reversed(closed)]


def is_forgotten(alert: Alert, now: datetime) -> bool:
    """Taken on longer ago than it takes to deal with, and still not closed?"""
    taken = alert.acknowledged_at if alert.state == State.ACKNOWLEDGED else None
    return taken is not None and taken + CLOSED_WITHIN <= now


def remind_to_close(session: Session, *, now: datetime, zone: ZoneInfo) -> int:
    """Whoever took an alert on and has not closed it in time hears of it, once. Returns how many did."""
    due = (Alert.state == State.ACKNOWLEDGED, col(Alert.next_at) <= now)
    rows = session.exec(select(Alert).where(*due).order_by(col(Alert.id))).all()
    return sum(_remind(session, row, due, now, zone) for row in rows)


def _remind(session: Session, alert: Alert, due: tuple[Any, ...], now: datetime, zone: ZoneInfo) -> bool:
    claimed = session.execute(
        update(Alert)
        .where(col(Alert.id) == alert.id, *due)
        .values(next_at=None)
        .execution_options(synchronize_session=False)
    )
    session.refresh(alert)
    taker = session.get(Staff, alert.acknowledged_by_id)
    if claimed.rowcount != 1 or taker is None or not may_be_told(session, taker, alert):  # type: ignore[attr-defined]
        return False
    worker, site = session.get_one(Staff, alert.worker_id), place_name(session, alert.site_id)
    message = wording.please_close(alert.category, worker=worker.name, site=site, at=alert.raised_at, zone=zone)
    tell(session, taker, message, now=now, key=f"alert-close:{alert.id}", kind="alert")
    record(session, "alert.reminded", actor="clock", now=now, subject=alert.subject, who=taker.actor)
    return True


def waiting_for(session: Session, viewer: Staff) -> int:
    """How many alerts nobody has taken on that this person could."""
    rows = session.exec(select(Alert).where(Alert.state == State.OPEN)).all()
    return sum(may_be_told(session, viewer, row) and row.worker_id != viewer.id for row in rows)


def may_see_page(session: Session, viewer: Staff) -> bool:
    """By role, or because they hold a duty somewhere."""
    if viewer.left_at is not None:
        return False
    held = select(Duty.id).where(Duty.staff_id == viewer.id).limit(1)
    return may(viewer, Act.SEE_ALERTS) or session.exec(held).first() is not None


def acknowledge(session: Session, alert_id: int, *, by: Staff, now: datetime) -> Alert:
    """Take it on. Of two who press together one has it, the other gets Taken naming them. Again by the same: fine."""
    alert = find_alert(session, alert_id, by=by)
    changed = session.execute(
        update(Alert)
        .where(col(Alert.id) == alert_id, col(Alert.state) == State.OPEN)
        .values(state=State.ACKNOWLEDGED, acknowledged_by_id=by.id, acknowledged_at=now, next_at=now + CLOSED_WITHIN)
        .execution_options(synchronize_session=False)
    )
    session.refresh(alert)
    if changed.rowcount == 1:  # type: ignore[attr-defined]
        record(session, "alert.acknowledged", actor=by.actor, now=now, subject=alert.subject)
        _tell_others(session, alert, by, now)
        _tell_worker(session, alert, by, now)
    elif alert.acknowledged_by_id not in (None, by.id):
        raise Taken(wording.has_it_already(session.get_one(Staff, alert.acknowledged_by_id).name))
    elif alert.state == State.CLOSED:
        raise Taken(wording.CLOSED_ALREADY)
    return alert


def _tell_others(session: Session, alert: Alert, by: Staff, now: datetime) -> None:
    """Whoever was told and may still know of it."""
    worker, site = session.get_one(Staff, alert.worker_id), place_name(session, alert.site_id)
    message = wording.somebody_has_it(by.name, alert.category, worker=worker.name, site=site)
    for staff in told(session, alert):
        if staff.id != by.id and may_be_told(session, staff, alert):
            key = f"alert-taken:{alert.id}:{staff.id}"
            tell(session, staff, message, now=now, key=key, kind="alert", urgency=Urgency.ALERT)


def _tell_worker(session: Session, alert: Alert, by: Staff, now: datetime) -> None:
    """Not when it is about a manager: who knows of that is nobody's business but theirs."""
    worker = session.get_one(Staff, alert.worker_id)
    if alert.about_manager or worker.left_at is not None or worker.id == by.id:
        return
    key, urgency = f"alert-worker:{alert.id}", Urgency.ALERT
    message = wording.will_ring(by.name)
    tell(session, worker, message, now=now, key=key, kind="alert", urgency=urgency, prefer=alert.channel)


def close(
    session: Session, alert_id: int, outcome: Outcome, *, by: Staff, now: datetime, handed_to: int | None = None
) -> Alert:
    """It is dealt with. Raises BadInput when it was handed on without saying to whom, Taken when closed already."""
    alert = find_alert(session, alert_id, by=by)
    next_one = _handed_to(session, alert, handed_to) if outcome == Outcome.HANDED_ON else None
    changed = session.execute(
        update(Alert)
        .where(col(Alert.id) == alert_id, col(Alert.state) != State.CLOSED)
        .values(
            state=State.CLOSED, outcome=outcome, handed_to_id=next_one, closed_by_id=by.id, closed_at=now, next_at=None
        )
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Taken(wording.CLOSED_ALREADY)
    session.refresh(alert)
    record(session, "alert.closed", actor=by.actor, now=now, subject=alert.subject, outcome=str(outcome))
    if next_one is not None and next_one != by.id:
        _tell_next(session, alert, session.get_one(Staff, next_one), by, now)
    return alert


def _tell_next(session: Session, alert: Alert, staff: Staff, by: Staff, now: datetime) -> None:
    worker, site = session.get_one(Staff, alert.worker_id), place_name(session, alert.site_id)
    message = wording.handed_to_you(by.name, alert.category, worker=worker.name, site=site)
    tell(session, staff, message, now=now, key=f"alert-handed:{alert.id}", kind="alert", urgency=Urgency.ALERT)


def reopen_of(session: Session, person: Staff, *, now: datetime) -> None:
    """What somebody who leaves had taken on goes to the next in line."""
    theirs = (Alert.state == State.ACKNOWLEDGED, Alert.acknowledged_by_id == person.id)
    for alert in session.exec(select(Alert).where(*theirs)).all():
        alert.state, alert.acknowledged_by_id, alert.acknowledged_at, alert.next_at = State.OPEN, None, None, now
        session.add(alert)
        record(session, "alert.reopened", actor="clock", now=now, subject=alert.subject)


def _handed_to(session: Session, alert: Alert, staff_id: int | None) -> int:
    for staff in may_take(session, alert):
        if staff.id == staff_id:
            return ident(staff.id)
    raise BadInput(wording.WHOM_TO)


def may_take(session: Session, alert: Alert) -> Sequence[Staff]:
    """Everybody to whom it can be handed."""
    return [staff for staff in in_charge(session, alert.site_id) if may_be_told(session, staff, alert)]
