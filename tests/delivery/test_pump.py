"""The pump: everything leaves once, in order for each person, whatever the network and other processes do."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select, update

import make
from core.clock import utc_now
from core.database import Database
from delivery import pump as pumping
from delivery.message import Message
from delivery.outbox import LEASE, TELEGRAM, WEB, OutboundMessage, State, Urgency, queue
from delivery.pump import MOST_FAULTS, Pump
from delivery.sender import Refused, TryAgain, Unreachable
from people.staff import Staff


@pytest.fixture
def now() -> datetime:
    """The real time, which the pump goes by."""
    return utc_now()


PATIENCE = 20  # seconds after which a test that waits has failed


class RecordingSender:
    """Keeps what was sent. `trouble` may raise, or wait, before a message counts as sent."""

    def __init__(self, trouble: Callable[[str, str], Awaitable[None]] | None = None) -> None:
        self.sent: list[tuple[str, str]] = []
        self._trouble = trouble
        self._more = asyncio.Event()

    async def send(self, address: str, message: Message) -> str:
        if self._trouble:
            await self._trouble(address, message.text)
        self.sent.append((address, message.text))
        self._more.set()
        return str(len(self.sent))

    async def remove(self, address: str, message_id: str) -> None:
        await self.send(address, Message(f"-{message_id}"))

    async def until(self, what: tuple[str, str]) -> None:
        """Wait for a message to be sent."""
        async with asyncio.timeout(PATIENCE):
            while what not in self.sent:
                self._more.clear()
                await self._more.wait()


def fast(database: Database, sender: RecordingSender) -> Pump:
    return Pump(database, sender, TELEGRAM, per_second=5_000)


def put(database: Database, *messages: tuple[str, str], now: datetime, urgency: Urgency = Urgency.REPLY) -> None:
    with database.writing() as session:
        for address, text in messages:
            queue(session, Message(text), channel=TELEGRAM, address=address, now=now, urgency=urgency)


def rows(database: Database) -> list[OutboundMessage]:
    with database.reading() as session:
        return list(session.exec(select(OutboundMessage).order_by(OutboundMessage.id)).all())  # type: ignore[arg-type]


def states(database: Database) -> list[str]:
    return [row.state for row in rows(database)]


def troubled(errors: dict[str, Exception | None]) -> RecordingSender:
    """A sender that raises for some texts."""

    async def trouble(_address: str, text: str) -> None:
        if error := errors.get(text):
            raise error

    return RecordingSender(trouble)


@contextmanager
def running(pump: Pump) -> Iterator[None]:
    task = asyncio.create_task(pump.run())
    yield
    task.cancel()


async def empty(pump: Pump) -> None:
    while await pump.sweep():
        pass


async def test_messages_reach_each_person_in_order(database: Database, now: datetime) -> None:
    put(database, *[(address, str(n)) for n in range(5) for address in ("901", "902")], now=now)
    sender = RecordingSender()
    await empty(fast(database, sender))
    for address in ("901", "902"):
        assert [text for to, text in sender.sent if to == address] == ["0", "1", "2", "3", "4"]
    assert all(row.state == State.SENT and row.provider_id and row.sent_at for row in rows(database))


async def test_an_alert_overtakes_everything_that_waits(database: Database, now: datetime) -> None:
    put(database, *[(str(n), "quiz") for n in range(20)], now=now, urgency=Urgency.PUSH)
    put(database, ("998", "reply"), now=now)
    put(database, ("999", "alert"), now=now, urgency=Urgency.ALERT)
    sender = RecordingSender()
    with running(Pump(database, sender, TELEGRAM, per_second=0.001)):  # only the first one gets through
        await sender.until(("999", "alert"))
    assert sender.sent == [("999", "alert")]


async def test_too_fast_puts_a_message_back_and_nothing_is_lost(database: Database, now: datetime) -> None:
    put(database, ("901", "first"), ("901", "second"), now=now)
    errors: dict[str, Exception | None] = {"first": TryAgain(0)}
    sender = troubled(errors)
    pump = fast(database, sender)
    await pump.sweep()
    assert not sender.sent
    assert states(database) == [State.QUEUED, State.QUEUED]
    errors.clear()
    await empty(pump)
    assert sender.sent == [("901", "first"), ("901", "second")]
    assert [row.attempts for row in rows(database)] == [2, 1]


async def test_while_told_to_wait_the_pump_sends_nothing(database: Database, now: datetime) -> None:
    put(database, ("901", "first"), now=now)
    pump = fast(database, sender := troubled({"first": TryAgain(3_600)}))
    await pump.sweep()
    put(database, ("902", "for Ben"), now=now)
    assert await pump.sweep() == 0
    assert not sender.sent
    assert states(database) == [State.QUEUED, State.QUEUED]
    assert rows(database)[1].attempts == 0


async def test_somebody_who_blocked_the_bot_finds_their_messages_on_the_web(database: Database, now: datetime) -> None:
    with database.writing() as session:
        ana = make.cast(session, now=now).ana
        for text in ("first", "second"):
            queue(session, Message(text), channel=TELEGRAM, address="901", now=now, recipient_id=ana.id, kind="answer")
        queue(session, Message("for Ben"), channel=TELEGRAM, address="902", now=now)
    gone = Unreachable("blocked")
    sender = troubled({"first": gone, "second": gone})
    await empty(fast(database, sender))
    assert sender.sent == [("902", "for Ben")]
    with database.reading() as session:
        assert session.get_one(Staff, ana.id).telegram_blocked_at is not None
        copies = session.exec(select(OutboundMessage).where(OutboundMessage.channel == WEB)).all()
    assert [(copy.message.text, copy.kind, copy.address) for copy in copies] == [
        ("first", "answer", f"staff:{ana.id}"),
        ("second", "answer", f"staff:{ana.id}"),
    ]


async def test_an_old_phone_that_is_gone_says_nothing_about_the_new_one(database: Database, now: datetime) -> None:
    with database.writing() as session:
        ana = make.cast(session, now=now).ana
        queue(session, Message("first"), channel=TELEGRAM, address="11111", now=now, recipient_id=ana.id)
    await empty(fast(database, troubled({"first": Unreachable("blocked")})))
    with database.reading() as session:
        assert session.get_one(Staff, ana.id).telegram_blocked_at is None


async def test_an_unreachable_visitor_is_given_up(database: Database, now: datetime) -> None:
    put(database, ("1", "first"), now=now)
    await empty(fast(database, troubled({"first": Unreachable("no such chat")})))
    assert states(database) == [State.FAILED]


async def test_a_refused_message_does_not_block_those_after_it(database: Database, now: datetime) -> None:
    put(database, ("901", "first"), ("901", "second"), now=now)
    sender = troubled({"first": Refused("too odd")})
    await empty(fast(database, sender))
    assert sender.sent == [("901", "second")]
    assert [(row.state, row.error) for row in rows(database)] == [(State.FAILED, "too odd"), (State.SENT, "")]


async def test_a_fault_of_ours_is_tried_a_few_times_and_then_lets_the_others_pass(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pumping, "IDLE_SECONDS", 0)
    put(database, ("901", "first"), ("901", "second"), ("902", "for Ben"), now=now)
    sender = troubled({"first": ZeroDivisionError()})
    await empty(fast(database, sender))
    assert sender.sent == [("902", "for Ben"), ("901", "second")]
    assert next((row.state, row.attempts) for row in rows(database)) == (State.FAILED, MOST_FAULTS)


async def test_a_slow_address_holds_nobody_up(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pumping, "SLOW_SECONDS", 0.01)
    put(database, ("901", "slow"), ("901", "after it"), ("902", "for Ben"), now=now)
    answered = asyncio.Event()

    async def trouble(_address: str, text: str) -> None:
        if text == "slow":
            await answered.wait()

    sender = RecordingSender(trouble)
    with running(fast(database, sender)):
        await sender.until(("902", "for Ben"))
        put(database, ("902", "again for Ben"), now=now)
        await sender.until(("902", "again for Ben"))
        assert not [text for to, text in sender.sent if to == "901"]
        answered.set()
        await sender.until(("901", "after it"))
    assert [text for to, text in sender.sent if to == "901"] == ["slow", "after it"]


async def test_two_pumps_send_each_message_once(database: Database, now: datetime) -> None:
    put(database, *[(str(n % 12), str(n)) for n in range(60)], now=now)
    sender = RecordingSender()
    pumps = [fast(database, sender) for _ in range(3)]
    while State.QUEUED in states(database):
        await asyncio.gather(*(pump.sweep() for pump in pumps))
    assert sorted(sender.sent) == sorted((str(n % 12), str(n)) for n in range(60))
    for address in map(str, range(12)):
        numbers = [int(text) for to, text in sender.sent if to == address]
        assert numbers == sorted(numbers)


async def test_what_a_dead_process_left_is_sent(database: Database, now: datetime) -> None:
    put(database, ("901", "half sent"), ("901", "after it"), now=now)
    with database.writing() as session:
        _take_as_somebody_who_dies(session)
    sender = RecordingSender()
    await empty(fast(database, sender))
    assert sender.sent == [("901", "half sent"), ("901", "after it")]


def _take_as_somebody_who_dies(session: Session) -> None:
    long_ago = utc_now() - LEASE - timedelta(seconds=1)
    taken = update(OutboundMessage).where(OutboundMessage.id == 1)  # type: ignore[arg-type]
    session.execute(taken.values(state=State.SENDING, claimed_at=long_ago))


async def test_the_pump_outlives_trouble_with_the_database(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pumping, "IDLE_SECONDS", 0.01)
    failures = iter([OSError("the disk is away")])
    look = pumping.waiting

    def waiting(*given: object, **named: object) -> object:
        for failure in failures:
            raise failure
        return look(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pumping, "waiting", waiting)
    put(database, ("901", "first"), now=now)
    sender = RecordingSender()
    with running(fast(database, sender)):
        await sender.until(("901", "first"))


async def test_stopping_leaves_what_is_under_way_to_the_lease(database: Database, now: datetime) -> None:
    put(database, ("901", "first"), now=now)
    begun = asyncio.Event()

    async def trouble(_address: str, _text: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(fast(database, RecordingSender(trouble)).run())
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert states(database) == [State.SENDING]


def take_out(database: Database, address: str, message_id: str, *, now: datetime) -> None:
    with database.writing() as session:
        queue(session, ASK_THEM, channel=TELEGRAM, address=address, now=now, removes=message_id)


ASK_THEM = Message("please delete it yourself")


async def test_a_removal_leaves_before_the_reply_and_says_nothing(database: Database, now: datetime) -> None:
    sender = RecordingSender()
    take_out(database, "1", "77", now=now)
    put(database, ("1", "the reply"), now=now)
    await fast(database, sender).sweep()
    assert sender.sent == [("1", "-77"), ("1", "the reply")]
    assert states(database) == [State.SENT, State.SENT]


async def test_what_cannot_be_removed_is_left_to_the_person_once(database: Database, now: datetime) -> None:
    sender = troubled({"-77": Refused("message can't be deleted")})
    take_out(database, "1", "77", now=now)
    pump = fast(database, sender)
    for _ in range(3):
        await pump.sweep()
    assert sender.sent == [("1", ASK_THEM.text)]
    assert states(database) == [State.FAILED, State.SENT]


async def test_a_removal_that_must_wait_holds_up_no_reply(database: Database, now: datetime) -> None:
    trouble: dict[str, Exception | None] = {"-77": TryAgain(0.0)}
    sender = troubled(trouble)
    take_out(database, "1", "77", now=now)
    put(database, ("1", "the reply"), now=now)
    pump = fast(database, sender)
    await pump.sweep()
    assert sender.sent == [("1", "the reply")]
    trouble["-77"] = None
    await pump.sweep()
    assert ("1", "-77") in sender.sent


async def test_a_removal_that_was_cut_off_is_tried_again(database: Database, now: datetime) -> None:
    take_out(database, "1", "77", now=now)
    with database.writing() as session:
        session.execute(update(OutboundMessage).values(state=State.SENDING, claimed_at=now - 2 * LEASE))
    sender = RecordingSender()
    await fast(database, sender).sweep()
    assert sender.sent == [("1", "-77")]
