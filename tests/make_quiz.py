"""Quiz items and rounds for tests, a valid row in one call."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from people.staff import Staff
from quizzes.assignments import Round, history_of
from quizzes.bank import Item
from quizzes.rounds import assign, open_round

RIGHT = 1


def item(key: str = "own-phone", *, theme: int = 1, level: str = "all", now: datetime, **more: Any) -> Item:
    """Not saved. Option 1 is the right one."""
    values: dict[str, Any] = {
        "scenario": "The work tablet is flat.",
        "question": "What do you do?",
        "options": ["Use your own phone", "Charge it and write a paper note", "Leave it for the night"],
        "explanation": "A note on paper keeps the record true until the tablet works.",
        "review_due": date(2030, 1, 1),
    }
    return Item(
        key=key,
        theme=theme,
        criterion=f"{theme}.1",
        level=level,
        correct=RIGHT,
        approved_by="A. Editor",
        reviewed=now.date(),
        content_hash=key,
        loaded_at=now,
        **{**values, **more},
    )


def bank(session: Session, *, now: datetime, count: int = 6) -> list[Item]:
    """Saved items, one in each theme."""
    made = [item(f"item-{number}", theme=number, now=now) for number in range(1, count + 1)]
    session.add_all(made)
    session.flush()
    return made


def round_at(session: Session, now: datetime, slot: str = "2026-W48-1") -> Round:
    made = open_round(session, slot=slot, now=now, closes=now + timedelta(days=7))
    session.flush()
    return made


def take(session: Session, round_: Round, staff: Staff, *, now: datetime, right: bool = True, count: int = 2) -> None:
    """The round was sent to this person now; they have answered `count` questions of it."""
    assign(session, round_, staff, now=now)
    for row in [row for row in history_of(session, staff) if row.round_id == round_.id][:count]:
        row.answered_at, row.choice, row.correct = now, RIGHT if right else 0, right
    session.flush()
