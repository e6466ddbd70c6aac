"""The champions' side of the chat: claim, answer with a look before sending, pass on, propose and decide."""

import pytest
from sqlmodel import select

import make
from chat.incoming import Channel
from chat.talk import Talk, find_talk
from delivery.outbox import OutboundMessage
from knowledge.drafts import Draft
from knowledge.search import Search
from people.register import Kind, learn
from people.roles import Role
from people.staff import leave
from questions.escalations import LONGEST_REPLY, Escalation
from questions.questions import Question
from talking import Phone, World

UNKNOWN = "zebra quantum flute payslip"


def escalation(world: World) -> Escalation:
    with world.database.reading() as session:
        return session.exec(select(Escalation).order_by(Escalation.id.desc())).all()[0]  # type: ignore[union-attr]


def heard(world: World, kind: str) -> list[tuple[str, str]]:
    """(address, text) of everything queued of one kind."""
    with world.database.reading() as session:
        rows = session.exec(select(OutboundMessage).where(OutboundMessage.kind == kind)).all()
    return [(row.address, row.message.text) for row in rows]


def state(world: World, phone: Phone) -> str:
    with world.database.reading() as session:
        talk = find_talk(session, phone.channel, phone.address)
    return talk.state if talk else ""


@pytest.fixture(params=["telegram", "web"])
def cho(request: pytest.FixtureRequest, world: World) -> Phone:
    """Cho's phone, after Ana has asked something that nobody knows."""
    world.phone(world.people.ana).says(UNKNOWN)
    return world.phone(world.people.cho) if request.param == "telegram" else world.browser(world.people.cho)


def test_the_inbox_lists_what_waits_and_a_claim_is_thanked(world: World, cho: Phone) -> None:
    listed = cho.says("/inbox")
    assert "# A question from Rose House" in listed
    assert f"> {UNKNOWN}" in listed
    assert "This one is yours, reply by 2 pm today." in cho.presses("Claim")
    assert escalation(world).claimed_by_id == world.people.cho.id


def test_an_empty_inbox_says_so(world: World) -> None:
    assert "Nobody is waiting" in world.phone(world.people.cho).says("/inbox")


