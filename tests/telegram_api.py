"""A small Telegram: the Bot API over HTTP, and people who write to the bot through it.

    with TelegramApi() as telegram:
        ana = telegram.user(901, "Ana")
        ana.says("/start ABC")              # … a bot polls telegram.url with telegram.token …
        ana.waits_for("Welcome")
        ana.presses("Yes")

It runs in a thread of its own, so a bot may be killed and started again while it goes on. `waits_for` blocks: a test
whose bot runs in the test's own event loop calls it by `await asyncio.to_thread(ana.waits_for, "Welcome")`.
Every request is judged by aiogram's method types, and everything sent by aiogram's object types: an implementation that
shares nothing with ours. What it objects to is answered with status 400 and kept in `complaints`.

By hand: `python tests/telegram_api.py --port 8081`, and the champion with CHAMPION_TELEGRAM_API_URL=http://127.0.0.1:8081.
"""

import argparse
import asyncio
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from aiogram import methods, types
from aiohttp import web
from pydantic import ValidationError

from telegram_people import Chat, Received, User
from telegram_rules import Refusal, decoded, judge, judged, keyboard, words

TOKEN = "123456:TEST-token"
TWO_DAYS = 48 * 3600
Found = TypeVar("Found")


class HangUp(Exception):
    """The connection closes without an answer."""


@dataclass
class Call:
    """One request of the bot. `at`: time.monotonic(); `status` 0: hung up, or still waiting."""

    at: float
    method: str
    params: dict[str, Any]
    status: int = 0


@dataclass
class Fault:
    """Trouble ahead for the next `times` calls of a method. `status` 0 hangs up."""

    method: str
    status: int
    times: int
    chat_id: int | None
    retry_after: int | None


