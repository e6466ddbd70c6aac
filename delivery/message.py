"""A message to a person, in no channel's own language."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

# They show as nothing, should they ever be shown.
_FROM, _TO = "\u2061", "\u2062"
_STRONG = re.compile(f"{_FROM}([^{_FROM}{_TO}]*){_TO}")


@dataclass(frozen=True)
class Button:
    """`label` is read by a person; `action` comes back when it is pressed (at most 64 bytes, Telegram's limit)."""

    label: str
    action: str

    def __post_init__(self) -> None:
        if len(self.action.encode()) > 64:
            raise ValueError("a button's action is longer than 64 bytes")


@dataclass(frozen=True)
class Message:
    """Plain text and buttons. A line that starts with "# " is a heading, one with "> " is quoted word for word; within
    a line some words may be `strong`."""

    text: str
    buttons: tuple[Button, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "buttons": [asdict(button) for button in self.buttons]}

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Message":
        return Message(data["text"], tuple(Button(**button) for button in data["buttons"]))


def strong(words: str) -> str:
    """These words, so that they stand out in a line."""
    return f"{_FROM}{words}{_TO}"


def in_parts(line: str) -> Iterator[tuple[bool, str]]:
    """The line cut into words that stand out (True) and others, without the marks. A half of a pair counts for
    nothing."""
    for place, words in enumerate(_STRONG.split(line)):
        if words := words.replace(_FROM, "").replace(_TO, ""):
            yield bool(place % 2), words


def unmarked(text: str) -> str:
    """The words alone."""
    return text.replace(_FROM, "").replace(_TO, "")
