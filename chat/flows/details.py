"""The two buttons under "I took personal details out": nothing personal there, and there is still a name."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from chat import wording
from chat.taking_out import take_out
from chat.talk import Received
from chat.turn import Turn
from core.audit import record
from core.errors import NotThere
from delivery.message import Message
from people.register import Kind, learn, listed_as, worth_keeping
from people.sites import ident
from safety.known import teachable, words_in
from safety.personal import name_key

MOST_WORDS = 4  # a name, and no more
CORRECTABLE = timedelta(days=7)  # everything since the message is looked through for copies of it


def nothing_personal(session: Session, turn: Turn) -> list[Message]:
    """The words were not kept, only their keys, and those not for long."""
    row = _own(session, turn)
    keys = turn.recall.take(ident(row.id), now=turn.now)
    if not keys:
        _enter(turn, "fine_word")
        return [wording.WHICH_WORD]
    return [_make_ordinary(session, turn, keys)]


def word_is_fine(session: Session, turn: Turn) -> list[Message]:
    words = words_in(turn.typed)
    if not 0 < len(words) <= MOST_WORDS:
        return [wording.WHICH_WORD]
    _leave(turn)
    return [_make_ordinary(session, turn, [turn.register.key(word) for word in [*words, *teachable(turn.typed)]])]


def _make_ordinary(session: Session, turn: Turn, keys: Sequence[str]) -> Message:
    site_id = turn.person.site_id
    if site_id is None:
        return wording.NO_LIST
    listed = listed_as(session, site_id, keys)
    learnt = learn(session, site_id, [key for key in keys if key not in listed], kind=Kind.ORDINARY, now=turn.now)
    _note(session, turn, Kind.ORDINARY, learnt)
    return wording.STILL_A_NAME if listed else wording.LEFT_ALONE


def still_a_name(session: Session, turn: Turn) -> list[Message]:
    row = _own(session, turn)
    _enter(turn, "naming", received=row.id)
    return [wording.WHICH_NAME]


def name_left(session: Session, turn: Turn) -> list[Message]:
    """What is typed here is not kept: it is taken out of what was, and its key is learnt."""
    words = words_in(turn.typed)
    if not 0 < len(words) <= MOST_WORDS:
        return [wording.ONLY_THE_NAME]
    row = session.get(Received, int(turn.talk.data["received"]))
    _leave(turn)
    if row is None:  # kept so long that it was purged
        return [wording.LOST_BUTTON]
    keys = {name_key(word) for word in words if worth_keeping(word)}
    everyday = {name_key(word) for word in words} - keys

    def left(word: str) -> bool:
        """An everyday word is the name only where it is written like one."""
        return name_key(word) in keys or (word[0].isupper() and name_key(word) in everyday)

    found = take_out(session, row, turn.talk, left, staff=turn.person, now=turn.now)
    if turn.person.site_id is not None:
        hashed = [turn.register.key(key) for key in sorted(keys)]
        _note(
            session,
            turn,
            Kind.SUPPORTED,
            learn(session, turn.person.site_id, hashed, kind=Kind.SUPPORTED, now=turn.now),
        )
    return [wording.NAME_OUT if found else wording.NAME_NOT_FOUND]


def never_mind(_session: Session, turn: Turn) -> list[Message]:
    _leave(turn)
    return [wording.LEFT]


def _own(session: Session, turn: Turn) -> Received:
    """The message a button belongs to. Raises NotThere for another person's, and for an old one."""
    row = session.get(Received, turn.intent.number())
    mine = row is not None and (row.channel, row.address) == (turn.incoming.channel, turn.incoming.address)
    if row is None or not mine or turn.now - row.at > CORRECTABLE:
        raise NotThere(wording.LOST_BUTTON.text)
    return row


def _enter(turn: Turn, state: str, **data: object) -> None:
    """For one message only: what was going on, such as a champion's reply, goes on afterwards."""
    talk = turn.talk
    before = talk.data["before"] if talk.state in ("naming", "fine_word") else {"state": talk.state, "data": talk.data}
    talk.enter(state, before=before, **data)


def _leave(turn: Turn) -> None:
    before = turn.talk.data.get("before") if turn.talk.state in ("naming", "fine_word") else None
    if before:
        turn.talk.enter(before["state"], **before["data"])


def _note(session: Session, turn: Turn, kind: Kind, words: int) -> None:
    site = f"site:{turn.person.site_id}"
    record(session, "names.learnt", actor=turn.person.actor, now=turn.now, subject=site, kind=str(kind), words=words)
