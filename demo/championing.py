"""What champions, and those who check their answers, did with the questions that reached them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlmodel import col, select

from demo.diary import Diary
from demo.provider import Person
from demo.talking import Talking
from house import House
from knowledge.search import Search
from people.roles import Role
from questions.escalations import Escalation, tell_overdue
from questions.questions import Question

# How long each step usually takes after the one before.
STEPS = {
    "claimed": timedelta(minutes=50),
    "replied": timedelta(minutes=25),
    "proposed": timedelta(minutes=4),
    "approved": timedelta(hours=20),
}
QUICKEST, SLOWEST = 0.5, 2.0
SOON_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Course:
    """How far a question comes: "waiting" or one of STEPS, and what the champion replies."""

    until: str
    reply: str

    @property
    def steps(self) -> list[str]:
        names = list(STEPS)
        return names[: names.index(self.until) + 1] if self.until in STEPS else []


IN_PERSON = Course(
    "replied", "Thank you for asking. I have checked it with the team leader. We can go through it on your next shift."
)


class Championing:
    """Each escalation's way, one diary entry after the other."""

    def __init__(self, house: House, search: Search, people: Sequence[Person], diary: Diary, talking: Talking) -> None:
        self._database, self._search, self._zone = house.database, search, house.settings.zone
        self._people, self._diary, self._talking = people, diary, talking
        self._followed: set[int] = set()

    def follow(self, asker: Person, course: Course) -> None:
        """If this person's newest question went to the champions, plan what they do about it; once."""
        escalation = self._newest_escalation(asker)
        if escalation is None or escalation.id is None or escalation.id in self._followed:
            return
        self._followed.add(escalation.id)
        self._diary.at(escalation.due_at + SOON_AFTER, self._tell_overdue)
        champion, wait = self._champion_for(asker), timedelta()
        for step in course.steps:
            wait += STEPS[step] * self._diary.dice.uniform(QUICKEST, SLOWEST)
            self._diary.after(wait, partial(self._take, step, champion, escalation.id, course.reply))

    def _newest_escalation(self, asker: Person) -> Escalation | None:
        newest = select(Question).where(Question.asker_id == asker.id).order_by(col(Question.id).desc()).limit(1)
        with self._database.reading() as session:
            question = session.exec(newest).first()
            return session.get(Escalation, question.escalation_id) if question and question.escalation_id else None

    def _champion_for(self, asker: Person) -> Person:
        champions = [p for p in self._people if p.site == asker.site and p.staff.role == Role.CHAMPION]
        return next((p for p in champions if p.at_work(self._diary.moment, self._zone)), champions[0])

    def _tell_overdue(self) -> None:
        with self._database.writing() as session:
            tell_overdue(session, now=self._diary.moment, zone=self._zone)

    def _take(self, step: str, champion: Person, escalation_id: int, reply: str) -> None:
        """One step, by the buttons of the chat."""
        if step == "claimed":
            self._talking.press(champion, f"claim:{escalation_id}")
        elif step == "replied":
            self._talking.press(champion, f"answer:{escalation_id}")
            self._talking.say(champion, reply)
            self._talking.press(champion, f"send_reply:{escalation_id}")
        elif step == "proposed":
            self._talking.press(champion, f"propose:{escalation_id}")
        else:
            self._approve(champion.site, escalation_id)

    def _approve(self, site: str, escalation_id: int) -> None:
        """The manager of the site checks it; from then on it is found."""
        manager = next(p for p in self._people if p.site == site and p.staff.role == Role.MANAGER)
        with self._database.reading() as session:
            draft_id = session.get_one(Escalation, escalation_id).draft_id
        self._talking.press(manager, f"approve:{draft_id}")
        self._search.refresh()
