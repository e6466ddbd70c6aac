"""A Telegram update in the engine's words. Pure."""

from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.ext.filters import StatusUpdate

from chat.incoming import Channel, Incoming, Kind

# In this order: Telegram sends an animation as a document too, and a venue as a location too.
KINDS = (
    ("photo", Kind.PHOTO),
    ("voice", Kind.VOICE),
    ("audio", Kind.VOICE),
    ("video", Kind.VIDEO),
    ("video_note", Kind.VIDEO),
    ("animation", Kind.VIDEO),
    ("document", Kind.FILE),
    ("sticker", Kind.STICKER),
    ("location", Kind.LOCATION),
    ("contact", Kind.CONTACT),
)


def read(update: Update) -> Incoming | None:
    """What the person sent, or None for what is not answered: groups, channels, and Telegram's own notices."""
    if update.callback_query:
        return _pressed(update.update_id, update.callback_query)
    if update.message:
        return _sent(update, update.message, edited=False)
    if update.edited_message:
        return _sent(update, update.edited_message, edited=True)
    return None


def readable(data: Any) -> dict[str, Any]:
    """`data`, or only its number if python-telegram-bot cannot read the rest. Raises ValueError for what is no update.

    Telegram grows faster than any library. One message of a new sort must not stop every message after it.
    """
    if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
        raise ValueError("not a Telegram update")
    try:
        Update.de_json(data, None)
    except Exception:  # noqa: BLE001 the library's parsing may fail in any way
        return {"update_id": data["update_id"]}
    return data


def _pressed(update_id: int, query: CallbackQuery) -> Incoming | None:
    if query.data is None or query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return None
    return Incoming(
        channel=Channel.TELEGRAM,
        address=str(query.message.chat.id),
        external_id=f"u{update_id}",
        kind=Kind.ACTION,
        action=query.data,
        name=query.from_user.first_name,
        language=query.from_user.language_code or "",
    )


def _sent(update: Update, message: Message, *, edited: bool) -> Incoming | None:
    if message.chat.type != ChatType.PRIVATE or StatusUpdate.ALL.check_update(update):
        return None
    kind = _kind(message)
    if edited and kind is Kind.LOCATION:
        return None  # a live location, moving
    sender = message.from_user
    return Incoming(
        channel=Channel.TELEGRAM,
        address=str(message.chat.id),
        external_id=_external_id(update.update_id, message),
        kind=kind,
        text=message.text or message.caption or "",
        name=_first_name(sender, message),
        edited=edited,
        language=(sender.language_code if sender else None) or "",
        message_id=str(message.message_id),
    )


def _kind(message: Message) -> Kind:
    if message.text is not None:
        return Kind.TEXT
    return next((kind for name, kind in KINDS if getattr(message, name)), Kind.OTHER)


def _external_id(update_id: int, message: Message) -> str:
    """Of an album, one update for each picture, those without words count as one message: one reply is enough."""
    if message.media_group_id and not message.caption:
        return f"g{message.media_group_id}"
    return f"u{update_id}"


def _first_name(sender: User | None, message: Message) -> str:
    return (sender.first_name if sender else message.chat.first_name) or ""
