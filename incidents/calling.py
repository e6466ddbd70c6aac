"""Telling people about an alert, one after the other, until somebody takes it on. The clock's part of it too."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core.audit import record
from delivery.outbox import OutboundMessage, Urgency
from delivery.outbox import State as Sending
from delivery.reach import tell
from incidents import wording
from incidents.alerts import Alert, AlertCall, Patience, State, calls_of, open_alert
from incidents.cases import CaseFile
from incidents.leads import leads
from incidents.line import Place, Step, line
from people.sites import ident, place_name
from people.staff import Staff
from safety.urgent import Category, Level

# Everybody is told again so many times a quarter of an hour apart, then every two hours until a whole day of shifts has
# heard of it; after that the page alone shows it.
QUICK_ROUNDS, MOST_ROUNDS, ROUNDS_IN_DOUBT = 8, 20, 1
BETWEEN_ROUNDS, BETWEEN_LATER_ROUNDS = timedelta(minutes=15), timedelta(hours=2)


def raise_alert(
    session: Session,
    worker: Staff,
    category: Category,
    *,
    level: Level = Level.NOW,
    channel: str,
    now: datetime,
    zone: ZoneInfo,
    patience: Patience,
    about_manager: bool = False,
    never_told: frozenset[int] = frozenset(),
    case: CaseFile | None = None,
) -> Alert:
    """A new alert, and the first in line told; with them the first on call, who need not be the same. Of a data
    incident, everybody who leads on its `case`: the alert says what they must know of that too."""
    alert = open_alert(
        session, worker, category, level=level, channel=channel, now=now, about_manager=about_manager,
        never_told=never_told, case_id=case.id if case else None,
    )  # fmt: skip
    people = line(session, alert, now=now, zone=zone)
    for place in (*people[:1], *_also_at_once(session, people[1:], case, alert)):
        _tell(session, alert, place, now=now, zone=zone)
    alert.next_at = now + patience.for_(alert)
    session.add(alert)
    session.flush()
    return alert


def _also_at_once(session: Session, others: list[Place], case: CaseFile | None, alert: Alert) -> list[Place]:
    if case is not None:
        return [place for place in others if leads(session, place[1], case.site_id)]
    if alert.in_doubt or alert.category == Category.DATA_INCIDENT:
        return []
    on_call = [place for place in others if place[0] == Step.ON_CALL]
    return on_call[:1]


def due_alerts(session: Session, *, now: datetime) -> Sequence[int]:
    """The ids of open alerts whose next person is to be told by now, longest waiting first."""
    query = select(Alert.id).where(Alert.state == State.OPEN, col(Alert.next_at) <= now)
    return [ident(alert_id) for alert_id in session.exec(query.order_by(col(Alert.next_at), col(Alert.id)))]


def hasten(session: Session, *, now: datetime) -> int:
    """Where every message so far came back, because nobody could be reached, the next is due at once. Returns how
    many alerts that is."""
    hastened = 0
    for alert in session.exec(select(Alert).where(Alert.state == State.OPEN, Alert.rounds == 0)).all():
        keys = [call.message_key for call in calls_of(session, alert)]
        failed = (col(OutboundMessage.key).in_(keys), OutboundMessage.state == Sending.FAILED)
        if keys and len(session.exec(select(OutboundMessage.id).where(*failed)).all()) == len(keys):
            alert.next_at = now
            session.add(alert)
            hastened += 1
    return hastened


def call_next(session: Session, alert_id: int, *, now: datetime, zone: ZoneInfo, patience: Patience) -> bool:
    """Tell the next in line; after the last one everybody again. True for one caller each time it is due."""
    alert = session.get_one(Alert, alert_id)
    if not _claim(session, alert, now=now, until=now + patience.for_(alert)):
        return False
    session.refresh(alert)
    people = line(session, alert, now=now, zone=zone)
    before = {call.staff_id for call in calls_of(session, alert)}
    fresh = [place for place in people if place[1].id not in before]
    if fresh:
        _tell(session, alert, fresh[0], now=now, zone=zone)
    else:
        _tell_all_again(session, alert, people, now=now, zone=zone)
    return True


def _claim(session: Session, alert: Alert, *, now: datetime, until: datetime) -> bool:
    """Is this call mine to make? A process that dies after it has told nobody: what it claimed goes with it."""
    changed = session.execute(
        update(Alert)
        .where(col(Alert.id) == alert.id, col(Alert.state) == State.OPEN, col(Alert.next_at) <= now)
        .values(next_at=until)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def _tell_all_again(session: Session, alert: Alert, people: list[Place], *, now: datetime, zone: ZoneInfo) -> None:
    alert.rounds += 1
    pause = BETWEEN_ROUNDS if alert.rounds < QUICK_ROUNDS else BETWEEN_LATER_ROUNDS
    most = ROUNDS_IN_DOUBT if alert.in_doubt else MOST_ROUNDS
    alert.next_at = now + pause if alert.rounds < most else None
    session.add(alert)
    record(session, "alert.repeated", actor="clock", now=now, subject=alert.subject, round=alert.rounds)
    for place in people:
        _tell(session, alert, place, now=now, zone=zone)


def _tell(session: Session, alert: Alert, place: Place, *, now: datetime, zone: ZoneInfo) -> None:
    """One person, once a round."""
    step, staff = place
    key = f"alert:{alert.id}:{alert.rounds}:{staff.id}"
    call = AlertCall(
        alert_id=ident(alert.id), staff_id=ident(staff.id), step=step, round=alert.rounds, told_at=now, message_key=key
    )
    try:
        with session.begin_nested():
            session.add(call)
    except IntegrityError:
        return
    worker, site = session.get_one(Staff, alert.worker_id), place_name(session, alert.site_id)
    case = session.get(CaseFile, alert.case_id) if alert.case_id else None
    message = wording.alert(
        ident(alert.id), alert.category, worker=worker.name, site=site, at=alert.raised_at, zone=zone,
        about_manager=alert.about_manager, in_doubt=alert.in_doubt, again=alert.rounds > 0, case=case,
        leads=case is not None and leads(session, staff, case.site_id),
    )  # fmt: skip
    tell(session, staff, message, now=now, key=key, kind="alert", urgency=Urgency.ALERT)
    record(session, "alert.told", actor="clock", now=now, subject=alert.subject, who=staff.actor, step=step)


def deliveries(session: Session, calls: Sequence[AlertCall]) -> dict[int, datetime]:
    """When each message arrived, by the call's id: on Telegram, or when the person's page fetched it."""
    missing = {call.message_key: ident(call.id) for call in calls if call.delivered_at is None}
    found = {ident(call.id): call.delivered_at for call in calls if call.delivered_at is not None}
    query = select(OutboundMessage).where(col(OutboundMessage.key).in_(missing), OutboundMessage.state == Sending.SENT)
    for row in session.exec(query) if missing else ():
        if row.key is not None and row.sent_at is not None:
            found[missing[row.key]] = row.sent_at
    return found


def keep_deliveries(session: Session, *, now: datetime) -> int:
    """Write beside each call when its message arrived, before the outbox forgets it. Returns how many were new."""
    since = now - timedelta(days=1)
    query = select(AlertCall).where(col(AlertCall.delivered_at).is_(None), col(AlertCall.told_at) >= since)
    calls = session.exec(query).all()
    arrived = deliveries(session, calls)
    for call in calls:
        if moment := arrived.get(ident(call.id)):
            call.delivered_at = moment
            session.add(call)
            detail = {"who": f"staff:{call.staff_id}", "arrived": moment.isoformat()}
            record(session, "alert.delivered", actor="clock", now=now, subject=f"alert:{call.alert_id}", **detail)
    return len(arrived)
