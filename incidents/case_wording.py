"""What leads, and the people who asked, read about a case."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from delivery.message import Message

if TYPE_CHECKING:
    from incidents.cases import CaseFile

NOT_A_LEAD = "This is for the data protection lead. Ask your manager if you think you should be one."
NO_SUCH_CASE = "There is no such case."
NO_SUCH_OUTCOME = "Please choose one of the decisions on the page."
ALREADY_DONE = "That has been done already, or the case is closed. Please look at it again."
NO_REASON = "Please say why, in a few words. It is kept with the case."
REASON_TOO_LONG = "That is longer than 2,000 characters. Please shorten it."
ONLY_COMPLAINTS = "Only a complaint needs an acknowledgement."
CANNOT_EXTEND = "Only a request for a copy or for erasure can be given more time."
TOO_LATE_TO_EXTEND = "The time for this one is over, so it cannot be given more. Please answer the person now."
DONE_AT_ONCE = "Done at once by the person, with /forget."

ERASED_INSTEAD = "The person was forgotten at their own wish before a copy was made."

KINDS = {
    "data_incident": "Data incident",
    "access_request": "Wants to know what is held",
    "erasure_request": "Wants to be forgotten",
    "complaint": "Complaint about personal data",
}
OUTCOMES = {
    "reported": "Reported to the ICO",
    "not_reported": "Not reported to the ICO",
    "done": "Done",
    "refused": "Refused",
    "withdrawn": "Not meant as a request",
}


def day_words(moment: datetime, zone: ZoneInfo) -> str:
    """'Wed 23 December 2026'."""
    local = moment.astimezone(zone)
    return f"{local.strftime('%a')} {local.day} {local.strftime('%B %Y')}"


def minute_words(moment: datetime, zone: ZoneInfo) -> str:
    """'Thu 26 Nov 10:00'."""
    local = moment.astimezone(zone)
    return f"{local.strftime('%a')} {local.day} {local.strftime('%b %H:%M')}"


def time_left(due_at: datetime, now: datetime) -> str:
    """'31 hours left', '12 days left', '2 hours late'; in hours up to the 72 of an incident."""
    left = due_at - now
    minutes = abs(left) // timedelta(minutes=1)
    number, unit = (minutes // 1440, "day") if minutes > 72 * 60 else (minutes // 60, "hour")
    if not number:
        number, unit = minutes, "minute"
    return f"{number} {unit}{'' if number == 1 else 's'} {'late' if left < timedelta() else 'left'}"


def due_words(case: "CaseFile", zone: ZoneInfo) -> str:
    """To the minute where hours count, else the day."""
    words = minute_words if case.kind == "data_incident" else day_words
    return words(case.due_at, zone)


def _who(case: "CaseFile", site: str) -> str:
    """Some belong to no one site."""
    return f"{case.name} at {site}" if site else case.name


def decide_by(case: "CaseFile", zone: ZoneInfo) -> str:
    """For the lead of a data incident."""
    return (
        f"Decide by {due_words(case, zone)} whether the ICO must be told. The Cases page keeps the clock, and your "
        "decision either way."
    )


def opened(case: "CaseFile", site: str, zone: ZoneInfo) -> Message:
    if case.kind == "data_incident":
        return Message(
            f"# Data incident {case.reference}\n{_who(case, site)} reported it at "
            f"{minute_words(case.received_at, zone)}. Please ring them now: what happened is not written here.\n"
            f"{decide_by(case, zone)}"
        )
    what = "Acknowledge it" if case.kind == "complaint" else "Answer it"
    return Message(
        f"# {KINDS[case.kind]}: {case.reference}\n{_who(case, site)} asked in the chat on "
        f"{day_words(case.received_at, zone)}.\n{what} by {due_words(case, zone)}. The Cases page has it."
    )


def undecided(case: "CaseFile", site: str, now: datetime, zone: ZoneInfo) -> Message:
    return Message(
        f"# Data incident {case.reference}: {time_left(case.due_at, now)}\nReported by {_who(case, site)} on "
        f"{minute_words(case.received_at, zone)}, and nothing is decided yet.\n72 hours end on "
        f"{due_words(case, zone)}. Write your decision on the Cases page, also if it need not be reported."
    )


def closed(case: "CaseFile") -> Message:
    return Message(
        f"Your request {case.reference} has been dealt with and is closed. If you have not heard what was decided, or "
        "do not agree, ask the data protection lead. You can also complain to the ICO: ico.org.uk, 0303 123 1113."
    )


def acknowledged(case: "CaseFile", lead: str) -> Message:
    return Message(f"{lead} has your complaint {case.reference}, and will look into it and tell you what was found.")


def extended(case: "CaseFile", zone: ZoneInfo) -> Message:
    return Message(
        f"Your request {case.reference} needs more time, until {day_words(case.due_at, zone)}. The reason:\n"
        f"> {' '.join(case.extension_reason.split())}\n"
        "If you do not agree, you can complain to the ICO: ico.org.uk, 0303 123 1113."
    )