class TelegramApi:
    """The server, and the world behind it."""

    def __init__(self, token: str = TOKEN, *, port: int = 0) -> None:
        self.token = token
        self.port = port
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.commands: list[dict[str, Any]] = []
        self.chats: dict[int, Chat] = {}
        self.queries: set[str] = set()  # button presses without an answer yet
        self.answered: list[str] = []
        self.webhook: methods.SetWebhook | None = None
        self.per_second: int | None = None  # sendMessage over all chats
        self.per_second_and_chat: int | None = None
        self.down = False  # hangs up on everything
        self._faults: list[Fault] = []
        self._accepted: deque[tuple[float, int]] = deque()
        self._pending: list[dict[str, Any]] = []
        self._allowed: list[str] = []
        self._numbers = iter(range(1000, sys.maxsize))
        self._updates = iter(range(500_000, sys.maxsize))
        self._poll = 0
        self._changed = threading.Condition(threading.RLock())
        self._loop = asyncio.new_event_loop()
        self._news = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="telegram-api", daemon=True)
        self._started = threading.Event()
        self._handlers: dict[str, tuple[type[methods.TelegramMethod[Any]], Callable[[Any], Any]]] = {
            "getMe": (methods.GetMe, lambda _: self.me()),
            "getUpdates": (methods.GetUpdates, self._get_updates),
            "sendMessage": (methods.SendMessage, self._send_message),
            "editMessageText": (methods.EditMessageText, self._edit_message_text),
            "deleteMessage": (methods.DeleteMessage, self._delete_message),
            "answerCallbackQuery": (methods.AnswerCallbackQuery, self._answer_callback_query),
            "sendChatAction": (methods.SendChatAction, lambda given: bool(self._open_chat(given.chat_id))),
            "setMyCommands": (methods.SetMyCommands, self._set_my_commands),
            "leaveChat": (methods.LeaveChat, self._leave_chat),
            "setWebhook": (methods.SetWebhook, self._set_webhook),
            "deleteWebhook": (methods.DeleteWebhook, self._delete_webhook),
            "getWebhookInfo": (methods.GetWebhookInfo, self._get_webhook_info),
        }

    # ---- for tests

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "TelegramApi":
        self._thread.start()
        self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def user(self, user_id: int, first_name: str, *, started: bool = True, language: str = "en") -> User:
        """A person. `started`: has written to the bot before, so that it may write first."""
        chat = Chat(user_id, name=first_name, state="open" if started else "never")
        return User(self, self.chats.setdefault(user_id, chat), language)

    def group(self, group_id: int, title: str = "Team") -> Chat:
        return self.chats.setdefault(group_id, Chat(group_id, type="group", name=title))

    def fault(
        self, method: str, status: int, *, times: int = 1, chat_id: int | None = None, retry_after: int | None = None
    ) -> None:
        """The next `times` calls of a method (for one chat, or any) get `status`; 0 hangs up."""
        with self._changed:
            self._faults.append(Fault(method, status, times, chat_id, retry_after))

    def recovers(self) -> None:
        """No more faults."""
        with self._changed:
            self._faults.clear()

    def called(self, method: str) -> list[Call]:
        return [call for call in list(self.calls) if call.method == method]

    @property
    def pending(self) -> list[dict[str, Any]]:
        """Updates the bot has not confirmed."""
        return list(self._pending)

    def wait(self, find: Callable[[], Found | None], timeout: float = 10) -> Found | None:
        """What `find` gives, as soon as it gives something; looks again whenever anything happened."""
        end = time.monotonic() + timeout
        with self._changed:
            while not (found := find()) and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
            return found

    def number(self) -> int:
        with self._changed:
            return next(self._numbers)

    def push(self, kind: str, content: dict[str, Any]) -> None:
        """A new update, for the next poll or the webhook."""
        with self._changed:
            if self._allowed and kind not in self._allowed:
                return
            update = {"update_id": next(self._updates), kind: content}
            judge(types.Update, update)
            self.push_raw(update)

    def push_raw(self, update: dict[str, Any]) -> None:
        """As `push`, unjudged: for what no present library knows."""
        with self._changed:
            self._pending.append(update)
            self._changed.notify_all()
        self._loop.call_soon_threadsafe(self._news.set)

    def me(self) -> dict[str, Any]:
        can = dict.fromkeys(("can_join_groups", "can_read_all_group_messages", "supports_inline_queries"), False)
        number = int(self.token.partition(":")[0])
        return {"id": number, "is_bot": True, "first_name": "Champion", "username": "champion_bot", **can}

    def as_json(self, chat: Chat, sent: Received) -> dict[str, Any]:
        markup = {"reply_markup": {"inline_keyboard": sent.buttons}} if sent.buttons else {}
        entities = {"entities": sent.entities} if sent.entities else {}
        fixed = {"message_id": sent.message_id, "date": int(time.time()), "text": sent.text}
        return fixed | {"chat": chat.to_json(), "from": self.me()} | markup | entities

    # ---- the HTTP side

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = self._loop.run_until_complete(self._open())
        self._loop.create_task(self._deliver())
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._close(runner))
        self._loop.close()

    async def _open(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        return runner

    async def _close(self, runner: web.AppRunner) -> None:
        """Long polls that nobody waits for any more are not waited for either."""
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        call = Call(time.monotonic(), request.match_info["method"], await _parameters(request))
        self.calls.append(call)
        try:
            result = await self._result(request.match_info["token"], call)
        except HangUp:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        except Refusal as refusal:
            call.status = refusal.status
            after = {"parameters": {"retry_after": refusal.retry_after}} if refusal.retry_after else {}
            body = {"ok": False, "error_code": refusal.status, "description": refusal.description, **after}
        else:
            call.status = 200
            body = {"ok": True, "result": result}
        with self._changed:
            self._changed.notify_all()
        return web.json_response(body, status=call.status)

    async def _result(self, token: str, call: Call) -> Any:
        if self.down:
            raise HangUp
        if token != self.token:
            raise Refusal(*((401, "Unauthorized") if re.fullmatch(r"\d+:[\w-]+", token) else (404, "Not Found")))
        if call.method not in self._handlers:
            self.complaints.append(f"unknown method {call.method}")
            raise Refusal(404, "Not Found")
        self._strike(call)
        kind, handler = self._handlers[call.method]
        try:
            given = judge(kind, decoded(kind, call.params))
        except (ValidationError, AssertionError) as error:
            self.complaints.append(f"{call.method}: {error}")
            raise Refusal(400, f"Bad Request: {error}") from error
        if asyncio.iscoroutinefunction(handler):
            return await handler(given)
        with self._changed:
            return handler(given)

    def _strike(self, call: Call) -> None:
        """Programmed trouble."""
        for fault in self._faults:
            mine = fault.chat_id is None or str(fault.chat_id) == str(call.params.get("chat_id"))
            if fault.method == call.method and mine and fault.times:
                fault.times -= 1
                if not fault.status:
                    raise HangUp
                raise _refusal(fault.status, fault.retry_after)

    # ---- methods

    async def _get_updates(self, given: methods.GetUpdates) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        self._poll += 1
        mine = self._poll
        self._news.set()  # wakes an older poll, which finds that it has been replaced
        self._allow(given.allowed_updates)
        end = self._loop.time() + min(given.timeout or 0, 50)
        while True:
            if mine != self._poll:
                raise Refusal(409, "Conflict: terminated by other getUpdates request; only one bot may be running")
            found = self._from_offset(given.offset or 0)[: given.limit or 100]
            if found or self._loop.time() >= end:
                return found
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), end - self._loop.time())
            except TimeoutError:
                continue

    def _from_offset(self, offset: int) -> list[dict[str, Any]]:
        """Forget what is below `offset`, or all but the last ones if it is negative."""
        with self._changed:
            if offset < 0:
                self._pending = self._pending[offset:]
            else:
                self._pending = [update for update in self._pending if update["update_id"] >= offset]
            self._changed.notify_all()
            return list(self._pending)

    def _send_message(self, given: methods.SendMessage) -> dict[str, Any]:
        chat = self._open_chat(given.chat_id)
        text, entities = words(given.text, given.parse_mode)
        self._check_pace(chat.id)
        sent = Received(next(self._numbers), text, keyboard(given.reply_markup), entities, time.monotonic())
        chat.messages.append(sent)
        return judged(types.Message, self.as_json(chat, sent))

    def _edit_message_text(self, given: methods.EditMessageText) -> dict[str, Any]:
        chat = self._open_chat(given.chat_id)
        sent = _own(chat, given.message_id)
        text, entities = words(given.text or "", given.parse_mode)
        buttons = keyboard(given.reply_markup)
        if (text, entities, buttons) == (sent.text, sent.entities, sent.buttons):
            raise Refusal(400, "Bad Request: message is not modified")
        sent.text, sent.entities, sent.buttons = text, entities, buttons
        return judged(types.Message, self.as_json(chat, sent) | {"edit_date": int(time.time())})

    def _delete_message(self, given: methods.DeleteMessage) -> bool:
        """In a private chat a bot may remove anybody's message, but only for 48 hours."""
        chat = self._open_chat(given.chat_id)
        for sent in chat.own:
            if sent.message_id == given.message_id:
                if time.time() - sent.date > TWO_DAYS:
                    raise Refusal(400, "Bad Request: message can't be deleted for everyone")
                chat.own.remove(sent)
                return True
        chat.messages.remove(_own(chat, given.message_id, "Bad Request: message to delete not found"))
        return True

    def _answer_callback_query(self, given: methods.AnswerCallbackQuery) -> bool:
        if given.callback_query_id not in self.queries:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.queries.discard(given.callback_query_id)
        self.answered.append(given.callback_query_id)
        return True

    def _set_my_commands(self, given: methods.SetMyCommands) -> bool:
        good = all(
            re.fullmatch(r"[a-z0-9_]{1,32}", one.command) and 0 < len(one.description) <= 256 for one in given.commands
        )
        if not good or len(given.commands) > 100:
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands = [{"command": one.command, "description": one.description} for one in given.commands]
        return True

    def _leave_chat(self, given: methods.LeaveChat) -> bool:
        chat = self._open_chat(given.chat_id)
        if chat.type == "private":
            raise Refusal(400, "Bad Request: chat member status can't be changed in private chats")
        chat.state = "left"
        return True

    def _set_webhook(self, given: methods.SetWebhook) -> bool:
        local = given.url.startswith("http://127.0.0.1:")
        if given.url and not local and not given.url.startswith("https://"):
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if given.secret_token and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given.secret_token):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = given if given.url else None
        self._allow(given.allowed_updates)
        self._forget(given.drop_pending_updates)
        return True

    def _delete_webhook(self, given: methods.DeleteWebhook) -> bool:
        self.webhook = None
        self._forget(given.drop_pending_updates)
        return True

    def _get_webhook_info(self, _: methods.GetWebhookInfo) -> dict[str, Any]:
        url = self.webhook.url if self.webhook else ""
        waiting = {"has_custom_certificate": False, "pending_update_count": len(self._pending)}
        return judged(types.WebhookInfo, {"url": url, **waiting})

    async def _deliver(self) -> None:
        """While a webhook is set: each update in turn, again and again until it is taken."""
        tries = 0
        async with aiohttp.ClientSession() as client:
            while True:
                if not (self.webhook and self._pending):
                    self._news.clear()
                    await self._news.wait()
                elif await self._delivered(client, self.webhook, self._pending[0]):
                    tries = 0
                    with self._changed:
                        self._pending.pop(0)
                        self._changed.notify_all()
                else:
                    tries += 1
                    await asyncio.sleep(min(0.05 * 2**tries, 1))

    async def _delivered(self, client: aiohttp.ClientSession, hook: methods.SetWebhook, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret_token} if hook.secret_token else {}
        call = Call(time.monotonic(), "webhook", update)
        self.calls.append(call)
        try:
            async with client.post(hook.url, json=update, headers=headers) as response:
                call.status = response.status
        except (aiohttp.ClientError, TimeoutError):
            return False
        return 200 <= call.status < 300

    def _allow(self, kinds: list[str] | None) -> None:
        if kinds is not None:
            self._allowed = kinds

    def _forget(self, drop: bool | None) -> None:
        if drop:
            self._pending.clear()
        self._news.set()

    def _open_chat(self, chat_id: int | str | None) -> Chat:
        chat = self.chats.get(int(chat_id or 0))
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.state != "open":
            raise Refusal(403, f"Forbidden: {REASONS[chat.state]}")
        return chat

    def _check_pace(self, chat_id: int) -> None:
        now = time.monotonic()
        while self._accepted and self._accepted[0][0] <= now - 1:
            self._accepted.popleft()
        here = sum(to == chat_id for _, to in self._accepted) if self.per_second_and_chat else 0
        if self.per_second and len(self._accepted) >= self.per_second:
            raise _refusal(429, 1)
        if self.per_second_and_chat and here >= self.per_second_and_chat:
            raise _refusal(429, 1)
        self._accepted.append((now, chat_id))


