"""What became of each person's quiz in one week: gathered from the rows, then decided without them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from delivery.outbox import TELEGRAM, OutboundMessage, State
from people.sites import ident
from people.staff import Staff, is_away
from quizzes.assignments import Round, RoundItem
from quizzes.rounds import QUIZ_ROLES
from reporting.isoweek import IsoWeek

NEW_FOR = timedelta(days=7)


class Status(StrEnum):
    """Exactly one for each person and week; the first that fits, in this order.

    NEW_STARTER    joined less than 7 days before the week's end (or before now, in the current week)
    ON_LEAVE       away on all seven days
    COMPLETED      was asked, and has answered every question of every round sent in that week; an answer that came
                   after Sunday, before the question closed, counts
    NOT_REACHABLE  has no way in (no Telegram or it is blocked, and never signed in on the web), or a question to
                   them could not be delivered that week
    NOT_YET        everybody else, whether asked or not
    """

    NEW_STARTER = "new_starter"
    ON_LEAVE = "on_leave"
    COMPLETED = "completed"
    NOT_REACHABLE = "not_reachable"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class PersonWeek:
    """One person's week. `correct` counts right answers out of `answered`; own practice counts nowhere."""

    staff: Staff
    status: Status
    sent: int
    answered: int
    correct: int


@dataclass
class Facts:
    """What the rows say about one week, by staff id."""

    week: IsoWeek
    starts: datetime
    ends: datetime  # the week's end, or now if that is earlier
    sent: dict[int, list[RoundItem]] = field(default_factory=lambda: defaultdict(list))
    undelivered: set[int] = field(default_factory=set)


def people_in(session: Session, site_ids: Sequence[int], facts: Facts) -> Sequence[Staff]:
    """Everybody who takes quizzes and worked at these sites at the end of the week (or now). By present site."""
    query = select(Staff).where(
        col(Staff.site_id).in_(site_ids),
        col(Staff.role).in_(QUIZ_ROLES),
        col(Staff.joined_at) <= facts.ends,
        col(Staff.left_at).is_(None) | (col(Staff.left_at) > facts.ends),
    )
    return session.exec(query.order_by(Staff.name, col(Staff.id))).all()


def gather(session: Session, site_ids: Sequence[int], *, week: IsoWeek, now: datetime, zone: ZoneInfo) -> Facts:
    """The facts of a week for the people of some sites."""
    starts, ends = week.bounds(zone)
    facts = Facts(week, starts, min(ends, now))
    here = select(Staff.id).where(col(Staff.site_id).in_(site_ids))
    rows = session.exec(
        select(RoundItem)
        .join(Round, col(Round.id) == RoundItem.round_id)
        .where(
            col(Round.staff_id).is_(None),
            col(RoundItem.staff_id).in_(here),
            RoundItem.sent_at >= starts,
            RoundItem.sent_at < ends,
        )
    )
    for row in rows:
        facts.sent[row.staff_id].append(row)
    failed = select(OutboundMessage.recipient_id).where(
        OutboundMessage.kind == "quiz",
        OutboundMessage.state == State.FAILED,
        OutboundMessage.created_at >= starts,
        OutboundMessage.created_at < ends,
    )
    facts.undelivered = {person for person in session.exec(failed) if person is not None}
    return facts


def person_week(staff: Staff, facts: Facts) -> PersonWeek:
    """Pure."""
    sent = facts.sent.get(ident(staff.id), [])
    answered = [row for row in sent if row.answered_at is not None]
    return PersonWeek(
        staff=staff,
        status=_status(staff, facts, sent),
        sent=len(sent),
        answered=len(answered),
        correct=sum(bool(row.correct) for row in answered),
    )


def _status(staff: Staff, facts: Facts, sent: Sequence[RoundItem]) -> Status:
    if staff.joined_at > facts.ends - NEW_FOR:
        return Status.NEW_STARTER
    if all(is_away(staff, facts.week.monday + timedelta(days=day)) for day in range(7)):
        return Status.ON_LEAVE
    if sent and all(row.answered_at is not None for row in sent):
        return Status.COMPLETED
    return Status.NOT_YET if _reachable(staff, facts, sent) else Status.NOT_REACHABLE


def _reachable(staff: Staff, facts: Facts, sent: Sequence[RoundItem]) -> bool:
    if staff.id in facts.undelivered:
        return False
    # A leaver's link to Telegram is gone, but it was there.
    had_telegram = staff.telegram_until is not None or any(row.channel == TELEGRAM for row in sent)
    linked = staff.telegram_id is not None or had_telegram
    blocked = staff.telegram_blocked_at is not None and staff.telegram_blocked_at < facts.ends
    on_web = staff.signed_in_at is not None and staff.signed_in_at < facts.ends
    return (linked and not blocked) or on_web
