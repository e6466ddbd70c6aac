"""A home with everybody who may be told of something, and its workers, who type one thing each on a phone of their own.

The product runs as `champion serve` runs it, with the real model, our own cards and four short policies.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import SQLModel, select

import make
from core.clock import utc_now
from core.database import Database
from core.settings import load_settings
from delivery.outbox import TELEGRAM, OutboundMessage
from embeddings.encoder import SentenceEncoder
from house import House
from knowledge.importing import Status, import_paths
from people.roles import Role
from people.shifts import Shift
from people.sites import Contact, ident, set_contacts
from people.staff import Duty, Staff
from phones import PATIENCE, Phone, Product, served, shift_now
from telegram_api import TelegramApi

POLICIES = Path(__file__).parent / "journeys" / "hazelbrook"
LEAD, ON_CALL, DATA_LEAD = "Sam Okoro, 01632 960002", "Olu Ade, 01632 960001", "Pat Rao, 01632 960006"
# Who holds what at the home, beside the cast (Lee manages it, and is a safeguarding lead too).
OTHERS = {
    "Sam Okoro": (Role.SUPERVISOR, Contact.SAFEGUARDING_LEAD),
    "Olu Ade": (Role.SUPERVISOR, Contact.ON_CALL),
    "Dee Park": (Role.SUPERVISOR, Contact.DEPUTY),
    "Pat Rao": (Role.DATA_PROTECTION, Contact.DATA_PROTECTION_LEAD),
}
ON_DUTY = frozenset({"Sam Okoro", "Olu Ade", "Dee Park", "Lee"})
CHAMPIONS = frozenset({"Cho", "Nell"})
NAMES = (
    "Abeo Bilal Celina Dawit Ebere Fergal Ghita Hamza Ilinca Jorge Kwabena Lucja Marek Nasrin Ottilie "
    "Paulo Qadir Rosalba Sunita Tendai Ursula Vikram Wanjiru Xiomara Yusuf Zainab Andrzej Bronagh Chipo Dilys "
    "Emeka Farzana Gwilym Hyacinth Ioana Jelena Kofi Lakshmi Mihai Nkechi Oleh Priya Rhiannon Siobhan Tomasz "
    "Uchenna Violeta Winsome Yetunde Zoltan Ayesha Bogdan Csilla Dragana Ewa Folake Gintaras Hristo Imelda Jacek"
).split()
# How a passage, a quiz and a question that went to the champions look from outside.
PASSAGE = re.compile(r"review by|no review date given|The exact words", re.IGNORECASE)
QUIZ = re.compile(r"Quick question", re.IGNORECASE)
WITH_CHAMPIONS = re.compile(r"asked your digital champions", re.IGNORECASE)


@dataclass
class Heard:
    """What became of one message. `told`: what everybody else was sent meanwhile, by name. `sent`: the message's id in
    the chat, on Telegram."""

    worker: Staff
    phone: Phone
    sent: int = 0
    replies: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    told: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def first(self) -> str:
        return self.replies[0]

    @property
    def words(self) -> str:
        return "\n\n".join(self.replies)

    @property
    def alerted(self) -> frozenset[str]:
        """Those who were told who needs them, or that something is urgent."""
        return frozenset(
            name for name, texts in self.told.items() if any(self.worker.name in t or "Urgent" in t for t in texts)
        )


@dataclass
class Home:
    """The running product, one channel for its workers, and those who may be told. `shipped`: what stood in the tables
    before anybody typed, as `cells` gives it."""

    product: Product
    channel: str
    people: Mapping[str, Staff]
    shipped: frozenset[tuple[str, str]]
    heard: dict[str, Heard | AssertionError] = field(default_factory=dict)
    _names: Iterator[str] = field(default_factory=lambda: iter(NAMES))

    def hears(self, key: str, says: str, title: str = "") -> Heard:
        """Somebody new types this; once for each key, whatever came of it. Of titles offered, the first that fits
        `title` is pressed."""
        if key not in self.heard:
            try:
                self.heard[key] = self.ask(self.newcomer(), says, title)
            except AssertionError as error:
                self.heard[key] = error
        found = self.heard[key]
        if isinstance(found, AssertionError):
            raise AssertionError(str(found))
        return found

    def newcomer(self, shift: Shift | None = None) -> Staff:
        """A worker on this channel. Telegram numbers begin at 1,000."""
        name, home = next(self._names), self.product.people.home
        number = 1000 + NAMES.index(name) if self.channel == TELEGRAM else None
        hours = shift or shift_now(self.product.house)
        early = utc_now() - timedelta(days=30)
        worker = self.product.write(lambda s: make.staff(s, name, at=home, shift=hours, telegram_id=number, now=early))
        if number:
            self.product.telegram.user(number, name)
        return worker

    def ask(self, worker: Staff, says: str, title: str = "", *, picture: bool = False) -> Heard:
        phone = self.product.phone(self.channel, worker)
        heard, before, read = Heard(worker, phone), self._seen(), phone.replies()
        if self.channel == TELEGRAM:
            user = self.product.telegram.user(worker.telegram_id or 0, worker.name)
            heard.sent = user.sends_photo(says) if picture else user.says(says)
        else:
            phone.says(says)
        new = self._settled(phone, read)
        offered = [label for label in phone.labels() if title and re.search(title, label, re.IGNORECASE)]
        if offered and not any(PASSAGE.search(reply) for reply in new):
            shown = phone.replies()
            phone.presses(offered[0])
            new += self._settled(phone, shown)
        heard.replies, heard.labels = new, phone.labels()
        heard.told = self._new_since(before, but=worker)
        return heard

    def presses(self, heard: Heard, label: str) -> Heard:
        """What came of pressing a button under the reply."""
        before, read = self._seen(), heard.phone.replies()
        heard.phone.presses(label)
        later = Heard(heard.worker, heard.phone, replies=self._settled(heard.phone, read))
        later.labels, later.told = heard.phone.labels(), self._new_since(before, but=heard.worker)
        return later

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """For the chat it is this time meanwhile."""
        engine = self.product.house.engine
        usual, engine._clock = engine._clock, lambda: moment
        try:
            yield
        finally:
            engine._clock = usual

    def _settled(self, phone: Phone, read: list[str]) -> list[str]:
        """The new replies, once all that was queued with them has arrived."""
        end = time.monotonic() + PATIENCE
        while not (new := _new(phone.replies(), read)) or self._waiting():
            assert time.monotonic() < end, f"no reply, or not all delivered: {new}"
            time.sleep(0.05)
        return new

    def _waiting(self) -> bool:
        query = select(OutboundMessage.id).where(
            OutboundMessage.channel == TELEGRAM,
            OutboundMessage.state.in_(("queued", "sending")),  # type: ignore[attr-defined]
        )
        with self.product.house.database.reading() as session:
            return session.exec(query.limit(1)).first() is not None

    def _seen(self) -> dict[int, int]:
        return {number: len(chat.messages) for number, chat in self.product.telegram.chats.items()}

    def _new_since(self, before: Mapping[int, int], *, but: Staff) -> dict[str, list[str]]:
        new = {}
        for number, chat in self.product.telegram.chats.items():
            texts = [message.text for message in chat.messages[before.get(number, 0) :]]
            if texts and number != but.telegram_id:
                new[chat.name] = texts
        return new


def _new(shown: list[str], read: list[str]) -> list[str]:
    """What was not there before. The page's own greeting goes once something was said."""
    return shown[len(read) :] if shown[: len(read)] == read else shown


