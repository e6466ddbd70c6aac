"""The rounds of eight weeks: opened and sent as the scheduler does it, answered as people do."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from random import Random

from sqlmodel import select

from demo.diary import SEED, Diary
from demo.provider import Person
from demo.talking import Talking, button
from house import House
from quizzes.assignments import RoundItem
from quizzes.bank import Item
from quizzes.rounds import waiting_question
from scheduler.jobs import open_quiz, push_quiz
from scheduler.timetable import QUIZ_OPENS

PUSHES = (time(8, 5), time(10, 5), time(14, 5), time(20, 5))  # soon after each kind of shift begins
# How often answers on a theme are right: security is the weak spot for a manager to notice.
KNOWN = {1: 0.9, 2: 0.86, 3: 0.87, 4: 0.72, 5: 0.6, 6: 0.75, 7: 0.84}
ANYWAY = 0.4  # how likely a round is begun in a week that somebody does not finish
MINUTES_TO_START = 90


class Quizzing:
    """Everybody's quizzes, one diary entry leading to the next."""

    def __init__(self, house: House, people: Sequence[Person], diary: Diary, talking: Talking) -> None:
        self._database, self._zone = house.database, house.settings.zone
        self._quiz_days = house.settings.quiz_days
        self._people = {person.id: person for person in people}
        self._diary, self._talking = diary, talking

    def plan(self, until: datetime) -> None:
        """Each day from the diary's moment: a round on quiz days, and a few sweeps to send it."""
        day = self._diary.moment.date()
        while day <= until.date():
            if day.isoweekday() in self._quiz_days:
                self._diary.at(datetime.combine(day, QUIZ_OPENS, self._zone), self._open)
            for moment in PUSHES:
                self._diary.at(datetime.combine(day, moment, self._zone), self._push)
            day += timedelta(days=1)

    def _open(self) -> None:
        open_quiz(self._database, self._quiz_days, self._zone, self._diary.moment)

    def _push(self) -> None:
        moment = self._diary.moment
        push_quiz(self._database, self._zone, moment)
        with self._database.reading() as session:
            sent = session.exec(select(RoundItem.staff_id).where(RoundItem.sent_at == moment).distinct()).all()
        for staff_id in sorted(sent):
            person = self._people[staff_id]
            if person.talks and (self._finishes(person) or self._diary.dice.random() < ANYWAY):
                self._diary.after(self._diary.minutes(MINUTES_TO_START), partial(self._answer, person))

    def _finishes(self, person: Person) -> bool:
        """Does this person see the whole of this week's quiz through? Thrown once for each week, with dice of its own,
        so that what is asked and answered elsewhere changes nothing here."""
        week = self._diary.moment.isocalendar().week
        return Random(f"{SEED}/{person.id}/{week}").random() < person.habit  # noqa: S311

    def _answer(self, person: Person) -> None:
        moment = self._diary.moment
        if not person.uses_it(moment):
            return
        with self._database.reading() as session:
            waiting = waiting_question(session, person.staff, now=moment)
            item = session.get_one(Item, waiting.item_id) if waiting else None
        if waiting is None or item is None:
            return
        reply = self._talking.press(person, f"quiz:{waiting.id}:{self._choice(item)}")
        if button(reply, "quiz") or self._finishes(person):
            self._diary.after(timedelta(seconds=self._diary.dice.randint(20, 90)), partial(self._answer, person))

    def _choice(self, item: Item) -> int:
        if self._diary.dice.random() < KNOWN[item.theme]:
            return item.correct
        return self._diary.dice.choice([n for n in range(len(item.options)) if n != item.correct])
