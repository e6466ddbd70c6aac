"""Rights over one's own data, by typing: a case with a date, the page, being forgotten; incidents that get a case."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from make_ear import weights
from sqlmodel import Session, select

import make
from chat import wording
from chat.incoming import Channel
from chat.listening import Listening
from chat.talk import Received, Talk
from core.audit import AuditEntry
from delivery.outbox import OutboundMessage
from fakes import FakeEncoder
from incidents.cases import CaseFile
from knowledge.search import Search
from people.invites import make_invite
from people.roles import Role
from people.staff import Staff
from privacy.erasure import purge_last_words
from privacy.leavers import close_account
from questions.questions import Question
from safety.ear import Ear, save_ear
from talking import Phone, World

UNKNOWN = "zebra quantum flute payslip"
LOST = "i left the handover sheet on the bus"
LEAD = "Pat Rao, 01632 960006"


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, world: World) -> Phone:
    return world.phone(world.people.ana) if request.param == "telegram" else world.browser(world.people.ana)


@pytest.fixture
def pat(world: World) -> Staff:
    with world.database.writing() as session:
        return make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=world.clock.now)


def cases(world: World) -> list[CaseFile]:
    with world.database.reading() as session:
        return list(session.exec(select(CaseFile).order_by(CaseFile.id)).all())  # type: ignore[arg-type]


def told(world: World, staff: Staff) -> list[str]:
    with world.database.reading() as session:
        query = select(OutboundMessage).where(OutboundMessage.recipient_id == staff.id, OutboundMessage.kind == "case")
        return [row.message.text for row in session.exec(query).all()]


def test_asking_what_is_held_in_any_words_opens_a_case_with_a_date(world: World, ana: Phone, pat: Staff) -> None:
    reply = ana.says("what info you have about me, send all")
    assert f"{LEAD} must answer you by Wed 23 December 2026. Your reference is C-1." in reply
    assert ana.labels == ["Show what is held", "I meant something else"]
    [text] = told(world, pat)
    assert text.startswith("# Wants to know what is held: C-1\nAna at Rose House")
    assert "C-1" in ana.says("show me my data please")
    assert (len(cases(world)), len(told(world, pat))) == (1, 1)


def test_somebody_of_no_one_site_is_named_without_one(world: World, pat: Staff) -> None:
    with world.database.writing() as session:
        gil = make.staff(session, "Gil", role=Role.GOVERNANCE, telegram_id=950, now=world.clock.now)
    reply = world.phone(gil).says("what info you have about me, send all")
    assert "Your data protection lead must answer you by" in reply
    [text] = [row.body["text"] for row in _case_messages(world)]
    assert "\nGil asked in the chat on Mon 23 November 2026." in text


def _case_messages(world: World) -> list[OutboundMessage]:
    with world.database.reading() as session:
        return list(session.exec(select(OutboundMessage).where(OutboundMessage.kind == "case")).all())


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("i want my data gone", "erasure_request", "I can forget you now"),
        ("i want to complain about how you use my details", "complaint", "must confirm it by Wed 23 December 2026"),
    ],
)
def test_erasure_and_complaints_are_heard_too(world: World, ana: Phone, said: str, kind: str, words: str) -> None:
    assert words in ana.says(said)
    assert [case.kind for case in cases(world)] == [kind]


def test_to_ask_what_is_held_with_a_hint_of_harm_keeps_the_hint(world: World, ana: Phone) -> None:
    assert ana.says("what do you hold on me").startswith("You have a right to know")
    assert ana.says("someone hit her. what do you hold on me").startswith(("Thank you. You did right.", "Is this"))


def test_a_question_about_the_topic_opens_no_case(world: World, ana: Phone) -> None:
    ana.says("what do I do if a resident asks for their records")
    assert cases(world) == []


def test_a_request_that_was_none_is_taken_back_by_button(world: World, ana: Phone) -> None:
    ana.says("delete my data")
    assert "C-1 is taken back" in ana.presses("I meant something else")
    assert [(case.state, case.outcome) for case in cases(world)] == [("closed", "withdrawn")]
    assert "I cannot find" not in world.phone(world.people.cho).acts("not_meant:1")
    assert len(cases(world)) == 1


@pytest.fixture
def hears(world: World, search: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples that know four words, for the model of these tests."""
    encoder = FakeEncoder()
    matters = ("none", "access_request", "erasure_request", "complaint", "privacy_question")
    known = encoder.encode(["lodestar", "obelisk", "gargoyle", "pergola"]).T * 20
    straight = np.pad(known, ((0, 2), (1, 0)))
    made = weights(size=encoder.size, matters=5, straight=straight, then=[[0] * 5, [5, 0, 0, 0, 0]])
    save_ear(tmp_path / "requests.npz", Ear(encoder.taught, matters, made))
    monkeypatch.setattr(world.engine, "_listen", Listening(search, requests=tmp_path / "requests.npz"))


