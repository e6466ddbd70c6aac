"""The worker's own distress: kind, private, and an offer. Told to somebody only where a life is in danger."""

import pytest
from sqlmodel import select

from chat.incoming import Channel
from chat.talk import Received
from core.audit import AuditEntry
from delivery.outbox import OutboundMessage
from people.sites import WELLBEING, Site, set_contacts
from people.staff import leave
from questions.escalations import Escalation
from questions.questions import Question
from safety.ear import NONE
from safety.urgent import Category
from talking import Phone, World

OWN = "i cant do this anymore i dont want to live"
DONE = "I have taken all my tablets"
SOFT = "so stressed with this tablet i cry every shift"
THEIRS = "she took all her tablets she say she want die"


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, world: World) -> Phone:
    return world.phone(world.people.ana) if request.param == "telegram" else world.browser(world.people.ana)


def pushed(world: World) -> list[tuple[str, str, str]]:
    """(kind, address, text) of what went to anybody but Ana."""
    with world.database.reading() as session:
        rows = session.exec(select(OutboundMessage).where(OutboundMessage.recipient_id != world.people.ana.id)).all()
        return [(row.kind, row.address, row.message.text) for row in rows]


def nothing_kept(world: World) -> bool:
    with world.database.reading() as session:
        rows = [*session.exec(select(Question)).all(), *session.exec(select(Escalation)).all()]
        said = "".join(session.exec(select(Received.said)).all())
        named = [entry for entry in session.exec(select(AuditEntry)).all() if entry.action.startswith("distress")]
        return not rows and not said and {entry.actor for entry in named} == {"worker"}


def test_they_get_the_numbers_and_nobody_is_told(world: World, ana: Phone) -> None:
    reply = ana.says(OWN)
    assert "999" in reply.splitlines()[0]
    assert "press 2" in reply
    assert "116 123" in reply
    assert "not watched" in reply
    assert pushed(world) == []
    assert nothing_kept(world)


@pytest.mark.parametrize("text", [OWN, SOFT])
def test_they_may_choose_who_rings_and_that_one_hears_no_reason(world: World, ana: Phone, text: str) -> None:
    ana.says(text)
    assert ana.seen[-1].text.startswith("Shall I ask somebody to ring you?")
    assert ana.labels == ["Lee, manager", "Cho, champion", "No, thank you"]
    assert ana.presses("Cho, champion").startswith("I have asked Cho to ring you")
    [(kind, _, told)] = pushed(world)
    assert (kind, told) == ("ring", "Ana would like you to ring them, please, as soon as you can.")
    assert nothing_kept(world)


@pytest.mark.parametrize("text", [OWN, SOFT])
def test_a_name_or_no_may_be_typed(world: World, ana: Phone, text: str) -> None:
    ana.says(text)
    assert ana.says("cho") == "I have asked Cho to ring you, and said nothing more. In danger before then? Call 999."
    ana.says(text)
    assert ana.says("no thanks").startswith("That is fine.")


def test_asked_twice_they_are_told_once(world: World, ana: Phone) -> None:
    for _ in range(2):
        ana.acts(f"ring:{world.people.cho.id}")
    assert len(pushed(world)) == 1


def test_nobody_at_another_site_can_be_chosen(world: World, ana: Phone) -> None:
    assert ana.acts(f"ring:{world.people.zed.id}") == "I cannot ask them. Please choose somebody else."
    assert ana.acts("ring:nonsense") == "I cannot ask them. Please choose somebody else."
    assert pushed(world) == []


def test_no_thank_you_is_an_answer(world: World, ana: Phone) -> None:
    ana.says(OWN)
    assert ana.presses("No, thank you").startswith("That is fine.")
    assert pushed(world) == []


def test_danger_to_life_is_told_and_the_worker_hears_so(world: World, ana: Phone) -> None:
    reply = ana.says(DONE)
    assert "999" in reply.splitlines()[0]
    assert "I am telling the people on duty now" in reply
    [(kind, _, text)] = pushed(world)
    assert kind == "alert"
    assert "tablets" not in text


@pytest.mark.parametrize("channel", list(Channel))
def test_a_stranger_gets_the_numbers_and_no_promise_that_somebody_is_told(world: World, channel: Channel) -> None:
    phone = world.stranger() if channel == Channel.TELEGRAM else world.visitor()
    reply = phone.says(DONE)
    assert "116 123" in reply
    assert "I am telling" not in reply
    assert [button.label for message in phone.seen for button in message.buttons] == []


def test_a_leaver_gets_the_numbers_too(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        leave(session, world.reload(session, world.people.ana), actor="test", now=world.clock.now)
    assert "116 123" in ana.says(OWN)


def test_of_somebody_they_support_the_duty_list_is_told(world: World, ana: Phone) -> None:
    assert ana.says(THEIRS).splitlines()[0].endswith("You do not need permission.")
    assert [kind for kind, *_ in pushed(world)] == ["alert"]


def test_softer_distress_gets_kind_words_first_and_no_champion(world: World, ana: Phone) -> None:
    reply = ana.says(SOFT)
    assert reply.startswith("I am sorry it is so hard.")
    assert "999" in reply.splitlines()[0]
    assert "A digital champion can help you, in private." in reply
    assert ana.labels == ["Lee, manager", "Cho, champion", "No, thank you"]
    assert pushed(world) == []
    assert nothing_kept(world)


@pytest.fixture
def faintly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second voice hears something of it in whatever is said."""
    heard = {NONE: 0.8, str(Category.SELF_HARM): 0.2}
    monkeypatch.setattr("chat.listening.Listening.__call__", lambda _self, _text, _heard: heard)


@pytest.mark.usefixtures("faintly")
def test_a_question_in_which_it_is_heard_but_faintly_is_still_a_question(world: World, ana: Phone) -> None:
    reply = ana.says("i ask how do I charge the hoist battery?")
    assert reply.startswith("If things are too much: Samaritans listen day and night, 116 123.")
    assert "Put it in the dock in the laundry." in reply
    assert "Helpful" in ana.labels


@pytest.mark.usefixtures("faintly")
def test_faint_words_that_nothing_answers_stay_private(world: World, ana: Phone) -> None:
    assert ana.says("i feel empty").startswith("I am sorry it is so hard.")
    assert pushed(world) == []
    assert nothing_kept(world)


def test_it_works_while_something_else_is_going_on(world: World, ana: Phone) -> None:
    ana.says("hello")
    assert "116 123" in ana.says(OWN)
    assert ana.labels[0] == "Lee, manager"


def test_the_kind_words_name_the_sites_wellbeing_contact_where_there_is_one(world: World, ana: Phone) -> None:
    assert "Through work" not in ana.says(SOFT)
    with world.database.writing() as session:
        home = world.people.home
        contacts = {**home.contacts, WELLBEING: "Care Talk, 01632 960009"}
        set_contacts(session, session.get_one(Site, home.id), contacts, actor="test", now=world.clock.now)
    assert "Through work, in private: Care Talk, 01632 960009." in ana.says(SOFT)


def test_where_nobody_could_ring_nothing_is_offered(world: World, ana: Phone) -> None:
    with world.database.writing() as session:
        for person in (world.people.lee, world.people.cho):
            leave(session, world.reload(session, person), actor="test", now=world.clock.now)
    assert "116 123" in ana.says(OWN)
    assert ana.labels == []
