"""What an alert says. Category, site, time and worker; never what was reported."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from delivery.message import Button, Message
from incidents.alerts import Outcome
from incidents.case_wording import decide_by

if TYPE_CHECKING:
    from incidents.cases import CaseFile

GOT_THIS = "I have got this"
ABOUT_MANAGER = "It may be about somebody in charge there. Please do not speak of it to the managers of that site."
NO_SUCH_ALERT = "I cannot find that alert."
CLOSED_ALREADY = "That one is closed already. Thank you for looking."
WHOM_TO = "Choose who has it now."

OUTCOMES = {
    Outcome.RANG: "I rang them",
    Outcome.AT_SITE: "Somebody is with them now",
    Outcome.SERVICES: "999, the council or another service has it",
    Outcome.HANDED_ON: "Handed to",
    Outcome.NOT_URGENT: "It was not urgent",
}


def category_words(category: str) -> str:
    """'medical emergency'."""
    return category.replace("_", " ")


def title(category: str, *, in_doubt: bool) -> str:
    """'Urgent: medical emergency'."""
    return f"{'May be urgent' if in_doubt else 'Urgent'}: {category_words(category)}"


def alert(
    alert_id: int,
    category: str,
    *,
    worker: str,
    site: str,
    at: datetime,
    zone: ZoneInfo,
    about_manager: bool,
    in_doubt: bool,
    again: bool,
    case: "CaseFile | None" = None,
    leads: bool = False,
) -> Message:
    """To whoever stands in the line. `case` is that of a data incident; whoever `leads` on it is told its end too."""
    time = at.astimezone(zone).strftime("%H:%M")
    still = "Nobody has taken this on yet. " if again else ""
    about = f" {ABOUT_MANAGER}" if about_manager else ""
    danger = "They have been told to call 999 if anybody is in danger, and whom to ring. Please ring them now."
    if in_doubt:
        danger = (
            "They asked about something that may be a worry, and nothing is written on it. They have not said that it "
            "is happening now. Please ring them this shift. The Held page has their words for whoever may read them."
        )
    lost = "What happened is not written here: please ring them now."
    decide = f"\n{decide_by(case, zone)}" if case and leads else ""
    return Message(
        f"# {title(category, in_doubt=in_doubt)}{f' {case.reference}' if case else ''}\n"
        f"{worker} at {site}, {time}. {still}{lost if case else danger}{about}{decide}",
        (Button(GOT_THIS, f"got:{alert_id}"),),
    )


def taken_on(category: str, *, worker: str, site: str, at: datetime, zone: ZoneInfo) -> Message:
    """To whoever pressed the button."""
    time = at.astimezone(zone).strftime("%H:%M")
    return Message(
        f"Thank you. This one is yours: {category_words(category)}, {worker} at {site}, {time}. Please ring them now. "
        "When it is dealt with, close it on the Alerts page."
    )


def handed_to_you(name: str, category: str, *, worker: str, site: str) -> Message:
    """To whom an alert was handed on."""
    return Message(
        f"{name} has handed this on to you: {category_words(category)}, {worker} at {site}. "
        f"Please ring {worker} or {name} now. The Alerts page shows what is known."
    )


def please_close(category: str, *, worker: str, site: str, at: datetime, zone: ZoneInfo) -> Message:
    """To whoever took it on a day ago."""
    local = at.astimezone(zone)
    return Message(
        f"You took this on: {category_words(category)}, {worker} at {site}, {local.strftime('%a')} {local.day} "
        f"{local.strftime('%B, %H:%M')}. It is still open. If it is dealt with, please close it on the Alerts page, "
        "and say what was done. If it is not, you can hand it on there."
    )


def somebody_has_it(name: str, category: str, *, worker: str, site: str) -> Message:
    """To the others who were told."""
    return Message(f"{name} has got this: {category_words(category)}, {worker} at {site}. You need not do anything.")


def will_ring(name: str) -> Message:
    """To the worker."""
    return Message(f"{name} has seen this and will ring you. In danger, call 999. Do not wait for the call.")


def has_it_already(name: str) -> str:
    return f"{name} has got this already. Thank you."
