"""One turn of a talk, as a flow sees it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chat.incoming import Incoming
from chat.talk import Talk
from chat.understanding import Intent
from core.errors import NotThere
from knowledge.answers import Answer
from knowledge.readership import Reader
from people.staff import Staff
from safety.urgent import Category, Urgent


@dataclass
class Turn:
    """`answer` and `vector` are there when something was looked up; `typed` only while a name is asked for. `grace` is
    how long after its review date a document is still shown."""

    incoming: Incoming
    intent: Intent
    talk: Talk
    staff: Staff | None
    now: datetime
    zone: ZoneInfo
    public_url: str
    grace: timedelta
    text: str = ""
    typed: str = ""
    urgent: Urgent | None = None
    asked: Category | None = None  # what a question about rules only mentions
    removed: bool = False  # personal details were taken out
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
