"""What the web door is handed by champion.py."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request

from api.attempts import JOININGS, Attempts
from chat.engine import Engine
from core.database import Database
from core.sealing import Safe
from core.settings import Settings
from knowledge.importing import Outcome
from knowledge.search import Search
from people.staff import Staff

# Files, who adds them, and the site they are for (None: the whole provider). They wait to be put in use.
ImportFiles = Callable[[list[Path], Staff, int | None], list[Outcome]]


@dataclass
class Parts:
    """`feed_telegram` takes one update parsed from JSON; None when Telegram does not send us any."""

    settings: Settings
    database: Database
    engine: Engine
    search: Search
    clock: Callable[[], datetime]
    import_files: ImportFiles
    safe: Safe
    feed_telegram: Callable[[Any], Awaitable[None]] | None = None
    telegram_secret: str = ""
    telegram_name: str | None = None
    attempts: Attempts = field(default_factory=Attempts)
    joinings: Attempts = field(default_factory=lambda: Attempts(JOININGS))

    @property
    def today(self) -> date:
        """The day where the provider is."""
        return self.clock().astimezone(self.settings.zone).date()


def parts_of(request: Request) -> Parts:
    """The parts of the application this request came to."""
    parts: Parts = request.app.state.parts
    return parts


def public_url(request: Request) -> str:
    """The start of every link we give out: the setting, or the address this request was sent to."""
    return (parts_of(request).settings.public_url or str(request.base_url)).rstrip("/")
