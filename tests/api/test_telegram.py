"""The webhook: the secret, and handing the update over."""

from typing import Any

import pytest

import web
from api.parts import Parts
from core.errors import BadInput, NotReady

SECRET = "s3cret-é".encode()
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def fed(parts: Parts) -> list[Any]:
    """What reached the bot."""
    updates: list[Any] = []

    async def feed(update: Any) -> None:
        if update == "strange":
            raise BadInput("This is not an update.")
        if update == "busy":
            raise NotReady("Not stored yet.")
        updates.append(update)

    parts.feed_telegram, parts.telegram_secret = feed, SECRET.decode()
    return updates


def test_an_update_with_the_secret_reaches_the_bot(stranger: web.Visitor, fed: list[Any]) -> None:
    sent = stranger.client.post("/telegram", json={"update_id": 1}, headers={HEADER: SECRET})
    assert sent.status_code == 200
    assert fed == [{"update_id": 1}]


@pytest.mark.parametrize("secret", [None, b"", b"wrong", SECRET[:-1], SECRET + b"x"])
def test_without_the_secret_nothing_does(stranger: web.Visitor, fed: list[Any], secret: bytes | None) -> None:
    headers = {} if secret is None else {HEADER: secret}
    sent = stranger.client.post("/telegram", json={"update_id": 1}, headers=headers)
    assert sent.status_code == 401
    assert fed == []


def test_an_empty_secret_of_ours_lets_nobody_in(parts: Parts, stranger: web.Visitor, fed: list[Any]) -> None:
    parts.telegram_secret = ""
    assert stranger.client.post("/telegram", json={}, headers={HEADER: ""}).status_code == 401


@pytest.mark.parametrize(("body", "status"), [(b'"strange"', 400), (b"{", 400), (b"\xff", 400), (b'"busy"', 503)])
def test_what_could_not_be_taken_says_whether_to_send_it_again(
    stranger: web.Visitor, fed: list[Any], body: bytes, status: int
) -> None:
    assert stranger.client.post("/telegram", content=body, headers={HEADER: SECRET}).status_code == status


def test_there_is_no_webhook_when_telegram_is_polled(stranger: web.Visitor) -> None:
    assert stranger.client.post("/telegram", json={}).status_code == 404
