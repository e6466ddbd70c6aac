"""One exchange with the engine, whichever way the browser sent it; and the moment a visitor becomes a person."""

import hashlib
import secrets

from api.parts import Parts
from api.visits import Visit
from chat.incoming import Channel, Incoming, Kind, Reply
from chat.talk import find_talk
from people.roles import Act, require
from people.signin import end_session, start_session
from people.staff import Staff


def exchange(parts: Parts, visit: Visit, *, text: str = "", action: str = "", repeat_of: str = "") -> Reply:
    """What the assistant replies. The same `repeat_of` from the same person is the same message. Raises NotAllowed."""
    if visit.staff is not None:
        require(visit.staff, Act.ASK)
    incoming = Incoming(
        channel=Channel.WEB,
        address=visit.address,
        external_id=_own_id(visit, repeat_of or secrets.token_urlsafe()),
        kind=Kind.ACTION if action else Kind.TEXT,
        text=text,
        action=action,
    )
    return parts.engine.handle(incoming)


def _own_id(visit: Visit, given: str) -> str:
    """With the address in it, nobody can name, and so be shown, another person's message."""
    return f"{visit.address}:{hashlib.sha256(given.encode()).hexdigest()[:32]}"


def joined(parts: Parts, visit: Visit) -> str | None:
    """If this visitor has just joined: the token of a new session, signed in as that person. The old one ends."""
    if visit.staff is not None:
        return None
    with parts.database.writing() as session:
        talk = find_talk(session, Channel.WEB, visit.address)
        staff = session.get(Staff, talk.staff_id) if talk and talk.staff_id else None
        if staff is None:
            return None
        end_session(session, visit.row)
        token, _ = start_session(session, now=parts.clock(), staff=staff)
    return token
