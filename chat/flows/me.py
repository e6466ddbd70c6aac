"""About the person: what is known, privacy, signing in, help, and kind words for what cannot be used."""

from sqlmodel import Session

from chat import wording
from chat.flows.join import ALL_SITES
from chat.incoming import PICTURES
from chat.turn import Turn
from delivery.message import Message
from people.signin import LINK_MINUTES, make_link
from people.sites import Contact, Site, place_name
from people.staff import contacts_of
from questions.questions import waiting_for
from quizzes.assignments import history_of


def me(session: Session, turn: Turn) -> list[Message]:
    staff = turn.person
    waiting = [f"{question.reference}: {question.text[:80]}" for question in waiting_for(session, staff)]
    role = staff.role.replace("_", " ")
    quiz = _quiz_words(session, turn)
    site = place_name(session, staff.site_id, none=ALL_SITES)
    return [wording.me(staff.name, site, role, staff.shift, quiz, waiting)]


def _quiz_words(session: Session, turn: Turn) -> str:
    """This ISO week's quiz, private to the person."""
    week = turn.now.astimezone(turn.zone).isocalendar()[:2]
    sent = [
        row for row in history_of(session, turn.person) if row.sent_at.astimezone(turn.zone).isocalendar()[:2] == week
    ]
    return wording.quiz_so_far(done=sum(row.answered_at is not None for row in sent), sent=len(sent))


def privacy(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.PRIVACY]


def show_help(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.HELP]


def contact(session: Session, turn: Turn) -> list[Message]:
    """A number that the site has filled in."""
    which = Contact(turn.intent.text)
    return [wording.whom_to_ring(which, contacts_of(session, turn.person).get(which, ""))]


def ask_away(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.ASK_AWAY]


def sign_in_link(session: Session, turn: Turn) -> list[Message]:
    token = make_link(session, turn.person, now=turn.now, actor=turn.person.actor)
    return [wording.sign_in(f"{turn.public_url}/signin/{token}", LINK_MINUTES)]


def unknown_command(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.UNKNOWN_COMMAND]


def unsupported(session: Session, turn: Turn) -> list[Message]:
    if turn.incoming.kind in PICTURES:
        site = session.get(Site, turn.person.site_id) if turn.person.site_id else None
        return [wording.picture(site.contacts.get(Contact.SAFEGUARDING_LEAD, "") if site else "")]
    return [wording.unsupported(turn.intent.text)]


def empty(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.EMPTY]


def too_long(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.TOO_LONG]


def too_fast(_session: Session, turn: Turn) -> list[Message]:
    return [wording.too_fast(turn.intent.number())]


def edited(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.EDITED]


def lost_button(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.LOST_BUTTON]


def ask_to_join(_session: Session, _turn: Turn) -> list[Message]:
    return [wording.ASK_TO_JOIN]
