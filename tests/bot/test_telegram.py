"""The bot against a real HTTP server: nothing lost, nothing out of order, and never down for ever."""

import asyncio
import logging
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.exc import OperationalError

from bot.telegram import TelegramBot
from bot.wording import COMMANDS, TOKEN_REFUSED
from chat.incoming import Incoming, Kind, Reply
from core.errors import BadInput, NotReady
from delivery.message import Message
from telegram_api import TelegramApi

SECRET = "a-secret_1"


class Notebook:
    """An engine that writes down what it handled, and does first what the test asks for."""

    def __init__(self) -> None:
        self.handled: list[Incoming] = []
        self.tries: Counter[str] = Counter()
        self.first: Callable[[Incoming], None] = lambda incoming: None
        self.reply = Reply((), queued=True)
        self._lock = threading.Lock()

    def handle(self, incoming: Incoming) -> Reply:
        with self._lock:
            self.tries[incoming.text] += 1
        self.first(incoming)
        with self._lock:
            self.handled.append(incoming)
        return self.reply

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.handled]


@pytest.fixture
def engine() -> Notebook:
    return Notebook()


@pytest.fixture
async def bot(telegram: TelegramApi, engine: Notebook) -> AsyncIterator[TelegramBot]:
    made = TelegramBot(telegram.token, telegram.url, engine, first_pause=0.01)
    yield made
    await made.stop()


