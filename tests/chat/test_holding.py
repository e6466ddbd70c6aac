"""What is typed in an emergency is sealed for the lead, on both channels, and never holds up the help."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from chat.copies import AT_LATEST, ChatCopy, take_out_due
from chat.engine import Engine
from chat.incoming import Kind
from chat.talk import Received
from core.sealing import Safe
from delivery.outbox import OutboundMessage
from incidents.held import HeldMessage, open_held
from knowledge.search import Search
from safety.phrases import Phrases
from talking import LONDON, Phone, World, words

SAFE = Safe.of(b"the key of the tests", "held evidence")
NOW = "Mary is not breathing"
HINT = "what should I do if someone is not breathing"


@pytest.fixture
def holding(world: World, search: Search, phrases: Phrases) -> World:
    """A world whose engine holds evidence."""
    engine = Engine(
        world.database, search, phrases, zone=LONDON, public_url="https://c.example", clock=world.clock, safe=SAFE
    )
    return replace(world, engine=engine)


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, holding: World) -> Phone:
    return holding.phone(holding.people.ana) if request.param == "telegram" else holding.browser(holding.people.ana)


def held(world: World) -> list[HeldMessage]:
    with world.database.reading() as session:
        return list(session.exec(select(HeldMessage).order_by(HeldMessage.id)))


def read(world: World, row: HeldMessage) -> str | None:
    with world.database.writing() as session:
        lee = world.reload(session, world.people.lee)
        return open_held(session, SAFE, row.id or 0, by=lee, reason="for the report", now=world.clock.now).words


def test_what_was_typed_is_held_for_the_lead(holding: World, ana: Phone) -> None:
    assert ana.says(NOW).startswith("Call 999 now.")
    [row] = held(holding)
    assert (row.worker_id, row.site_id, row.category) == (
        holding.people.ana.id, holding.people.home.id, "medical_emergency",
    )  # fmt: skip
    assert read(holding, row) == NOW
    assert not row.scrubbed


def test_the_words_stand_nowhere_else(holding: World, ana: Phone) -> None:
    ana.says(NOW)
    with holding.database.reading() as session:
        tables = ("received", "question", "outbound_message", "audit_entry", "talk", "held_message")
        everything = [tuple(row) for table in tables for row in session.execute(text(f"SELECT * FROM {table}"))]
    assert "Mary" not in str(everything)
    assert "breathing" not in str(everything)


def test_a_worry_that_no_passage_answers_is_held_without_its_names(holding: World, ana: Phone) -> None:
    ana.says("he counts Mrs Lane's money every week")
    [row] = held(holding)
    words_held = read(holding, row) or ""
    assert "money every week" in words_held
    assert "Lane" not in words_held
    assert row.scrubbed


def test_words_under_a_picture_are_held_and_the_picture_is_not(holding: World, ana: Phone) -> None:
    ana.sends(kind=Kind.PHOTO, text=NOW)
    assert [read(holding, row) for row in held(holding)] == [NOW]


def test_a_repeat_is_held_once(holding: World, ana: Phone) -> None:
    for _ in range(2):
        ana.sends(text=NOW, external_id="u1")
    assert len(held(holding)) == 1


def test_a_hint_is_held_once_it_is_confirmed_without_personal_details(holding: World, ana: Phone) -> None:
    ana.says(f"{HINT} on 07700 900123")
    assert held(holding) == []
    for _ in range(2):
        assert ana.presses("Yes, it is happening now").startswith("Call 999 now.")
    [row] = held(holding)
    assert row.scrubbed
    said = read(holding, row)
    assert said is not None
    assert said.startswith(HINT)
    assert "900123" not in said


def test_a_confirmed_worry_about_the_manager_is_not_the_leads_to_open(holding: World, ana: Phone) -> None:
    with holding.database.writing() as session:
        session.add(
            Received(
                channel=ana.channel,
                external_id="old",
                address=ana.address,
                at=holding.clock.now,
                said="my manager hit a resident",
                replies=[{"text": "", "buttons": [{"label": "Yes", "action": "now:safeguarding:m"}]}],
            )
        )
    ana.acts("now:safeguarding:m")
    assert [row.about_manager for row in held(holding)] == [True]


@pytest.mark.parametrize("action", ["now:", "now:fire_or_gas", "now:nonsense"])
def test_a_button_whose_message_is_not_known_holds_nothing(holding: World, ana: Phone, action: str) -> None:
    assert "999" in ana.acts(action)
    assert held(holding) == []


def test_of_distress_of_strangers_and_of_ordinary_messages_nothing_is_held(holding: World, ana: Phone) -> None:
    assert "You matter" in ana.says("i want to kill myself")
    holding.stranger().says(NOW)
    holding.visitor().says(NOW)
    ana.says("How do I charge the hoist battery?")
    assert held(holding) == []


def test_the_provider_can_switch_it_off(world: World) -> None:
    assert world.phone(world.people.ana).says(NOW).startswith("Call 999")
    assert held(world) == []


def test_trouble_with_sealing_costs_neither_the_reply_nor_the_alert(
    holding: World, ana: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    with holding.database.writing() as session:
        session.execute(text("ALTER TABLE held_message RENAME TO gone"))
    assert ana.says(NOW).startswith("Call 999 now.")
    with holding.database.reading() as session:
        rows = session.exec(select(OutboundMessage).where(OutboundMessage.kind == "alert")).all()
    assert [row.address for row in rows] == ["903"]
    assert "urgent message not held" in caplog.text
    with holding.database.writing() as session:
        session.execute(text("ALTER TABLE gone RENAME TO held_message"))


def test_what_was_typed_is_in_no_log_line(holding: World, ana: Phone, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        ana.says(NOW)
    assert "Mary" not in caplog.text


class TakenOut:
    """What a channel was asked to delete."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def __call__(self, _session: Session, copy: ChatCopy, _now: datetime) -> None:
        self.messages.append((copy.address, copy.message_id))


