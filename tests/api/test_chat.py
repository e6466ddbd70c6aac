"""The chat page: what is shown, what is pushed, and that a double press counts once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

import make
import web
from api.pages import chat
from api.parts import Parts
from chat.incoming import Incoming, Reply
from chat.talk import Received
from delivery.message import Button, Message
from delivery.outbox import OutboundMessage
from delivery.reach import tell
from people.staff import Staff
from privacy.retention import clear
from questions.questions import Feedback, Question

LIVE = {"x-live": "1"}


@pytest.fixture
def ana(parts: Parts, people: make.Cast, tmp_path: Path) -> web.Visitor:
    """Ana, signed in, with something to find. She is reached on the web alone."""
    web.add_policy(parts, tmp_path)
    with parts.database.writing() as session:
        session.get_one(Staff, people.ana.id).telegram_id = None
    return web.Visitor(parts).signs_in(people.ana)


def questions(parts: Parts) -> list[Question]:
    with parts.database.reading() as session:
        return list(session.exec(select(Question)).all())


def test_the_first_thing_shown_is_a_welcome(ana: web.Visitor) -> None:
    page = ana.opens("/")
    assert "Welcome, Ana" in page.text
    assert "Urgent? Call 999" in page.text
    assert "On call: Olu Ade, 01632 960001" in page.text


def test_a_question_gets_its_card_and_pressing_helpful_is_kept(parts: Parts, ana: web.Visitor) -> None:
    page = ana.asks("Can I share a password with a colleague?")
    assert "You said: Can I share a password with a colleague?" in page.text
    assert "Never share your password" in page.text
    assert "Your provider: Passwords policy · 2.1" in page.text.replace("version ", "")
    assert "That helps the next person too" in ana.presses("Helpful").text
    assert [question.feedback for question in questions(parts)] == [Feedback.HELPFUL]


def test_the_same_form_sent_twice_counts_once(parts: Parts, ana: web.Visitor) -> None:
    ana.opens("/")
    form = {"csrf": ana.csrf, "text": "sharing a password", "nonce": "once"}
    first, second = ana.client.post("/chat", data=form), ana.client.post("/chat", data=form)
    assert first.status_code == second.status_code == 200
    assert len(questions(parts)) == 1
    assert second.text.count("Never share your password") == 1


def test_nobody_is_shown_another_persons_reply_by_sending_their_mark(
    parts: Parts, ana: web.Visitor, people: make.Cast, browser: Callable[[Staff], web.Visitor]
) -> None:
    cho = browser(people.cho)
    for visitor in (ana, cho):
        visitor.opens("/")
    ana.client.post("/chat", data={"csrf": ana.csrf, "text": "sharing a password", "nonce": "the-same"})
    page = cho.client.post("/chat", data={"csrf": cho.csrf, "text": "/me", "nonce": "the-same"})
    assert "Never share" not in page.text
    assert [question.asker_id for question in questions(parts)] == [people.ana.id]


def test_pushed_messages_are_shown_and_then_count_as_delivered(
    parts: Parts, ana: web.Visitor, people: make.Cast
) -> None:
    pushed = Message("# An answer\n> in the office", (Button("Helpful", "helpful:1"),))
    with parts.database.writing() as session:
        tell(session, session.get_one(Staff, people.ana.id), pushed, now=parts.clock())
        tell(session, people.lee, Message("for Lee alone"), now=parts.clock(), prefer="web")
    page = ana.opens("/")
    assert page.soup.select_one("blockquote p") is not None
    assert "An answer in the office" in page.text
    assert "for Lee alone" not in page.text
    with parts.database.reading() as session:
        states = {row.address: row.state for row in session.exec(select(OutboundMessage))}
    assert states == {f"staff:{people.ana.id}": "sent", f"staff:{people.lee.id}": "queued"}


def test_live_updates_bring_each_line_once(parts: Parts, ana: web.Visitor, people: make.Cast) -> None:
    ana.opens("/")
    sent = ana.client.post("/chat", data={"csrf": ana.csrf, "text": "/me", "nonce": "a", "after": "0.0"}, headers=LIVE)
    assert sent.status_code == 200
    assert "<html" not in sent.text
    assert "Rose House" in sent.text
    cursor = sent.headers[chat.CURSOR]
    assert ana.client.get("/chat/updates", params={"after": cursor}).status_code == 204
    with parts.database.writing() as session:
        tell(session, session.get_one(Staff, people.ana.id), Message("news for you"), now=parts.clock())
    news = ana.client.get("/chat/updates", params={"after": cursor})
    assert "news for you" in news.text
    assert "Rose House" not in news.text
    assert ana.client.get("/chat/updates", params={"after": news.headers[chat.CURSOR]}).status_code == 204


@pytest.mark.parametrize("after", ["", "x.y", "-1.0", "1", "²." + "9" * 60, "%00", "1." + "9" * 30, "9" * 5000 + ".1"])
def test_a_cursor_that_is_nonsense_brings_everything(ana: web.Visitor, after: str) -> None:
    ana.asks("/me")
    brought = ana.client.get("/chat/updates", params={"after": after})
    assert (brought.status_code, "Rose House" in brought.text) == (200, True)


def test_live_updates_tell_the_page_to_start_again_when_the_session_is_over(stranger: web.Visitor) -> None:
    assert stranger.client.get("/chat/updates").status_code == chat.RELOAD


def test_an_emergency_is_answered_even_when_it_cannot_be_stored(
    parts: Parts, ana: web.Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unstored(_incoming: Incoming) -> Reply:
        return Reply((Message("Call 999 now."),), queued=False)

    monkeypatch.setattr(parts.engine, "handle", unstored)
    assert "Call 999 now." in ana.asks("he is not waking up").text
    live = ana.client.post("/chat", data={"csrf": ana.csrf, "text": "help"}, headers=LIVE)
    assert "Call 999 now." in live.text


def test_everything_typed_is_shown_as_it_was_typed_and_never_run(parts: Parts, ana: web.Visitor) -> None:
    typed = "<script>alert(1)</script> مرحبا 😀\nsecond line"
    page = ana.asks(typed)
    said = [line.get_text() for line in page.soup.select(".mine p")]
    assert said == ["<script>alert(1)</script> مرحبا 😀", "second line"]
    assert not page.soup.select("main script")
    with parts.database.reading() as session:
        assert "😀\nsecond line" in session.exec(select(Received)).one().said


def test_without_words_the_assistant_says_so(ana: web.Visitor) -> None:
    assert "came without words" in ana.asks(" \n ").text


def test_what_the_retention_blanked_leaves_no_empty_bubble(parts: Parts, people: make.Cast, ana: web.Visitor) -> None:
    ana.asks("zebra wombat pangolin lemur")
    with parts.database.writing() as session:
        tell(session, people.ana, Message("a word from your champion"), now=parts.clock(), prefer="web")
    assert "a word from your champion" in ana.opens("/").text
    clear(parts.database, parts.settings, parts.clock() + timedelta(days=40))
    page = ana.opens("/")
    assert "zebra" not in page.text
    assert "a word from your champion" not in page.text
    assert [bubble for bubble in page.soup.select(".ours, .theirs") if not bubble.get_text(strip=True)] == []
