"""No table, log, export, alert or metric holds what people typed about others: planted marks are looked for in all."""

import io
import json
import logging
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from core.backups import back_up
from core.clock import utc_now
from core.logs import start_logging
from people.names import add_names
from people.register import Kind
from people.sites import ident
from phones import Product, TelegramPhone, WebPhone

# One of each type. On the left what is typed, on the right what must be found nowhere.
PLANTED = {
    "Mrs Qxzvorblat": "qxzvorblat",
    "vexquillor": "vexquillor",  # on the site's list
    "NHS number 943 476 5919": "943 476 5919",
    "07700 900461": "07700 900461",
    "qxmailer@example.org": "qxmailer",
    "ZX93 7QZ": "zx93 7qz",
    "dob 27/11/1923": "27/11/1923",
    "AB 64 53 91 C": "ab 64 53 91 c",
    "room 487": "room 487",
    "key safe code C83179": "c83179",
    "94 Wexcombe Grove": "wexcombe",
    "sort code 20-51-73": "20-51-73",
    "patient number QX-771934": "qx-771934",
}
EVERYTHING = ", ".join(PLANTED)
UNKNOWN = "zebra wombat pangolin lemur aardvark gibbon tapir"
KNOWN = "write your notes on the tablet before you leave the house"
OVERLOOKED = "tremplewick"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program would print at its most talkative."""
    root, written, terminal = logging.getLogger(), io.StringIO(), sys.stderr
    handlers, level = root.handlers[:], root.level
    root.handlers, sys.stderr = [], written
    start_logging("DEBUG")
    sys.stderr = terminal
    yield written
    root.handlers = handlers
    root.setLevel(level)


def marks(*also: str) -> list[str]:
    return [*PLANTED.values(), *also]


def assert_clean(where: str, text: str, *also: str) -> None:
    lower = text.lower()
    for mark in marks(*also):
        at = lower.find(mark)
        assert at < 0, f"{where} holds {mark!r}: …{text[max(0, at - 200) : at + 100]}…"


def tells(product: Product, names: str) -> None:
    home, lee, register = ident(product.people.home.id), product.people.lee, product.house.engine.register
    product.write(lambda s: add_names(s, register, home, names, kind=Kind.SUPPORTED, by=lee, now=utc_now()))


def say_everything(product: Product, channel: str) -> None:
    """In every state that a talk can be in."""
    ana, cho = product.phone(channel, product.people.ana), product.phone(channel, product.people.cho)
    ana.says(f"{UNKNOWN} {OVERLOOKED} 07700 900461")
    ana.waits_for("I took personal details out")
    ana.presses("There is still a name")
    ana.waits_for("type only the name")
    ana.says(OVERLOOKED.title())
    ana.waits_for("The name is out")
    for text in (f"{KNOWN} for {EVERYTHING}", f"/ask {KNOWN} {EVERYTHING}", f"{EVERYTHING}", f"/me {EVERYTHING}"):
        ana.says(text)
    for text in (f"/nonsense {EVERYTHING}", f"/start {EVERYTHING}", f"{KNOWN} " * 80 + EVERYTHING):
        ana.says(text)
    ana.waits_for("/help")
    for mark in PLANTED:
        ana.says(f"{UNKNOWN} {mark}")
    ana.says("/quiz")
    ana.says(f"{EVERYTHING} is that right")
    ana.says(f"she is not breathing {EVERYTHING}")
    ana.waits_for("999")
    cho.says("/inbox")
    cho.waits_for("Nobody's policy answers this yet")
    cho.presses("Answer")
    cho.waits_for("type your answer")
    cho.says(f"Ask the office about {EVERYTHING}")
    cho.waits_for("This is what the person will read")
    cho.presses("Send it")
    cho.waits_for("become knowledge")
    cho.presses("Propose as knowledge")
    cho.waits_for("second person")


def join_badly(product: Product, phone: TelegramPhone | WebPhone) -> None:
    """Details instead of a name; then a name."""
    phone.says(EVERYTHING)
    phone.waits_for("What is your name?")
    phone.says("Mrs Qxzvorblat key safe code C83179")
    phone.says("Ngozi")
    phone.waits_for("When do you mostly work?")
    phone.says(f"nights, ring 07700 900461, {EVERYTHING}")
    phone.presses("Nights")
    phone.waits_for("Welcome, Ngozi")


def only_on_telegram(product: Product) -> None:
    ana = product.telegram.user(product.people.ana.telegram_id or 0, "Ana")
    ana.sends_photo(caption=EVERYTHING)
    ana.sends_video(caption=EVERYTHING)
    ana.sends_file("Mrs Qxzvorblat.pdf", caption=EVERYTHING)
    ana.edits(ana.says(KNOWN), EVERYTHING)
    for send in (ana.sends_voice, ana.sends_contact, ana.sends_location, ana.sends_sticker, ana.sends_poll):
        send()
    ana.waits_for("contact details")
    stranger = TelegramPhone(product.telegram, 950)
    stranger.says(EVERYTHING)
    stranger.waits_for("invite")
    stranger.says(f"/start {product.invite()}")
    stranger.waits_for("five things to know")
    stranger.says(EVERYTHING)
    stranger.presses("I understand, continue")
    stranger.waits_for("What is your name?")
    join_badly(product, stranger)


def only_on_the_web(product: Product) -> None:
    ana = product.phone("web", product.people.ana)
    assert isinstance(ana, WebPhone)
    for body in ({"text": EVERYTHING}, {"text": KNOWN, "id": EVERYTHING[:200]}, {"action": f"pick:{EVERYTHING[:50]}"}):
        assert ana.client.post("/api/chat", json=body).status_code == 200
    ana.client.post("/api/chat", json={"text": KNOWN, "action": EVERYTHING})
    ana.client.post("/api/chat", content=EVERYTHING, headers={"content-type": "application/json"})
    ana.client.get("/chat/updates", params={"after": EVERYTHING})
    ana.client.get(f"/{EVERYTHING}")
    ana.says("x " * 12_000 + EVERYTHING)
    cho = product.phone("web", product.people.cho)
    assert isinstance(cho, WebPhone)
    cho.opens("/inbox")
    cho.submits("Send the answer" if "Send the answer" in cho.page else "Send", text=EVERYTHING)
    visitor = WebPhone(product.url)
    visitor.opens(f"/join/{product.invite()}")
    visitor.submits("Start")
    visitor.waits_for("five things to know")
    visitor.presses("I understand, continue")
    visitor.waits_for("What is your name?")
    join_badly(product, visitor)


def test_what_is_typed_about_others_is_kept_nowhere(
    product: Product, channel: str, log: io.StringIO, tmp_path: Path
) -> None:
    tells(product, "Vexquillor")
    say_everything(product, channel)
    (only_on_telegram if channel == "telegram" else only_on_the_web)(product)
    with product.house.database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.execute(table.select()):
                assert_clean(table.name, json.dumps([str(value) for value in row], ensure_ascii=False), OVERLOOKED)
    back_up(product.house.database, tmp_path / "copy.zip", now=utc_now())
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        for name in archive.namelist():
            assert_clean(f"the backup's {name}", archive.read(name).decode(), OVERLOOKED)
    for who, pages in (
        (product.people.lee, ("/", "/week", "/week.csv", "/governance", "/evidence", "/people", "/settings", "/inbox")),
        (product.people.cho, ("/", "/inbox", "/knowledge")),
        (product.people.ana, ("/", "/chat/updates?after=0.0", "/metrics", "/readyz", "/healthz")),
    ):
        phone = product.phone("web", who)
        assert isinstance(phone, WebPhone)
        for page in pages:
            assert_clean(page, phone.client.get(page).text, OVERLOOKED)
    for chat in product.telegram.chats.values():
        for message in chat.messages:
            assert_clean(f"{chat.name}'s phone", message.text)
    assert len(log.getvalue()) > 1000
    assert_clean("the log", log.getvalue(), OVERLOOKED, "zebra wombat", "within one hour")  # nor any other words
    assert '"event": "handled"' in log.getvalue()
    for file in Path(product.house.settings.data_dir).rglob("*"):
        if file.is_file():
            assert_clean(file.name, file.read_bytes().decode("latin-1"))
    if product.house.database.is_sqlite:
        for file in Path(str(product.house.database.url.database)).parent.glob("champion.db*"):
            assert_clean(file.name, file.read_bytes().decode("latin-1"))