async def until(telegram: TelegramApi, condition: Callable[[], object]) -> None:
    """Wait until it is so; the server wakes us at each of its calls."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.to_thread(telegram.wait, condition, 0.05)


def confirmed(telegram: TelegramApi) -> Callable[[], bool]:
    return lambda: telegram.pending == []


# ---- polling


async def test_what_people_write_reaches_the_engine_and_is_then_confirmed(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    ana = telegram.user(901, "Ana")
    ana.says("written before the bot was there")
    await bot.start()
    await until(telegram, lambda: engine.handled)
    ana.says("and after")
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["written before the bot was there", "and after"]
    assert (engine.handled[0].address, engine.handled[0].name) == ("901", "Ana")


async def test_the_menu_is_set_and_a_typing_sign_shown(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    await bot.start()
    telegram.user(901, "Ana").says("hello")
    await until(telegram, lambda: telegram.called("sendChatAction") and engine.handled)
    assert [(one["command"], one["description"]) for one in telegram.commands] == list(COMMANDS)


async def test_a_button_is_answered_before_the_work_is_done(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    ana = telegram.user(901, "Ana")
    await bot.sender.send("901", Message.from_json({"text": "?", "buttons": [{"label": "Yes", "action": "yes"}]}))
    answered_first = threading.Event()

    def wait_for_the_answer(_: Incoming) -> None:
        if telegram.wait(lambda: telegram.answered):
            answered_first.set()

    engine.first = wait_for_the_answer
    await bot.start()
    query = ana.presses("Yes")
    await until(telegram, lambda: engine.handled)
    assert answered_first.is_set()
    assert telegram.answered == [query]
    assert (engine.handled[0].kind, engine.handled[0].action) == (Kind.ACTION, "yes")


async def test_a_failed_courtesy_does_no_harm(telegram: TelegramApi, bot: TelegramBot, engine: Notebook) -> None:
    telegram.fault("sendChatAction", 429, retry_after=30)
    await bot.start()
    telegram.user(901, "Ana").says("hello")
    await until(telegram, lambda: engine.handled)


async def test_one_chat_is_handled_in_order_while_others_go_on(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    ana, cho = telegram.user(901, "Ana"), telegram.user(902, "Cho")
    cho_was_handled = threading.Event()

    def ana_waits_for_cho(incoming: Incoming) -> None:
        if incoming.text == "Ana 0":
            assert cho_was_handled.wait(10)
        if incoming.address == "902":
            cho_was_handled.set()

    engine.first = ana_waits_for_cho
    for number in range(10):
        ana.says(f"Ana {number}")
    cho.says("Cho")
    await bot.start()
    await until(telegram, confirmed(telegram))
    assert [text for text in engine.texts if text != "Cho"] == [f"Ana {number}" for number in range(10)]


async def test_a_passing_error_loses_nothing(telegram: TelegramApi, bot: TelegramBot, engine: Notebook) -> None:
    def fail_once(incoming: Incoming) -> None:
        if engine.tries[incoming.text] == 1:
            raise RuntimeError("first time unlucky")

    engine.first = fail_once
    ana = telegram.user(901, "Ana")
    for number in range(5):
        ana.says(f"{number}")
    await bot.start()
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["0", "1", "2", "3", "4"]


async def test_a_message_that_always_fails_is_logged_by_number_and_does_not_stop_the_rest(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook, caplog: pytest.LogCaptureFixture
) -> None:
    def choke(incoming: Incoming) -> None:
        if incoming.text == "poison":
            raise RuntimeError("poison")

    engine.first = choke
    ana = telegram.user(901, "Ana")
    ana.says("poison")
    ana.says("a good question")
    number = telegram.pending[0]["update_id"]
    await bot.start()
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["a good question"]
    assert engine.tries["poison"] == 3
    failures = [record for record in caplog.records if record.message == "update failed"]
    assert {record.fields["update"] for record in failures} == {f"u{number}"}  # type: ignore[attr-defined]


async def test_while_the_database_is_away_messages_wait_however_long_it_takes(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    def away(incoming: Incoming) -> None:
        if engine.tries[incoming.text] < 7:
            raise OperationalError("insert", {}, Exception("connection refused"))

    engine.first = away
    telegram.user(901, "Ana").says("help")
    await bot.start()
    await until(telegram, lambda: engine.tries["help"] > 3)
    assert telegram.pending != []
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["help"]


async def test_an_update_nobody_can_read_does_not_stop_the_rest(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    telegram.push_raw({"update_id": 499_999, "message": {"hologram": True}})
    telegram.user(901, "Ana").says("hello")
    await bot.start()
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["hello"]


async def test_a_reply_that_could_not_be_queued_is_sent_once_and_stored_when_that_works_again(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    ana = telegram.user(901, "Ana")
    engine.reply = Reply((Message("Call 999 now."),), queued=False)
    telegram.fault("sendMessage", 429, retry_after=1)
    await bot.start()
    ana.says("he is not breathing")
    await asyncio.to_thread(ana.waits_for, "Call 999 now.")
    await until(telegram, lambda: len(engine.handled) > 2)
    engine.reply = Reply((Message("Call 999 now."),), queued=True)
    await bot.stop()  # waits for what is in hand
    assert len(ana.messages) == 1


async def test_a_group_is_left_without_a_word(telegram: TelegramApi, bot: TelegramBot, engine: Notebook) -> None:
    ana, group = telegram.user(901, "Ana"), telegram.group(-100)
    await bot.start()
    ana.adds_bot_to(group)
    await until(telegram, lambda: group.state == "left")
    ana.says_in(group, "are you there")
    await until(telegram, confirmed(telegram))
    assert engine.handled == []
    assert group.messages == []


# ---- a network that is not always there


async def test_a_refused_token_is_one_plain_line(telegram: TelegramApi, engine: Notebook) -> None:
    bot = TelegramBot("654321:wrong", telegram.url, engine)
    with pytest.raises(BadInput) as caught:
        await bot.start()
    assert str(caught.value) == TOKEN_REFUSED
    await bot.stop()
    for nonsense in ("", "no token", "123:abc/../x", "123:abc\n"):
        with pytest.raises(BadInput):
            TelegramBot(nonsense, telegram.url, engine)


async def test_the_username_is_known_for_invite_links(bot: TelegramBot) -> None:
    assert await bot.check_token() == "champion_bot"


async def test_an_unreachable_telegram_does_not_stop_the_start_and_is_found_later(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.down = True
    with pytest.raises(NotReady):
        await bot.check_token()
    await bot.start()
    assert "Telegram cannot be reached" in caplog.records[-1].message
    telegram.user(901, "Ana").says("anybody there?")
    await until(telegram, lambda: len(telegram.called("deleteWebhook")) > 2)
    telegram.down = False
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["anybody there?"]


async def test_polling_outlives_every_sort_of_trouble(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook, caplog: pytest.LogCaptureFixture
) -> None:
    for status in (0, 401, 409, 500, 502):
        telegram.fault("getUpdates", status)
    telegram.fault("getUpdates", 429, retry_after=1)
    ana = telegram.user(901, "Ana")
    ana.says("still here")
    await bot.start()
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["still here"]
    trouble = [record for record in caplog.records if record.name == "bot" and record.levelno >= logging.WARNING]
    assert len(trouble) == 6
    asked_to_wait, next_try = telegram.called("getUpdates")[5:7]
    assert next_try.at - asked_to_wait.at >= 1


async def test_nothing_a_person_wrote_and_no_token_is_in_the_log(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for name in ("httpx", "httpcore", "telegram"):  # as core.logs does
        caplog.set_level(logging.WARNING, name)
    engine.first = lambda incoming: [][0] if engine.tries[incoming.text] < 3 else None
    telegram.push_raw({"update_id": 499_999, "message": {"text": "MRS JONES"}})
    telegram.fault("getUpdates", 401)
    telegram.user(901, "Ana").says("MRS JONES fell")
    await bot.start()
    await until(telegram, confirmed(telegram))
    assert caplog.records
    assert "JONES" not in caplog.text
    assert "TEST-token" not in caplog.text


async def test_stopping_finishes_what_is_in_hand(telegram: TelegramApi, bot: TelegramBot, engine: Notebook) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slowly(_: Incoming) -> None:
        begun.set()
        assert may_end.wait(10)

    engine.first = slowly
    telegram.user(901, "Ana").says("hello")
    await bot.start()
    await asyncio.to_thread(begun.wait, 10)
    stopping = asyncio.create_task(bot.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    may_end.set()
    await stopping
    assert engine.texts == ["hello"]


# ---- a process that dies

MORTAL = """
import asyncio, os, signal, sys
from bot.telegram import TelegramBot
from chat.incoming import Reply