REASONS = {
    "never": "bot can't initiate conversation with a user",
    "blocked": "bot was blocked by the user",
    "gone": "user is deactivated",
    "left": "bot is not a member of the group chat",
}


def _refusal(status: int, retry_after: int | None) -> Refusal:
    if status == 429:
        return Refusal(429, f"Too Many Requests: retry after {retry_after or 1}", retry_after or 1)
    names = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden: bot was blocked by the user"}
    return Refusal(status, names.get(status, "Internal Server Error"))


async def _parameters(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(request.query) | dict(await request.post())


def _own(chat: Chat, message_id: int | None, otherwise: str = "Bad Request: message to edit not found") -> Received:
    """What the bot itself sent."""
    for sent in chat.messages:
        if sent.message_id == message_id:
            return sent
    raise Refusal(400, otherwise)


def main() -> None:
    """A Telegram to talk with by hand."""
    options = argparse.ArgumentParser(description="A small Telegram for manual trials.")
    options.add_argument("--port", type=int, default=8081)
    options.add_argument("--token", default=TOKEN)
    chosen = options.parse_args()
    with TelegramApi(chosen.token, port=chosen.port) as server:
        print(f"CHAMPION_TELEGRAM_API_URL={server.url} CHAMPION_TELEGRAM_TOKEN={server.token}")
        print("Write 'Ana: hello' to say something as Ana, 'Ana> Helpful' to press a button. Ctrl-D ends.")
        threading.Thread(target=_show, args=(server,), daemon=True).start()
        people: dict[str, User] = {}
        for line in sys.stdin:
            match = re.match(r"\s*(\w+)\s*([:>])\s*(.+)", line)
            if not match:
                print("Please write 'Name: words' or 'Name> button'.")
                continue
            name, how, said = match.groups()
            person = people.setdefault(name, server.user(901 + len(people), name))
            try:
                person.says(said) if how == ":" else person.presses(said)
            except AssertionError as error:
                print(error)


def _show(server: TelegramApi) -> None:
    while True:
        fresh = server.wait(lambda: [(c, m) for c in server.chats.values() for m in c.messages if not m.read], 3600)
        for chat, message in fresh or []:
            message.read = True
            print(f"--> {chat.name}: {message.text}" + "".join(f"\n    [{label}]" for label in message.labels))


if __name__ == "__main__":
    main()