def test_written_in_the_record_the_chat_copy_is_due_at_once(holding: World) -> None:
    ana, taken_out = holding.phone(holding.people.ana), TakenOut()
    ana.sends(text="She is not breathing", message_id="77")
    assert ana.labels == ["I have written it in the record"]
    assert take_out_due(holding.database, taken_out, holding.clock.now) == 0
    assert ana.presses("I have written it in the record") == "Thank you. I am taking your message out of this chat."
    assert take_out_due(holding.database, taken_out, holding.clock.now) == 1
    assert take_out_due(holding.database, taken_out, holding.clock.now) == 0
    assert taken_out.messages == [("901", "77")]


def test_forgotten_the_chat_copy_goes_long_before_48_hours(holding: World) -> None:
    ana, taken_out = holding.phone(holding.people.ana), TakenOut()
    ana.sends(text=NOW, message_id="77")
    holding.clock.passes(hours=AT_LATEST.total_seconds() / 3600)
    assert take_out_due(holding.database, taken_out, holding.clock.now) == 1
    assert taken_out.messages == [("901", "77")]


def test_of_a_confirmed_hint_the_first_message_is_the_copy(holding: World) -> None:
    ana, taken_out = holding.phone(holding.people.ana), TakenOut()
    ana.sends(text=HINT, message_id="76")
    ana.presses("Yes, it is happening now")
    ana.presses("I have written it in the record")
    assert take_out_due(holding.database, taken_out, holding.clock.now) == 1
    assert taken_out.messages == [("901", "76")]


def test_what_no_channel_can_delete_any_more_is_left(holding: World) -> None:
    holding.phone(holding.people.ana).sends(text=NOW, message_id="77")
    holding.clock.passes(hours=49)
    assert take_out_due(holding.database, TakenOut(), holding.clock.now) == 0


def test_on_the_web_and_of_distress_there_is_no_copy(holding: World) -> None:
    browser, phone = holding.browser(holding.people.ana), holding.phone(holding.people.ana)
    browser.sends(text=NOW)
    assert browser.labels == []
    phone.sends(text="i want to kill myself", message_id="78")
    assert "I have written it in the record" not in phone.labels
    with holding.database.reading() as session:
        assert session.exec(select(ChatCopy)).all() == []


def test_somebody_elses_copies_stay(holding: World) -> None:
    holding.phone(holding.people.ana).sends(text=NOW, message_id="77")
    assert words(holding.phone(holding.people.cho).sends(kind=Kind.ACTION, action="written")).startswith("Thank you")
    assert take_out_due(holding.database, TakenOut(), holding.clock.now) == 0
