"""The line of people for an alert: who is told first, and who next when nobody takes it on."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from incidents.alerts import Alert
from people.duties import can_be_told, holders, holds_duty, managers_at, on_now
from people.roles import Act, Role, may
from people.sites import Contact, Site
from people.staff import Staff, sees_site
from safety.urgent import Category


class Step(StrEnum):
    """Why somebody stands in the line, in its order."""

    ON_SHIFT = "on_shift"
    OFF_SHIFT = "off_shift"
    DATA_PROTECTION = "data_protection"
    ON_CALL = "on_call"
    DEPUTY = "deputy"
    MANAGER = "manager"
    ADMIN = "admin"
    GOVERNANCE = "governance"


Place = tuple[Step, Staff]

# A data incident goes to its own lead first, everything else to the safeguarding lead.
DUTIES = {Category.DATA_INCIDENT: Contact.DATA_PROTECTION_LEAD}


def line(session: Session, alert: Alert, *, now: datetime, zone: ZoneInfo) -> list[Place]:
    """Everybody who may be told, in order, each once. Who is away, has left or cannot be reached is passed over; when
    that leaves nobody, those who still work here stand in all the same: a message waits for them on the web."""
    once: dict[int | None, Place] = {}
    for step, staff in _order(session, alert, now, zone):
        if staff.id != alert.worker_id and may_be_told(session, staff, alert):
            once.setdefault(staff.id, (step, staff))
    everybody = list(once.values())
    return [place for place in everybody if can_be_told(session, place[1], now=now, zone=zone)] or everybody


def _order(session: Session, alert: Alert, now: datetime, zone: ZoneInfo) -> Iterator[Place]:
    """May hold somebody twice, and somebody who may not be told."""
    duty = DUTIES.get(Category(alert.category), Contact.SAFEGUARDING_LEAD)
    on, off = _on_duty(session, alert, duty, now, zone)
    yield from ((Step.ON_SHIFT, staff) for staff in on)
    yield from ((Step.OFF_SHIFT, staff) for staff in off)
    if alert.category == Category.DATA_INCIDENT:
        yield from ((Step.DATA_PROTECTION, staff) for staff in _with_role(session, Role.DATA_PROTECTION))
    for step, also in ((Step.ON_CALL, Contact.ON_CALL), (Step.DEPUTY, Contact.DEPUTY)):
        on, off = _on_duty(session, alert, also, now, zone)
        yield from ((step, staff) for staff in (*on, *off))
    yield from ((Step.MANAGER, staff) for staff in managers_at(session, alert.site_id))
    yield from ((Step.ADMIN, staff) for staff in _with_role(session, Role.ADMIN))
    yield from ((Step.GOVERNANCE, staff) for staff in _with_role(session, Role.GOVERNANCE))


def _on_duty(
    session: Session, alert: Alert, duty: Contact, now: datetime, zone: ZoneInfo
) -> tuple[list[Staff], list[Staff]]:
    """Those whose hours it is, and the others. Nobody where there is no one site."""
    site = session.get(Site, alert.site_id) if alert.site_id else None
    held = [(row, staff) for row, staff in holders(session, site) if row.duty == duty] if site else []
    on = [staff for row, staff in held if on_now(row, staff, now, zone)]
    return on, [staff for _, staff in held if staff not in on]


def _with_role(session: Session, role: Role) -> Sequence[Staff]:
    query = select(Staff).where(Staff.role == role, col(Staff.left_at).is_(None))
    return session.exec(query.order_by(col(Staff.id))).all()


def may_be_told(session: Session, staff: Staff, alert: Alert) -> bool:
    """May this person know of an alert? Somebody it may be about never may; of one about a manager only deputies who
    do not manage, and administrators where somebody else manages. Governance knows of those
    that belong to no one site."""
    if staff.left_at is not None or staff.id in alert.never_told:
        return False
    if staff.role == Role.ADMIN:  # who manages where nobody else does
        return not alert.about_manager or bool(managers_at(session, alert.site_id))
    if staff.role == Role.GOVERNANCE and not holds_duty(session, staff, alert.site_id):
        return alert.site_id is None and staff.site_id is None
    if alert.about_manager:
        manages = any(manager.id == staff.id for manager in managers_at(session, alert.site_id))
        return not manages and holds_duty(session, staff, alert.site_id, Contact.DEPUTY)
    if holds_duty(session, staff, alert.site_id):
        return True
    if staff.role == Role.DATA_PROTECTION and alert.category != Category.DATA_INCIDENT:
        return False
    seen = staff.site_id is None if alert.site_id is None else sees_site(session, staff, alert.site_id)
    return may(staff, Act.SEE_ALERTS) and seen
