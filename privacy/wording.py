"""What people read about their own data, and managers about a leaver's duties."""

from collections.abc import Mapping
from types import MappingProxyType

from delivery.message import Message

NOBODY = "Somebody who left"
LAST_ADMIN = (
    "You are the only administrator, so I cannot forget you yet: nobody could look after this any more. "
    "Make somebody else an administrator first."
)
MARK_YOURSELF = "You cannot mark yourself as left. Ask another administrator."

WHAT_THIS_IS = (
    "This is everything the digital champion assistant holds about you. It was taken out of the database at the time "
    "shown. You can ask your provider's data protection lead to explain it, correct it, or delete it."
)
ABOUT_OTHERS = "About other people or the provider's work, so not shown here."
LEFT_OUT = (
    "Secrets, such as the codes behind your sign-in links: whoever had them could sign in as you.",
    "The rows of numbers by which the computer compares questions: they say nothing that the question does not.",
    "What other people wrote or asked, and what champions answered to others: that is about them.",
    "What a data protection lead wrote when deciding a case. Ask them if you want to read it.",
    "Urgent messages kept sealed for the safeguarding or data protection lead. Ask them.",
)


YOU, SOMEBODY = "you", "somebody else"
# What the columns of a copy are called; those of one table only, as "column.table".
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "acknowledged_at": "Told that it has arrived",
        "action": "What was done",
        "actor": "Who did it",
        "answered_at": "Answered",
        "asked_at": "Asked",
        "at": "When",
        "away_from": "Away from",
        "away_until": "Away until",
        "body": "What it said",
        "category": "About",
        "channel": "Where",
        "choice": "Your answer",
        "claimed_at": "You took it",
        "closes_at": "Ended",
        "correct": "Right",
        "created_at": "Written",
        "data": "What it waits for",
        "decided_at": "Decided",
        "delivered_at": "Arrived",
        "document_id": "Document",
        "due_at": "To be answered by",
        "due_at.chat_copy": "To be taken out by",
        "duty": "Duty",
        "escalation_id": "Question number",
        "expires_at": "Worked until",
        "extended_at": "Given more time",
        "extension_reason": "Why more time",
        "feedback": "What you said of the answer",
        "forgotten_at": "Forgotten",
        "id": "Number",
        "imported_at": "Added",
        "item_id": "Question",
        "joined_at": "Joined",
        "kind": "Kind",
        "label": "Version",
        "left_at": "Left",
        "made_at": "Signed in",
        "name": "Name",
        "opened_at": "Asked",
        "opens_at": "Started",
        "outcome": "What came of it",
        "proposed_at": "Proposed",
        "raised_at": "When",
        "received_at": "Received",
        "replied_at": "You answered",
        "replies": "What the assistant said",
        "role": "Role",
        "said": "What you typed",
        "section_id": "Answered from",
        "sent_at": "Sent",
        "shift": "Shift",
        "signed_in_at": "First signed in",
        "site_id": "Site",
        "state": "How it stands",
        "subject": "Upon what",
        "team_id": "Team",
        "telegram_blocked_at": "Telegram stopped taking messages",
        "telegram_id": "Telegram number",
        "telegram_until": "Telegram worked until",
        "text": "What you asked",
        "told_at": "Told",
        "topic": "About",
        "updated_at": "Last message",
        "urgent": "Sounded urgent",
        "used_at": "Used",
        "asked_at.chat_copy": "You pressed the button",
    }
)


def label(table: str, column: str) -> str:
    """'Joined', for what the database calls joined_at."""
    return LABELS.get(f"{column}.{table}") or LABELS[column]


def duty_empty(duty: str, site: str) -> Message:
    return Message(
        f"# Nobody is the {duty.replace('_', ' ')} at {site} now\nThe person who was told in an emergency has left. "
        "Please choose somebody on the People page today."
    )
