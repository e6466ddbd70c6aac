"""The champions' inbox: claim, pass on, answer, propose, approve; and what happens when two are quick."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

import make
import web
from api.parts import Parts
from knowledge.drafts import Draft
from people.roles import Role
from people.staff import Staff
from questions.escalations import Escalation, escalate
from questions.questions import record_question

Browser = Callable[[Staff], web.Visitor]


def ask(session: Session, asker: Staff, text: str, parts: Parts, *, hours_ago: int = 0) -> Escalation:
    at = parts.clock() - timedelta(hours=hours_ago)
    question = record_question(session, asker, text, channel="web", now=at, outcome="champion")
    return escalate(session, question, now=at, zone=web.ZONE)


@pytest.fixture
def asked(parts: Parts, people: make.Cast) -> Escalation:
    with parts.database.writing() as session:
        ask(session, people.lee, "where is the key kept", parts)
        return ask(session, people.ana, "Where is the key kept", parts)


@pytest.fixture
def second(parts: Parts, people: make.Cast) -> Staff:
    with parts.database.writing() as session:
        return make.staff(session, "Dev", role=Role.CHAMPION, at=people.home, now=parts.clock())


def state_of(parts: Parts, escalation: Escalation) -> Escalation:
    with parts.database.reading() as session:
        return session.get_one(Escalation, escalation.id)


def test_the_most_pressing_question_is_on_top_with_what_a_champion_needs(
    parts: Parts, people: make.Cast, browser: Browser, asked: Escalation
) -> None:
    with parts.database.writing() as session:
        ask(session, people.ana, "who charges the tablets", parts, hours_ago=20)
    cards = [card.get_text(" ", strip=True) for card in browser(people.cho).opens("/inbox").soup.select(".card")]
    assert "who charges the tablets" in cards[0]
    assert "Was due" in cards[0]
    assert "Where is the key kept" in cards[1] or "where is the key kept" in cards[1]
    assert "2 people asked this, as Q-" in cards[1]
    assert "Due 2 pm today" in cards[1]


def test_a_claimed_question_shows_who_has_it_and_cannot_be_taken(
    parts: Parts, people: make.Cast, second: Staff, browser: Browser, asked: Escalation
) -> None:
    cho, dev = browser(people.cho), browser(second)
    dev.opens("/inbox")
    cho.opens("/inbox")
    assert "You have claimed it" in cho.presses("Claim").text
    conflict = dev.presses("Claim")
    assert conflict.status == 409
    assert "Cho is already on this one" in conflict.text
    assert "Answer" not in conflict.buttons()


def test_an_answer_goes_to_everybody_who_asked_and_can_be_proposed_and_approved(
    parts: Parts, people: make.Cast, browser: Browser, asked: Escalation
) -> None:
    cho, lee = browser(people.cho), browser(people.lee)
    cho.opens("/inbox")
    answered = cho.presses("Send the answer", text="In the red box by the door.")
    assert "Everybody who asked this hears from you" in answered.text
    assert "In the red box by the door." in answered.text
    assert "A second person will check it" in cho.presses("Propose as knowledge").text
    assert "Approve" not in cho.page.buttons()

    lee.opens("/inbox")
    assert "Approved" in lee.presses("Approve").text
    parts.search.refresh()
    assert "In the red box" in browser(people.ana).asks("where is the key kept").text


def test_a_draft_can_be_turned_down_and_decided_only_once(
    parts: Parts, people: make.Cast, admin: Staff, browser: Browser, asked: Escalation
) -> None:
    cho, lee, ade = browser(people.cho), browser(people.lee), browser(admin)
    cho.opens("/inbox")
    cho.presses("Send the answer", text="In the red box.")
    cho.presses("Propose as knowledge")
    lee.opens("/inbox")
    ade.opens("/inbox")
    assert "Turned down" in lee.presses("Turn down").text
    late = ade.presses("Approve")
    assert late.status == 404
    assert "decided already" in late.text
    with parts.database.reading() as session:
        assert session.exec(select(Draft)).one().state == "rejected"


def both_at_the_inbox(people: make.Cast, second: Staff, browser: Browser) -> tuple[web.Visitor, web.Visitor]:
    """Two champions with the page open before either does anything."""
    cho, dev = browser(people.cho), browser(second)
    cho.opens("/inbox")
    dev.opens("/inbox")
    return cho, dev


def test_what_was_typed_is_given_back_when_somebody_was_quicker(
    people: make.Cast, second: Staff, browser: Browser, asked: Escalation
) -> None:
    cho, dev = both_at_the_inbox(people, second, browser)
    cho.presses("Send the answer", text="In the red box.")
    late = dev.presses("Send the answer", text="My careful words")
    assert late.status == 409
    assert "Cho has already answered this one" in late.text
    assert "What you had written My careful words" in late.text


def test_personal_details_come_out_and_the_champion_reads_it_again(
    parts: Parts, people: make.Cast, browser: Browser, asked: Escalation
) -> None:
    cho = browser(people.cho)
    cho.opens("/inbox")
    again = cho.presses("Send the answer", text="Write to mary.smith@example.org or zed lee about it")
    assert "I took personal details out" in again.text
    box = again.soup.select_one("textarea")
    assert box is not None
    assert "mary.smith" not in again.soup.decode()
    assert "or [name] about it" in box.get_text()  # Lee works at this site, Zed at another
    assert state_of(parts, asked).state == "waiting"
    assert "Everybody who asked" in cho.presses("Send the answer").text
    assert "mary.smith" not in state_of(parts, asked).reply


def test_a_colleague_may_be_named_to_those_of_the_same_site(
    parts: Parts, people: make.Cast, browser: Browser, asked: Escalation
) -> None:
    cho = browser(people.cho)
    cho.opens("/inbox")
    assert "Everybody who asked" in cho.presses("Send the answer", text="Ask Ana on nights.").text
    assert state_of(parts, asked).reply == "Ask Ana on nights."
    elsewhere = parts.engine.reply_without_details("Ask Zed on nights.", asked.id or 0, by=people.zed)
    assert elsewhere == "Ask [name] on nights."


def test_an_empty_or_endless_answer_is_refused_kindly(people: make.Cast, browser: Browser, asked: Escalation) -> None:
    cho = browser(people.cho)
    cho.opens("/inbox")
    empty = cho.presses("Send the answer", text="  ")
    assert (empty.status, "answer is empty" in empty.text) == (400, True)
    endless = cho.presses("Send the answer", text="word " * 700)
    assert (endless.status, "Please shorten it" in endless.text) == (400, True)


def test_passing_on_gives_it_to_the_next(
    parts: Parts, people: make.Cast, second: Staff, browser: Browser, asked: Escalation
) -> None:
    cho = browser(people.cho)
    cho.opens("/inbox")
    passed = cho.presses("Pass on")
    assert "gone to the next person" in passed.text
    assert "You passed this on. Nobody has taken it yet." in passed.text
    assert "Pass on" not in [button.get_text() for button in passed.soup.select("button")]
    assert state_of(parts, asked).claimed_by_id is None


def test_who_may_not_answer_cannot_by_sending_the_form(
    parts: Parts, people: make.Cast, browser: Browser, asked: Escalation
) -> None:
    ana = browser(people.ana)
    ana.opens("/")
    for act in ("claim", "pass", "answer", "propose"):
        refused = ana.client.post(f"/inbox/{asked.id}/{act}", data={"csrf": ana.csrf, "text": "mine"})
        assert refused.status_code == 403
    assert state_of(parts, asked).state == "waiting"


def test_what_was_typed_is_given_back_when_somebody_has_claimed_it(
    people: make.Cast, second: Staff, browser: Browser, asked: Escalation
) -> None:
    cho, dev = both_at_the_inbox(people, second, browser)
    cho.presses("Claim")
    late = dev.presses("Send the answer", text="My careful words")
    assert "What you had written, for Cho: My careful words" in late.text