class Engine:
    handled = 0
    def handle(self, incoming):
        self.handled += 1
        if self.handled == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        with open(sys.argv[2], "a") as book:
            book.write(incoming.text + "\\n")
        return Reply((), queued=True)

async def main():
    await TelegramBot(sys.argv[4], sys.argv[1], Engine(), first_pause=0.01).start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


def live(telegram: TelegramApi, book: Path, dies_at: int) -> subprocess.Popen[bytes]:
    arguments = [telegram.url, str(book), str(dies_at), telegram.token]
    return subprocess.Popen([sys.executable, "-c", MORTAL, *arguments], cwd=Path(__file__).parents[2], env=os.environ)


def test_a_process_killed_in_the_middle_of_a_batch_loses_nothing(telegram: TelegramApi, tmp_path: Path) -> None:
    book = tmp_path / "book"
    people = [telegram.user(900 + number, f"Person {number}") for number in range(5)]
    for number in range(20):
        people[number % 5].says(f"message {number}")
    for dies_at in (7, 18):
        assert live(telegram, book, dies_at).wait(60) == -9
    assert len(telegram.pending) == 20  # the first batch was never finished, so never confirmed
    last = live(telegram, book, 0)
    assert telegram.wait(lambda: telegram.pending == [], 60)
    last.kill()
    last.wait(10)
    assert set(book.read_text().split("\n")) - {""} == {f"message {number}" for number in range(20)}


# ---- webhook


@pytest.fixture
async def hook(bot: TelegramBot) -> AsyncIterator[str]:
    """The public address of a door like POST /telegram."""

    async def take(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        try:
            await bot.feed(await request.json())
        except NotReady:
            return web.Response(status=503)
        return web.Response()

    app = web.Application()
    app.router.add_post("/telegram", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_by_webhook_messages_arrive_in_order_and_an_outage_loses_none(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook, hook: str
) -> None:
    def away(incoming: Incoming) -> None:
        if engine.tries[incoming.text] < 5:
            raise OperationalError("insert", {}, Exception("connection refused"))

    engine.first = away
    ana = telegram.user(901, "Ana")
    await bot.set_webhook(hook, SECRET)
    ana.says("one")
    ana.says("two")
    await until(telegram, confirmed(telegram))
    assert engine.texts == ["one", "two"]
    assert 503 in [call.status for call in telegram.called("webhook")]
    assert telegram.commands


async def test_polling_after_a_webhook_takes_it_down_first(
    telegram: TelegramApi, bot: TelegramBot, engine: Notebook
) -> None:
    await bot.set_webhook("http://127.0.0.1:9", SECRET)
    await bot.start()
    telegram.user(901, "Ana").says("hello")
    await until(telegram, lambda: engine.handled)
    assert telegram.webhook is None


async def test_a_public_address_telegram_does_not_take_is_one_plain_line(bot: TelegramBot) -> None:
    with pytest.raises(BadInput, match="CHAMPION_PUBLIC_URL"):
        await bot.set_webhook("http://example.org", SECRET)


async def test_a_webhook_that_cannot_be_announced_yet_is_announced_later(
    telegram: TelegramApi, bot: TelegramBot, hook: str
) -> None:
    telegram.down = True
    await bot.set_webhook(hook, SECRET)
    telegram.down = False
    await until(telegram, lambda: telegram.webhook and telegram.commands)


async def test_what_is_no_update_is_bad_input(bot: TelegramBot) -> None:
    with pytest.raises(BadInput):
        await bot.feed({"hello": "world"})
