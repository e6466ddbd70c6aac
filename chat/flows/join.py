"""Joining: invite, privacy notice, name, shift. The same steps on every channel."""

from sqlmodel import Session

from chat import wording
from chat.incoming import Channel
from chat.protection import clean
from chat.turn import Turn
from delivery.message import Message
from people.invites import Invite, open_invite, use_invite
from people.shifts import Shift
from people.signin import use_link
from people.sites import place_name
from people.staff import a_name, is_a_name
from safety.known import PERSON

LINK_PREFIX = "link_"
ALL_SITES = "all sites"


def start(session: Session, turn: Turn) -> list[Message]:
    """`/start`, `/start CODE`, or `/start link_TOKEN` to add Telegram to an account."""
    code = turn.intent.text
    if code.startswith(LINK_PREFIX) and turn.incoming.channel == Channel.TELEGRAM:
        return _add_telegram(session, turn, code.removeprefix(LINK_PREFIX))
    if turn.staff is not None:
        return [wording.ALREADY_JOINED if code else wording.GREETING]
    if not code:
        return [wording.ASK_TO_JOIN]
    invite = open_invite(session, code, now=turn.now)
    turn.talk.enter("joining:notice", invite=invite.id)
    return [wording.NOTICE]


def _add_telegram(session: Session, turn: Turn, token: str) -> list[Message]:
    if turn.staff is not None:
        return [wording.ALREADY_JOINED]
    staff = use_link(session, token, now=turn.now)
    staff.telegram_id, staff.telegram_blocked_at = int(turn.incoming.address), None
    session.add(staff)
    turn.talk.enter("")  # they may have been half way through an invite
    turn.talk.staff_id = staff.id
    return [wording.linked(staff.name)]


def notice_read(_session: Session, turn: Turn) -> list[Message]:
    if not turn.talk.state.startswith("joining"):
        return [wording.LOST_BUTTON]
    turn.talk.enter("joining:name", **turn.talk.data)
    return [wording.ask_name(clean(turn.incoming.name))]


def name_given(_session: Session, turn: Turn) -> list[Message]:
    """The name typed, or the channel's own first name by button."""
    if turn.talk.state != "joining:name":
        return [wording.LOST_BUTTON]
    given = turn.typed if turn.intent.name == "join_name" else clean(turn.incoming.name)
    if not is_a_name(given) or any(span.type != PERSON for span in turn.spans):
        return [wording.ask_name(clean(turn.incoming.name), again=True)]
    turn.talk.enter("joining:shift", **{**turn.talk.data, "name": a_name(given)})
    return [wording.WHICH_SHIFT]


def shift_given(session: Session, turn: Turn) -> list[Message]:
    """The last step: the invite is used and the person exists, in one transaction."""
    data = turn.talk.data
    if turn.talk.state != "joining:shift":
        return [wording.LOST_BUTTON]
    telegram_id = int(turn.incoming.address) if turn.incoming.channel == Channel.TELEGRAM else None
    staff = use_invite(
        session,
        int(data["invite"]),
        name=str(data["name"]),
        shift=_shift(turn.intent.text),
        now=turn.now,
        telegram_id=telegram_id,
    )
    turn.talk.enter("")
    turn.talk.staff_id = staff.id
    return [wording.joined(staff.name, place_name(session, staff.site_id, none=ALL_SITES))]


def _shift(value: str) -> Shift:
    return Shift(value) if value in set(Shift) else Shift.MIXED


def invited_to(session: Session, invite: Invite) -> str:
    """Where an invite leads, to show before anybody joins."""
    return place_name(session, invite.site_id, none=ALL_SITES)


def change_shift(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.WHICH_SHIFT_NOW]


def shift_changed(session: Session, turn: Turn) -> list[Message]:
    staff = turn.person
    staff.shift = _shift(turn.intent.text)
    session.add(staff)
    return [wording.shift_changed(staff.shift)]
