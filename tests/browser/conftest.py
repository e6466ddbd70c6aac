"""Windows of a real Chromium, and what they look at."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

import make
import web
from core.database import Database
from people.invites import make_invite
from people.roles import Role
from people.staff import Staff
from window import FLAGS, Door, Screen, a_week, find_chromium, served

NO_CHROMIUM = "NO CHROMIUM: the pages were not looked at. Install one, or set CHAMPION_CHROMIUM to its path."


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def door(database: Database, now: datetime, tmp_path: Path) -> Iterator[Door]:
    with database.writing() as session:
        people = make.cast(session, now=now - timedelta(days=60))
        admin = make.staff(session, "Ade", role=Role.ADMIN, now=now - timedelta(days=60))
        invite = make_invite(session, role=Role.STAFF, site=people.home, now=now).code
        a_week(session, people, now)
    began = time.monotonic()
    clock = lambda: now + timedelta(seconds=time.monotonic() - began)  # noqa: E731 - it goes on, as clocks do
    parts = web.make_parts(database, clock, data_dir=tmp_path / "data")
    web.add_policy(parts, tmp_path)
    web.add_policy(parts, tmp_path, web.VISITS, name="visits.md")
    web.learn(parts)
    (tmp_path / "codes.md").write_text(web.CODES)
    parts.import_files([tmp_path / "codes.md"], people.lee, people.home.id)
    with served(parts) as url:
        yield Door(parts, url, people, admin, invite)


@pytest.fixture
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go, to be looked at: CHAMPION_SCREENSHOTS, or the test run's own folder."""
    given = os.environ.get("CHAMPION_SCREENSHOTS")
    folder = Path(given) if given else tmp_path_factory.getbasetemp() / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def screen(chromium: Browser, door: Door) -> Iterator[Callable[..., Screen]]:
    """`screen(size, staff)` is a window with that person signed in; `scripts=False` is one without JavaScript."""
    opened: list[BrowserContext] = []

    def open_one(size: dict[str, int], staff: Staff | None = None, *, scripts: bool = True) -> Screen:
        context = chromium.new_context(viewport=size, java_script_enabled=scripts)
        opened.append(context)
        made = Screen(context)
        if staff is not None:
            made.page.goto(door.link(staff))
            made.page.get_by_role("button", name="Sign in as").click()
            made.page.wait_for_url(f"{door.url}/")
        return made

    yield open_one
    for context in opened:
        context.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skip is easily overlooked."""
    if find_chromium() is None:
        terminalreporter.write_line(NO_CHROMIUM, red=True)
