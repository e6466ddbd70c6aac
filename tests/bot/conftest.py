"""A small Telegram for each test; whatever it objected to fails the test."""

from collections.abc import Iterator

import pytest

from telegram_api import TelegramApi


@pytest.fixture
def telegram() -> Iterator[TelegramApi]:
    with TelegramApi() as server:
        yield server
    assert server.complaints == []