def test_a_reply_is_seen_before_it_is_sent_and_then_heard(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    assert "Please type your answer now" in cho.presses("Answer")
    preview = cho.says("In the blue tin.\nAsk the lead for the key.")
    assert "This is what the person will read:\n> In the blue tin.\n> Ask the lead for the key." in preview
    assert heard(world, "answer") == []
    assert "Sent. The person who asked will hear from you." in cho.presses("Send it")
    [(address, text)] = heard(world, "answer")
    assert address == "901"
    assert "> In the blue tin.\n> Ask the lead for the key." in text
    assert state(world, cho) == ""


def test_a_reply_can_be_changed_or_left(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("In the red tin.")
    assert "Please type your answer now" in cho.presses("Change it")
    assert "> In the blue tin." in cho.says("In the blue tin.")
    assert "Nothing was sent" in cho.presses("Not now")
    assert "older message" in cho.presses("Send it")
    assert "older message" in cho.presses("Not now")
    assert heard(world, "answer") == []
    assert escalation(world).state == "claimed"


def test_send_pressed_twice_sends_once(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("In the blue tin.")
    cho.presses("Send it")
    assert "older message" in cho.presses("Send it")
    assert len(heard(world, "answer")) == 1


def test_a_reply_that_is_too_long_is_asked_for_again_and_never_taken_for_a_question(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    assert "Please shorten it" in cho.says("x" * (LONGEST_REPLY + 1))
    assert "> In the blue tin." in cho.says("In the blue tin.")


def test_names_typed_into_a_reply_are_taken_out_before_it_is_shown(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    preview = cho.says("Ask Mrs Smith on 07700 900123.")
    assert "took personal details out" in preview
    assert "900123" not in preview
    with world.database.reading() as session:
        assert "900123" not in str([talk.data for talk in session.exec(select(Talk)).all()])


def test_a_reply_may_name_a_colleague_but_nobody_else(world: World, cho: Phone) -> None:
    with world.database.writing() as session:
        at, now = world.people.home, world.clock.now
        make.staff(session, "Priya Shah", at=at, now=now)
    cho.says("/inbox")
    cho.presses("Answer")
    assert "> Ask Priya on nights." in cho.says("Ask Priya on nights.")
    assert "took personal details out" not in cho.seen[0].text
    cho.presses("Send it")
    assert "> Ask Priya on nights." in heard(world, "answer")[0][1]


def test_a_reply_may_say_whom_to_ring_at_the_site_but_no_other_number(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    preview = cho.says("Ring Olu Ade on 01632 960001, not Kim Ray on 01632 961234.")
    assert "> Ring Olu Ade on 01632 960001, not [name] on [phone number]." in preview


@pytest.mark.parametrize("text", ["Ask Doris", "Ask Mavis", "Ask Mrs Priya", "Ask Priya Brown", "Ask Zed", "Ask Wayne"])
def test_a_name_in_a_reply_that_may_be_that_of_somebody_else_is_taken_out(world: World, cho: Phone, text: str) -> None:
    with world.database.writing() as session:
        at, now = world.people.home, world.clock.now
        for name in ("Priya Shah", "Doris Penn"):
            make.staff(session, name, at=at, now=now)
        leave(session, make.staff(session, "Wayne Obi", at=at, now=now), actor="test", now=now)
        keys = [world.engine.register.key(word) for word in ("Doris", "Mavis", "Zed")]
        learn(session, at.id or 0, keys, kind=Kind.SUPPORTED, now=now)
    cho.says("/inbox")
    cho.presses("Answer")
    assert "> Ask [name]" in cho.says(text)


def test_a_half_written_reply_is_a_thing_of_its_own_channel(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    on_telegram = cho.channel == Channel.TELEGRAM
    other = world.browser(world.people.cho) if on_telegram else world.phone(world.people.cho)
    assert "dock in the laundry" in other.says("How do I charge the hoist battery?")


def test_somebody_else_may_be_quicker(world: World, cho: Phone) -> None:
    with world.database.writing() as session:
        eve = make.staff(session, "Eve", role=Role.CHAMPION, at=world.people.home, telegram_id=905, now=world.clock.now)
    cho.says("/inbox")
    cho.presses("Claim")
    number = escalation(world).id
    for action in (f"claim:{number}", f"answer:{number}", f"pass:{number}"):
        assert "Cho is already on this one" in world.phone(eve).acts(action)
    assert state(world, world.phone(eve)) == ""


def test_passing_on_ends_a_reply_that_was_begun(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    assert "gone to the next person" in cho.presses("Pass on")
    assert "dock in the laundry" in cho.says("How do I charge the hoist battery?")


def test_nobody_else_claims_answers_or_looks(world: World, cho: Phone) -> None:
    number = escalation(world).id
    with world.database.writing() as session:
        elsewhere = make.staff(
            session, "Eve", role=Role.CHAMPION, at=world.people.other, telegram_id=905, now=world.clock.now
        )
    actions = [f"{name}:{number}" for name in ("claim", "answer", "pass", "propose")]
    for action in actions:
        assert world.phone(elsewhere).acts(action) == "I cannot find that question."
        for person in (world.people.ana, world.people.lee, world.people.zed):
            assert "Your role does not include this" in world.phone(person).acts(action)
    assert "Nobody is waiting" in world.phone(elsewhere).says("/inbox")
    assert "Your role does not include this" in world.phone(world.people.ana).says("/inbox")
    assert escalation(world).state == "waiting"


def test_an_approved_reply_is_found_by_the_next_who_asks(world: World, search: Search, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("In the blue tin.")
    cho.presses("Send it")
    assert "A second person will check it" in cho.presses("Propose as knowledge")
    assert "already been proposed" in cho.presses("Propose as knowledge")
    waiting = world.browser(world.people.zed)  # at another site: not the same question
    waiting.says(UNKNOWN)
    with world.database.reading() as session:
        draft = session.exec(select(Draft)).one()
    lee = world.phone(world.people.lee)
    assert lee.acts(f"approve:{draft.id}").startswith("Approved.")
    assert "already" in lee.acts(f"approve:{draft.id}")
    search.refresh()
    assert "> In the blue tin." in world.phone(world.people.ana).says(UNKNOWN)


def test_whoever_asks_while_a_reply_is_checked_hears_of_the_decision(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("In the blue tin.")
    cho.presses("Send it")
    cho.presses("Propose as knowledge")
    with world.database.writing() as session:
        ben = make.staff(session, "Ben", at=world.people.home, telegram_id=905, now=world.clock.now)
        number = session.exec(select(Draft.id)).one()
    world.phone(ben).says(UNKNOWN)
    lee = world.phone(world.people.lee)
    assert "Turned down" in lee.acts(f"reject:{number}")
    assert escalation(world).state == "waiting"
    assert len(heard(world, "escalation")) == 2
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("In the green tin.")
    cho.presses("Send it")
    assert [address for address, _ in heard(world, "answer")] == ["901", "905"]


def test_a_draft_is_decided_only_by_those_who_may(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("In the blue tin.")
    cho.presses("Send it")
    cho.presses("Propose as knowledge")
    with world.database.reading() as session:
        number = session.exec(select(Draft.id)).one()
    for person in (world.people.ana, world.people.cho, world.people.zed):
        for verb in ("approve", "reject"):
            assert world.phone(person).acts(f"{verb}:{number}") == "I cannot find that draft."


def test_not_quite_after_a_reply_reaches_a_champion_again(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    cho.says("Somewhere.")
    cho.presses("Send it")
    with world.database.reading() as session:
        number = session.exec(select(Question.id)).one()
    ana = world.phone(world.people.ana)
    assert "Shall I ask a champion?" in ana.acts(f"notquite:{number}")
    assert "Expect an answer by 2 pm today" in ana.presses("Ask a champion")
    assert escalation(world).state == "waiting"
    assert len(heard(world, "escalation")) == 2


def test_an_administrator_may_answer_anywhere(world: World, cho: Phone) -> None:
    with world.database.writing() as session:
        adi = make.staff(session, "Adi", role=Role.ADMIN, telegram_id=906, now=world.clock.now)
    assert UNKNOWN in world.phone(adi).says("/inbox")


def test_an_answer_that_sounds_urgent_is_not_lost_without_a_word(world: World, cho: Phone) -> None:
    cho.says("/inbox")
    cho.presses("Answer")
    replies = cho.says("he is on the floor not breathing, call 999")
    assert "999" in replies
    assert "Your answer was not sent" in replies
    assert state(world, cho) == "replying"
