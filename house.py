"""The one place that puts the parts together: what lives as long as the process, and how it is served."""

import asyncio
import hmac
import logging
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

import uvicorn

from api.app import make_app
from api.parts import Parts
from bot.telegram import TelegramBot
from chat.copies import take_out_due
from chat.engine import Engine
from chat.removal import take_out
from core.audit_check import Verdict, verify, write_down, written_down
from core.clock import utc_now
from core.database import Database
from core.errors import BadInput, ChampionError, NotReady
from core.garbage import hold
from core.logs import note
from core.places import CONTENT
from core.sealing import Safe
from core.settings import Settings, prepare_data_dir, secret_key
from core.setup_noted import note_setup, setup_of
from delivery.outbox import TELEGRAM
from delivery.pump import Pump
from embeddings.encoder import SentenceEncoder
from embeddings.shelf import Shelf
from incidents.alerts import Patience
from incidents.countdown import remind_leads
from knowledge import catalogue
from knowledge.importing import Import, Outcome
from knowledge.pending import KEPT, purge_pending
from knowledge.search import Search
from knowledge.starter import load_starter
from people.register import Register
from people.staff import Staff, end_accesses
from privacy.erasure import purge_last_words
from privacy.retention import clear
from questions.escalations import tell_overdue
from quizzes.bank import load_bank
from safety.phrase_files import load_phrases
from safety.phrases import Phrases
from scheduler.jobs import call_about_alerts, open_quiz, push_quiz
from scheduler.ticker import Ticker, Work
from scheduler.timetable import JobName, timetable

log = logging.getLogger("champion")

STARTER_VECTORS = CONTENT / "vectors.npz"
LESSONS = CONTENT / "lessons.npz"
PARTS = ("web", "bot", "scheduler")
TELEGRAM_AWAY = (
    "Telegram cannot be reached. Check this machine's internet and CHAMPION_TELEGRAM_API_URL and start again, "
    "or start without CHAMPION_TELEGRAM_TOKEN to use the web chat alone."
)
AUDIT_END = "audit-end"  # in the data folder: where the audit log ended last night


@dataclass
class House:
    """Everything that lives as long as the process, made when first needed. `local_url` is where it listens."""

    settings: Settings
    local_url: str = "http://127.0.0.1:8000"

    @property
    def url(self) -> str:
        """Where browsers find this installation, without a slash at the end."""
        return (self.settings.public_url or self.local_url).rstrip("/")

    @property
    def today(self) -> date:
        """The day where the provider is."""
        return utc_now().astimezone(self.settings.zone).date()

    @property
    def audit_key(self) -> bytes:
        """Seals the audit log: whoever can change the database but has no key cannot make the log fit again."""
        return hmac.digest(secret_key(self.settings), b"audit log", "sha256")

    @cached_property
    def safe(self) -> Safe:
        """Opens what was typed in emergencies. Its key is not in the database."""
        return Safe.of(secret_key(self.settings), "held evidence")

    @cached_property
    def database(self) -> Database:
        if not self.settings.database_url:
            prepare_data_dir(self.settings)
        database = Database(self.settings.effective_database_url, self.audit_key)
        database.migrate()
        return database

    @cached_property
    def encoder(self) -> SentenceEncoder:
        return SentenceEncoder(self.settings.embedding_model, prepare_data_dir(self.settings))

    @cached_property
    def search(self) -> Search:
        return Search(self.database, self.encoder, grace=self.settings.review_grace, lessons=LESSONS)

    @cached_property
    def phrases(self) -> Phrases:
        return load_phrases()

    @cached_property
    def register(self) -> Register:
        return Register(names_secret(self.settings))

    @cached_property
    def engine(self) -> Engine:
        return Engine(
            self.database,
            self.search,
            self.phrases,
            zone=self.settings.zone,
            public_url=self.url,
            clock=utc_now,
            register=self.register,
            patience=self.patience,
            safe=self.safe if self.settings.hold_evidence else None,
            questions_per_minute=self.settings.questions_per_minute,
        )

    @property
    def patience(self) -> Patience:
        """How long somebody who was alerted has before the next is told."""
        given = self.settings
        return Patience(timedelta(minutes=given.alert_minutes_life), timedelta(minutes=given.alert_minutes))

    def check_audit(self) -> Verdict:
        """Does the audit log fit, and does it still hold what was noted of it outside the database?"""
        noted = written_down(self.settings.data_dir / AUDIT_END)
        with self.database.reading() as session:
            return verify(session, self.audit_key, noted=noted)

    def note_audit_end(self, verdict: Verdict) -> None:
        """Note where the log ends, in the data folder."""
        write_down(prepare_data_dir(self.settings) / AUDIT_END, verdict.end)

    def note_setup(self) -> None:
        """Put into the audit log what is set otherwise than at the last start."""
        values = setup_of(self.settings, CONTENT, self.audit_key)
        with self.database.writing() as session:
            note_setup(session, values, now=utc_now())

    def load_content(self) -> None:
        """Bring the starter content that ships with the code into the database; nothing happens if it is there."""
        load_starter(self.database, Shelf(self.encoder, STARTER_VECTORS), CONTENT, now=utc_now())
        with self.database.writing() as session:
            load_bank(session, CONTENT / "quizzes", now=utc_now())

    def import_files(self, paths: list[Path], by: Staff, site_id: int | None) -> list[Outcome]:
        """Read in what somebody uploaded, to wait until somebody puts it in use. Embedding happens outside any
        transaction."""
        return Import(self.database, self.encoder, by.actor, utc_now(), site_id=site_id).keep(paths)

    def ready_search(self) -> Search:
        """The search with content loaded and the index built: for commands, which can wait."""
        self.load_content()
        self.search.refresh()
        hold()
        return self.search


