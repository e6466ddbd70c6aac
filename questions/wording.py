"""What champions, approvers and askers read about an escalation."""

from datetime import datetime
from zoneinfo import ZoneInfo

from delivery.message import Button, Message

TAKEN_BACK = "Whoever asked this has asked to be forgotten, so the question is not kept."


def clock_words(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """'2 pm today', '10 am tomorrow', '10 am on Monday'."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    hour = local.strftime("%I").lstrip("0")
    minutes = f":{local.minute:02d}" if local.minute else ""
    days = (local.date() - today).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"on {local.strftime('%A')}")
    return f"{hour}{minutes} {'am' if local.hour < 12 else 'pm'} {day}"


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines() or [""])


def to_champion(escalation_id: int, text: str, *, site: str, reference: str, due: str) -> Message:
    return Message(
        f"# A question from {site}\n{quoted(text)}\n\nNobody's policy answers this yet. "
        f"Reply by {due}. Reference {reference}.",
        (
            Button("Claim", f"claim:{escalation_id}"),
            Button("Answer", f"answer:{escalation_id}"),
            Button("Pass on", f"pass:{escalation_id}"),
        ),
    )


def claimed(escalation_id: int, text: str, due: str) -> Message:
    return Message(
        f"Thank you. This one is yours, reply by {due}.\n{quoted(text)}",
        (Button("Answer", f"answer:{escalation_id}"), Button("Pass on", f"pass:{escalation_id}")),
    )


def to_asker(question_id: int, text: str, *, reply: str, reference: str, champion: str) -> Message:
    return Message(
        f"# An answer to your question {reference}\nYou asked:\n{quoted(text)}\n\n"
        f"{champion}, digital champion, says:\n{quoted(reply)}",
        (Button("Helpful", f"helpful:{question_id}"), Button("Not quite", f"notquite:{question_id}")),
    )


def now_knowledge(question_id: int, text: str, *, reply: str, reference: str) -> Message:
    return Message(
        f"# An answer to your question {reference}\nYou asked:\n{quoted(text)}\n\n"
        f"A second person has checked and approved this answer:\n{quoted(reply)}",
        (Button("Helpful", f"helpful:{question_id}"), Button("Not quite", f"notquite:{question_id}")),
    )


def replied(escalation_id: int, askers: int) -> Message:
    people = "The person who asked" if askers == 1 else f"All {askers} people who asked"
    return Message(
        f"Sent. {people} will hear from you. Shall this become knowledge, so that next time nobody has to wait? "
        "A second person checks it first.",
        (Button("Propose as knowledge", f"propose:{escalation_id}"), Button("No, leave it", f"leave:{escalation_id}")),
    )


def to_approver(draft_id: int, heading: str, text: str, *, proposed_by: str) -> Message:
    return Message(
        f"# Please check an answer\n{proposed_by} would like this to become knowledge.\n\nQuestion:\n"
        f"{quoted(heading)}\nAnswer:\n{quoted(text)}\n\nIs it right, and does it fit our policies?",
        (Button("Approve", f"approve:{draft_id}"), Button("Turn down", f"reject:{draft_id}")),
    )


def nobody_left(text: str, *, site: str, reference: str, due: str) -> Message:
    return Message(
        f"# A question needs somebody at {site}\n{quoted(text)}\n\nNo champion is left to answer it, and a reply was "
        f"promised by {due}. Reference {reference}. Please see who can help. The Week page shows it."
    )


def overdue(text: str, *, site: str, reference: str, due: str) -> Message:
    return Message(
        f"# A question is waiting at {site}\n{quoted(text)}\n\nIt should have had a reply by {due}. "
        f"Reference {reference}. Please see who can help. The Week page shows it."
    )
