"""One turn of a talk, as a flow sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chat.concern import Concern
from chat.incoming import Incoming
from chat.recall import Recall
from chat.talk import Talk
from chat.understanding import Intent
from core.errors import NotThere
from core.sealing import Safe
from incidents.alerts import Patience
from knowledge.answers import Answer, Outcome
from knowledge.cards import Card
from knowledge.readership import Reader
from people.register import Register
from people.staff import Staff
from safety.also import Line
from safety.personal import Span
from safety.urgent import Category

_ANSWERED = (Outcome.ANSWER, Outcome.CHOICES, Outcome.SIGNPOST)


@dataclass
class Turn:
    """`answer` and `vector` are there when something was looked up; `typed` is for flows that ask for a name. `grace`
    is how long after its review date a document is still shown. Without `safe` no evidence is kept. `point_out` gives a
    card with the sentences that answer a question."""

    incoming: Incoming
    intent: Intent
    talk: Talk
    staff: Staff | None
    now: datetime
    zone: ZoneInfo
    public_url: str
    grace: timedelta
    register: Register
    recall: Recall
    patience: Patience
    safe: Safe | None
    point_out: Callable[[Card, str], Card]
    text: str = ""
    typed: str = ""
    concern: Concern | None = None
    asked: Category | None = None  # what a question about rules only mentions
    spans: tuple[Span, ...] = ()  # the personal details in `typed`
    about_privacy: bool = False  # who sees what is typed here: the notice comes before the answer
    leaver: Staff | None = None  # whose Telegram this was while they worked here
    forgotten: bool = False  # the person is gone: nothing of this turn is kept
    also: tuple[Line, ...] = ()  # what the words ask for beyond the answer
    follows: bool = False  # the words were read together with the question before
    answer: Answer | None = None
    vector: bytes | None = None

    @property
    def today(self) -> date:
        """The day where the provider is."""
        return self.now.astimezone(self.zone).date()

    @property
    def reader(self) -> Reader:
        """What this person may be shown today."""
        return Reader(self.person.site_id, self.person.role, self.today, self.grace)

    @property
    def person(self) -> Staff:
        """The person, in flows that only linked people reach."""
        if self.staff is None:
            raise NotThere("Please join first.")
        return self.staff

    @property
    def own_distress(self) -> bool:
        """Are these somebody's words about themselves? They are private, and nothing of them is kept. Where this is
        heard but faintly, a question that has an answer is a question."""
        urgent = self.concern.urgent if self.concern else None
        if urgent is None or not urgent.about_self:
            return False
        return not (urgent.faint and self.answer and self.answer.outcome in _ANSWERED)
