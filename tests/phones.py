"""The whole product running, and the phones people hold: Telegram, and the chat page in a browser."""

import asyncio
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import uvicorn
from bs4 import BeautifulSoup, Tag
from sqlmodel import Session

import make
from api.app import make_app
from core.clock import utc_now
from house import House, make_bot, running, web_parts
from people.invites import make_invite
from people.roles import Role
from people.shifts import Shift, within_hours
from people.signin import make_link
from people.sites import Site
from people.staff import Staff
from telegram_api import TelegramApi

PATIENCE = 20.0


class Phone(Protocol):
    """What somebody holds: they type, press, and read."""

    def says(self, text: str) -> None: ...
    def presses(self, label: str) -> None: ...
    def waits_for(self, words: str) -> str: ...
    def count(self, words: str) -> int: ...
    def replies(self) -> list[str]: ...
    def labels(self) -> list[str]: ...


@dataclass
class Product:
    """The whole product, running on a free port, with a small Telegram beside it."""

    house: House
    url: str
    telegram: TelegramApi
    people: make.Cast
    phones: dict[tuple[str, int], "Phone"] = field(default_factory=dict)

    def write(self, change: Callable[[Session], Any]) -> Any:
        with self.house.database.writing() as session:
            return change(session)

    def phone(self, channel: str, staff: Staff) -> Phone:
        """This person's phone: one for each person and channel."""
        key = (channel, staff.id or 0)
        if key not in self.phones:
            made = TelegramPhone(self.telegram, staff) if channel == "telegram" else WebPhone.signed_in(self, staff)
            self.phones[key] = made
        return self.phones[key]

    def invite(self, role: Role = Role.STAFF, at: Site | None = None) -> str:
        site = at or self.people.home
        return str(self.write(lambda s: make_invite(s, role=role, site=site, now=utc_now()).code))


class TelegramPhone:
    """Telegram on a phone, for somebody who joined, or (with a number) for a stranger."""

    def __init__(self, telegram: TelegramApi, who: Staff | int) -> None:
        number, name = (who, "Newcomer") if isinstance(who, int) else (who.telegram_id or 0, who.name)
        self._user = telegram.user(number, name)

    def says(self, text: str) -> None:
        self._user.says(text)

    def presses(self, label: str) -> None:
        self._user.presses(label)

    def waits_until_gone(self, words: str) -> None:
        """Until none of their own messages with these words is in the chat."""
        self._user.waits_until_gone(words, PATIENCE)

    def waits_for(self, words: str) -> str:
        return self._user.waits_for(words, PATIENCE).text

    def count(self, words: str) -> int:
        return sum(words in message.text for message in self._user.messages)

    def replies(self) -> list[str]:
        """What the assistant wrote, each message by itself."""
        return [message.text for message in self._user.messages]

    def labels(self) -> list[str]:
        """The buttons under all of it, oldest first."""
        return [label for message in self._user.messages for label in message.labels]


class WebPhone:
    """The chat page in a browser without JavaScript: forms are filled in and sent."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(
            base_url=url, follow_redirects=True, timeout=PATIENCE, limits=httpx.Limits(max_keepalive_connections=0)
        )

    @classmethod
    def signed_in(cls, product: Product, staff: Staff) -> "WebPhone":
        phone = cls(product.url)
        token = product.write(lambda s: make_link(s, staff, now=utc_now(), actor="test"))
        phone.opens(f"/signin/{token}")
        phone.submits("Sign in")
        return phone

    def opens(self, path: str) -> None:
        self._page = self._read(self.client.get(path))

    def submits(self, label: str, **fields: str) -> None:
        """Send the last form on the page whose button says this."""
        form = self._form(label)
        given = {str(i["name"]): str(i.get("value", "")) for i in form.select("input[name]")}
        button = self._button(form, label)
        if button is not None and button.get("name"):
            given[str(button["name"])] = str(button.get("value", ""))
        self._page = self._read(self.client.post(str(form["action"]), data=given | fields))

    def says(self, text: str) -> None:
        self.opens("/")
        self.submits("Send", text=text)

    def presses(self, label: str) -> None:
        self.opens("/")
        self.submits(label)

    def waits_for(self, words: str) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.opens("/")
            if words in (text := self._page.get_text(" ", strip=True)):
                return text
            time.sleep(0.1)
        raise AssertionError(f"nothing with {words!r} on the page: {self._page.get_text(' ', strip=True)[-1500:]}")

    @property
    def page(self) -> str:
        """The words on the page that is open."""
        return self._page.get_text(" ", strip=True)

    def count(self, words: str) -> int:
        self.opens("/")
        return self._page.get_text(" ", strip=True).count(words)

    def replies(self) -> list[str]:
        """What the assistant wrote, each message by itself, a line for each line."""
        self.opens("/")
        return [_without(bubble, ".unseen, .at") for bubble in self._page.select("li.ours .bubble")]

    def labels(self) -> list[str]:
        """The buttons under all of it, oldest first."""
        self.opens("/")
        return [button.get_text(" ", strip=True) for button in self._page.select("li.ours .buttons button")]

    def _read(self, response: httpx.Response) -> BeautifulSoup:
        assert response.status_code == 200, f"{response.request.url}: {response.status_code} {response.text[:600]}"
        return BeautifulSoup(response.text, "html.parser")

    def _form(self, label: str) -> Tag:
        forms = [form for form in self._page.select("form[action]") if self._button(form, label)]
        assert forms, f"no button {label!r}; there are {[b.get_text(strip=True) for b in self._page.select('button')]}"
        return forms[-1]

    @staticmethod
    def _button(form: Tag, label: str) -> Tag | None:
        return next((b for b in form.select("button") if re.match(re.escape(label), b.get_text(" ", strip=True))), None)


def _without(part: Tag, unseen: str) -> str:
    for hidden in part.select(unseen):
        hidden.extract()
    return part.get_text("\n", strip=True)


def shift_now(house: House) -> Shift:
    """A shift pattern that is at work whenever the tests run."""
    return next(s for s in Shift if within_hours(s, utc_now(), house.settings.zone))


class served:
    """The product on a free port, in a thread of its own."""

    def __init__(self, house: House) -> None:
        self._house = house

    def __enter__(self) -> str:
        parts = frozenset({"web", "bot"})
        bot = make_bot(self._house, parts)
        app = make_app(web_parts(self._house, bot, "test_bot"), lifespan=lambda _app: running(self._house, parts, bot))
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()))
        self._thread.start()
        end = time.monotonic() + 60
        while not (self._server.started and self._house.search.ready):
            assert time.monotonic() < end, "the product did not start"
            assert self._thread.is_alive(), "the product stopped while starting"
            time.sleep(0.05)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(60)
