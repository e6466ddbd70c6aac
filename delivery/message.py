"""A message to a person, in no channel's own language."""

from dataclasses import asdict, dataclass
from typing import Any


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
    """Plain text and buttons. A line that starts with "# " is a heading, one with "> " is quoted word for word."""

    text: str
    buttons: tuple[Button, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "buttons": [asdict(button) for button in self.buttons]}

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Message":
        return Message(data["text"], tuple(Button(**button) for button in data["buttons"]))
