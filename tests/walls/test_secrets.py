"""With everything logged that can be, no secret stands in a log, a failure or the metrics."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import web
from api.parts import Parts
from bot.telegram import TelegramBot
from core.errors import BadInput, ChampionError
from core.logs import start_logging
from people.invites import make_invite
from people.roles import Role
from people.signin import make_link
from telegram_api import TelegramApi

WEBHOOK = "f" * 63 + "0"


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook


async def trouble_with(telegram: TelegramApi, bot: TelegramBot) -> None:
    """Everything that can go wrong with Telegram."""
    for status in (0, 401, 404, 409, 429, 500):
        telegram.fault("getMe", status, retry_after=1)
        try:
            await bot.check_token()
        except ChampionError as error:
            logging.getLogger("bot").error(str(error))
    for status in (0, 400, 401, 403, 500):
        telegram.fault("getUpdates", status)
    await bot.start()
    telegram.user(901, "Ana").says("hello")
    await asyncio.sleep(0)
    await asyncio.to_thread(telegram.wait, lambda: len(telegram.called("getUpdates")) > 5)
    await bot.stop()


async def test_the_bots_token_stays_out_of_the_log_whatever_goes_wrong(
    parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging("DEBUG")
    with TelegramApi("8123456789:AAF-very_secret_token") as telegram:
        await trouble_with(telegram, TelegramBot(telegram.token, telegram.url, parts.engine, first_pause=0.01))
        wrong = TelegramBot("8123456789:another_SECRET", telegram.url, parts.engine, first_pause=0.01)
        with pytest.raises(BadInput) as refused:
            await wrong.check_token()
        await wrong.stop()
    logging.getLogger("asyncio").error("Task exception was never retrieved: InvalidToken('8123456789:AAF-very_secret')")
    written = capsys.readouterr().err + str(refused.value)
    assert "very_secret" not in written
    assert "another_SECRET" not in written
    assert "Trying again" in written


def test_links_codes_cookies_and_the_webhooks_secret_stay_out(
    parts: Parts, home: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start_logging("DEBUG")

    async def feed(update: Any) -> None:
        raise ValueError(f"{WEBHOOK} {update}")

    parts.feed_telegram, parts.telegram_secret = feed, WEBHOOK
    visitor = web.Visitor(parts)
    with parts.database.writing() as session:
        token = make_link(session, home.people.ana, now=parts.clock(), actor="test")
        code = make_invite(session, role=Role.STAFF, site=home.people.home, now=parts.clock()).code
    client = visitor.client
    answers = [
        client.get(f"/join/{code}"),
        client.post(f"/join/{code}"),
        client.post(f"/signin/{token}"),
        client.post(f"/signin/{token}"),
        client.post("/telegram", json={"update_id": 1}, headers={"x-telegram-bot-api-secret-token": WEBHOOK}),
        client.post("/telegram", json={"update_id": 1}, headers={"x-telegram-bot-api-secret-token": WEBHOOK[:-1]}),
        client.get("/metrics"),
        client.get("/openapi.json"),
        client.get("/docs"),
    ]
    cookie = client.cookies["champion_session"]
    with monkeypatch.context() as broken:
        broken.setattr(parts.database, "reading", lambda: 1 / 0)
        answers += [client.get(f"/signin/{token}"), client.get(f"/join/{code}"), client.get("/")]
    written = capsys.readouterr().err
    assert "request failed" in written
    for secret in (token, code, cookie, WEBHOOK, home.people.ana.name):
        assert secret not in written
    shown = "".join(answer.text for answer in answers[3:])
    assert not [secret for secret in (token, code, cookie, WEBHOOK) if secret in shown]
