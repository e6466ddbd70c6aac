"""One engine for every channel: said twice is done once, and what is said reaches the outbox with what it reports."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlmodel import select

from chat import wording
from chat.engine import Engine
from chat.incoming import Channel, Incoming, Kind, Reply
from chat.talk import Received, Talk, lately
from core.audit import AuditEntry
from core.errors import NotReady
from delivery.outbox import TELEGRAM, OutboundMessage
from delivery.reach import web_address
from knowledge.cards import Card
from knowledge.readership import GRACE
from knowledge.search import Search
from people.roles import Role
from people.staff import Staff
from questions.escalations import Escalation
from questions.questions import Question
from safety.phrases import Phrases
from talking import LONDON, World, words
from together import together

UNKNOWN = "zebra quantum flute payslip"
TABLES = (Received, Question, Escalation, OutboundMessage)


def counts(world: World) -> list[int]:
    with world.database.reading() as session:
        return [len(session.exec(select(table)).all()) for table in TABLES]


def test_a_repeat_gets_the_stored_reply_and_nothing_is_done_twice(world: World) -> None:
    phone = world.phone(world.people.ana)
    first = phone.sends(text=UNKNOWN, external_id="u1")
    before = counts(world)
    again = phone.sends(text=UNKNOWN, external_id="u1")
    assert again.messages == first.messages
    assert again.queued
    assert counts(world) == before == [1, 1, 1, 2]


@pytest.mark.parametrize("text", [UNKNOWN, "he is not breathing"])
def test_a_repeat_at_the_same_moment_is_done_once(world: World, text: str) -> None:
    phone = world.phone(world.people.ana)
    replies = together([lambda: phone.sends(text=text, external_id="u1")] * 4)
    assert all(isinstance(reply, Reply) and reply.queued for reply in replies), replies
    assert len({words(reply) for reply in replies if isinstance(reply, Reply)}) == 1
    received, asked, escalated, queued = counts(world)
    assert (received, asked, queued) == (1, 1, 2)
    assert escalated == (text == UNKNOWN)


def test_the_same_number_on_another_channel_is_another_message(world: World) -> None:
    world.phone(world.people.ana).sends(text="hello", external_id="u1")
    world.browser(world.people.ana).sends(text="hello", external_id="u1")
    assert counts(world)[0] == 2


def test_telegram_replies_wait_in_the_outbox_and_web_replies_do_not(world: World) -> None:
    world.phone(world.people.ana).says("/help")
    world.browser(world.people.ana).says("/help")
    with world.database.reading() as session:
        [row] = session.exec(select(OutboundMessage)).all()
    assert (row.channel, row.address, row.recipient_id) == (TELEGRAM, "901", world.people.ana.id)
    assert row.message == wording.HELP


def test_a_flow_that_fails_stores_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chat import routes

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(routes, "FLOWS", {**routes.FLOWS, "help_command": fail})
    with pytest.raises(ZeroDivisionError):
        world.phone(world.people.ana).says("/help")
    assert counts(world) == [0, 0, 0, 0]


def test_what_was_said_is_kept_without_personal_details_in_order(world: World) -> None:
    browser = world.browser(world.people.ana)
    browser.says("Ring Mrs Smith on 07700 900123 about the hoist")
    browser.says("/me")
    with world.database.reading() as session:
        said = [row.said for row in lately(session, Channel.WEB, browser.address)]
    assert "Smith" not in said[0]
    assert "900123" not in said[0]
    assert said[1] == "/me"


def test_whoever_writes_again_after_blocking_the_bot_is_reached_there_again(world: World) -> None:
    ana = world.people.ana
    with world.database.writing() as session:
        world.reload(session, ana).telegram_blocked_at = world.clock.now
    world.browser(ana).says("hello")
    with world.database.reading() as session:
        assert world.reload(session, ana).telegram_blocked_at is not None
    world.phone(ana).says("hello")
    with world.database.reading() as session:
        assert world.reload(session, ana).telegram_blocked_at is None


def test_an_address_of_no_known_kind_is_a_stranger(world: World) -> None:
    reply = world.engine.handle(Incoming(Channel.WEB, "somebody", "1", text="hello"))
    assert reply.messages == (wording.ASK_TO_JOIN,)


@dataclass
class Unready:
    """A search whose index is still being built."""

    ready = False
    search: Search
    grace: timedelta = GRACE

    def find(self, *_: object, **__: object) -> None:
        raise NotReady("not yet")

    def point_out(self, card: Card, _: str) -> Card:
        return card


@pytest.fixture
def starting(world: World, search: Search, phrases: Phrases) -> World:
    """The first minute after a start."""
    unready = Unready(search)
    engine = Engine(
        world.database,
        unready,  # type: ignore[arg-type]
        phrases,
        zone=LONDON,
        public_url="https://champion.example",
        clock=world.clock,
    )
    return replace(world, engine=engine)


def test_before_the_index_is_ready_questions_wait_and_all_else_works(starting: World) -> None:
    phone = starting.phone(starting.people.ana)
    assert "just starting up" in phone.says("How do I charge the hoist battery?")
    assert "# Ana" in phone.says("/me")
    assert phone.says("he is not breathing").startswith("Call 999")
    assert counts(starting)[2] == 0


# Odd input, in every state


ODD = [
    "",
    " \n\t ",
    "\u200b\u200d\ufeff",
    "\x00\x07\x1b[31m",
    "\ud800",
    "🙂" * 50,
    "مرحبا، هل يمكنني استخدام هاتفي؟",
    "'; DROP TABLE staff; --",
    "<script>alert(1)</script> & <b>",
    "{text} %s %(name)s ${PATH}",
    "x" * 4_096,
    "x" * 4_097,
    "word " * 20_000,
    "/",
    "/ask",
    "/start@bot link_",
    "1",
    "99999999999999999999",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_words_get_a_kind_reply_from_everybody_in_every_state(world: World, text: str) -> None:
    cho = world.people.cho
    for phone in (world.phone(cho), world.browser(cho), world.stranger(), world.visitor()):
        phone.says("hello")
        for state in ("", "joining:notice", "joining:name", "joining:shift", "replying", "confirming", "unheard of"):
            _put(world, phone.address, state)
            reply = phone.sends(text=text)
            assert reply.queued
            assert all(message.text.strip() for message in reply.messages)
            phone.sends(text=text, edited=True)


def _put(world: World, address: str, state: str) -> None:
    with world.database.writing() as session:
        talk = session.exec(select(Talk).where(Talk.address == address)).one()
        talk.enter(state, invite=1, name="Bo", escalation=1, text="words")
        session.add(talk)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.TEXT, Kind.ACTION)])
def test_what_cannot_be_read_is_declined_kindly(world: World, kind: Kind) -> None:
    reply = world.phone(world.people.ana).sends(kind=kind)
    assert words(reply).endswith(("Please type your question.", "If you have a question, please type it."))


def test_a_picture_with_an_emergency_under_it_is_an_emergency(world: World) -> None:
    reply = world.phone(world.people.ana).sends(kind=Kind.PHOTO, text="he is not breathing")
    assert words(reply).startswith("Call 999")


def test_a_changed_message_is_not_answered_and_a_changed_emergency_is(world: World) -> None:
    phone = world.phone(world.people.ana)
    assert "send the question again" in words(phone.sends(text="and now?", edited=True))
    assert words(phone.sends(text="he is not breathing", edited=True)).startswith("Call 999")


def test_a_picture_with_personal_details_says_that_they_were_taken_out(world: World) -> None:
    reply = world.phone(world.people.ana).sends(kind=Kind.PHOTO, text="Mrs Smith, 07700 900123")
    assert "took personal details out" in words(reply)
    with world.database.reading() as session:
        assert "Smith" not in session.exec(select(Received.said)).one()


@pytest.mark.parametrize(
    "name",
    "pick more helpful notquite champion claim answer send_reply pass propose leave approve reject quiz shift".split(),
)
def test_a_button_with_an_impossible_number_gets_kind_words(world: World, name: str) -> None:
    for number in ("-1", "0", "999999", "x", "", "1e9", "9" * 40, "1:2:3"):
        for person in (world.people.ana, world.people.cho, world.people.lee):
            assert world.phone(person).acts(f"{name}:{number}")
    with world.database.reading() as session:
        assert not session.exec(select(Question)).all()
        assert not session.exec(
            select(AuditEntry).where(AuditEntry.actor.like("staff:%"), AuditEntry.action != "staff.joined")
        ).all()  # type: ignore[attr-defined]


def test_an_action_that_no_button_carries_does_nothing(world: World) -> None:
    phone = world.phone(world.people.ana)
    for action in ("ask:Mrs Smith fell", "reply_text:words", "join_name", "edited", "", ":", "no such thing"):
        assert "older message" in phone.acts(action)
    assert counts(world)[1] == 0


def test_an_auditor_looks_and_does_not_ask(world: World) -> None:
    with world.database.writing() as session:
        world.reload(session, world.people.ana).role = Role.AUDITOR
    assert "Your role does not include this" in world.phone(world.people.ana).says("How do I charge the hoist battery?")
    with world.database.reading() as session:
        assert session.exec(select(Question)).all() == []
        assert session.get_one(Staff, world.people.ana.id).role == Role.AUDITOR


def test_a_web_address_is_its_persons_own(world: World) -> None:
    assert world.browser(world.people.cho).address == web_address(world.people.cho.id)
    assert "# Cho" in world.browser(world.people.cho).says("/me")