@pytest.mark.usefixtures("hears")
@pytest.mark.parametrize(
    ("said", "kind", "asked", "yes"),
    [
        ("lodestar", "access_request", "see what I hold about you?", "Yes, show me"),
        ("obelisk", "erasure_request", "delete what I hold about you?", "Yes, delete it"),
        ("gargoyle", "complaint", "complain about how your own data is used?", "Yes, I want to complain"),
    ],
)
def test_what_only_the_examples_hear_is_asked_about_first(
    world: World, ana: Phone, said: str, kind: str, asked: str, yes: str
) -> None:
    assert asked in ana.says(said)
    assert ana.labels == [yes, "I meant something else"]
    assert cases(world) == []
    asked_at = world.clock.now
    world.clock.passes(minutes=3)
    assert "Your reference is C-1" in ana.presses(yes)
    assert [(case.kind, case.received_at) for case in cases(world)] == [(kind, asked_at)]


@pytest.mark.usefixtures("hears")
def test_if_it_was_something_else_the_question_is_answered(world: World, ana: Phone) -> None:
    ana.says("lodestar hoist battery charging")
    assert "Put it in the dock in the laundry." in ana.presses("I meant something else")
    ana.says("lodestar hoist battery charging")
    assert "Put it in the dock in the laundry." in ana.says("2")  # typed instead of pressed
    assert cases(world) == []


@pytest.mark.usefixtures("hears")
def test_words_of_despair_are_not_taken_for_a_wish_to_be_deleted(world: World, ana: Phone) -> None:
    reply = ana.says("obelisk i hate my life")
    assert "You matter" in reply
    assert "delete" not in reply


@pytest.mark.usefixtures("hears")
def test_a_button_that_is_none_of_ours_opens_nothing(world: World, ana: Phone) -> None:
    assert "older message" in ana.acts("yes_request:data_incident")
    assert "What would you like to know?" in ana.acts("no_request:access_request")
    assert "you need an invite" in world.stranger().says("lodestar")
    assert cases(world) == []


@pytest.mark.usefixtures("hears")
@pytest.mark.parametrize("said", ["pergola hoist battery charging", "who can see this chat hoist battery charging"])
def test_who_reads_along_gets_the_notice_and_the_answer(world: World, ana: Phone, said: str) -> None:
    reply = ana.says(said)
    assert reply.startswith("# Your privacy\n1 I find approved answers.")
    assert "Put it in the dock in the laundry." in reply
    assert cases(world) == []


@pytest.mark.usefixtures("hears")
def test_the_notice_alone_goes_to_no_champion_unless_they_wish(world: World, ana: Phone) -> None:
    reply = ana.says(f"pergola pergola {UNKNOWN.removesuffix(' payslip')}")
    assert reply.startswith("# Your privacy")
    assert reply.endswith("If that does not answer it, your digital champions can.")
    assert "I have asked your digital champions." in ana.presses("Ask a champion")


def test_a_stranger_is_told_whom_to_ask(world: World) -> None:
    assert "data protection lead" in world.stranger().says("what do you hold on me")
    assert cases(world) == []


def test_the_copy_is_a_page_and_in_telegram_only_a_link_to_it(world: World) -> None:
    people = world.people
    told = world.phone(people.ana).says("/mydata")
    assert "Telegram would keep a copy" in told
    assert "https://champion.example/signin/" in told
    assert told.endswith("?to=mydata")
    assert world.browser(people.ana).says("/mydata").endswith("\nhttps://champion.example/mydata")


def test_an_incident_gets_a_case_a_reference_and_the_lead_hears_the_end(world: World, ana: Phone, pat: Staff) -> None:
    reply = ana.says(LOST)
    assert reply.startswith("Report this now to Pat Rao")
    assert "Noted: C-1." in reply
    [case] = cases(world)
    assert (case.kind, case.received_at, case.due_at) == (
        "data_incident", world.clock.now, world.clock.now + timedelta(hours=72),
    )  # fmt: skip
    [text] = told(world, pat)
    assert "Decide by Thu 26 Nov 10:00" in text
    assert "bus" not in text
    world.clock.passes(minutes=20)
    assert "Noted: C-1." in ana.says("i lost my work phone too")
    assert len(cases(world)) == 1


