"""Personal details in an ordinary message: the kind line, the message out of the chat, and the two buttons."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, SQLModel, select

from chat.incoming import Kind as Kinds
from chat.incoming import Reply
from chat.recall import MOST, REMEMBERED, Recall
from chat.talk import Received, Talk
from core.audit import AuditEntry
from core.database import Database
from delivery.message import Message
from delivery.outbox import OutboundMessage, State
from people.names import add_names
from people.register import Kind, counts
from people.sites import ident
from questions.escalations import Escalation
from questions.questions import Question
from safety.personal import find_personal
from talking import Phone, World, words

FINE = "Nothing personal there"
STILL = "There is still a name"
UNKNOWN = "wibble wombat pangolin lemur for mrs tamblyn please"


@pytest.fixture
def ana(world: World) -> Phone:
    return world.phone(world.people.ana)


def everything(database: Database) -> str:
    """Every value of every row."""
    with database.reading() as session:
        return "\n".join(
            repr(tuple(row)) for t in SQLModel.metadata.sorted_tables for row in session.execute(t.select())
        )


def kind_line(reply: Reply) -> Message:
    return next(message for message in reply.messages if "personal details" in message.text)


def removals(world: World) -> list[OutboundMessage]:
    with world.database.reading() as session:
        return list(session.exec(select(OutboundMessage).where(OutboundMessage.kind == "removal")).all())


def tells(world: World, names: str, kind: Kind = Kind.SUPPORTED) -> None:
    """The manager puts names on the list."""
    home, lee = ident(world.people.home.id), world.people.lee
    with world.database.writing() as session:
        add_names(session, world.engine.register, home, names, kind=kind, by=lee, now=world.clock.now)


def said(world: World) -> list[str]:
    with world.database.reading() as session:
        return [row.said for row in session.exec(select(Received).order_by(Received.id)).all()]  # type: ignore[arg-type]


def test_the_question_is_still_answered_and_the_message_leaves_the_chat(world: World, ana: Phone) -> None:
    reply = ana.sends(
        text="How do I charge the hoist battery for Mrs Tamblyn?", message_id="77", sent_at=world.clock.now
    )
    line, card = reply.messages
    assert "I took personal details out" in line.text
    assert "taking your message out of this chat" in line.text
    assert "the care app" in line.text
    assert "dock in the laundry" in card.text
    assert [button.label for button in line.buttons] == [FINE, STILL]
    assert "Tamblyn" not in everything(world.database)
    [removal] = removals(world)
    with world.database.reading() as session:
        replies = [row for row in session.exec(select(OutboundMessage)).all() if row.kind == "reply"]
    assert (removal.removes, removal.address) == ("77", "901")
    assert all(removal.id < row.id and removal.urgency == row.urgency for row in replies)


@pytest.mark.parametrize("kind", ["text", "photo", "file", "voice"])
@pytest.mark.parametrize("edited", [False, True])
def test_captions_and_edited_messages_leave_the_chat_too(world: World, ana: Phone, kind: str, edited: bool) -> None:
    given = {"kind": Kinds(kind), "edited": edited, "message_id": "5", "sent_at": world.clock.now}
    ana.sends(text="Mrs Tamblyn 07700 900123", **given)
    assert [row.removes for row in removals(world)] == ["5"]
    assert "Tamblyn" not in everything(world.database)
    ana.sends(text="the wheelchair", **given)
    assert len(removals(world)) == 1


def test_a_message_that_is_too_old_stays_and_the_line_says_so(world: World, ana: Phone) -> None:
    old = world.clock.now - timedelta(hours=47, minutes=1)
    reply = ana.sends(text="the hats of Mr Tamblyn", message_id="77", sent_at=old)
    assert "press and hold it, then delete it" in words(reply)
    assert removals(world) == []


def test_on_the_web_nothing_has_to_leave(world: World) -> None:
    ana = world.browser(world.people.ana)
    line = kind_line(ana.sends(text="the wheelchair of Mr Tamblyn please"))
    assert "out of this chat" not in line.text
    assert [button.label for button in line.buttons] == [FINE, STILL]
    assert (removals(world), said(world)) == ([], ["the wheelchair of [name] please"])


def test_of_numbers_nobody_can_say_that_they_are_fine(world: World, ana: Phone) -> None:
    line = ana.sends(text="ring 07700 900123 about the wheelchair").messages[0]
    assert [button.label for button in line.buttons] == [STILL]


def test_a_message_that_comes_twice_is_removed_once(world: World, ana: Phone) -> None:
    for _ in range(2):
        ana.sends(text="the hats of Mr Tamblyn", external_id="u9", message_id="77", sent_at=world.clock.now)
    assert len(removals(world)) == 1


def test_a_stranger_is_told_kindly_and_nothing_is_kept(world: World) -> None:
    stranger = world.stranger()
    reply = stranger.sends(text="the hats of Mr Tamblyn", message_id="77", sent_at=world.clock.now)
    assert not kind_line(reply).buttons
    assert [row.removes for row in removals(world)] == ["77"]
    assert "Tamblyn" not in everything(world.database)


def test_in_an_emergency_the_line_comes_after_the_advice_and_takes_nothing_out(world: World, ana: Phone) -> None:
    advice, line = ana.sends(text="Mrs Tamblyn is not breathing", message_id="77", sent_at=world.clock.now).messages
    assert "999" in advice.text.splitlines()[0]
    assert line.text.startswith("When there is time: your message has personal details.")
    assert line.buttons == ()
    assert removals(world) == []


@pytest.mark.parametrize("text", ["i want to die, Tamblyn was my friend", "my manager Mrs Tamblyn hit a resident"])
def test_nobody_is_told_off_for_naming_who_did_it_or_in_their_own_distress(ana: Phone, text: str) -> None:
    assert "personal details" not in ana.says(text)


def test_names_on_the_list_come_out_of_a_question(world: World, ana: Phone) -> None:
    tells(world, "Butcher\nPotter Nowak")
    assert "I took personal details out" in ana.says("butcher and potter need the wheelchair")
    assert "[name] and [name] need the wheelchair" in said(world)
    assert "I took" not in world.phone(world.people.zed).says("butcher and potter need the wheelchair")


# ---- nothing personal there


def test_nothing_personal_there_is_believed_from_now_on(world: World, ana: Phone) -> None:
    ana.says("where is the mr bosworth wheelchair")
    assert "leave that alone" in ana.presses(FINE)
    assert "I took" not in ana.says("where is the mr bosworth wheelchair")
    assert said(world)[-1] == "where is the mr bosworth wheelchair"
    assert "I took" in ana.says("mrs bosworth wants the wheelchair")
    assert "I took" in world.phone(world.people.zed).says("where is the mr bosworth wheelchair")
    with world.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "names.learnt")).one()
        assert (entry.actor, entry.detail) == (world.people.ana.actor, {"kind": "ordinary", "words": 1})


def test_it_teaches_names_only(world: World, ana: Phone) -> None:
    ana.says("the mr bosworth wheelchair, ring 07700 900123, room 12")
    ana.presses(FINE)
    ana.says("the mr bosworth wheelchair, ring 07700 900123, room 12")
    assert said(world)[-1] == "the mr bosworth wheelchair, ring [phone number], [room]"


def test_a_name_on_the_list_cannot_be_unlearnt_by_staff(world: World, ana: Phone) -> None:
    tells(world, "Bosworth")
    ana.says("the mr bosworth wheelchair")
    assert "only your manager can change" in ana.presses(FINE) or "I took" in ana.says("the bosworth wheelchair")
    assert "I took" in ana.says("the mr bosworth wheelchair")


def test_after_ten_minutes_the_word_is_asked_for(world: World, ana: Phone) -> None:
    ana.says("where is the mr bosworth wheelchair")
    world.clock.passes(seconds=REMEMBERED.total_seconds() + 1)
    assert "type only the word that is fine" in ana.presses(FINE)
    assert "type only the word that is fine" in ana.says("it is the big box in the kitchen on the left")
    assert "leave that alone" in ana.says("mr bosworth")
    assert "I took" not in ana.says("where is the mr bosworth wheelchair")


def test_pressing_it_twice_asks_for_the_word_and_a_button_leads_back(world: World, ana: Phone) -> None:
    ana.says("where is the mr bosworth wheelchair")
    ana.presses(FINE)
    assert "type only the word" in ana.presses(FINE)
    ana.presses("Never mind")
    assert "dock in the laundry" in ana.says("How do I charge the hoist battery?")


def test_another_persons_button_does_nothing(world: World, ana: Phone) -> None:
    ana.says(UNKNOWN)
    cho = world.phone(world.people.cho)
    for label in (FINE, STILL):
        assert "older message" in cho.acts(ana.button(label).action)
        assert "older message" in world.browser(world.people.ana).acts(ana.button(label).action)
    for action in ("nothing_personal:99999", "still_a_name:x", "still_a_name", "nothing_personal:"):
        assert "older message" in ana.acts(action)


def test_the_buttons_can_be_typed_and_end_after_a_week(world: World, ana: Phone) -> None:
    ana.says("where is the mr bosworth wheelchair")
    still = ana.button(STILL)
    assert "leave that alone" in ana.says("Nothing personal there.")
    world.clock.passes(days=8)
    assert "older message" in ana.acts(still.action)


def test_what_is_remembered_is_little_and_short(now: datetime) -> None:
    recall = Recall()
    for number in range(MOST + 10):
        recall.keep(number, ["k"], now=now)
    assert recall.take(9, now=now) == ()
    assert recall.take(10, now=now) == ("k",)
    assert recall.take(10, now=now) == ()
    assert recall.take(11, now=now + REMEMBERED + timedelta(seconds=1)) == ()
    assert recall.take(12, now=now) == ()  # the old ones went with it


# ---- there is still a name


@pytest.fixture
def overlooked() -> str:
    """A name that is not found by its shape."""
    text = "wibble wombat pangolin lemur butcher wobble bubble please, 07700 900123"
    assert [span.type for span in find_personal(text)] == ["PHONE"]
    return text


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_the_name_is_taken_out_of_everything_it_was_copied_to(world: World, overlooked: str, channel: str) -> None:
    ana = world.phone(world.people.ana) if channel == "telegram" else world.browser(world.people.ana)
    cho = world.phone(world.people.cho)
    ana.says(overlooked)
    ana.says("/me")
    cho.says("/inbox")
    cho.presses("Claim")
    assert "butcher" in everything(world.database)
    assert "type only the name" in ana.presses(STILL)
    reply = ana.sends(text="Butcher", message_id="78", sent_at=world.clock.now)
    assert "The name is out" in words(reply)
    assert "butcher" not in everything(world.database).lower()
    with world.database.reading() as session:
        question, escalation = session.exec(select(Question)).one(), session.exec(select(Escalation)).one()
        assert (
            question.text
            == escalation.text
            == "wibble wombat pangolin lemur [name] wobble bubble please, [phone number]"
        )
        assert question.vector is escalation.vector is None
        assert counts(session, ident(world.people.home.id))[Kind.SUPPORTED] == 1
    assert [row.removes for row in removals(world)] == (["78"] if channel == "telegram" else [])
    assert "[name]" in said(world)
    assert "I took" in ana.says("butcher wants the wheelchair")


def test_what_lies_on_a_champions_phone_is_sent_again_without_it(world: World, ana: Phone, overlooked: str) -> None:
    ana.says(overlooked)
    with world.database.writing() as session:
        push = session.exec(select(OutboundMessage).where(OutboundMessage.kind == "escalation")).one()
        push.state, push.provider_id = State.SENT, "4711"
        session.add(push)
    ana.presses(STILL)
    ana.says("butcher")
    with world.database.reading() as session:
        rows = session.exec(select(OutboundMessage).where(OutboundMessage.address == "902")).all()
        first, removal, again = rows
    assert removal.removes == "4711"
    assert (again.state, again.kind, again.message) == (State.QUEUED, "escalation", first.message)
    assert "[name] wobble" in again.message.text


def test_the_answer_of_a_champion_goes_on_after_the_name_is_out(world: World, ana: Phone) -> None:
    ana.says("zebra quantum flute payslip")
    cho = world.phone(world.people.cho)
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("Ask butcher, 07700 900123")
    cho.presses(STILL)
    cho.says("Butcher")
    cho.presses("Send it")
    assert "butcher" not in everything(world.database).lower()
    with world.database.reading() as session:
        assert session.exec(select(Escalation)).one().reply == "Ask [name], [phone number]"


def test_an_everyday_word_is_taken_out_where_it_is_written_as_a_name_and_not_learnt(world: World, ana: Phone) -> None:
    ana.says("wibble wombat pangolin lemur will be for Will, 07700 900123")
    ana.presses(STILL)
    ana.says("Will")
    assert said(world)[0] == "wibble wombat pangolin lemur will be for [name], [phone number]"
    assert "I took" not in ana.says("the wheelchair will do")


def test_more_than_a_name_is_not_kept_and_asked_again(world: World, ana: Phone, overlooked: str) -> None:
    ana.says(overlooked)
    ana.presses(STILL)
    assert "only the name" in ana.says("the name is old joan tamblyn from the corner")
    assert "corner" not in everything(world.database)
    ana.presses("Never mind")
    assert "dock in the laundry" in ana.says("How do I charge the hoist battery?")


def test_a_name_that_is_not_there_is_learnt_all_the_same(world: World, ana: Phone, overlooked: str) -> None:
    ana.says(overlooked)
    ana.presses(STILL)
    assert "not in what I kept" in ana.says("Penhallow")
    assert "I took" in ana.says("penhallow wants the wheelchair")


def test_an_emergency_while_the_name_is_asked_for_is_one(world: World, ana: Phone, overlooked: str) -> None:
    ana.says(overlooked)
    ana.presses(STILL)
    assert "999" in ana.says("he is not breathing")


def test_other_peoples_words_are_not_touched(world: World, ana: Phone, overlooked: str, session: Session) -> None:
    other = world.phone(world.people.zed)
    other.says("butcher street bus")
    ana.says(overlooked)
    ana.presses(STILL)
    ana.says("butcher")
    assert "butcher street bus" in said(world)


def test_a_name_that_begins_another_word_leaves_that_word(world: World, ana: Phone) -> None:
    colleague = world.phone(world.people.cho)
    ana.says("wobble\n07700 900123")
    assert said(world)[-1].startswith("wobble")
    colleague.says("wobbled home by bus")
    ana.presses(STILL)
    ana.says("wobble")
    assert "wobbled home by bus" in said(world)
    assert not any(line == "wobble" for text in said(world) for line in text.splitlines())


# ---- joining


def test_ones_own_name_is_kept_while_joining_but_not_a_story(world: World) -> None:
    phone = world.stranger(778)
    with world.database.writing() as session:
        talk = Talk(channel="telegram", address="778", updated_at=world.clock.now)
        talk.enter("joining:name", invite=1)
        session.add(talk)
    given = {"message_id": "7", "sent_at": world.clock.now}
    again = words(phone.sends(text="Mrs Tamblyn in room 12 is upset with me", **given))
    assert "What is your name?" in again
    assert "Tamblyn" not in everything(world.database)
    assert len(removals(world)) == 1
    assert "When do you mostly work?" in words(phone.sends(text="Mrs Ngozi Obi", **given))
    assert len(removals(world)) == 1
