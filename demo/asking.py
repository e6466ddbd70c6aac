"""The questions of eight weeks, and what people made of the answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from chat.incoming import Reply
from demo.championing import IN_PERSON, Championing, Course
from demo.diary import Diary
from demo.provider import HOME_CARE, Person, read
from demo.talking import Talking, button
from people.roles import Role

ASKERS = (Role.STAFF, Role.SUPERVISOR)
PICKED, HELPFUL, NOT_QUITE, CHAMPION_AFTER = 0.85, 0.6, 0.25, 0.5  # how likely each press is
BETWEEN_TWO_WHO_ASK_THE_SAME = timedelta(minutes=8)
TRIES = 300


def all_texts() -> list[str]:
    """Everything that is going to be asked."""
    asked = [text for row in read("champions") for text in row["asked"]]
    return asked + [text for texts in read("questions").values() for text in texts]


class Asking:
    """Everybody's questions, one diary entry leading to the next."""

    def __init__(
        self, people: Sequence[Person], diary: Diary, talking: Talking, championing: Championing, *, zone: ZoneInfo
    ) -> None:
        self._people, self._diary, self._talking, self._zone = people, diary, talking, zone
        self._championing = championing

    def plan(self, until: datetime) -> None:
        """Every question gets somebody to ask it, and a moment between the diary's and `until`."""
        for where, texts in read("questions").items():
            sites = [p for p in self._people if p.site and where in ("anywhere", _kind_of_site(p))]
            for text in texts:
                person, moment = self._somebody_some_time([p for p in sites if p.staff.role in ASKERS], until)
                self._diary.at(moment, partial(self._ask, person, text))

    def plan_escalations(self, now: datetime) -> None:
        """Those of champions.yaml, counted back from `now`."""
        for row in read("champions"):
            course = Course(row["until"], row.get("reply", ""))
            moment, asked_already = now - timedelta(hours=row["hours"]), set[int]()
            for text in row["asked"]:
                person = self._somebody_at(row, moment, apart_from=asked_already)
                asked_already.add(person.id)
                self._diary.at(moment, partial(self._ask_a_champion, person, text, course))
                moment += BETWEEN_TWO_WHO_ASK_THE_SAME

    def _somebody_some_time(self, among: Sequence[Person], until: datetime) -> tuple[Person, datetime]:
        dice, start = self._diary.dice, self._diary.moment
        for _ in range(TRIES):
            person, moment = dice.choice(among), start + (until - start) * dice.random()
            if person.at_work(moment, self._zone):
                break
        return person, moment

    def _somebody_at(self, row: dict[str, object], moment: datetime, *, apart_from: set[int]) -> Person:
        here = [p for p in self._people if p.site == row["site"] and p.staff.role in ASKERS and p.id not in apart_from]
        named = [p for p in here if p.staff.name == row.get("asker")]
        at_work = [p for p in here if p.at_work(moment, self._zone)]
        return self._diary.dice.choice(named or at_work or [p for p in here if p.uses_it(moment)])

    def _ask(self, person: Person, text: str) -> None:
        reply = self._talking.say(person, text)
        self._react(person, reply)
        self._championing.follow(person, IN_PERSON)

    def _react(self, person: Person, reply: Reply) -> None:
        reply = self._perhaps(person, reply, "pick", PICKED) or reply
        if self._perhaps(person, reply, "helpful", HELPFUL):
            return
        if other := self._perhaps(person, reply, "notquite", NOT_QUITE):
            self._perhaps(person, other, "champion", CHAMPION_AFTER)

    def _ask_a_champion(self, person: Person, text: str, course: Course) -> None:
        """Whatever the assistant found, this person wants to hear it from a champion."""
        self._perhaps(person, self._talking.say(person, text), "champion", 1)
        self._championing.follow(person, course)

    def _perhaps(self, person: Person, reply: Reply, name: str, likely: float) -> Reply | None:
        """Press the button of that name, if there is one and the dice say so."""
        action = button(reply, name)
        if action is None or self._diary.dice.random() >= likely:
            return None
        return self._talking.press(person, action)


def _kind_of_site(person: Person) -> str:
    return "home_care" if person.site == HOME_CARE else "homes"
