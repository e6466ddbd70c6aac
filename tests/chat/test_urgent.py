"""Urgent: the right words at once, from anybody, in any state; those on duty are told, and the story is not kept."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

import make
from chat.engine import Engine
from chat.incoming import Channel, Incoming, Kind
from chat.talk import Received, Talk, find_talk
from core.audit import AuditEntry
from core.database import Database
from delivery.message import Button, Message
from delivery.outbox import OutboundMessage, Urgency
from delivery.reach import tell
from fakes import FakeEncoder
from incidents.alerts import Alert, AlertCall, Patience
from incidents.calling import call_next
from knowledge.importing import import_paths
from knowledge.search import Search
from people.roles import Role
from people.sites import Contact, Site
from people.staff import Duty, Staff, leave
from questions.escalations import Escalation
from questions.questions import Question
from safety.phrases import Phrases
from talking import LONDON, Phone, World, words

NOW = "he is not breathing"
HINT = "what should I do if someone is not breathing"


def alerts(world: World) -> list[tuple[str, str]]:
    """(address, text) of every alert."""
    with world.database.reading() as session:
        rows = session.exec(select(OutboundMessage).where(OutboundMessage.kind == "alert")).all()
    return [(row.address, row.message.text) for row in rows]


def put_on_duty(world: World, duty: Contact, name: str, number: int, role: Role = Role.SUPERVISOR) -> None:
    with world.database.writing() as session:
        person = make.staff(session, name, role=role, at=world.people.home, telegram_id=number, now=world.clock.now)
        session.add(Duty(site_id=world.people.home.id or 0, duty=duty, staff_id=person.id or 0))


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, world: World) -> Phone:
    return world.phone(world.people.ana) if request.param == "telegram" else world.browser(world.people.ana)


def test_999_comes_first_with_the_sites_own_contacts(world: World, ana: Phone) -> None:
    reply = ana.says(NOW)
    assert reply.startswith("Call 999 now.")
    assert "Olu Ade, 01632 960001" in reply
    assert "This chat is not watched." in reply


def test_the_lead_is_told_who_where_and_when_and_not_the_story(world: World, ana: Phone) -> None:
    ana.says(NOW)
    [(address, text)] = alerts(world)
    assert address == "903"
    assert "# Urgent: medical emergency\nAna at Rose House, 10:00." in text
    assert "breathing" not in text
    with world.database.reading() as session:
        [row] = session.exec(select(Question)).all()
        assert (row.text, row.outcome, row.topic, row.vector) == ("", "urgent", "medical_emergency", None)
        assert session.exec(select(Received.said)).all() == [""]
        assert "breathing" not in str([entry.detail for entry in session.exec(select(AuditEntry)).all()])


def test_the_reply_and_the_alert_leave_before_everything_else(world: World) -> None:
    world.phone(world.people.ana).says(NOW)
    with world.database.reading() as session:
        assert {row.urgency for row in session.exec(select(OutboundMessage)).all()} == {Urgency.ALERT}


def test_nobody_at_another_site_is_told(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        there = Duty(site_id=world.people.other.id or 0, duty="safeguarding_lead", staff_id=world.people.zed.id or 0)
        session.add(there)
    ana.says(NOW)
    assert "904" not in [address for address, _ in alerts(world)]


def test_a_worry_about_the_manager_goes_to_the_deputy_and_to_nobody_who_manages(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    put_on_duty(world, Contact.DEPUTY, "Mo", 906, role=Role.MANAGER)
    reply = ana.says("my manager hit a resident")
    assert "Dee Park" in reply
    assert [address for address, _ in alerts(world)] == ["905"]


def test_a_workers_own_distress_is_private(world: World, ana: Phone) -> None:
    assert "You matter" in ana.says("i want to kill myself")
    assert alerts(world) == []


def test_a_data_incident_goes_to_its_own_lead(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.DATA_PROTECTION_LEAD, "Pat", 905)
    assert "Pat Rao" in ana.says("I sent the care plan to the wrong family")
    assert [address for address, _ in alerts(world)] == ["905"]


LOST = "I left my work phone on the bus"
LOSSES = """question,answer,phrasings
I left my work phone on the bus,Ring the IT desk on 01632 960999 so that it is locked.,
I left my work tablet on the bus,Ring the IT desk and tell the office who lent it.,
"""


def add_losses(world: World, search: Search, folder: Path, rows: int) -> None:
    path = folder / "losses.csv"
    path.write_text("".join(LOSSES.splitlines(keepends=True)[: rows + 1]))
    import_paths(world.database, [path], FakeEncoder(), actor="test", now=world.clock.now)
    search.refresh()


def test_beside_the_advice_stands_what_is_written_down(
    world: World, ana: Phone, search: Search, tmp_path: Path
) -> None:
    add_losses(world, search, tmp_path, 1)
    advice, *_, passage = ana.sends(text=LOST).messages
    assert "01632 960999" not in advice.text
    assert "When that is done" in passage.text
    assert "> Ring the IT desk on 01632 960999 so that it is locked." in passage.text
    assert passage.buttons == ()  # nothing can be learnt from words that are not kept
    with world.database.reading() as session:
        [row] = session.exec(select(Question)).all()
        assert (row.text, row.outcome, len(row.offered)) == ("", "urgent", 1)


def add_one(world: World, search: Search, folder: Path, asked: str, answer: str) -> None:
    (folder / "one.csv").write_text(f"question,answer,phrasings\n{asked},{answer},\n")
    import_paths(world.database, [folder / "one.csv"], FakeEncoder(), actor="test", now=world.clock.now)
    search.refresh()


@pytest.mark.parametrize(
    "asked", ["I gave him the wrong tablets", "I saw the new carer slap Mrs T", "He threatened me with a knife"]
)
def test_after_what_a_policy_says_how_to_report_stands_what_is_written_down(
    world: World, ana: Phone, search: Search, tmp_path: Path, asked: str
) -> None:
    add_one(world, search, tmp_path, asked, "Note the batch and the time.")
    advice, *_, passage = ana.sends(text=asked).messages
    assert "batch" not in advice.text
    assert "> Note the batch and the time." in passage.text


def test_where_it_may_be_the_manager_no_policy_sends_anybody_to_the_manager(
    world: World, ana: Phone, search: Search, tmp_path: Path
) -> None:
    asked = "My manager slapped Mrs T"
    add_one(world, search, tmp_path, asked, "Tell your manager.")
    assert all("Tell your manager" not in message.text for message in ana.sends(text=asked).messages)


def test_lost_details_are_asked_about_without_the_ambulance(world: World, ana: Phone) -> None:
    reply = ana.says("i found a memory stick in the lounge")
    assert reply.startswith("Is this happening now? Details lost, or seen by the wrong person? Press the button.")
    assert "999" not in reply.splitlines()[0]
    assert ana.presses("Yes, it is happening now").startswith("Report this now")


def test_titles_stand_there_when_more_than_one_may_say_it(
    world: World, ana: Phone, search: Search, tmp_path: Path
) -> None:
    add_losses(world, search, tmp_path, 2)
    *_, offered = ana.sends(text="I left my work phone or tablet on the bus").messages
    assert "When that is done" in offered.text
    opened = words(ana.sends(kind=Kind.ACTION, action=offered.buttons[0].action))
    assert "IT desk" in opened
    assert ana.seen[-1].buttons == ()


def test_a_number_typed_next_is_one_of_these_titles(world: World, ana: Phone, search: Search, tmp_path: Path) -> None:
    add_losses(world, search, tmp_path, 2)
    ana.says("How do I charge the hoist battery?")
    assert ana.seen[-1].buttons
    *_, offered = ana.sends(text="I left my work phone or tablet on the bus").messages
    assert ana.says("2") == words(ana.sends(kind=Kind.ACTION, action=offered.buttons[1].action))


def test_when_a_passage_cannot_be_shown_the_alert_still_goes_out(
    world: World, ana: Phone, search: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Message:
        raise RuntimeError("no card")

    add_losses(world, search, tmp_path, 1)
    monkeypatch.setattr("chat.flows.urgent.card_message", broken)
    put_on_duty(world, Contact.DATA_PROTECTION_LEAD, "Pat", 905)
    assert "Pat Rao" in ana.says(LOST)
    assert [address for address, _ in alerts(world)] == ["905"]


def test_no_passage_stands_between_a_dying_person_and_help(
    world: World, ana: Phone, search: Search, tmp_path: Path
) -> None:
    add_one(world, search, tmp_path, "he is not breathing", "Read the first aid poster.")
    assert "poster" not in words(ana.sends(text=NOW))


def test_whatever_is_wrong_with_the_search_the_advice_comes(
    world: World, ana: Phone, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no index")

    monkeypatch.setattr(search, "find", broken)
    put_on_duty(world, Contact.DATA_PROTECTION_LEAD, "Pat", 905)
    assert "Pat Rao" in ana.says(LOST)
    assert [address for address, _ in alerts(world)] == ["905"]


def test_where_nobody_was_put_on_duty_the_managers_are_told(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        for duty in session.exec(select(Duty)).all():
            session.delete(duty)
    ana.says(NOW)
    assert [address for address, _ in alerts(world)] == ["903"]


def test_whoever_is_on_duty_is_not_alerted_by_themselves(world: World) -> None:
    assert world.phone(world.people.lee).says(NOW).startswith("Call 999")
    assert alerts(world) == []


def test_a_repeat_alerts_once(world: World, ana: Phone) -> None:
    for _ in range(2):
        assert words(ana.sends(text=NOW, external_id="u1")).startswith("Call 999")
    assert len(alerts(world)) == 1


STATES = ("", "joining:notice", "joining:name", "joining:shift", "replying", "confirming")


@pytest.mark.parametrize("state", STATES)
def test_help_comes_in_every_state_and_the_state_stays(world: World, ana: Phone, state: str) -> None:
    ana.says("hello")
    with world.database.writing() as session:
        talk = session.exec(select(Talk)).one()
        talk.enter(state, invite=1, name="Bo", escalation=7, text="half an answer")
    assert ana.says(NOW).startswith("Call 999")
    with world.database.reading() as session:
        after = find_talk(session, ana.channel, ana.address)
    assert after is not None
    assert (after.state, after.data["text"]) == (state, "half an answer")


def test_a_quiz_that_was_interrupted_can_still_be_answered_by_letter(world: World, ana: Phone) -> None:
    ana.says("hello")
    world.clock.passes(minutes=1)
    with world.database.writing() as session:
        asked = Message("Quick question", (Button("A", "leave:1"), Button("B", "helpful:1")))
        person = world.reload(session, world.people.ana)
        tell(session, person, asked, now=world.clock.now, prefer=ana.channel)
    world.clock.passes(minutes=1)
    assert ana.says(NOW).startswith("Call 999")
    world.clock.passes(minutes=1)
    assert ana.says("a") == "Fine, I will leave it as it is."


@pytest.mark.parametrize("channel", list(Channel))
def test_a_stranger_gets_help_without_contacts(world: World, channel: Channel) -> None:
    phone = world.stranger() if channel == Channel.TELEGRAM else world.visitor()
    reply = phone.says(NOW)
    assert reply.startswith("Call 999 now.")
    assert "your manager on call" in reply
    assert alerts(world) == []


def test_a_leaver_gets_help_too(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        leave(session, world.reload(session, world.people.ana), actor="test", now=world.clock.now)
    assert ana.says(NOW).startswith("Call 999")
    assert alerts(world) == []


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VOICE, Kind.VIDEO, Kind.FILE])
def test_the_words_under_a_picture_count(world: World, ana: Phone, kind: Kind) -> None:
    assert words(ana.sends(kind=kind, text=NOW)).startswith("Call 999")


def test_a_hint_is_asked_about_and_yes_brings_the_help(world: World, ana: Phone) -> None:
    assert ana.says(HINT).startswith("Is this happening now? If someone may be hurt, call 999 first.")
    assert alerts(world) == []
    assert ana.presses("Yes, it is happening now").startswith("Call 999 now.")
    assert len(alerts(world)) == 1


def test_a_hint_from_a_stranger_is_asked_about_too(world: World) -> None:
    phone = world.stranger()
    assert phone.says(HINT).startswith("Is this happening now?")
    assert phone.presses("Yes, it is happening now").startswith("Call 999 now.")


WORRY = "he counts her money every week"
NEAR = "he counts her money every week, the son"  # some titles share a word with it


def test_a_worry_that_no_passage_answers_goes_to_those_on_duty_and_to_no_champion(world: World, ana: Phone) -> None:
    reply = ana.says(WORRY)
    assert reply.startswith("Is this happening now?")
    assert "so I have told those on duty. They may ring you. No champion reads it." in reply
    assert "ring Olu Ade, 01632 960001" not in reply  # the one on call; this is for the safeguarding lead
    [(address, text)] = alerts(world)
    assert address == "903"
    assert text.startswith("# May be urgent: safeguarding\nAna at Rose House, 10:00. They asked about something")
    assert "money" not in text
    with world.database.reading() as session:
        assert not session.exec(select(Escalation)).all()
        assert world.people.cho.id not in {row.recipient_id for row in session.exec(select(OutboundMessage)).all()}


def test_where_nobody_can_be_told_the_worker_hears_that(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        leave(session, world.reload(session, world.people.lee), now=world.clock.now, actor="test")
    assert "so please ring Sam Lee, 01632 960002: I could tell nobody." in ana.says(WORRY)


def test_who_only_asks_may_send_it_to_a_champion_all_the_same(world: World, ana: Phone) -> None:
    ana.says(WORRY)
    assert "I have asked your digital champions." in ana.presses("Ask a champion")
    with world.database.reading() as session:
        assert [row.text for row in session.exec(select(Escalation)).all()] == [WORRY]


def test_who_saw_it_earlier_has_a_button_of_their_own(world: World, ana: Phone) -> None:
    ana.says(WORRY)
    assert "This chat is not watched." in ana.presses("It was earlier, and I am worried")
    assert alerts(world)[-1][1].startswith("# Urgent: safeguarding")
    ana.says(WORRY)
    assert "This chat is not watched." in ana.says("it was earlier")


def test_none_of_the_titles_for_a_worry_is_no_wish_that_a_champion_reads_it(world: World, ana: Phone) -> None:
    assert "I found more than one that may fit." in ana.says(NEAR)
    assert "No champion reads it." in ana.presses("None of these")
    ana.presses("None of these")  # twice is once
    [(_, text)] = alerts(world)
    assert text.startswith("# May be urgent: safeguarding")
    with world.database.reading() as session:
        assert not session.exec(select(Escalation)).all()


def test_the_same_worry_in_other_words_tells_nobody_twice_while_it_waits(world: World, ana: Phone) -> None:
    ana.says(WORRY)
    world.clock.passes(minutes=5)
    ana.says(NEAR)
    assert "I have told those on duty" in ana.presses("None of these")
    assert len(alerts(world)) == 1
    world.clock.passes(minutes=11)
    ana.says(WORRY)
    assert len(alerts(world)) == 2


def test_a_worry_after_another_kind_of_alert_or_one_that_somebody_has_is_told_all_the_same(
    world: World, ana: Phone
) -> None:
    put_on_duty(world, Contact.DATA_PROTECTION_LEAD, "Pat", 905)
    ana.says(LOST)
    ana.says(WORRY)
    assert [address for address, _ in alerts(world)] == ["905", "903"]
    world.phone(world.people.lee).acts("got:2")
    ana.says(NEAR)
    ana.presses("None of these")
    assert [address for address, text in alerts(world) if text.startswith("# ")] == ["905", "903", "903"]


def test_yes_pressed_twice_is_one_alert(world: World, ana: Phone) -> None:
    ana.says(HINT)
    for _ in range(2):
        ana.acts("now:medical_emergency")
    assert len(rows(world)) == 1


def test_who_says_that_it_is_happening_after_all_raises_the_alarm(world: World, ana: Phone) -> None:
    ana.says(WORRY)
    assert "This chat is not watched." in ana.presses("Yes, it is happening now")
    assert [text.splitlines()[0] for _, text in alerts(world)] == [
        "# May be urgent: safeguarding", "# Urgent: safeguarding",
    ]  # fmt: skip


def test_a_hint_about_the_manager_is_answered_at_once_and_leaves_the_manager_out(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    reply = ana.says("what do i do if my manager is shouting at residents")
    assert "I have not told the person you mean." in reply
    assert [address for address, _ in alerts(world)] == ["905"]


def test_yes_to_a_hint_of_choking_brings_the_words_for_choking(world: World, ana: Phone) -> None:
    assert ana.says("what should i do if someone is choking").startswith("Is this happening now?")
    assert ana.presses("Yes, it is happening now").startswith("Shout for help. If it does not clear, call 999.")


def test_a_question_about_rules_gets_one_line_and_its_answer_and_no_alarm(world: World, ana: Phone) -> None:
    reply = ana.says("Where do I record a fall?")
    assert reply.startswith("If this is happening now and someone is hurt or in danger, call 999.")
    assert alerts(world) == []
    assert len(ana.seen) > 1
    assert ana.presses("Yes, it is happening now").startswith("Call 999 now.")


def test_a_message_brings_the_line_it_asks_for(world: World, ana: Phone) -> None:
    reply = ana.says("she fell down the stairs and hit her head, lots of blood")
    assert "Keep them still.\nThis chat is not watched." in reply
    assert "Keep them still." not in ana.says(NOW)


def test_the_button_under_a_hint_brings_the_line_too(world: World, ana: Phone) -> None:
    ana.says("what do i do if someone is on warfarin and fell and is not waking up")
    assert "Keep them still." in ana.presses("Yes, it is happening now")


def test_after_an_ordinary_answer_the_line_comes_last(world: World, ana: Phone) -> None:
    reply = ana.says("how do i charge the hoist battery when a resident refuses her dinner")
    assert "dock in the laundry" in reply
    assert reply.endswith("Are they unwell or drowsy now? Ring 111, or 999 if it cannot wait.")
    assert alerts(world) == []


def test_whoever_asks_how_to_speak_up_is_told_and_no_colleague_hears_of_it(world: World, ana: Phone) -> None:
    reply = ana.says("whistleblowing")
    assert reply.startswith("Ask for the whistle-blowing policy")
    with world.database.reading() as session:
        assert session.exec(select(Escalation)).all() == []
    ana.presses("It is something else")
    with world.database.reading() as session:
        assert len(session.exec(select(Escalation)).all()) == 1


def test_where_a_system_is_down_a_champion_hears_of_it_whatever_was_found(world: World, ana: Phone) -> None:
    reply = ana.says("how do i charge the hoist battery, whole system is down on nights")
    assert "dock in the laundry" in reply
    assert "I have asked your digital champions." in reply
    assert "Ring Olu Ade, 01632 960001, at any hour." in reply
    assert "write on paper" in reply


@pytest.mark.parametrize("typed", ["yes it is happening now", "Yes", "yeah", "it's happening now!!", "YES NOW"])
def test_yes_may_be_typed_too(world: World, ana: Phone, typed: str) -> None:
    ana.says(HINT)
    assert ana.says(typed).startswith("Call 999 now.")
    assert len(alerts(world)) == 1


def test_a_yes_to_nothing_is_no_alarm(world: World, ana: Phone) -> None:
    ana.says("Where do I record a fall?")  # which is answered, and asks nothing
    ana.says("yes")
    ana.says("hello")
    ana.says("yes it is happening now")
    assert alerts(world) == []


@pytest.mark.parametrize("typed", ["I have written it in the record", "ive written it in the record."])
def test_after_an_urgent_reply_the_words_of_its_button_press_it(world: World, typed: str) -> None:
    ana = world.phone(world.people.ana)
    ana.sends(text=NOW, message_id="41", sent_at=world.clock.now)
    assert ana.says(typed) == "Thank you. I am taking your message out of this chat."


def test_choking_has_its_own_first_line(ana: Phone) -> None:
    assert ana.says("lady choking now!!!").startswith("Shout for help. If it does not clear, call 999.")


def test_a_hint_in_a_champions_reply_does_not_stop_the_reply(world: World) -> None:
    world.phone(world.people.ana).says("zebra quantum flute payslip")
    cho = world.phone(world.people.cho)
    cho.acts("answer:1")
    reply = cho.says("if someone falls and is hurt you ring 999, then write it in the accident book")
    assert "This is what the person will read:" in reply


def test_a_hint_does_not_swallow_the_answer_to_a_quiz(world: World, ana: Phone) -> None:
    ana.says("hello")
    world.clock.passes(minutes=1)
    label = "What if someone is choking: shout for help"
    with world.database.writing() as session:
        asked = Message("Quick question", (Button(label, "leave:1"), Button("B", "helpful:1")))
        person = world.reload(session, world.people.ana)
        tell(session, person, asked, now=world.clock.now, prefer=ana.channel)
    world.clock.passes(minutes=1)
    reply = ana.says(label)
    assert reply.startswith("Is this happening now?")
    assert reply.endswith("Fine, I will leave it as it is.")


@pytest.mark.parametrize("category", ["", "nonsense", "fire_or_gas:1", "\u202e"])
def test_an_odd_yes_still_brings_help(world: World, ana: Phone, category: str) -> None:
    assert "999" in ana.acts(f"now:{category}")


def test_a_command_is_no_hint(world: World, ana: Phone) -> None:
    assert ana.says("/help").startswith("# How I can help")


def test_with_the_database_gone_help_still_comes_and_is_marked_as_not_queued(
    tmp_path: Path, phrases: Phrases, search: Search, world: World
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    lost = Database(f"sqlite:///{folder / 'champion.db'}")
    lost.migrate()
    lost.close()
    shutil.rmtree(folder)
    engine = Engine(lost, search, phrases, zone=LONDON, public_url="", clock=world.clock)
    for channel in Channel:
        reply = engine.handle(Incoming(channel, "901" if channel == Channel.TELEGRAM else "staff:1", "u1", text=NOW))
        assert words(reply).startswith("Call 999 now.")
        assert not reply.queued


def test_with_a_database_that_has_lost_its_tables_help_still_comes(
    tmp_path: Path, phrases: Phrases, search: Search, world: World
) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    engine = Engine(empty, search, phrases, zone=LONDON, public_url="", clock=world.clock)
    reply = engine.handle(Incoming(Channel.TELEGRAM, "901", "u1", text=NOW))
    empty.close()
    assert (words(reply).startswith("Call 999 now."), reply.queued) == (True, False)


def rows(world: World) -> list[Alert]:
    with world.database.reading() as session:
        return list(session.exec(select(Alert)).all())


def test_somebody_elses_danger_to_themselves_is_alerted(world: World, ana: Phone) -> None:
    assert "Stay with them" in ana.says("she took all her tablets she say she want die")
    assert [address for address, _ in alerts(world)] == ["903"]


@pytest.mark.parametrize(
    "said", ["Lee is the one shouting at residents", "it was lee who slapped her", "Lees hitting the residents again"]
)
def test_a_manager_who_is_named_is_neither_alerted_nor_named(world: World, ana: Phone, said: str) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    reply = ana.says(said)
    assert "I have not told the person you mean." in reply
    assert "CQC on 03000 616161" in reply
    assert "Dee Park" in reply
    assert "Lee" not in reply
    assert [address for address, _ in alerts(world)] == ["905"]
    [alert] = rows(world)
    assert (alert.about_manager, alert.never_told) == (True, [world.people.lee.id])
    with world.database.reading() as session:
        assert session.exec(select(Question)).all() == []  # the manager sees the questions of the site


def test_the_role_alone_is_enough(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    assert "Dee Park" in ana.says("my manager is the one shouting at residents")
    assert [address for address, _ in alerts(world)] == ["905"]


def test_of_a_deputy_only_the_council_and_cqc_and_an_administrator_hear(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    put_on_duty(world, Contact.SAFEGUARDING_LEAD, "Ade", 990, role=Role.ADMIN)
    for said in ("Dee is hitting the residents", "the deputy is hitting the residents"):
        reply = ana.says(said)
        assert "Council care line" in reply
        assert "CQC" in reply
        assert "Dee" not in reply
    assert {address for address, _ in alerts(world)} == {"990"}


def test_a_contact_that_names_the_person_gives_way_to_plain_words(world: World, ana: Phone) -> None:
    reply = ana.says("Olu pushed her down the stairs and she is not breathing")
    assert reply.startswith("Call 999 now.")
    assert "your manager on call" in reply
    assert "Olu" not in reply


def test_a_manager_who_was_only_told_is_alerted_as_ever(world: World, ana: Phone) -> None:
    assert "Tell Sam Lee" in ana.says("a carer slapped a resident, I told Lee")
    assert [address for address, _ in alerts(world)] == ["903"]


def test_an_emergency_that_a_manager_caused_has_the_same_reply_and_another_line(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    assert ana.says("my manager pushed her down the stairs and she is not breathing").startswith("Call 999 now.")
    assert [address for address, _ in alerts(world)] == ["905"]


@pytest.mark.parametrize("said", ["told Lee and she did nothing about the bruises", "told my manager she did nothing"])
def test_even_a_hint_about_the_manager_reaches_no_champion_and_no_manager(world: World, ana: Phone, said: str) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    assert "I have not told the person you mean." in ana.says(f"new bruises on her arm, {said}")
    assert [address for address, _ in alerts(world)] == ["905"]
    with world.database.reading() as session:
        reached = {row.recipient_id for row in session.exec(select(OutboundMessage)).all()}
    assert world.people.lee.id not in reached
    assert world.people.cho.id not in reached


def test_the_button_under_a_hint_remembers_whom_it_is_about(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.DEPUTY, "Dee", 905)
    assert "Is this happening now?" in ana.says(f"{HINT} when Lee pushed them over")
    assert ana.button("Yes, it is happening now").action == f"now:medical_emergency:m,{world.people.lee.id}"
    assert ana.presses("Yes, it is happening now").startswith("Call 999 now.")
    assert [address for address, _ in alerts(world)] == ["905"]


def test_a_question_that_names_the_manager_is_just_a_question(world: World, ana: Phone) -> None:
    assert "dock in the laundry" in ana.says("Lee asks how do I charge the hoist battery?")
    assert rows(world) == []


def test_whoever_presses_first_has_it_and_the_worker_hears(world: World, ana: Phone) -> None:
    put_on_duty(world, Contact.ON_CALL, "Olu", 905)
    ana.says(NOW)
    lee = world.phone(world.people.lee)
    [alert] = rows(world)
    assert "This one is yours: medical emergency, Ana at Rose House, 10:00." in lee.acts(f"got:{alert.id}")
    late = Phone(world.engine, "905")
    assert late.says("i have got this") == "Lee has got this already. Thank you."
    heard = alerts(world)
    where = ana.address
    assert [text for address, text in heard if address == where and "Lee has seen this" in text]
    assert [text for address, text in heard if address == "905" and text.startswith("Lee has got this")]


def test_nobody_else_can_take_an_alert_on(world: World, ana: Phone) -> None:
    ana.says(NOW)
    [alert] = rows(world)
    for person in (world.people.zed, world.people.cho):
        for number in (alert.id, 4711, "x", ""):
            assert world.phone(person).acts(f"got:{number}") == "I cannot find that alert."
    assert rows(world)[0].state == "open"


def test_the_alert_comes_to_the_chat_page_of_somebody_without_telegram(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        lee = world.reload(session, world.people.lee)
        lee.telegram_id = None
        session.add(lee)
    ana.says(NOW)
    assert [address for address, _ in alerts(world)] == [f"staff:{world.people.lee.id}"]
    assert "This one is yours" in world.browser(world.people.lee).says("I have got this")


def provider_staff(world: World, name: str, role: Role, number: int) -> Staff:
    with world.database.writing() as session:
        return make.staff(session, name, role=role, telegram_id=number, now=world.clock.now)


def test_of_several_sites_an_alert_of_no_site_goes_to_the_administrators(world: World) -> None:
    gil = provider_staff(world, "Gil", Role.GOVERNANCE, 950)
    provider_staff(world, "Ade", Role.ADMIN, 951)
    assert world.phone(gil).says(NOW).startswith("Call 999 now.")
    [alert] = rows(world)
    assert alert.site_id is None
    [(address, text)] = alerts(world)
    assert address == "951"
    assert "Gil at no fixed site, 10:00." in text
    with world.database.reading() as session:
        assert session.exec(select(Question.topic)).all() == ["medical_emergency"]


def test_where_the_only_administrator_writes_governance_is_told(world: World) -> None:
    provider_staff(world, "Gil", Role.GOVERNANCE, 950)
    world.phone(provider_staff(world, "Ade", Role.ADMIN, 951)).says(NOW)
    assert [address for address, _ in alerts(world)] == ["950"]
    assert "This one is yours" in world.phone(provider_staff(world, "Gwen", Role.GOVERNANCE, 952)).acts("got:1")


def test_of_one_site_its_contacts_and_duties_serve_whoever_works_for_all(world: World) -> None:
    ade = provider_staff(world, "Ade", Role.ADMIN, 951)
    with world.database.writing() as session:
        session.get_one(Site, world.people.other.id).closed_at = world.clock.now
        session.get_one(Site, world.people.home.id).live_at = None
    assert "Olu Ade, 01632 960001" in world.phone(ade).says(NOW)
    assert [(address, "Ade at Rose House" in text) for address, text in alerts(world)] == [("903", True)]
    assert rows(world)[0].site_id == world.people.home.id


def test_nobody_on_duty_leaves_the_managers_then_the_administrators(world: World, ana: Phone) -> None:
    provider_staff(world, "Ade", Role.ADMIN, 951)
    with world.database.writing() as session:
        session.delete(session.exec(select(Duty)).one())
    ana.says("I left the handover sheet on the bus")
    ana.says(NOW)
    assert {address for address, _ in alerts(world)} == {"903", "951"}  # the administrator leads on cases
    with world.database.writing() as session:
        call_next(session, 2, now=world.clock.now + timedelta(minutes=5), zone=LONDON, patience=Patience())
        told = session.exec(select(AlertCall.step).where(AlertCall.alert_id == 2).order_by(AlertCall.id)).all()  # type: ignore[arg-type]
    assert told == ["manager", "admin"]


def test_no_table_keeps_what_was_typed(world: World, ana: Phone) -> None:
    ana.says("Lee slapped Wilhelmina with a wooden spoon")
    with world.database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            assert "wooden" not in str(session.execute(table.select()).all()), table.name
