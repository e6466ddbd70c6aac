"""The worker's own distress: kind words, numbers to ring, and an offer to ask one person of their choice to ring.

Nothing of it is kept, no champion and no manager hears of it. Only where a life is in danger are those on duty told,
and the worker is told so: see chat/flows/urgent.py.
"""

from collections.abc import Sequence

from sqlmodel import Session

from chat import wording
from chat.cards import card_message
from chat.turn import Turn
from core.audit import record
from core.errors import NotThere
from delivery.message import Message
from delivery.outbox import Urgency
from delivery.reach import tell
from people.roles import Role
from people.sites import Contact, ident
from people.staff import Staff, champions_of, is_away, managers_of, on_duty

# What each is called on the button.
_CALLED = {Role.MANAGER: "manager", Role.CHAMPION: "champion", Role.SUPERVISOR: "supervisor", Role.ADMIN: "office"}


def kindly(session: Session, turn: Turn) -> list[Message]:
    """After the kind words: what was found for the rest of the message, and the offers. No question is recorded."""
    record(session, "distress.replied", actor="worker", now=turn.now)
    answer = turn.answer
    found = answer.cards[:1] if answer and answer.outcome == "answer" else ()
    cards = [Message(card_message(0, card, rated=False).text) for card in found]
    return [*cards, wording.TELL_ME_THE_REST, *offer(session, turn)]


def offer(session: Session, turn: Turn) -> list[Message]:
    """The people who could ring, each a button. Nothing where there is nobody."""
    people = [(ident(p.id), p.name, _CALLED.get(Role(p.role), "colleague")) for p in _may_ring(session, turn)]
    return [wording.shall_somebody_ring(people)] if people else []


def ask_to_ring(session: Session, turn: Turn) -> list[Message]:
    """Pressed twice, asked once."""
    chosen = next((p for p in _may_ring(session, turn) if p.id == turn.intent.number()), None)
    if chosen is None:
        raise NotThere("I cannot ask them. Please choose somebody else.")
    message, key = wording.please_ring(turn.person.name), f"ring:{turn.person.id}:{chosen.id}:{turn.today}"
    tell(session, chosen, message, now=turn.now, key=key, kind="ring", urgency=Urgency.ALERT)
    record(session, "ring.asked", actor="worker", now=turn.now)
    return [wording.asked_to_ring(chosen.name)]


def no_thanks(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.NOBODY_RINGS]


def _may_ring(session: Session, turn: Turn) -> Sequence[Staff]:
    """The deputy, the managers and the champions of their own site who are at work."""
    site_id = turn.person.site_id
    if site_id is None:
        return []
    deputies = on_duty(session, site_id, Contact.DEPUTY)
    champions = [p for p in champions_of(session, site_id) if p.site_id == site_id]
    everyone = {p.id: p for p in (*managers_of(session, site_id), *deputies, *champions)}
    return [p for p in everyone.values() if p.id != turn.person.id and not is_away(p, turn.today)]
