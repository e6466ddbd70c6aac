"""Taking on an alert from the chat."""

from sqlmodel import Session

from chat.turn import Turn
from delivery.message import Message
from incidents import taking, wording
from people.sites import place_name
from people.staff import Staff


def got_this(session: Session, turn: Turn) -> list[Message]:
    """The button under an alert. Raises Taken when somebody else was first, NotThere when it is not for them."""
    alert = taking.acknowledge(session, turn.intent.number(), by=turn.person, now=turn.now)
    worker, site = session.get_one(Staff, alert.worker_id), place_name(session, alert.site_id)
    return [wording.taken_on(alert.category, worker=worker.name, site=site, at=alert.raised_at, zone=turn.zone)]
