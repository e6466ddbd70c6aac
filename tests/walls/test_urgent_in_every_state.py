"""R1: what to do in an emergency comes first, whoever types it, in whatever state, through both doors."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from telegram import Update

import make_quiz
import web
from api.parts import Parts
from bot.updates import read
from chat.talk import take_talk
from delivery.outbox import OutboundMessage
from delivery.reach import web_address
from people.roles import Role
from people.signin import IDLE_DAYS, SigninLink, WebSession
from people.staff import Staff, leave
from quizzes.rounds import push

NOW = "he is not breathing"
FIRST = "Call 999 now."
_numbers = itertools.count(1)


@dataclass
class Somebody:
    """Ana at the home, on Telegram and at a browser."""

    parts: Parts
    home: Any
    staff: Staff
    visitor: web.Visitor

    def changes(self, **fields: object) -> None:
        with self.parts.database.writing() as session:
            person = session.get_one(Staff, self.staff.id)
            for name, value in fields.items():
                setattr(person, name, value)

    def enters(self, state: str, **data: object) -> None:
        """On both channels."""
        with self.parts.database.writing() as session:
            for channel, address in (("telegram", "901"), ("web", web_address(self.staff.id))):
                talk = take_talk(session, channel, address, now=self.parts.clock())  # type: ignore[arg-type]
                talk.enter(state, **data)
                session.add(talk)

    def moves_to(self, **time: float) -> None:
        later = self.parts.clock() + timedelta(**time)
        self.parts.clock = lambda: later
        self.parts.engine._clock = self.parts.clock

    def telegram(self, **content: Any) -> list[str]:
        """One update through the door's own reading."""
        said = content or {"text": NOW}
        chat = {"id": 901, "type": "private", "first_name": "Ana"}
        sender = {"id": 901, "is_bot": False, "first_name": "Ana"}
        message = {"message_id": next(_numbers), "date": 1, "chat": chat, "from": sender, **said}
        kind = "edited_message" if "edit_date" in said else "message"
        incoming = read(Update.de_json({"update_id": next(_numbers), kind: message}, None))
        assert incoming is not None
        return [message.text for message in self.parts.engine.handle(incoming).messages]

    def web(self) -> list[str]:
        """The form of the page, and the address for programs; both say the same."""
        said = self.visitor.says(text=NOW)
        assert said.status_code == 200, said.text
        page = self.visitor.client.post("/chat", data={"text": NOW, "csrf": self._csrf()})
        assert FIRST in page.text
        live = self.visitor.client.post("/chat", data={"text": NOW, "csrf": "old"}, headers={"x-live": "1"})
        assert (live.status_code, FIRST in live.text) == (200, True)
        return [message["text"] for message in said.json()["messages"]]

    def _csrf(self) -> str:
        with self.parts.database.reading() as session:
            row = session.exec(select(WebSession).where(WebSession.staff_id == self.staff.id)).first()
        return row.csrf if row else ""


def nothing(ana: Somebody) -> None:
    return


def mid_quiz(ana: Somebody) -> None:
    with ana.parts.database.writing() as session:
        round_ = make_quiz.round_at(session, ana.parts.clock())
        push(session, round_, session.get_one(Staff, ana.staff.id), now=ana.parts.clock())


def leaver(ana: Somebody) -> None:
    with ana.parts.database.writing() as session:
        leave(session, session.get_one(Staff, ana.staff.id), actor="test", now=ana.parts.clock())


def not_joined(ana: Somebody) -> None:
    """No such person at all, and a browser without a session."""
    with ana.parts.database.writing() as session:
        session.get_one(Staff, ana.staff.id).telegram_id = None
        for row in [*session.exec(select(WebSession)).all(), *session.exec(select(SigninLink)).all()]:
            session.delete(row)


def flooding(ana: Somebody) -> None:
    for number in range(100):
        ana.telegram(text=f"zebra {number}")