def test_the_lead_hears_of_an_incident_in_one_message_with_its_button(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        pat = make.staff(session, "Pat", role=Role.DATA_PROTECTION, telegram_id=960, now=world.clock.now)
        dot = make.staff(session, "Dot", role=Role.DATA_PROTECTION, telegram_id=961, now=world.clock.now)
    ana.says(LOST)
    for lead in (pat, dot):
        with world.database.reading() as session:
            query = select(OutboundMessage).where(OutboundMessage.recipient_id == lead.id)
            [message] = [row.message for row in session.exec(query)]
        assert message.text == (
            "# Urgent: data incident C-1\n"
            "Ana at Rose House, 10:00. What happened is not written here: please ring them now.\n"
            "Decide by Thu 26 Nov 10:00 whether the ICO must be told. The Cases page keeps the clock, and your "
            "decision either way."
        )
        assert [button.label for button in message.buttons] == ["I have got this"]
    assert "This one is yours" in world.phone(dot).acts("got:1")


@pytest.mark.parametrize(
    "said",
    [
        "Left handover sheet on bus",
        "lost work phone at asda",
        "I clicked link in email it ask my password and I put",
        "Sent care plan to wrong family",
    ],
)
def test_scenarios_30_to_33_start_the_clock(world: World, ana: Phone, pat: Staff, said: str) -> None:
    reply = ana.says(said)
    assert reply.startswith("Report this now to Pat Rao")
    assert "Noted: C-1." in reply
    assert len(told(world, pat)) == 1


def test_awareness_is_when_it_was_sent_not_when_it_arrived(world: World) -> None:
    sent = world.clock.now - timedelta(hours=6)
    world.phone(world.people.ana).sends(text=LOST, sent_at=sent)
    assert [case.received_at for case in cases(world)] == [sent]


def test_a_hint_that_is_confirmed_gets_its_case(world: World, ana: Phone) -> None:
    ana.acts("now:data_incident")
    assert [case.kind for case in cases(world)] == ["data_incident"]


def test_other_urgent_matters_get_no_case(world: World, ana: Phone) -> None:
    assert "Noted" not in ana.says("he is not breathing")
    assert cases(world) == []


def everything(session: Session) -> str:
    """What every table holds, but the audit log's numbers."""
    rows = [session.exec(select(table)).all() for table in (Staff, Question, Received, Talk, OutboundMessage, CaseFile)]
    return str([row.model_dump() for found in rows for row in found])


def test_being_forgotten_is_asked_about_first_then_done(world: World, ana: Phone) -> None:
    ana.says(UNKNOWN)
    asked = ana.says("/forget")
    assert "Gone at once" in asked
    assert "Stays" in asked
    with world.database.reading() as session:
        assert UNKNOWN in everything(session)
    last = ana.presses("Yes, forget me")
    assert last.startswith("You are forgotten here.")
    with world.database.writing() as session:
        held = everything(session)
        assert UNKNOWN not in held
        assert "'Ana'" not in held
        assert ana.channel == Channel.TELEGRAM or "901" not in held
        for row in session.exec(select(OutboundMessage).where(OutboundMessage.kind == "farewell")):
            row.state = "sent"
            session.add(row)
    with world.database.writing() as session:
        purge_last_words(session)
        assert "901" not in everything(session)
        assert "901" not in str([row.model_dump() for row in session.exec(select(AuditEntry))])
    assert [(case.kind, case.outcome, case.name) for case in cases(world)] == [("erasure_request", "done", "")]
    assert "you need an invite" in ana.says("hello")


def test_what_was_said_on_an_earlier_phone_and_before_joining_goes_too(world: World) -> None:
    with world.database.writing() as session:
        invite = make_invite(session, role=Role.STAFF, site=world.people.home, now=world.clock.now)
    phone = world.stranger(777)
    phone.says(f"/start {invite.code}")
    phone.presses("I understand, continue")
    phone.says("Farida")
    phone.presses("Days")
    phone.says(UNKNOWN)
    with world.database.writing() as session:
        farida = session.exec(select(Staff).where(Staff.telegram_id == 777)).one()
        farida.telegram_id = 778
    later = world.stranger(778)
    later.says("/forget")
    later.presses("Yes, forget me")
    with world.database.reading() as session:
        held = everything(session)
        assert "Farida" not in held
        assert UNKNOWN not in held
        assert "'777'" not in held


def test_no_keeps_everything_and_an_old_button_forgets_nobody(world: World, ana: Phone) -> None:
    ana.says("/forget")
    assert ana.presses("No, keep me") == wording.KEPT.text
    assert "older message" in ana.presses("Yes, forget me")
    assert "# Ana" in ana.says("/me")


def test_an_open_request_is_closed_as_done(world: World, ana: Phone) -> None:
    ana.says("delete everything about me")
    ana.presses("Forget me")
    assert "Reference C-1." in ana.presses("Yes, forget me")
    assert [(case.state, case.outcome) for case in cases(world)] == [("closed", "done")]


def test_the_last_administrator_stays(world: World) -> None:
    with world.database.writing() as session:
        ade = make.staff(session, "Ade", role=Role.ADMIN, now=world.clock.now, telegram_id=950)
        bea = make.staff(session, "Bea", role=Role.ADMIN, now=world.clock.now, telegram_id=951)
    first = world.phone(bea)
    first.says("/forget")
    first.presses("Yes, forget me")
    assert "You are the only administrator" in world.phone(ade).says("/forget")
    assert "older message" in world.phone(ade).acts("forget_yes")


def test_a_leaver_is_answered_kindly_and_keeps_their_rights(world: World, pat: Staff) -> None:
    phone = world.phone(world.people.ana)
    phone.says("hello")
    leave(world, world.people.ana)
    assert phone.says("where are the aprons?").startswith("You no longer work here")
    assert phone.says("he is not breathing").startswith("Call 999")
    assert "Your reference is C-1" in phone.says("delete my data")
    assert phone.labels == []
    assert "invite" in phone.says("/start")


def leave(world: World, staff: Staff) -> None:
    with world.database.writing() as session:
        close_account(session, session.get_one(Staff, staff.id), actor="test", now=world.clock.now)
