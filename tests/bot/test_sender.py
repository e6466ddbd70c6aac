"""Sending, and the three sorts of trouble."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sender import TelegramSender
from delivery.message import Button, Message
from delivery.sender import Refused, TryAgain, Unreachable
from telegram_api import TelegramApi

HELLO = Message("Hello")


@pytest.fixture
async def sender(telegram: TelegramApi) -> AsyncIterator[TelegramSender]:
    requests = (HTTPXRequest(), HTTPXRequest())
    yield TelegramSender(
        Bot(telegram.token, f"{telegram.url}/bot", request=requests[0], get_updates_request=requests[1])
    )
    for request in requests:
        await request.shutdown()


async def test_a_long_message_arrives_in_order_with_buttons_last(telegram: TelegramApi, sender: TelegramSender) -> None:
    ana = telegram.user(901, "Ana")
    sent = await sender.send("901", Message("# Title\n" + "word " * 1500, (Button("Helpful", "rate:1"),)))
    first, second = ana.messages
    assert first.entities == [{"type": "bold", "offset": 0, "length": 5}]
    assert (first.labels, second.labels) == ([], ["Helpful"])
    assert sent == str(second.message_id)


async def test_no_link_grows_a_preview(telegram: TelegramApi, sender: TelegramSender) -> None:
    telegram.user(901, "Ana")
    await sender.send("901", Message("see https://example.org"))
    assert telegram.called("sendMessage")[0].params["link_preview_options"] == '{"is_disabled": true}'


@pytest.mark.parametrize("address", ["901", "902", "903", "999", "staff:4", ""])
async def test_a_person_who_cannot_be_reached_is_said_to_be_so(
    telegram: TelegramApi, sender: TelegramSender, address: str
) -> None:
    telegram.user(901, "Ana").blocks_bot()
    telegram.user(902, "Cho").deletes_account()
    telegram.user(903, "Lee", started=False)
    with pytest.raises(Unreachable):
        await sender.send(address, HELLO)


async def test_a_persons_own_message_can_be_taken_out_of_the_chat(
    telegram: TelegramApi, sender: TelegramSender
) -> None:
    ana = telegram.user(901, "Ana")
    first, second = ana.says("Mrs Tamblyn"), ana.says("hello")
    await sender.remove("901", str(first))
    assert ana.own == ["hello"]
    ana.deletes(second)
    await sender.remove("901", str(second))  # gone already is well


async def test_what_cannot_be_taken_out_is_said_to_be_so(telegram: TelegramApi, sender: TelegramSender) -> None:
    ana = telegram.user(901, "Ana")
    old = ana.says("Mrs Tamblyn", age=48 * 3600 + 60)
    with pytest.raises(Refused):
        await sender.remove("901", str(old))
    telegram.fault("deleteMessage", 429, retry_after=3)
    with pytest.raises(TryAgain):
        await sender.remove("901", str(ana.says("Mrs Tamblyn")))
    telegram.fault("deleteMessage", 0)
    with pytest.raises(TryAgain):
        await sender.remove("901", str(ana.says("Mrs Tamblyn")))
    ana.blocks_bot()
    with pytest.raises(Unreachable):
        await sender.remove("901", str(old))


async def test_too_fast_says_how_long_to_wait(telegram: TelegramApi, sender: TelegramSender) -> None:
    telegram.user(901, "Ana")
    telegram.fault("sendMessage", 429, retry_after=17)
    with pytest.raises(TryAgain) as caught:
        await sender.send("901", HELLO)
    assert caught.value.after == 17


@pytest.mark.parametrize("status", [0, 401, 409, 500, 502])
async def test_trouble_that_is_not_the_messages_fault_passes(
    telegram: TelegramApi, sender: TelegramSender, status: int
) -> None:
    ana = telegram.user(901, "Ana")
    telegram.fault("sendMessage", status)
    with pytest.raises(TryAgain):
        await sender.send("901", HELLO)
    await sender.send("901", HELLO)
    assert [seen.text for seen in ana.messages] == ["Hello"]


async def test_nobody_listening_is_temporary() -> None:
    request = HTTPXRequest()
    sender = TelegramSender(Bot("1:a", "http://127.0.0.1:9/bot", request=request))
    with pytest.raises(TryAgain):
        await sender.send("901", HELLO)
    await request.shutdown()


async def test_a_message_telegram_will_never_take_is_refused(telegram: TelegramApi, sender: TelegramSender) -> None:
    telegram.user(901, "Ana")
    with pytest.raises(Refused):
        await sender.send("901", Message(" "))
    with pytest.raises(Refused):
        await sender.send("901", Message("Choose", (Button("Nothing behind it", ""),)))


async def test_a_long_message_that_has_begun_waits_rather_than_starting_again(
    telegram: TelegramApi, sender: TelegramSender
) -> None:
    ana = telegram.user(901, "Ana")
    telegram.per_second_and_chat = 1
    await sender.send("901", Message("word " * 1500))
    assert len(ana.messages) == 2
    assert [call.status for call in telegram.called("sendMessage")] == [200, 429, 200]
