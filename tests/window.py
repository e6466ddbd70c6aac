"""A real Chromium at the real pages: finding it, serving to it, and a week in which something happened."""

import asyncio
import os
import shutil
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import uvicorn
from playwright.sync_api import BrowserContext, Page
from sqlmodel import Session

import make
import make_quiz
import web
from api.app import make_app
from api.parts import Parts
from incidents import taking
from incidents.alerts import Outcome, Patience
from incidents.calling import call_next, raise_alert
from incidents.cases import Kind, open_data_incident, open_request, withdraw
from people.shifts import Shift
from people.signin import make_link
from people.sites import Contact, add_site, add_team
from people.staff import Duty, Staff
from questions import escalations, proposals
from questions.escalations import Escalation
from questions.questions import record_question
from safety.urgent import Category

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
CANDIDATES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "chrome")
PHONE = {"width": 375, "height": 812}
SMALLEST = {"width": 320, "height": 256}  # what is left of an ordinary window at 400 % zoom
DESK = {"width": 1280, "height": 900}


def find_chromium() -> str | None:
    """CHAMPION_CHROMIUM, or one where they usually are."""
    given = os.environ.get("CHAMPION_CHROMIUM")
    return next((path for name in ([given] if given else CANDIDATES) if (path := shutil.which(name))), None)


@dataclass
class Door:
    """The web door on a port, and its people."""

    parts: Parts
    url: str
    people: make.Cast
    admin: Staff
    invite: str

    def link(self, staff: Staff) -> str:
        with self.parts.database.writing() as session:
            token = make_link(session, staff, now=self.parts.clock(), actor="test")
        return f"{self.url}/signin/{token}"


def a_week(session: Session, people: make.Cast, now: datetime) -> None:
    """Two teams, a quiz half done, three questions, one of them late, and an answer to check."""
    home, early = people.home, now - timedelta(days=60)
    days = add_team(session, home, "Day team", actor="test", now=early)
    nights = add_team(session, home, "Night team", actor="test", now=early)
    make_quiz.bank(session, now=early)
    round_ = make_quiz.round_at(session, now - timedelta(hours=3))
    names = ("Blessing", "Chidi", "Dorota", "Esi", "Farida", "Grace", "Halina", "Ibrahim", "Joy", "Kofi", "Lucia")
    for number, name in enumerate(names):
        person = make.staff(session, name, at=home, now=early, telegram_id=1000 + number, shift=Shift.NIGHTS)
        person.team_id = (days if number % 2 else nights).id
        if number == 10:
            person.away_from = early.date()
        if number < 9:
            make_quiz.take(session, round_, person, now=now - timedelta(hours=2), count=2 if number < 6 else 0)
    ask(session, people.ana, "Can I record a visit that my colleague did if she asks me to?", now)
    ask(session, people.ana, "Where do I find the form for a lost medicine key?", now - timedelta(hours=20))
    open_data_incident(session, people.ana, aware_at=now - timedelta(hours=41), now=now, zone=web.ZONE)
    asked = open_request(session, people.cho, Kind.COMPLAINT, received_at=early, now=early, zone=web.ZONE)
    withdraw(session, asked.id or 0, by=people.cho, now=now)
    for kind in (Kind.ACCESS, Kind.COMPLAINT):
        open_request(session, people.cho, kind, received_at=now - timedelta(days=35), now=now, zone=web.ZONE)
    row = ask(session, people.ana, "Who charges the tablets at night?", now - timedelta(hours=5))
    escalations.reply(session, row.id or 0, "The night senior does, in the office.", by=people.cho, now=now)
    proposals.propose_reply(session, row.id or 0, by=people.cho, now=now)
    some_alerts(session, people, now)
    add_site(session, "Ash Grove", actor="test", now=now)  # not live yet


def some_alerts(session: Session, people: make.Cast, now: datetime) -> None:
    """One that nobody takes on, two that somebody has, one of them for too long, and one that is closed."""
    home, patience = people.home, Patience()
    named = {"channel": "web", "zone": web.ZONE, "patience": patience}
    late = raise_alert(session, people.ana, Category.MEDICAL_EMERGENCY, now=now - timedelta(minutes=12), **named)
    for minutes in (7, 2):
        call_next(session, late.id or 0, now=now - timedelta(minutes=minutes), zone=web.ZONE, patience=patience)
    for category, hours in ((Category.SAFEGUARDING, 1), (Category.MEDICATION_ERROR, 29), (Category.MISSING_PERSON, 30)):
        alert = raise_alert(session, people.cho, category, now=now - timedelta(hours=hours), **named)
        taking.acknowledge(session, alert.id or 0, by=people.lee, now=now - timedelta(hours=hours))
        if category == Category.MISSING_PERSON:
            taking.close(session, alert.id or 0, Outcome.AT_SITE, by=people.lee, now=now - timedelta(hours=hours))
    session.add(Duty(site_id=home.id or 0, duty=Contact.SAFEGUARDING_LEAD, staff_id=people.cho.id or 0, shift="nights"))


def ask(session: Session, staff: Staff, text: str, now: datetime) -> Escalation:
    """A question that went to the champions."""
    question = record_question(session, staff, text, channel="web", now=now, outcome="champion")
    return escalations.escalate(session, question, now=now, zone=web.ZONE)


class served:
    """The door on a free port, in a thread of its own."""

    def __init__(self, parts: Parts) -> None:
        config = uvicorn.Config(make_app(parts), host="127.0.0.1", port=0, log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()))

    def __enter__(self) -> str:
        self._thread.start()
        end = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < end, "the door did not open"
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(30)


class Screen:
    """One person's browser window; what it complained about is kept."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
