"""What is stored of a message: its own row, what was replied, and where the talk stands."""

import logging
from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session

from chat import wording
from chat.incoming import Channel, Reply
from chat.talk import Received
from chat.turn import Turn
from core.logs import note
from delivery.message import Message
from delivery.outbox import Urgency, queue
from privacy.erasure import FAREWELL

log = logging.getLogger("chat")
SAYS_NOTHING = frozenset([wording.NOT_UNDERSTOOD, wording.GREETING, wording.YOU_ARE_WELCOME])


def receive(session: Session, turn: Turn) -> Received:
    """The message's own row: of a message that comes twice at once only one gets further than here."""
    incoming = turn.incoming
    received = Received(
        channel=incoming.channel,
        external_id=incoming.external_id,
        address=incoming.address,
        at=turn.now,
        message_id=incoming.message_id,
    )
    session.add(received)
    session.flush()
    return received


def say_goodbye(session: Session, turn: Turn, received: Received, messages: list[Message]) -> Reply:
    """The last words to somebody who is forgotten: sent, and kept nowhere afterwards."""
    for deleted in (turn.talk, received):
        session.expunge(deleted)
    incoming = turn.incoming
    telegram = incoming.channel == Channel.TELEGRAM
    for message in messages if telegram else ():
        queue(session, message, channel=incoming.channel, address=incoming.address, now=turn.now, kind=FAREWELL)
    note(log, "handled", channel=incoming.channel, intent=turn.intent.name)
    return Reply(tuple(messages), queued=telegram, last=True)


def store(
    session: Session,
    turn: Turn,
    received: Received,
    messages: list[Message],
    *,
    urgency: Urgency = Urgency.REPLY,
    numbered: Sequence[Message] | None = None,
) -> None:
    """What was replied, where the talk stands, and the replies on their way: one transaction. `numbered`: the messages
    whose buttons a typed number presses, all when left out; where these have none, those of the reply before stay."""
    incoming, talk = turn.incoming, turn.talk
    bodies = [message.to_json() for message in messages]
    shown = messages if numbered is None else numbered
    unheard = bool(SAYS_NOTHING & {*messages})  # a wrong key, or "ok": the quiz, or the titles, can still be answered
    if (numbered is None and not unheard) or any(message.buttons for message in shown):
        # Typed instead of pressed: those of the last message first, then those of the lines before it.
        talk.buttons = [asdict(button) for message in (*shown[-1:], *shown[:-1]) for button in message.buttons]
        talk.updated_at = turn.now
    received.replies = bodies
    session.add_all([talk, received])
    session.flush()
    if incoming.channel == Channel.TELEGRAM:
        for message in messages:
            queue(
                session,
                message,
                channel=incoming.channel,
                address=incoming.address,
                now=turn.now,
                recipient_id=talk.staff_id,
                urgency=urgency,
            )
