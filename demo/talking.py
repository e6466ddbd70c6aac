"""People talking to the assistant: through the engine, with its clock turned back."""

from datetime import timedelta

from chat.engine import Engine
from chat.incoming import Incoming, Kind, Reply
from demo.diary import Diary
from demo.provider import Person
from house import House
from knowledge.search import Search


class Talking:
    """Says and presses things as somebody, at the diary's moment."""

    def __init__(self, house: House, search: Search, diary: Diary) -> None:
        self._diary = diary
        self._sent = 0
        self._engine = Engine(
            house.database,
            search,
            house.phrases,
            zone=house.settings.zone,
            public_url=house.url,
            clock=lambda: diary.moment,
            safe=house.safe,
        )

    def say(self, person: Person, text: str) -> Reply:
        return self._send(person, Kind.TEXT, text=text)

    def press(self, person: Person, action: str) -> Reply:
        self._diary.moment += timedelta(seconds=self._diary.dice.randint(8, 40))
        return self._send(person, Kind.ACTION, action=action)

    def _send(self, person: Person, kind: Kind, *, text: str = "", action: str = "") -> Reply:
        self._sent += 1
        return self._engine.handle(
            Incoming(person.channel, person.address, f"demo:{self._sent}", kind=kind, text=text, action=action)
        )


def button(reply: Reply, name: str) -> str | None:
    """The action of the first button of a reply that does this, if there is one."""
    actions = (button.action for message in reply.messages for button in message.buttons)
    return next((action for action in actions if action.split(":")[0] == name), None)
