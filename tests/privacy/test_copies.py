"""One person's data: all of theirs, nothing of anybody else's, no secret."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

import make
import make_quiz
from delivery.message import Message
from delivery.reach import tell
from incidents.cases import Kind, Outcome, decide, open_request
from make_question import escalation
from people.roles import Role
from people.signin import make_link, start_session
from privacy.copies import copy_of
from questions.escalations import reply

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    """Ana has asked, been answered, done a quiz, signed in, and asked for her data; Cho has answered."""
    people = make.cast(session, now=now)
    row = escalation(session, people.ana, "Where is the linen key?", now=now)
    reply(session, row.id or 0, "In the blue tin.", by=people.cho, now=now)
    make_quiz.bank(session, now=now)
    make_quiz.take(session, make_quiz.round_at(session, now), people.ana, now=now)
    start_session(session, now=now, staff=people.ana)
    make_link(session, people.ana, now=now, actor=people.ana.actor)
    tell(session, people.ana, Message("Only for Ana."), now=now)
    case = open_request(session, people.ana, Kind.ACCESS, received_at=now, now=now, zone=LONDON)
    pat = make.staff(session, "Pat", role=Role.DATA_PROTECTION, now=now)
    decide(session, case.id or 0, Outcome.DONE, "Sent by hand, signed for.", by=pat, now=now)
    return people


def test_it_holds_what_they_asked_did_and_were_sent(session: Session, people: make.Cast, now: datetime) -> None:
    copy = copy_of(session, people.ana, now=now, zone=LONDON)
    found = {part.title: part.rows for part in copy.parts}
    [who] = found["Who you are here"]
    assert (who["Name"], who["Site"], who["Telegram number"], who["Joined"]) == (
        "Ana", "Rose House", "901", "23 November 2026, 10:00",
    )  # fmt: skip
    assert [row["What you asked"] for row in found["Questions you asked"]] == ["Where is the linen key?"]
    quiz = found["Quiz questions you got, and your answers"]
    assert [(row["Question"], row["Right"]) for row in quiz] == [("What do you do?", "yes")] * 2
    assert "In the blue tin." in str(found["Messages sent to you"])
    assert "Only for Ana." in str(found["Messages sent to you"])
    [request] = found["Incidents you reported, and requests you made"]
    assert (request["Kind"], request["What came of it"]) == ("access request", "done")
    log = found["What the log says you did, or was done about you"]
    assert {(row["What was done"], row["Who did it"], row["Upon what"]) for row in log} >= {("Joined", "you", "you")}
    assert "staff:" not in str(log)


def test_it_holds_nothing_of_others_and_no_secret(session: Session, people: make.Cast, now: datetime) -> None:
    token, _ = start_session(session, now=now, staff=people.ana)
    ana = json.dumps(copy_of(session, people.ana, now=now, zone=LONDON).to_json())
    cho = json.dumps(copy_of(session, people.cho, now=now, zone=LONDON).to_json())
    zed = json.dumps(copy_of(session, people.zed, now=now, zone=LONDON).to_json())
    assert "signed for" not in ana
    assert token not in ana
    assert '"902"' not in ana
    assert "linen key" not in cho + zed
    assert "Ana" not in cho + zed
    assert "Only for Ana." not in cho + zed
    assert "Questions of others that you took or answered as a champion" in cho


def test_it_says_what_it_is_and_what_is_left_out(session: Session, people: make.Cast, now: datetime) -> None:
    copy = copy_of(session, people.lee, now=now, zone=LONDON).to_json()
    assert copy["about"] == "Lee"
    assert "everything" in copy["what_this_is"]
    assert any("sealed" in line for line in copy["left_out"])
