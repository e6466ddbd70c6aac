"""Where a person can be reached, and sending something to them there."""

from datetime import datetime

from sqlmodel import Session

from delivery.message import Message
from delivery.outbox import TELEGRAM, WEB, OutboundMessage, Urgency, queue
from people.staff import Staff


def web_address(staff_id: int | None) -> str:
    """The web address of a person: every browser they sign in with shows the same messages."""
    return f"staff:{staff_id}"


def channel_for(staff: Staff, prefer: str | None = None) -> tuple[str, str]:
    """(channel, address). The preferred one if it works, else Telegram when linked and not blocked, else the web."""
    telegram = staff.telegram_id is not None and staff.telegram_blocked_at is None
    if telegram and prefer != WEB:
        return TELEGRAM, str(staff.telegram_id)
    return WEB, web_address(staff.id)


def tell(
    session: Session,
    staff: Staff,
    message: Message,
    *,
    now: datetime,
    key: str | None = None,
    kind: str = "reply",
    urgency: Urgency = Urgency.PUSH,
    prefer: str | None = None,
) -> OutboundMessage | None:
    """Queue a message to a person, wherever they are reached."""
    channel, address = channel_for(staff, prefer)
    return queue(
        session,
        message,
        channel=channel,
        address=address,
        now=now,
        recipient_id=staff.id,
        key=key,
        kind=kind,
        urgency=urgency,
    )
