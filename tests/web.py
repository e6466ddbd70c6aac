"""The web door over a real database and a real engine, and somebody at a browser without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag
from sqlmodel import select
from starlette.testclient import TestClient

from api.app import make_app
from api.parts import Parts
from chat.engine import Engine
from core.database import Database
from core.sealing import Safe
from core.settings import Settings
from fakes import FakeEncoder
from knowledge.examples import Source, remember
from knowledge.importing import Import, Outcome, Status, import_paths
from knowledge.search import Search
from knowledge.sections import Section
from people.signin import make_link
from people.staff import Staff
from safety.phrase_files import load_phrases

ZONE = ZoneInfo("Europe/London")

PASSWORDS = """# Passwords policy

Version: 2.1

Owner: Registered manager

Approved: 1 March 2026

Review due: 1 March 2027

## Sharing a password

Never share your password with a colleague, a relative or an agency worker. Each person signs in as themselves.

- Lock the screen when you walk away.
- Tell the office at once when you think somebody knows it.

## A forgotten password

Ring the office between nine and five. Out of hours ring the on-call number and ask for a new password.
"""
VISITS = """# Notes on visits

Version: 1.2

## When to write

Write your notes before you leave the house. If you cannot, write them within one hour and mark them late.

## Photos

Take photos only with the work phone, and only when the care plan asks for them.
"""

# Takes a question away from the passwords policy that was learnt there.
CODES = """# Door codes

Owner: Deputy manager

## Someone saw my code

When someone saw the code, tell the office now. Someone who saw my code now knows it: what now? Change the code.
"""
ASKED = "someone saw my code what now"


def make_parts(database: Database, clock: Callable[[], datetime], **settings: Any) -> Parts:
    """Everything the door needs; only the encoder is not the real one."""
    made = Settings(**settings)
    encoder = FakeEncoder()
    search = Search(database, encoder)
    public_url = made.public_url or "http://testserver"
    safe = Safe.of(b"the key of the tests", "held evidence")
    engine = Engine(database, search, load_phrases(), zone=made.zone, public_url=public_url, clock=clock, safe=safe)

    def import_files(paths: list[Path], staff: Staff, site_id: int | None) -> list[Outcome]:
        return Import(database, encoder, staff.actor, clock(), site_id=site_id).keep(paths)

    return Parts(
        settings=made,
        database=database,
        engine=engine,
        search=search,
        clock=clock,
        import_files=import_files,
        safe=safe,
    )


def add_policy(parts: Parts, folder: Path, text: str = PASSWORDS, *, name: str = "passwords.md") -> None:
    """One document that answers come from."""
    path = folder / name
    path.write_text(text)
    found = import_paths(parts.database, [path], parts.search.encoder, actor="test", now=parts.clock())
    assert [outcome.status for outcome in found] == [Status.ADDED]
    parts.search.refresh()


def learn(parts: Parts) -> None:
    """Two questions, as examples of the passwords policy."""
    with parts.database.writing() as session:
        section = session.exec(select(Section).where(Section.heading == "Sharing a password")).one()
        for text in (ASKED, "someone saw my code today"):
            remember(session, section, text, source=Source.ADDED)
    parts.search.refresh()


@dataclass
class Page:
    """What came back."""

    status: int
    address: str
    soup: BeautifulSoup

    @property
    def text(self) -> str:
        return self.soup.get_text(" ", strip=True)

    @property
    def heading(self) -> str:
        found = self.soup.h1
        return found.get_text(" ", strip=True) if found else ""

    def buttons(self) -> list[str]:
        return [button.get_text(" ", strip=True) for button in self.soup.select("button")]


class Visitor:
    """Somebody at a browser: opens pages, fills in forms, presses buttons."""

    def __init__(self, parts: Parts, **client: Any) -> None:
        self.parts = parts
        self.client = TestClient(make_app(parts), **client)
        self._page: Page | None = None

    def signs_in(self, staff: Staff) -> "Visitor":
        with self.parts.database.writing() as session:
            token = make_link(session, staff, now=self.parts.clock(), actor="test")
        self.opens(f"/signin/{token}")
        self.presses(f"Sign in as {staff.name}")
        return self

    def opens(self, address: str) -> Page:
        self._page = self._read(self.client.get(address))
        return self._page

    def presses(self, label: str, **fields: Any) -> Page:
        """Send the last form whose button begins with these words, with what is in its fields already."""
        form = self._form(label)
        data = self._filled(form, label) | fields
        files = data.pop("files", None)
        self._page = self._read(self.client.post(str(form["action"]), data=data, files=files))
        return self._page

    def adds(self, *files: Any, **fields: Any) -> Page:
        """Upload files and put in use what was read; the page that says what was understood."""
        self.opens("/knowledge")
        read = self.presses("Add", files=list(files), **fields)
        for label in ("Put all", "Put in use"):
            if any(button.startswith(label) for button in read.buttons()):
                self.presses(label)
                self.parts.search.refresh()
                break
        return read

    def asks(self, text: str) -> Page:
        self.opens("/")
        return self.presses("Send", text=text)

    def says(self, **body: Any) -> Any:
        """To the JSON address."""
        return self.client.post("/api/chat", json=body)

    @property
    def page(self) -> Page:
        """The page that is open."""
        assert self._page is not None, "open a page first"
        return self._page

    @property
    def csrf(self) -> str:
        """The token of this browser's forms."""
        found = self.page.soup.select_one("input[name=csrf]")
        assert found is not None
        return str(found["value"])

    def _form(self, label: str) -> Tag:
        forms = [form for form in self.page.soup.select("form[method=post]") if self._button(form, label)]
        assert forms, f"no button {label!r}; there are {self.page.buttons()}"
        return forms[-1]

    def _filled(self, form: Tag, label: str) -> dict[str, Any]:
        data: dict[str, Any] = {str(i["name"]): str(i.get("value", "")) for i in form.select("input[name]")}
        data |= {str(area["name"]): area.get_text() for area in form.select("textarea[name]")}
        for choice in form.select("select[name]"):
            options = choice.select("option[selected]") or choice.select("option")
            data[str(choice["name"])] = str(options[0]["value"]) if options else ""
        button = self._button(form, label)
        if button is not None and button.get("name"):
            data[str(button["name"])] = str(button.get("value", ""))
        data.pop("files", None)
        return data

    @staticmethod
    def _button(form: Tag, label: str) -> Tag | None:
        return next((b for b in form.select("button") if b.get_text(" ", strip=True).startswith(label)), None)

    @staticmethod
    def _read(response: Any) -> Page:
        return Page(response.status_code, response.url.path, BeautifulSoup(response.text, "html.parser"))
