"""People who write to the bot, and what they see of it."""

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from telegram_api import TelegramApi


@dataclass
class Received:
    """A message of the bot, as the person sees it."""

    message_id: int
    text: str
    buttons: list[list[dict[str, Any]]]
    entities: list[dict[str, Any]]
    at: float
    read: bool = False

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]


@dataclass
class Sent:
    """A message of the person, as it lies in the chat. `date` is in seconds, as Telegram counts."""

    message_id: int
    words: str
    date: int


@dataclass
class Chat:
    """`state`: open, never (not started), blocked, or gone (account deleted). `own`: what the person wrote."""

    id: int
    type: str = "private"
    name: str = ""
    state: str = "open"
    messages: list[Received] = field(default_factory=list)
    own: list[Sent] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        named = {"first_name": self.name} if self.type == "private" else {"title": self.name}
        return {"id": self.id, "type": self.type, **named}


class User:
    """A person with a phone."""

    def __init__(self, server: "TelegramApi", chat: Chat, language: str) -> None:
        self.id = chat.id
        self.chat = chat
        self._server = server
        self._from = {"id": chat.id, "is_bot": False, "first_name": chat.name, "language_code": language}

    @property
    def messages(self) -> list[Received]:
        """What the bot sent, in order; what it deleted is gone."""
        return list(self.chat.messages)

    @property
    def own(self) -> list[str]:
        """Their own words that still stand in the chat; a message without words is empty."""
        return [sent.words for sent in self.chat.own]

    def deletes(self, message_id: int) -> None:
        """Take back a message of their own. The bot does not hear of it."""
        self.chat.own = [sent for sent in self.chat.own if sent.message_id != message_id]

    def waits_until_gone(self, words: str, timeout: float = 10) -> None:
        """Until none of their own messages in the chat holds these words."""
        if not self._server.wait(lambda: not any(words in own for own in self.own), timeout):
            raise AssertionError(f"still there: {self.own}")

    def says(self, text: str, *, age: int = 0) -> int:
        """Type a message, so many seconds ago. Returns its id, for `edits`."""
        command = re.match(r"/\w+", text)
        entities = [{"type": "bot_command", "offset": 0, "length": len(command[0])}] if command else []
        written = {"date": int(time.time()) - age}
        return self._sends(text=text, **({"entities": entities} if entities else {}), **written)

    def edits(self, message_id: int, text: str) -> None:
        written = {}
        for sent in self.chat.own:
            if sent.message_id == message_id:
                sent.words, written = text, {"date": sent.date}
        message = self._message(message_id=message_id, text=text, edit_date=int(time.time()), **written)
        self._server.push("edited_message", message)

    def sends_photo(self, caption: str = "", *, album: str = "") -> int:
        size = {"file_id": "p", "file_unique_id": "p1", "width": 90, "height": 60}
        return self._sends(photo=[size], **_filled(caption=caption, media_group_id=album))

    def sends_voice(self) -> int:
        return self._sends(voice={"file_id": "v", "file_unique_id": "v1", "duration": 3})

    def sends_video(self, caption: str = "") -> int:
        video = {"file_id": "w", "file_unique_id": "w1", "width": 90, "height": 60, "duration": 3}
        return self._sends(video=video, **_filled(caption=caption))

    def sends_sticker(self) -> int:
        sizes = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._sends(sticker={"file_id": "s", "file_unique_id": "s1", "type": "regular", **sizes})

    def sends_file(self, name: str = "policy.pdf", caption: str = "") -> int:
        document = {"file_id": "d", "file_unique_id": "d1", "file_name": name}
        return self._sends(document=document, **_filled(caption=caption))

    def sends_location(self) -> int:
        return self._sends(location={"latitude": 51.5, "longitude": -0.1})

    def sends_contact(self) -> int:
        return self._sends(contact={"phone_number": "01632960000", "first_name": "Sam"})

    def sends_poll(self) -> int:
        options = [
            {"persistent_id": str(n), "text": word, "voter_count": 0} for n, word in enumerate(("Tea", "Coffee"))
        ]
        flags = {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False, "type": "regular"}
        flags |= {"allows_revoting": True, "members_only": False}
        return self._sends(poll={"id": "1", "question": "Which?", "options": options, "total_voter_count": 0, **flags})

    def sends_animation(self) -> int:
        moving = {"file_id": "m", "file_unique_id": "m1", "width": 90, "height": 60, "duration": 3}
        return self._sends(animation=moving, document={"file_id": "m", "file_unique_id": "m1"})

    def pins_something(self) -> int:
        return self._sends(pinned_message=self._message(text="look here"))

    def moves(self, message_id: int) -> None:
        """A live location, a little later."""
        moved = self._message(message_id=message_id, location={"latitude": 51.6, "longitude": -0.1, "live_period": 900})
        self._server.push("edited_message", moved | {"edit_date": int(time.time())})

    def presses(self, label: str, message: Received | None = None) -> str:
        """Press a button of the last message that has it (or of `message`). Returns the query's id."""
        for shown in [message] if message else reversed(self.messages):
            for button in (button for row in shown.buttons for button in row):
                if button["text"] == label:
                    return self._press(shown, button["callback_data"])
        raise AssertionError(f"no button {label!r}; there are {[shown.labels for shown in self.messages]}")

    def blocks_bot(self) -> None:
        self.chat.state = "blocked"
        self._changes_membership("member", "kicked", self.chat)

    def unblocks_bot(self) -> None:
        self.chat.state = "open"
        self._changes_membership("kicked", "member", self.chat)

    def deletes_account(self) -> None:
        self.chat.state = "gone"

    def adds_bot_to(self, group: Chat) -> None:
        self._changes_membership("left", "member", group)

    def says_in(self, group: Chat, text: str) -> None:
        self._server.push("message", self._message(text=text, chat=group.to_json()))

    def waits_for(self, fragment: str, timeout: float = 10) -> Received:
        """The first message not yet waited for that holds `fragment`, once it is there."""

        def find() -> Received | None:
            return next((seen for seen in self.chat.messages if not seen.read and fragment in seen.text), None)

        found = self._server.wait(find, timeout)
        if found is None:
            raise AssertionError(f"nothing with {fragment!r}; received: {[seen.text for seen in self.messages]}")
        found.read = True
        return found

    def _sends(self, **content: Any) -> int:
        self.chat.state = "open" if self.chat.state == "never" else self.chat.state
        message = self._message(**content)
        words = str(content.get("text") or content.get("caption") or "")
        self.chat.own.append(Sent(message["message_id"], words, message["date"]))
        self._server.push("message", message)
        return int(message["message_id"])

    def _message(self, **content: Any) -> dict[str, Any]:
        fresh = {"message_id": self._server.number(), "date": int(time.time())}
        return fresh | {"chat": self.chat.to_json(), "from": self._from} | content

    def _press(self, shown: Received, action: str) -> str:
        query_id = f"q{self._server.number()}"
        self._server.queries.add(query_id)
        message = self._server.as_json(self.chat, shown)
        query = {"id": query_id, "from": self._from, "chat_instance": str(self.id), "data": action, "message": message}
        self._server.push("callback_query", query)
        return query_id

    def _changes_membership(self, old: str, new: str, chat: Chat) -> None:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"status": status, "user": self._server.me(), **until}

        change = {"chat": chat.to_json(), "from": self._from, "date": int(time.time())}
        self._server.push("my_chat_member", change | {"old_chat_member": member(old), "new_chat_member": member(new)})


def _filled(**fields: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