def timed_work(house: House) -> Mapping[str, Work]:
    """What each job of the timetable does."""
    return {
        JobName.OPEN_QUIZ: partial(open_quiz, house.database, house.settings.quiz_days, house.settings.zone),
        JobName.PUSH_QUIZ: partial(push_quiz, house.database, house.settings.zone),
        JobName.CALL_ABOUT_ALERTS: partial(call_about_alerts, house.database, house.settings.zone, house.patience),
        JobName.CHECK_KNOWLEDGE: partial(_check_knowledge, house),
        JobName.OVERDUE_ESCALATIONS: partial(_tell_overdue, house),
        JobName.REMIND_CASES: partial(_remind_leads, house),
        JobName.TAKE_OUT: partial(take_out_due, house.database, take_out),
        JobName.CLEAR: partial(_clear, house),
    }


def _check_knowledge(house: House, now: datetime) -> None:
    with house.database.reading() as session:
        today, grace = now.astimezone(house.settings.zone).date(), house.settings.review_grace
        problems = catalogue.check(session, today=today, grace=grace)
    note(log, "knowledge checked", problems=len(problems))


def _tell_overdue(house: House, now: datetime) -> None:
    with house.database.writing() as session:
        tell_overdue(session, now=now, zone=house.settings.zone)


def _remind_leads(house: House, now: datetime) -> None:
    with house.database.writing() as session:
        remind_leads(session, now=now, zone=house.settings.zone)
        purge_last_words(session)


def _clear(house: House, now: datetime) -> None:
    """What is too old goes; then the audit log is read through, and where it ends is noted outside the database."""
    with house.database.writing() as session:
        end_accesses(session, now=now)
        purge_pending(session, before=now - KEPT)
    clear(house.database, house.settings, now)
    verdict = house.check_audit()
    if verdict.fits:
        house.note_audit_end(verdict)
    else:
        log.error(f"the audit log does not fit: {verdict.problem}")


