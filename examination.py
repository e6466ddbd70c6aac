"""What `champion doctor` looks at: each part in one plain line, with what to do about it."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlmodel import select

from bot.telegram import TelegramBot
from core.clock import utc_now
from core.errors import ChampionError
from house import House
from incidents.countdown import late_cases
from knowledge import catalogue
from people.sites import Site, missing_contacts
from safety import wording
from safety.also import load_lines
from safety.phrase_files import load_phrases
from safety.requests import load_requests

LEAST_FREE_MB = 500
EARLIEST_YEAR = 2026


@dataclass(frozen=True)
class Finding:
    """One line. `ok` False is a problem, and `words` then say what to do."""

    part: str
    ok: bool
    words: str


def examine(house: House) -> list[Finding]:
    """Every finding. A part that cannot be looked at is a finding too; nothing here raises a ChampionError."""
    looks: list[Callable[[House], Iterator[Finding]]] = [
        _settings, _disk, _clock, _database, _audit, _model, _index, _contacts, _wordings, _cases, _telegram,
    ]  # fmt: skip
    found: list[Finding] = []
    for look in looks:
        try:
            found.extend(look(house))
        except ChampionError as error:
            found.append(Finding(look.__name__.strip("_"), ok=False, words=str(error)))
    return found


def _settings(house: House) -> Iterator[Finding]:
    url = house.settings.public_url
    if url and not url.startswith("https://"):
        yield Finding("settings", ok=False, words="CHAMPION_PUBLIC_URL should start with https://, or be left empty.")
    else:
        yield Finding("settings", ok=True, words=f"people find this at {house.url}")


def _disk(house: House) -> Iterator[Finding]:
    free = shutil.disk_usage(house.settings.data_dir if house.settings.data_dir.exists() else ".").free // 2**20
    enough = free >= LEAST_FREE_MB
    yield Finding("disk", ok=enough, words=f"{free:,} MB free" + ("" if enough else "; please make room"))


def _clock(house: House) -> Iterator[Finding]:
    local = utc_now().astimezone(house.settings.zone)
    right = local.year >= EARLIEST_YEAR
    words = f"it is {local:%A %d %B %Y, %H:%M} in {house.settings.timezone}"
    yield Finding("clock", ok=right, words=words if right else f"{words}; please set this machine's clock")


def _database(house: House) -> Iterator[Finding]:
    kind = "SQLite" if house.database.is_sqlite else "PostgreSQL"
    yield Finding("database", ok=True, words=f"{kind}, up to date")


def _audit(house: House) -> Iterator[Finding]:
    verdict = house.check_audit()
    words = f"{verdict.rows:,} rows, unbroken" if verdict.fits else f"{verdict.problem}; tell your data protection lead"
    yield Finding("audit log", ok=verdict.fits, words=words)


def _model(house: House) -> Iterator[Finding]:
    yield Finding("model", ok=True, words=house.encoder.name)


def _index(house: House) -> Iterator[Finding]:
    house.ready_search()
    with house.database.reading() as session:
        problems = catalogue.check(session, today=house.today, grace=house.settings.review_grace)
    yield Finding("index", ok=True, words="built")
    words = f"{len(problems)} things to look at; `champion knowledge check` lists them" if problems else "in order"
    yield Finding("knowledge", ok=not problems, words=words)


def _contacts(house: House) -> Iterator[Finding]:
    with house.database.reading() as session:
        for site in session.exec(select(Site).order_by(Site.name)).all():
            names = ", ".join(contact.replace("_", " ") for contact in missing_contacts(site))
            then = "; it is not live, so staff cannot join" if site.live_at is None else ""
            words = f"{site.name} has no {names}; fill them in on the settings page{then}" if names else ""
            words = words or f"{site.name}: complete"
            yield Finding("contacts", ok=not names, words=words)


def _wordings(_house: House) -> Iterator[Finding]:
    drafts = wording.unapproved()
    if not all(line.approved_by for line in load_lines()):
        drafts = [*drafts, "the lines that may stand beside them"]
    if not load_phrases().approved_by:
        drafts = [*drafts, "the urgent phrases"]
    if not load_requests().approved_by:
        drafts = [*drafts, "the phrases for requests"]
    words = f"a safeguarding lead has not approved: {', '.join(drafts)} (content/safety)"
    yield Finding("urgent wording", ok=not drafts, words=words if drafts else "approved")


def _cases(house: House) -> Iterator[Finding]:
    with house.database.reading() as session:
        late = [case.reference for case in late_cases(session, now=utc_now())]
    words = f"late: {', '.join(late)}; the data protection lead decides on the Cases page" if late else "none is late"
    yield Finding("cases", ok=not late, words=words)


def _telegram(house: House) -> Iterator[Finding]:
    token = house.settings.telegram_token.get_secret_value()
    if not token:
        yield Finding("telegram", ok=True, words="not used; set CHAMPION_TELEGRAM_TOKEN to use it")
        return

    async def ask() -> str:
        bot = TelegramBot(token, house.settings.telegram_api_url, house.engine)
        try:
            return await bot.check_token()
        finally:
            await bot.stop()

    yield Finding("telegram", ok=True, words=f"the bot is @{asyncio.run(ask())}")