STATES: dict[str, Callable[[Somebody], None]] = {
    "ordinary": nothing,
    "in the middle of a quiz": mid_quiz,
    "joining, notice": lambda ana: ana.enters("joining:notice", invite=1),
    "joining, name": lambda ana: ana.enters("joining:name", invite=1),
    "joining, shift": lambda ana: ana.enters("joining:shift", invite=1, name="Bo"),
    "writing an answer": lambda ana: ana.enters("replying", escalation=ana.home.things["escalation_id"]),
    "about to send one": lambda ana: ana.enters("confirming", escalation=ana.home.things["escalation_id"], text="x"),
    "a state nobody knows": lambda ana: ana.enters("from another version", strange=True),
    "not joined": not_joined,
    "leaver": leaver,
    "away": lambda ana: ana.changes(away_from=ana.parts.clock().date()),
    "three at night": lambda ana: ana.moves_to(hours=17),
    "signed out for idleness": lambda ana: ana.moves_to(days=IDLE_DAYS + 1),
    "auditor": lambda ana: ana.changes(role=Role.AUDITOR),
    "auditor whose time is over": lambda ana: ana.changes(role=Role.AUDITOR, access_until=ana.parts.clock()),
    "asking too fast": flooding,
}


@pytest.fixture
def ana(parts: Parts, home: Any) -> Somebody:
    visitor = web.Visitor(parts).signs_in(home.people.ana)
    return Somebody(parts, home, home.people.ana, visitor)


@pytest.mark.parametrize("channel", ["telegram", "web"])
@pytest.mark.parametrize("state", STATES)
def test_help_comes_first_in_every_state_on_both_channels(ana: Somebody, state: str, channel: str) -> None:
    STATES[state](ana)
    said = ana.telegram() if channel == "telegram" else ana.web()
    assert said[0].startswith(FIRST)
    assert len(said[0].split()) <= 60


PHOTO = [{"file_id": "p", "file_unique_id": "p1", "width": 9, "height": 6}]
SENT: dict[str, dict[str, Any]] = {
    "a photo's caption": {"photo": PHOTO, "caption": NOW},
    "one of an album": {"photo": PHOTO, "caption": NOW, "media_group_id": "7"},
    "a video's caption": {
        "video": {"file_id": "v", "file_unique_id": "v1", "width": 9, "height": 6, "duration": 1}, "caption": NOW
    },
    "a file's caption": {"document": {"file_id": "d", "file_unique_id": "d1"}, "caption": NOW},
    "a voice message's caption": {"voice": {"file_id": "v", "file_unique_id": "v1", "duration": 1}, "caption": NOW},
    "changed afterwards": {"text": NOW, "edit_date": 2},
    "passed on": {"text": NOW, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Bo"}},
    "a reply": {"text": NOW, "quote": {"text": "?", "position": 0}},
}  # fmt: skip


@pytest.mark.parametrize("sort", SENT)
def test_help_comes_first_however_it_is_sent(ana: Somebody, sort: str) -> None:
    said = ana.telegram(**SENT[sort])
    assert said[0].startswith(FIRST)
    pictures = "photo" in SENT[sort] or "video" in SENT[sort]
    assert any("Please delete it from this chat" in line for line in said[1:]) is pictures


def test_in_a_group_nothing_is_said_even_then(ana: Somebody) -> None:
    for kind in ("group", "supergroup", "channel"):
        chat = {"id": -5, "type": kind, "title": "Team"}
        message = {"message_id": 1, "date": 1, "chat": chat, "text": NOW}
        for door in ("message", "edited_message", "channel_post"):
            assert read(Update.de_json({"update_id": 1, door: message}, None)) is None
    with ana.parts.database.reading() as session:
        assert not session.exec(select(OutboundMessage).where(OutboundMessage.address == "-5")).all()


def test_a_photo_of_an_injury_is_met_with_the_way_to_help(ana: Somebody) -> None:
    """Scenario 35: nobody has looked at it, so it may be one."""
    [said] = ana.telegram(photo=PHOTO, caption="look")
    first, second, third = said.split("\n")
    assert "call 999" in first
    assert "Sam Lee, 01632 960002" in first
    assert "only where your policy says so" in second
    assert "body map" in second
    assert "delete it from this chat" in third
    assert "do not send it on" in third


def test_what_is_not_urgent_still_asks_to_sign_in(ana: Somebody) -> None:
    not_joined(ana)
    assert ana.visitor.says(text="where are the gloves").status_code == 401
    assert ana.visitor.client.post("/chat", data={"text": "hello"}).status_code == 401
