"""A home where everything there can be is there, and people of every sort who try to get at it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

import make
import make_quiz
import web
from api.parts import Parts
from core.database import Database
from core.sealing import Safe
from incidents.alerts import Patience
from incidents.calling import raise_alert
from incidents.cases import open_data_incident
from incidents.held import hold
from knowledge.documents import DocumentVersion
from knowledge.sections import Section
from people.invites import make_invite
from people.roles import Role
from people.sites import Contact, add_team
from people.staff import Duty, Staff
from questions.escalations import escalate, reply
from questions.proposals import propose_reply
from questions.questions import record_question
from quizzes.assignments import RoundItem
from safety.urgent import Category, Level, Urgent

SECRET = "who holds the purple key"


@dataclass
class Home:
    """What the other site must not even know of. `things` are ids by the name an address gives them."""

    people: make.Cast
    things: dict[str, int]
    words: tuple[str, ...]


@pytest.fixture
def parts(database: Database, now: datetime, tmp_path: Path) -> Parts:
    return web.make_parts(database, lambda: now, data_dir=tmp_path / "data")


@pytest.fixture
def home(parts: Parts, tmp_path: Path) -> Home:
    now = parts.clock()
    with parts.database.writing() as session:
        people = make.cast(session, now=now - timedelta(days=60))
        dee = make.staff(session, "Deputy Dee", role=Role.SUPERVISOR, at=people.home, now=now)
        duty = Duty(site_id=people.home.id or 0, duty=Contact.DEPUTY, staff_id=dee.id or 0)
        session.add(duty)
        team = add_team(session, people.home, "Orchid team", actor="test", now=now)
        invite = make_invite(session, role=Role.STAFF, site=people.home, now=now)
        asked = record_question(session, people.ana, SECRET, channel="web", now=now, outcome="champion")
        waiting = escalate(session, asked, now=now, zone=web.ZONE)
        other = record_question(session, people.ana, "where is the amber key", channel="web", now=now, outcome="x")
        answered = escalate(session, other, now=now, zone=web.ZONE)
        alert = raise_alert(
            session, people.ana, Category.MEDICAL_EMERGENCY, channel="web", now=now, zone=web.ZONE, patience=Patience()
        )
        case = open_data_incident(session, people.ana, aware_at=now, now=now, zone=web.ZONE)
        urgent = Urgent(Level.NOW, Category.MEDICAL_EMERGENCY)
        held = hold(session, Safe(b"k" * 32), SECRET, worker=people.ana, urgent=urgent, reference="web:1", now=now)
        assert held is not None
        reply(session, answered.id or 0, "In the scarlet box.", by=people.cho, now=now)
        draft = propose_reply(session, answered.id or 0, by=people.cho, now=now)
        make_quiz.bank(session, now=now)
        make_quiz.take(session, make_quiz.round_at(session, now), people.ana, now=now, count=0)
        item = session.exec(select(RoundItem)).first()
    add_documents(parts, people, tmp_path)
    with parts.database.reading() as session:
        published, waits = session.exec(select(DocumentVersion).order_by(DocumentVersion.id)).all()  # type: ignore[arg-type]
        section = session.exec(select(Section).where(Section.version_id == published.id)).first()
    assert item is not None
    assert section is not None
    things = {
        "site_id": people.home.id, "staff_id": people.ana.id, "invite_id": invite.id, "duty_id": duty.id,
        "escalation_id": waiting.id, "draft_id": draft.id, "document_id": published.document_id,
        "section_id": section.id, "version_id": waits.id, "team_id": team.id, "question_id": asked.id,
        "round_item_id": item.id, "alert_id": alert.id, "case_id": case.id, "held_id": held.id,
    }  # fmt: skip
    words = ("Rose House", "Orchid team", "Ana", "Cho", "Deputy Dee", SECRET, "scarlet", "Passwords policy")
    return Home(
        people, {name: number or 0 for name, number in things.items()}, (*words, "Notes on visits", invite.code)
    )


def add_documents(parts: Parts, people: make.Cast, folder: Path) -> None:
    """One in use at the home, and one that waits there."""
    parts.search.refresh()
    lee = web.Visitor(parts).signs_in(people.lee)
    lee.adds(("files", ("rose.md", web.PASSWORDS)))
    (folder / "visits.md").write_text(web.VISITS)
    parts.import_files([folder / "visits.md"], people.lee, people.home.id)


@pytest.fixture
def joins(parts: Parts) -> Callable[..., Staff]:
    """`joins("away manager", at=site)` is somebody new; what stands before the role is who they are."""
    numbers = iter(range(5_000, 6_000))

    def join(who: str, *, at: object) -> Staff:
        sort, _, role = who.rpartition(" ")
        now = parts.clock()
        with parts.database.writing() as session:
            person = make.staff(session, "Pat", role=Role(role), at=at, telegram_id=next(numbers), now=now)  # type: ignore[arg-type]
            if sort == "away":
                person.away_from = date(2026, 11, 1)
            return person

    return join
