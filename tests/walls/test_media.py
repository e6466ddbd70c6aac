"""Whatever is sent that is not words: declined kindly or passed over, and never fetched."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from api.parts import Parts
from bot.telegram import TelegramBot
from chat.talk import Received
from people.staff import Staff
from telegram_api import TelegramApi

FILE = {"file_id": "f", "file_unique_id": "f1"}
SIZE = {"width": 9, "height": 6}
CHAT = {"id": 902, "type": "private", "first_name": "Cho"}
# In somebody's own chat with the bot: each gets a kind line.
SENT: dict[str, dict[str, Any]] = {
    "photo": {"photo": [FILE | SIZE]},
    "video": {"video": FILE | SIZE | {"duration": 1}},
    "round video": {"video_note": FILE | {"length": 9, "duration": 1}},
    "voice": {"voice": FILE | {"duration": 1}},
    "audio": {"audio": FILE | {"duration": 1}},
    "file": {"document": FILE | {"file_name": "care plan.pdf"}},
    "animation": {"animation": FILE | SIZE | {"duration": 1}, "document": FILE},
    "sticker": {"sticker": FILE | SIZE | {"is_animated": False, "is_video": False, "type": "regular"}},
    "contact": {"contact": {"phone_number": "01632960000", "first_name": "Sam"}},
    "location": {"location": {"latitude": 51.5, "longitude": -0.1}},
    "venue": {"venue": {"location": {"latitude": 51.5, "longitude": -0.1}, "title": "A", "address": "B"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "story": {"story": {"chat": CHAT, "id": 1}},
    "paid media": {"paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]}},
    "forwarded photo": {
        "photo": [FILE | SIZE],
        "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Bo"},
    },
    "something of next year": {"hologram": {"file_id": "h"}},
}
# What is not said to the bot: never answered.
ELSEWHERE: dict[str, dict[str, Any]] = {
    "channel_post": {"text": "he is not breathing", "chat": {"id": -7, "type": "channel", "title": "News"}},
    "edited_channel_post": {"text": "x", "edit_date": 2, "chat": {"id": -7, "type": "channel", "title": "News"}},
    "business_message": {"text": "he is not breathing", "business_connection_id": "b", "chat": CHAT},
}
QUIET = {"getMe", "getUpdates", "deleteWebhook", "setMyCommands", "sendChatAction", "leaveChat"}


def message(**content: Any) -> dict[str, Any]:
    fresh = {"message_id": time.monotonic_ns() % 10**9, "date": int(time.time()), "chat": CHAT}
    return fresh | {"from": {"id": 902, "is_bot": False, "first_name": "Cho"}} | content


@pytest.fixture
def hears(parts: Parts) -> Callable[..., Any]:
    """`await hears(updates)`: the bot has dealt with them; the names of everything it called."""

    async def run(updates: list[dict[str, Any]]) -> set[str]:
        with TelegramApi() as telegram:
            telegram.group(-7)
            for update in updates:
                telegram.push_raw(update)
            bot = TelegramBot(telegram.token, telegram.url, parts.engine, first_pause=0.01)
            await bot.start()
            await asyncio.to_thread(telegram.wait, lambda: not telegram.pending, 30)
            await bot.stop()
            assert telegram.pending == []
            assert telegram.complaints == []
            return {call.method for call in telegram.calls}

    return run


async def test_everything_that_is_not_words_is_declined_and_nothing_is_fetched(
    parts: Parts, home: Any, hears: Callable[..., Any]
) -> None:
    called = await hears(
        [{"update_id": number, "message": message(**sent)} for number, sent in enumerate(SENT.values(), start=1)]
    )
    assert called <= QUIET  # no getFile: it was not even asked where it is
    with parts.database.reading() as session:
        replies = [row.messages[0].text for row in session.exec(select(Received)).all()]
        assert session.get_one(Staff, home.people.cho.id)
    assert len(replies) == len(SENT)
    assert all("type your question" in reply or "please type it" in reply for reply in replies), replies
    assert "Sam" not in str([reply for reply in replies if "Sam Lee" not in reply])


async def test_an_album_gets_one_reply(parts: Parts, home: Any, hears: Callable[..., Any]) -> None:
    picture = message(photo=[FILE | SIZE], media_group_id="77")
    await hears([{"update_id": number, "message": picture} for number in range(1, 6)])
    with parts.database.reading() as session:
        assert len(session.exec(select(Received)).all()) == 1


async def test_what_is_not_said_to_the_bot_is_passed_over(parts: Parts, home: Any, hears: Callable[..., Any]) -> None:
    sender = {"id": 902, "is_bot": False, "first_name": "Cho"}
    reaction = {"chat": CHAT, "message_id": 1, "user": sender, "date": 1, "old_reaction": [], "new_reaction": []}
    others = [
        {"inline_query": {"id": "1", "from": sender, "query": "he is not breathing", "offset": ""}},
        {"message_reaction": reaction},
        {"poll_answer": {"poll_id": "1", "user": sender, "option_ids": [0]}},
        {"nobody_knows": {"text": "he is not breathing"}},
    ]
    posts = [{kind: message(**content)} for kind, content in ELSEWHERE.items()]
    called = await hears([{"update_id": number, **what} for number, what in enumerate([*posts, *others], start=1)])
    assert called <= QUIET
    with parts.database.reading() as session:
        assert session.exec(select(Received)).all() == []


async def test_the_same_update_twice_at_once_counts_once(parts: Parts, home: Any) -> None:
    """By webhook, as when Telegram did not hear our answer."""
    with TelegramApi() as telegram:
        telegram.user(902, "Cho")
        bot = TelegramBot(telegram.token, telegram.url, parts.engine, first_pause=0.01)
        update = {"update_id": 5, "message": message(text="zebra wombat")}
        await asyncio.gather(*(bot.feed(update) for _ in range(4)))
        await bot.stop()
    with parts.database.reading() as session:
        assert len(session.exec(select(Received)).all()) == 1
