"""Rounds: opening one, finding who may be asked now, and asking them, once each."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from delivery.message import Message
from delivery.reach import channel_for, tell
from people.roles import Role
from people.shifts import HOURS, Shift, within_hours
from people.sites import ident
from people.staff import Staff, is_away
from quizzes import wording
from quizzes.assignments import OPEN_FOR, Round, RoundItem, history_of, in_same_round
from quizzes.bank import Item, bank_for, option_order
from quizzes.spacing import choose_items

QUIZ_ROLES = frozenset({Role.STAFF, Role.CHAMPION, Role.SUPERVISOR})

# Two questions a shift at most: after a late round the next one waits until this long has passed.
BETWEEN_ROUNDS = timedelta(hours=12)


def open_round(
    session: Session, *, slot: str, now: datetime, closes: datetime, practice_of: Staff | None = None
) -> Round:
    """The round of a slot: new, or the one that is there already."""
    made = Round(slot=slot, opens_at=now, closes_at=closes, staff_id=practice_of.id if practice_of else None)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.exec(select(Round).where(Round.slot == slot)).one()
    return made


def latest_open(session: Session, *, now: datetime) -> Round | None:
    """The round to push now: of those that are open to everybody, the newest."""
    query = (
        select(Round)
        .where(col(Round.staff_id).is_(None), Round.opens_at <= now, Round.closes_at > now)
        .order_by(col(Round.opens_at).desc(), col(Round.id).desc())
    )
    return session.exec(query).first()


def due_people(session: Session, round_: Round, *, now: datetime, zone: ZoneInfo) -> list[Staff]:
    """Who may be sent this round now: at work, not away, joined before it opened, and not asked already."""
    if not round_.opens_at <= now < round_.closes_at:
        return []
    asked = select(RoundItem.staff_id).where(
        (col(RoundItem.round_id) == round_.id) | (col(RoundItem.sent_at) > now - BETWEEN_ROUNDS)
    )
    query = (
        select(Staff)
        .where(
            col(Staff.left_at).is_(None),
            col(Staff.role).in_(QUIZ_ROLES),
            col(Staff.joined_at) <= round_.opens_at,
            col(Staff.id).not_in(asked),
        )
        .order_by(col(Staff.id))
    )
    return [person for person in session.exec(query) if _at_work(person, now, zone)]


def _at_work(staff: Staff, now: datetime, zone: ZoneInfo) -> bool:
    shift = Shift(staff.shift)
    days = {now.astimezone(zone).date(), _shift_day(shift, now, zone)}
    return within_hours(shift, now, zone) and not any(is_away(staff, day) for day in days)


def _shift_day(shift: Shift, now: datetime, zone: ZoneInfo) -> date:
    """The day on which a shift that is under way began: at 2 a.m. a night worker's day is still yesterday."""
    start, end = HOURS[shift]
    local = now.astimezone(zone)
    began_yesterday = end < start and local.time() < end
    return local.date() - timedelta(days=1) if began_yesterday else local.date()


def push(session: Session, round_: Round, staff: Staff, *, now: datetime) -> bool:
    """Give one person their questions of a round and queue the first. True for the one caller that did it."""
    # A long sweep takes minutes: somebody may have left since it looked.
    assigned = assign(session, round_, staff, now=now) if staff.left_at is None else []
    if not assigned:
        return False
    key = f"quiz:{round_.id}:{staff.id}:1"
    tell(session, staff, question_for(session, assigned[0]), now=now, key=key, kind="quiz")
    return True


def assign(session: Session, round_: Round, staff: Staff, *, now: datetime) -> list[RoundItem]:
    """Choose and keep one person's questions of a round. Empty when they have them already, or nothing is due."""
    bank = bank_for(session, Role(staff.role), today=now.date())
    channel, _ = channel_for(staff)
    rows = [
        RoundItem(
            round_id=ident(round_.id),
            staff_id=ident(staff.id),
            item_id=ident(item.id),
            position=position,
            channel=channel,
            sent_at=now,
        )
        for position, item in enumerate(choose_items(history_of(session, staff), bank, now=now), start=1)
    ]
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError:
        return []
    return rows


def waiting_question(session: Session, staff: Staff, *, now: datetime) -> RoundItem | None:
    """The oldest question that still waits for this person's answer."""
    return next((past for past in history_of(session, staff) if past.is_waiting(now)), None)


def start_now(session: Session, staff: Staff, *, now: datetime) -> Message:
    """The reply to /quiz: a question that waits, else the open round's, else practice, once a day."""
    waiting = waiting_question(session, staff, now=now)
    open_now = latest_open(session, now=now) if Role(staff.role) in QUIZ_ROLES else None
    if waiting is None and open_now is not None:
        assign(session, open_now, staff, now=now)
        waiting = waiting_question(session, staff, now=now)
    if waiting is None:
        slot = f"self:{staff.id}:{now.date()}"
        practice = open_round(session, slot=slot, now=now, closes=now + OPEN_FOR, practice_of=staff)
        assign(session, practice, staff, now=now)
        waiting = waiting_question(session, staff, now=now)
    return question_for(session, waiting) if waiting else wording.nothing_more()


def question_for(session: Session, assignment: RoundItem) -> Message:
    """The question of an assignment, its options in this person's order."""
    item = session.get_one(Item, assignment.item_id)
    return wording.question(
        item.scenario,
        item.question,
        item.options,
        order=option_order(item.key, assignment.staff_id, len(item.options)),
        assignment_id=ident(assignment.id),
        position=assignment.position,
        total=len(in_same_round(session, assignment)),
    )
