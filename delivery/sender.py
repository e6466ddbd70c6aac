"""The port through which messages leave. A channel's door provides one; delivery never learns which."""

from typing import Protocol

from delivery.message import Message


class Sender(Protocol):
    """Sends one message to one address of its channel."""

    async def send(self, address: str, message: Message) -> str:
        """The channel's own id of what was sent. Raises Unreachable, TryAgain or Refused."""
        ...

    async def remove(self, address: str, message_id: str) -> None:
        """Take a message out of the chat, whoever wrote it; gone already is well. Raises as `send` does."""
        ...


class Unreachable(Exception):
    """Permanent: this person has blocked the bot, or the chat does not exist."""


class Refused(Exception):
    """Permanent: the channel will never take this message."""


class TryAgain(Exception):
    """Temporary: too fast, or the network. `after` is in seconds."""

    def __init__(self, after: float) -> None:
        super().__init__(f"try again in {after:g} seconds")
        self.after = after
