"""kill -9 at the worst moments, on the real process with the real model: nothing is lost, nothing is sent twice."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

import make
from core.clock import utc_now
from core.database import Database
from delivery.outbox import OutboundMessage
from questions.escalations import Escalation
from questions.questions import Question
from telegram_api import TelegramApi

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

UNKNOWN = "do the new lanyards replace the green badges or go beside them"
REPLY = "Wear both of them until the end of March."
PATIENCE = 90.0


class Process:
    """`champion serve` as a process of its own that can be killed and started again on the same data."""

    def __init__(self, folder: Path, url: str, telegram: TelegramApi) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._environment = os.environ | {
            "CHAMPION_DATA_DIR": str(folder),
            "CHAMPION_DATABASE_URL": url,
            "CHAMPION_TELEGRAM_TOKEN": telegram.token,
            "CHAMPION_TELEGRAM_API_URL": telegram.url,
        }
        self._log = folder / "log.jsonl"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "champion", "serve", "--port", str(self.port), "--parts", "web,bot"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        wait(self._ready, lambda: self._log.read_text()[-3000:])

    def _ready(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()[-3000:]
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


def wait(true: Callable[[], object], story: Callable[[], str] = lambda: "it never happened") -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, story()
        time.sleep(0.05)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def people(database: Database) -> make.Cast:
    with database.writing() as session:
        return make.cast(session, now=utc_now())


@pytest.fixture
def process(database_url: str, people: make.Cast, telegram: TelegramApi, tmp_path: Path) -> Iterator[Process]:
    folder = tmp_path / "data"
    folder.mkdir()
    for person in (people.ana, people.cho, people.lee, people.zed):
        telegram.user(person.telegram_id or 0, person.name)
    running = Process(folder, database_url, telegram)
    yield running
    running.kill()


def test_a_kill_between_a_question_and_its_confirmation(
    process: Process, telegram: TelegramApi, database: Database
) -> None:
    ana = telegram.user(901, "Ana")
    telegram.fault("sendMessage", 429, retry_after=1, times=10_000)
    ana.says(UNKNOWN)
    wait(lambda: rows(database, Question))
    process.kill()
    telegram.recovers()
    process.start()
    ana.waits_for("I will not guess", PATIENCE)
    assert len(rows(database, Question)) == 1
    assert len(rows(database, Escalation)) == 1
    everything_left(database)
    assert sum("I will not guess" in message.text for message in ana.messages) == 1


def test_a_kill_between_a_champions_reply_and_its_delivery(
    process: Process, telegram: TelegramApi, database: Database
) -> None:
    ana, cho = telegram.user(901, "Ana"), telegram.user(902, "Cho")
    ana.says(UNKNOWN)
    ana.waits_for("I will not guess", PATIENCE)
    cho.says("/inbox")
    cho.waits_for(UNKNOWN, PATIENCE)
    cho.presses("Answer")
    cho.waits_for("Please type your answer now", PATIENCE)
    cho.says(REPLY)
    cho.waits_for("Shall I send it?", PATIENCE)
    telegram.fault("sendMessage", 429, retry_after=1, times=10_000)
    cho.presses("Send it")
    wait(lambda: [row for row in rows(database, Escalation) if row.reply])
    process.kill()
    telegram.recovers()
    process.start()
    assert REPLY in ana.waits_for("Cho, digital champion, says", PATIENCE).text
    everything_left(database)
    assert sum(REPLY in message.text for message in ana.messages) == 1


def rows(database: Database, table: type) -> list:
    with database.reading() as session:
        return list(session.exec(select(table)).all())


def everything_left(database: Database) -> None:
    """Wait until the outbox is empty."""
    wait(lambda: all(row.state == "sent" for row in rows(database, OutboundMessage)))