@asynccontextmanager
async def running(house: House, parts: frozenset[str], bot: TelegramBot | None) -> AsyncIterator[None]:
    """Everything that runs beside the web pages, started in order and stopped in reverse."""
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(house.note_setup)
        building = asyncio.create_task(asyncio.to_thread(_prepare_knowledge, house))
        stack.push_async_callback(_finish, building, house.search)
        if "scheduler" in parts:
            jobs = timetable(house.settings.quiz_days)
            ticker = Ticker(house.database, jobs, timed_work(house), zone=house.settings.zone)
            ticker.start()
            stack.push_async_callback(asyncio.to_thread, ticker.stop)
        if bot is not None:
            pump = asyncio.create_task(Pump(house.database, bot.sender, TELEGRAM).run())
            await _start_bot(house.settings, bot)
            stack.push_async_callback(bot.stop)
            stack.push_async_callback(_cancel, pump)
        yield


def _prepare_knowledge(house: House) -> None:
    """Content and index in the background: pages, urgent help and joining work from the first second."""
    try:
        house.load_content()
        house.search.start()
    except ChampionError as error:
        log.error(str(error))
    except Exception:
        log.exception("the knowledge could not be prepared")


async def _finish(building: "asyncio.Task[None]", search: Search) -> None:
    await building
    await asyncio.to_thread(search.stop)


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])


async def _start_bot(settings: Settings, bot: TelegramBot) -> None:
    if settings.telegram_mode == "webhook":
        await bot.set_webhook(settings.public_url, telegram_secret(settings))
    else:
        await bot.start()


def names_secret(settings: Settings) -> bytes:
    """What the sites' names are hashed with, derived from the installation's key."""
    return hmac.digest(secret_key(settings), b"names", "sha256")


def telegram_secret(settings: Settings) -> str:
    """What Telegram must send with each webhook call, derived from the installation's key."""
    return hmac.new(secret_key(settings), b"telegram webhook", "sha256").hexdigest()


def make_bot(house: House, parts: frozenset[str]) -> TelegramBot | None:
    """The bot, if there is a token. Raises BadInput for one that cannot be right, or a webhook without an address."""
    settings = house.settings
    token = settings.telegram_token.get_secret_value()
    if not token or "bot" not in parts:
        return None
    if settings.telegram_mode == "webhook" and not settings.public_url.startswith("https://"):
        raise BadInput("CHAMPION_TELEGRAM_MODE=webhook needs CHAMPION_PUBLIC_URL to start with https://.")
    return TelegramBot(token, settings.telegram_api_url, house.engine)


async def serve_all(house: House, *, host: str, port: int, parts: frozenset[str]) -> None:
    """Run the named parts until stopped."""
    bot = make_bot(house, parts)
    name = await _bot_name(bot) if bot else None
    beside = partial(running, house, parts, bot)
    if "web" not in parts:
        async with beside():
            await _until_stopped()
        return
    web = make_app(web_parts(house, bot, name), lifespan=lambda _app: beside())
    config = uvicorn.Config(web, host=host, port=port, log_config=None, access_log=False, server_header=False)
    await uvicorn.Server(config).serve()


async def _bot_name(bot: TelegramBot) -> str:
    """The bot's name. Raises BadInput for a refused token or when Telegram is out of reach.

    Only at the start: somebody is looking at the terminal then. Later trouble is waited out.
    """
    try:
        return await bot.check_token()
    except BadInput:
        await bot.stop()
        raise
    except NotReady as error:
        await bot.stop()
        raise BadInput(TELEGRAM_AWAY) from error


async def _until_stopped() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def web_parts(house: House, bot: TelegramBot | None, name: str | None) -> Parts:
    """What the web door needs."""
    webhook = bot is not None and house.settings.telegram_mode == "webhook"
    return Parts(
        settings=house.settings,
        database=house.database,
        engine=house.engine,
        search=house.search,
        clock=utc_now,
        import_files=house.import_files,
        safe=house.safe,
        feed_telegram=bot.feed if bot is not None and webhook else None,
        telegram_secret=telegram_secret(house.settings) if webhook else "",
        telegram_name=name,
    )


def check_port_free(host: str, port: int) -> None:
    """Raises BadInput when something else is listening there."""
    try:
        with socket.create_server((host, port)):
            return
    except OSError as error:
        raise BadInput(
            f"Port {port} on {host} cannot be used ({error.strerror}). Try another: PORT=8001 make run."
        ) from error
