"""POST /api/chat: what it takes, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

import make
import web
from api.parts import Parts
from questions.questions import Question


@pytest.fixture
def ana(parts: Parts, people: make.Cast, tmp_path: Path) -> web.Visitor:
    web.add_policy(parts, tmp_path)
    return web.Visitor(parts).signs_in(people.ana)


def test_a_text_is_answered_with_messages_and_buttons(ana: web.Visitor) -> None:
    answer = ana.says(text="sharing a password with a colleague")
    assert answer.status_code == 200
    message = answer.json()["messages"][-1]
    assert set(message) == {"text", "buttons"}
    assert "Never share your password" in message["text"]
    helpful = next(button for button in message["buttons"] if button["label"] == "Helpful")
    assert "Thank you" in ana.says(action=helpful["action"]).json()["messages"][0]["text"]


def test_the_same_id_is_the_same_message(parts: Parts, ana: web.Visitor) -> None:
    first = ana.says(text="sharing a password", id="a").json()
    again = ana.says(text="something else", id="a").json()
    other = ana.says(text="sharing a password", id="b").json()
    assert first == again
    assert other["messages"][0]["text"] == first["messages"][0]["text"]
    with parts.database.reading() as session:
        assert len(session.exec(select(Question)).all()) == 2


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("", "came without words"),
        ("  \n", "came without words"),
        ("a" * 4_097, "That is a long message"),
        ("word " * 12_000, "That is a long message"),
        ("\x00\u200b", "came without words"),
    ],
)
def test_odd_texts_get_a_kind_reply(ana: web.Visitor, text: str, reply: str) -> None:
    answer = ana.says(text=text)
    assert answer.status_code == 200
    assert reply in answer.json()["messages"][0]["text"]


WRITINGS = {
    "emoji": "😀" * 100,
    "right-to-left": "كلمة السر",
    "longest": "a" * 4_096,
    "turned round": "\u202eabc",
    "lines": "line\r\nline\ttab",
    "combining": "e\u0301",
}


@pytest.mark.parametrize("text", WRITINGS.values(), ids=WRITINGS.keys())
def test_any_writing_is_taken(ana: web.Visitor, text: str) -> None:
    answer = ana.says(text=text)
    assert answer.status_code == 200
    assert answer.json()["messages"]


@pytest.mark.parametrize(
    "action",
    ["nonsense", "helpful", "helpful:x", "helpful:999", "pick:1:2:3", "quiz:1", "approve:1", "claim:1", ":", ""],
)
def test_an_action_that_leads_nowhere_gets_a_kind_reply(ana: web.Visitor, action: str) -> None:
    answer = ana.says(action=action)
    assert answer.status_code == 200
    assert answer.json()["messages"][0]["text"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"text"', b"{}", b'{"text": 1}', b'{"text": null}', b'{"action": ["x"]}',
        b'{"text": "a", "action": "b"}', b'{"text": "a", "more": 1}', b'{"text": "\\ud800"}', b'{"text": "\xff"}',
        b'{"action": "' + b"a" * 65 + b'"}', b'{"text": "a", "id": "' + b"a" * 201 + b'"}', b"[" * 5_000,
    ],
)  # fmt: skip
def test_a_body_that_is_not_as_described_is_refused(ana: web.Visitor, body: bytes) -> None:
    refused = ana.client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert refused.status_code == 400
    assert "Send {" in refused.json()["error"]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"text": "hello"}},
        {"files": {"text": ("a.txt", "hello")}},
        {"content": b'{"text": "hello"}'},
        {"content": b'{"text": "hello"}', "headers": {"content-type": "text/plain"}},
    ],
)
def test_only_json_is_taken_so_that_no_other_site_can_send_it(ana: web.Visitor, sent: dict[str, Any]) -> None:
    refused = ana.client.post("/api/chat", **sent)
    assert refused.status_code == 415
    assert "application/json" in refused.json()["error"]


def test_without_a_session_it_says_to_sign_in(stranger: web.Visitor) -> None:
    refused = stranger.says(text="hello")
    assert refused.status_code == 401
    assert refused.json() == {"error": "Please sign in first: open your invite or your sign-in link."}
    assert stranger.client.get("/api/chat").status_code == 405
