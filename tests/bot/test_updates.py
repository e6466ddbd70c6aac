"""What people do on their phones, in the engine's words."""

from typing import Any

import pytest
from telegram import Update

from bot.updates import read, readable
from chat.incoming import Channel, Incoming, Kind
from telegram_api import TelegramApi
from telegram_people import User


@pytest.fixture
def ana(telegram: TelegramApi) -> User:
    return telegram.user(901, "Ana", language="pl")


def came_in(telegram: TelegramApi) -> Incoming | None:
    """The last update, read."""
    return read(Update.de_json(telegram.pending[-1], None))


def test_typed_words_arrive_as_typed_with_everything_the_engine_needs(telegram: TelegramApi, ana: User) -> None:
    ana.says("/start  ABC-123 ")
    assert came_in(telegram) == Incoming(
        channel=Channel.TELEGRAM,
        address="901",
        external_id=f"u{telegram.pending[-1]['update_id']}",
        kind=Kind.TEXT,
        text="/start  ABC-123 ",
        name="Ana",
        language="pl",
        message_id=str(telegram.pending[-1]["message"]["message_id"]),
    )


@pytest.mark.parametrize(
    ("send", "kind"),
    [
        (User.sends_photo, Kind.PHOTO),
        (User.sends_voice, Kind.VOICE),
        (User.sends_video, Kind.VIDEO),
        (User.sends_sticker, Kind.STICKER),
        (User.sends_file, Kind.FILE),
        (User.sends_location, Kind.LOCATION),
        (User.sends_contact, Kind.CONTACT),
        (User.sends_poll, Kind.OTHER),
        (User.sends_animation, Kind.VIDEO),
    ],
)
def test_everything_else_arrives_as_its_kind_without_words(
    telegram: TelegramApi, ana: User, send: Any, kind: Kind
) -> None:
    send(ana)
    incoming = came_in(telegram)
    assert incoming is not None
    assert (incoming.kind, incoming.text) == (kind, "")


def test_a_caption_arrives_as_text(telegram: TelegramApi, ana: User) -> None:
    ana.sends_photo("is this sore infected")
    incoming = came_in(telegram)
    assert incoming is not None
    assert (incoming.kind, incoming.text) == (Kind.PHOTO, "is this sore infected")


def test_an_edit_says_that_it_is_one(telegram: TelegramApi, ana: User) -> None:
    ana.edits(ana.says("helo"), "hello")
    incoming = came_in(telegram)
    assert incoming is not None
    assert (incoming.text, incoming.edited) == ("hello", True)


def test_a_moving_live_location_is_not_an_edit(telegram: TelegramApi, ana: User) -> None:
    ana.moves(ana.sends_location())
    assert came_in(telegram) is None


def test_the_pictures_of_an_album_count_once_but_its_words_on_their_own(telegram: TelegramApi, ana: User) -> None:
    for caption in ("he fell", "", ""):
        ana.sends_photo(caption, album="77")
    ids = [incoming.external_id for update in telegram.pending if (incoming := read(Update.de_json(update, None)))]
    assert ids == [f"u{telegram.pending[0]['update_id']}", "g77", "g77"]


def test_nothing_said_in_a_group_or_by_telegram_itself_is_read(telegram: TelegramApi, ana: User) -> None:
    ana.says_in(telegram.group(-100), "hello bot")
    assert came_in(telegram) is None
    ana.pins_something()
    assert came_in(telegram) is None
    ana.blocks_bot()
    assert came_in(telegram) is None


def test_an_update_of_a_sort_the_library_cannot_read_keeps_only_its_number() -> None:
    assert readable({"update_id": 7, "message": {"new_sort": 1}}) == {"update_id": 7}
    unknown = {"update_id": 8, "quantum_message": {"spin": "up"}}
    assert read(Update.de_json(readable(unknown), None)) is None


@pytest.mark.parametrize("data", [None, [], "x", {}, {"update_id": "7"}])
def test_what_is_no_update_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="not a Telegram update"):
        readable(data)
