"""A question and an escalation in one call, and what people were sent about them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlmodel import Session, col, select

from delivery.outbox import OutboundMessage
from people.staff import Staff
from questions.escalations import Escalation, escalate
from questions.questions import Question, record_question

LONDON = ZoneInfo("Europe/London")
TEXT = "Where do I charge the hoist battery?"


def vector(*numbers: float) -> bytes:
    """A stored vector of length one."""
    given = np.array(numbers, np.float32)
    return (given / np.linalg.norm(given)).tobytes()


def question(
    session: Session,
    asker: Staff,
    text: str = TEXT,
    *,
    now: datetime,
    channel: str = "telegram",
    vector: bytes | None = None,
) -> Question:
    return record_question(session, asker, text, channel=channel, now=now, outcome="champion", vector=vector)


def escalation(session: Session, asker: Staff, text: str = TEXT, *, now: datetime, **named: object) -> Escalation:
    return escalate(session, question(session, asker, text, now=now, **named), now=now, zone=LONDON)  # type: ignore[arg-type]


def sent(session: Session, kind: str = "") -> list[tuple[str, str]]:
    """(address, first line) of everything queued, of one kind or of all."""
    rows = session.exec(select(OutboundMessage).order_by(col(OutboundMessage.id))).all()
    return [(row.address, row.message.text.split("\n")[0]) for row in rows if kind in (row.kind, "")]


def told(session: Session, kind: str = "") -> list[str]:
    """The addresses of everything queued, in order."""
    return [address for address, _ in sent(session, kind)]
