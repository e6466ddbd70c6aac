"""A person's rights over their own data: seeing it, being forgotten, complaining; and the incidents they report."""

from datetime import datetime

from sqlmodel import Session

from chat import wording
from chat.incoming import Channel
from chat.talk import under_button
from chat.turn import Turn
from delivery.message import Message
from incidents.alerts import Alert, told
from incidents.case_wording import day_words
from incidents.cases import CaseFile, Kind, note_data_incident, open_request, tell_opened, withdraw
from people.signin import LINK_MINUTES, make_link
from people.sites import Contact, ident
from people.staff import Staff, contacts_of
from privacy.erasure import check_may_go, erase
from safety.requests import Request
from safety.urgent import Category, Urgent

REQUESTS = frozenset(map(str, Request))


def request(session: Session, turn: Turn) -> list[Message]:
    """Somebody used a right in plain words: a case with a due date, and what can be had at once."""
    return _open(session, turn, Kind(turn.intent.text), received=turn.incoming.sent_at or turn.now)


def _open(session: Session, turn: Turn, kind: Kind, *, received: datetime) -> list[Message]:
    person = turn.staff or turn.leaver
    if person is None:
        return [wording.RIGHTS_OF_STRANGERS]
    case = open_request(session, person, kind, received_at=received, now=turn.now, zone=turn.zone)
    lead, due = lead_contact(session, person), day_words(case.due_at, turn.zone)
    made = wording.REQUESTED[kind](case.reference, lead, due)
    buttons = wording.request_buttons(kind, ident(case.id)) if turn.staff else ()
    return [Message(made, buttons)]


def perhaps(_session: Session, turn: Turn) -> list[Message]:
    """It may be a request, in words that no phrase knows: nothing is opened before they say so."""
    if turn.staff is None and turn.leaver is None:
        return [wording.ASK_TO_JOIN]
    return [wording.perhaps(Kind(turn.intent.text))]


def confirmed(session: Session, turn: Turn) -> list[Message]:
    """The button under it. The clock starts with the message that asked, not with the button."""
    if turn.intent.text not in REQUESTS:
        return [wording.LOST_BUTTON]
    asked = under_button(session, turn.incoming, turn.intent.action)
    return _open(session, turn, Kind(turn.intent.text), received=asked.at if asked else turn.now)


def not_meant(session: Session, turn: Turn) -> list[Message]:
    """It was something else: the case is taken back."""
    case = withdraw(session, turn.intent.number(), by=turn.person, now=turn.now)
    return [wording.not_meant(case.reference)]


def my_data(session: Session, turn: Turn) -> list[Message]:
    """Where the file is. In Telegram a link and never the file: Telegram would keep a copy of it."""
    address = f"{turn.public_url}/mydata"
    if turn.incoming.channel == Channel.WEB:
        return [wording.my_data_here(address)]
    token = make_link(session, turn.person, now=turn.now, actor=turn.person.actor)
    return [wording.my_data_link(f"{turn.public_url}/signin/{token}?to=mydata", LINK_MINUTES)]


def forget(session: Session, turn: Turn) -> list[Message]:
    """What goes and what stays, before anything happens."""
    check_may_go(session, turn.person)
    turn.talk.enter("forgetting")
    return [wording.FORGET]


def forget_confirmed(session: Session, turn: Turn) -> list[Message]:
    if turn.talk.state != "forgetting":
        return [wording.LOST_BUTTON]
    lead = lead_contact(session, turn.person)
    case = erase(session, turn.person, now=turn.now, zone=turn.zone)
    turn.forgotten = True
    return [wording.forgotten(case.reference, lead)]


def keep_me(_session: Session, turn: Turn) -> list[Message]:
    if turn.talk.state == "forgetting":
        turn.talk.enter("")
    return [wording.KEPT]


def lead_contact(session: Session, person: Staff) -> str:
    """Whom to ring about one's data, as the site has it."""
    return contacts_of(session, person).get(Contact.DATA_PROTECTION_LEAD, "") or wording.YOUR_LEAD


def note_incident(session: Session, turn: Turn, matter: Urgent) -> CaseFile | None:
    """For a data incident: its case, of which nobody knows yet. None for any other urgent matter."""
    if matter.category != Category.DATA_INCIDENT or turn.staff is None:
        return None
    aware = min(turn.incoming.sent_at or turn.now, turn.now)
    return note_data_incident(session, turn.staff, aware_at=aware, now=turn.now)


def incident_noted(session: Session, turn: Turn, case: CaseFile, alert: Alert | None) -> list[Message]:
    """The leads whom the alert has not told hear of the case; and what the worker can quote."""
    already = {person.id or 0 for person in told(session, alert)} if alert else set()
    tell_opened(session, case, now=turn.now, zone=turn.zone, but_not=already)
    return [wording.incident_noted(case.reference)]


def leaver(session: Session, turn: Turn) -> list[Message]:
    """Somebody who worked here writes: kindly, and with the way to their rights."""
    return [wording.has_left(lead_contact(session, turn.leaver))] if turn.leaver else [wording.ASK_TO_JOIN]