@contextmanager
def open_home(channel: str, url: str, folder: Path, encoder: SentenceEncoder) -> Iterator[Home]:
    """The product on a free port, with everything loaded and everybody reachable on Telegram."""
    with TelegramApi() as telegram:
        house = House(
            load_settings(
                data_dir=folder,
                database_url=url,
                embedding_model="",
                telegram_token=telegram.token,
                telegram_api_url=telegram.url,
            )
        )
        house.encoder = encoder
        made = import_paths(house.database, [POLICIES], encoder, actor="test", now=utc_now())
        assert {result.status for result in made} == {Status.ADDED}
        house.ready_search()
        cast, people = _people(house)
        for person in people.values():
            telegram.user(person.telegram_id or 0, person.name)
        with served(house) as address:
            shipped = frozenset((table, text) for table, _, text in cells(house.database))
            yield Home(Product(house, address, telegram, cast), channel, people, shipped)
        house.database.close()
        assert telegram.complaints == []


def cells(database: Database) -> Iterator[tuple[str, str, str]]:
    """Table, column and text of every value; bytes are vectors, or sealed."""
    with database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.execute(table.select()).mappings():
                for column, value in row.items():
                    if value is not None and not isinstance(value, bytes):
                        yield table.name, str(column), json.dumps(value, default=str, ensure_ascii=False)


def _people(house: House) -> tuple[make.Cast, dict[str, Staff]]:
    early = utc_now() - timedelta(days=30)
    with house.database.writing() as session:
        cast = make.cast(session, now=early)
        contacts = {**make.CONTACTS, Contact.SAFEGUARDING_LEAD: LEAD}
        set_contacts(session, cast.home, contacts, actor="test", now=early)
        people = {person.name: person for person in (cast.ana, cast.cho, cast.lee, cast.zed)}
        for person in people.values():
            person.shift = shift_now(house)
            session.add(person)
        for number, (name, (role, duty)) in enumerate(OTHERS.items(), start=910):
            people[name] = make.staff(session, name, role=role, at=cast.home, now=early, telegram_id=number)
            session.add(Duty(site_id=ident(cast.home.id), duty=duty, staff_id=ident(people[name].id), position=1))
        people["Nell"] = make.staff(
            session, "Nell", role=Role.CHAMPION, at=cast.home, shift=Shift.NIGHTS, now=early, telegram_id=920
        )
    return cast, people
