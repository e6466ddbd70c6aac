"""Somebody in a chat: they type and press, and read what comes back. No door between them and the engine."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

import make
from chat.engine import Engine
from chat.incoming import Channel, Incoming, Kind, Reply
from core.database import Database
from delivery.message import Button, Message, unmarked
from delivery.reach import web_address
from people.staff import Staff

LONDON = ZoneInfo("Europe/London")
_numbers = itertools.count(1)


class Clock:
    """The time, which stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Phone:
    """One person on one channel. `seen` are all messages they got as replies."""

    engine: Engine
    address: str
    channel: Channel = Channel.TELEGRAM
    name: str = "Ana"
    seen: list[Message] = field(default_factory=list)

    def sends(self, **message: object) -> Reply:
        """Hand the engine a message; one without an external_id is a new one."""
        given = {"external_id": f"n{next(_numbers)}", "name": self.name, **message}
        reply = self.engine.handle(Incoming(self.channel, self.address, **given))  # type: ignore[arg-type]
        self.seen += reply.messages
        return reply

    def says(self, text: str) -> str:
        return words(self.sends(text=text))

    def acts(self, action: str) -> str:
        """Press a button that carries this, whether or not there is one."""
        return words(self.sends(kind=Kind.ACTION, action=action))

    def presses(self, label: str) -> str:
        """Press the newest button with this label."""
        return self.acts(self.button(label).action)

    def button(self, label: str) -> Button:
        shown = [button for message in self.seen for button in message.buttons]
        return next(button for button in reversed(shown) if button.label == label)

    @property
    def labels(self) -> list[str]:
        """The buttons of the last message."""
        return [button.label for button in self.seen[-1].buttons]


def words(reply: Reply) -> str:
    return unmarked("\n\n".join(message.text for message in reply.messages))


@dataclass
class World:
    """An engine over a real database, and the cast."""

    database: Database
    engine: Engine
    clock: Clock
    people: make.Cast

    def phone(self, staff: Staff) -> Phone:
        """Their Telegram."""
        return Phone(self.engine, str(staff.telegram_id), name=staff.name)

    def browser(self, staff: Staff) -> Phone:
        """Their web chat."""
        return Phone(self.engine, web_address(staff.id), Channel.WEB, name="")

    def stranger(self, number: int = 777) -> Phone:
        return Phone(self.engine, str(number), name="Newcomer")

    def visitor(self, number: int = 1) -> Phone:
        return Phone(self.engine, f"visitor:{number}", Channel.WEB, name="")

    def reload(self, session: Session, staff: Staff) -> Staff:
        return session.get_one(Staff, staff.id)
