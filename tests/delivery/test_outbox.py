"""The outbox: what waits to leave, once each, in order."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

import make
from core.database import Database
from delivery.message import Button, Message
from delivery.outbox import (
    LEASE,
    TELEGRAM,
    WEB,
    OutboundMessage,
    State,
    Urgency,
    abandoned,
    claim,
    inbox_of,
    mark_seen,
    newest_to,
    put_back,
    queue,
    recover,
    waiting,
)
from delivery.reach import channel_for, tell, web_address
from together import together


def put(session: Session, text: str, address: str = "901", *, now: datetime, **named: object) -> int:
    """Queue one for Telegram; its id."""
    named = {"channel": TELEGRAM, "address": address, "now": now, **named}
    row = queue(session, Message(text), **named)  # type: ignore[arg-type]
    assert row is not None
    return row.id or 0


def texts(session: Session, now: datetime, limit: int = 100) -> list[str]:
    """What may leave now, in order."""
    return [row.message.text for row in waiting(session, TELEGRAM, now=now, limit=limit)]


def test_a_message_survives_being_stored(session: Session, now: datetime) -> None:
    message = Message("# Hello\n> ünïcödé 🙂", (Button("Yes", "pick:1:2"), Button("No", "leave:1")))
    row = queue(session, message, channel=WEB, address="staff:1", now=now)
    assert row is not None
    session.refresh(row)
    assert row.message == message


@pytest.mark.parametrize("action", ["x" * 65, "é" * 33])
def test_a_button_carries_no_more_than_telegram_takes(action: str) -> None:
    assert Button("Fine", "é" * 32)
    with pytest.raises(ValueError, match="64 bytes"):
        Button("Too long", action)


def test_the_same_key_twice_is_queued_once(session: Session, now: datetime) -> None:
    put(session, "first", now=now, key="answer:1")
    assert queue(session, Message("again"), channel=WEB, address="x", now=now, key="answer:1") is None
    put(session, "without a key", now=now)
    put(session, "without a key", now=now)
    assert texts(session, now) == ["first", "without a key", "without a key"]


def test_a_key_queued_by_many_at_once_is_queued_once(database: Database, now: datetime) -> None:
    def once() -> bool:
        with database.writing() as session:
            row = queue(session, Message("once"), channel=TELEGRAM, address="901", now=now, key="answer:1")
            return row is not None

    assert sorted(map(str, together([once] * 8))) == ["False"] * 7 + ["True"]


def test_a_message_to_nobody_known_is_an_error_and_not_a_repeat(session: Session, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        queue(session, Message("lost?"), channel=TELEGRAM, address="1", now=now, recipient_id=999_999, key="new")


def test_alerts_leave_before_replies_and_replies_before_pushes(session: Session, now: datetime) -> None:
    for urgency in (Urgency.PUSH, Urgency.REPLY, Urgency.ALERT, Urgency.PUSH, Urgency.ALERT):
        put(session, urgency.name, address=str(len(texts(session, now))), now=now, urgency=urgency)
    assert texts(session, now) == ["ALERT", "ALERT", "REPLY", "PUSH", "PUSH"]


def test_an_address_with_a_message_under_way_waits_and_others_do_not(session: Session, now: datetime) -> None:
    first = put(session, "first", now=now)
    put(session, "second", now=now)
    put(session, "for Ben", address="902", now=now)
    assert claim(session, first, now=now)
    assert texts(session, now) == ["for Ben"]


def test_what_was_put_back_holds_up_its_own_address_and_no_other(session: Session, now: datetime) -> None:
    first = put(session, "first", now=now)
    put(session, "second", now=now)
    put(session, "for Ben", address="902", now=now)
    claim(session, first, now=now)
    later = now + timedelta(seconds=30)
    put_back(session, first, not_before=later, error="too fast")
    assert texts(session, now) == ["for Ben"]
    assert texts(session, later) == ["first", "second", "for Ben"]


def test_a_row_is_claimed_by_one(database: Database, now: datetime) -> None:
    with database.writing() as session:
        row_id = put(session, "once", now=now)

    def take() -> bool:
        with database.writing() as session:
            return claim(session, row_id, now=now)

    assert sorted(map(str, together([take] * 8))) == ["False"] * 7 + ["True"]


def test_what_a_dead_process_had_taken_comes_back_after_the_lease(session: Session, now: datetime) -> None:
    row_id = put(session, "half sent", now=now)
    claim(session, row_id, now=now)
    assert not abandoned(session, TELEGRAM, now=now + LEASE)
    later = now + LEASE + timedelta(seconds=1)
    assert abandoned(session, TELEGRAM, now=later)
    assert not abandoned(session, WEB, now=later)
    assert recover(session, TELEGRAM, now=later) == 1
    assert texts(session, later) == ["half sent"]
    assert recover(session, TELEGRAM, now=later) == 0


def test_what_a_page_has_fetched_counts_as_sent(session: Session, now: datetime) -> None:
    rows = [queue(session, Message(str(n)), channel=WEB, address="staff:1", now=now) for n in range(3)]
    queue(session, Message("for Ben"), channel=WEB, address="staff:2", now=now)
    assert [row.message.text for row in inbox_of(session, "staff:1", limit=2)] == ["1", "2"]
    assert [row.message.text for row in inbox_of(session, "staff:1", after=(rows[0] and rows[0].id) or 0)] == ["1", "2"]
    mark_seen(session, "staff:1", now=now)
    session.expire_all()
    states = {row.address: row.state for row in session.exec(select(OutboundMessage)).all()}
    assert states == {"staff:1": State.SENT, "staff:2": State.QUEUED}


def test_the_newest_messages_since_a_moment_are_found(session: Session, now: datetime) -> None:
    put(session, "old", now=now)
    assert not newest_to(session, TELEGRAM, "901", since=now)
    put(session, "newer", now=now + timedelta(seconds=1))
    put(session, "newest", now=now + timedelta(seconds=1))
    assert [row.message.text for row in newest_to(session, TELEGRAM, "901", since=now)] == ["newest", "newer"]


def test_people_are_reached_on_telegram_unless_they_cannot_or_would_rather_not(session: Session, now: datetime) -> None:
    ana = make.cast(session, now=now).ana
    assert channel_for(ana) == channel_for(ana, TELEGRAM) == (TELEGRAM, "901")
    assert channel_for(ana, WEB) == (WEB, web_address(ana.id))
    ana.telegram_blocked_at = now
    assert channel_for(ana, TELEGRAM) == (WEB, web_address(ana.id))
    ana.telegram_blocked_at, ana.telegram_id = None, None
    row = tell(session, ana, Message("hello"), now=now, kind="quiz")
    assert row is not None
    assert (row.channel, row.address, row.recipient_id, row.kind) == (WEB, web_address(ana.id), ana.id, "quiz")


def test_an_alert_does_not_wait_for_what_was_put_back(session: Session, now: datetime) -> None:
    quiz = put(session, "quiz", now=now, urgency=Urgency.PUSH)
    claim(session, quiz, now=now)
    put_back(session, quiz, not_before=now + timedelta(minutes=5), error="busy")
    put(session, "answer", now=now)
    alert = put(session, "alert", now=now, urgency=Urgency.ALERT)
    assert [row.id for row in waiting(session, TELEGRAM, now=now, limit=9)] == [alert]
