"""A message with personal details goes back out of the chat, and the person is told why."""

from datetime import datetime, timedelta

from sqlmodel import Session

from chat import wording
from chat.copies import ChatCopy
from chat.incoming import Channel
from chat.turn import Turn
from delivery.message import Message
from delivery.outbox import queue
from people.sites import RECORD_SYSTEM
from people.staff import contacts_of
from privacy.erasure import REMOVAL
from safety.known import PERSON, teachable

# Telegram lets a bot remove what a person wrote for 48 hours. A little less: the removal may have to wait.
REMOVABLE = timedelta(hours=47)
# What is typed here is asked for: one's own name, who shall ring, or a word that is fine.
ASKED_FOR = frozenset({"join_name", "ring", "word_is_fine"})
# What is typed here is never kept, nor left in the chat, whatever it looks like. Instead of it stands:
UNSAID = {"name_left": "[name]"}


def goes(turn: Turn) -> bool:
    """Must this message leave the chat? Somebody's own name stays; numbers never do."""
    if turn.intent.name in UNSAID:
        return True
    asked_for = turn.intent.name in ASKED_FOR and all(span.type == PERSON for span in turn.spans)
    return bool(turn.spans) and not asked_for


def remark_later(session: Session, turn: Turn) -> list[Message]:
    """The same in an emergency, for after the advice."""
    return [wording.details_too(contacts_of(session, turn.staff).get(RECORD_SYSTEM, ""))]


def remark(session: Session, turn: Turn, received_id: int) -> list[Message]:
    """The kind line, with the ways to correct it, and with the reply that goes on without the details."""
    if not goes(turn) or turn.intent.name in UNSAID:
        return []
    site = turn.staff is not None and turn.staff.site_id is not None
    names = [turn.typed[span.start : span.end] for span in turn.spans if span.type == PERSON]
    if site and names:
        keys = [turn.register.key(word) for name in names for word in teachable(name)]
        turn.recall.keep(received_id, keys, now=turn.now)
    line = wording.removed(contacts_of(session, turn.staff).get(RECORD_SYSTEM, ""), leaves_chat=_leaves(turn))
    return [wording.correctable(line, received_id, named=bool(names)) if site else line]


def _leaves(turn: Turn) -> bool | None:
    """Can it be taken out of the chat? None where nothing is left there: the web page shows what is kept."""
    if turn.incoming.channel != Channel.TELEGRAM:
        return None
    sent = turn.incoming.sent_at
    return bool(turn.incoming.message_id) and sent is not None and turn.now - sent < REMOVABLE


def take_back(session: Session, turn: Turn) -> None:
    """Queue the removal, to leave before the replies of the same transaction."""
    if goes(turn) and _leaves(turn):
        incoming = turn.incoming
        remove(session, incoming.channel, incoming.address, incoming.message_id, now=turn.now, to=turn.talk.staff_id)


def take_out(session: Session, copy: ChatCopy, now: datetime) -> None:
    """Queue the removal of an urgent message that the record holds, or that has been in the chat for long enough."""
    remove(session, copy.channel, copy.address, copy.message_id, now=now)


def remove(
    session: Session, channel: str, address: str, message_id: str, *, now: datetime, to: int | None = None
) -> None:
    """Queue the removal of one message by its number."""
    queue(
        session,
        wording.NOT_REMOVED,
        channel=channel,
        address=address,
        now=now,
        recipient_id=to,
        kind=REMOVAL,
        removes=message_id,
    )
