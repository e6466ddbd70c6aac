"""What a door hands to the engine, and what it gets back: with Message, the whole language between them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from delivery.message import Message


class Channel(StrEnum):
    TELEGRAM = "telegram"
    WEB = "web"


class Kind(StrEnum):
    """What was sent. Anything but text and action may carry a caption in `text`; the rest is never fetched."""

    TEXT = "text"
    ACTION = "action"
    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    FILE = "file"
    VIDEO = "video"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


PICTURES = frozenset({Kind.PHOTO, Kind.VIDEO})


@dataclass(frozen=True)
class Incoming:
    """One message or button press from one person."""

    channel: Channel
    address: str  # Telegram: the chat id; web: "staff:ID", or "visitor:ID" before joining
    external_id: str  # the same for a repeat of the same message, on one channel
    kind: Kind = Kind.TEXT
    text: str = ""
    action: str = ""
    name: str = ""  # first name, to greet while joining
    edited: bool = False
    language: str = ""
    message_id: str = ""  # the channel's own, where a message can be taken back out of the chat
    # Aware; when the person sent it, where the channel says so.
    sent_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Reply:
    """The messages for the asker. `queued`: they are in the outbox; if not, the door itself must send them. `last`: the
    asker is forgotten now, and nothing comes after them."""

    messages: tuple[Message, ...]
    queued: bool
    last: bool = False
