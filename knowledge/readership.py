"""Who is looking, on which day, and what may be shown to them. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.settings import REVIEW_GRACE_DAYS
from knowledge.entries import Entry
from knowledge.readers.parts import Kind

GRACE = timedelta(days=REVIEW_GRACE_DAYS)


@dataclass(frozen=True)
class Reader:
    """`site_id` None sees the whole provider's documents only, `role` None only what is for everybody. `today` is the
    day where the provider is; `grace` is how long after its review date a document is still shown, with a warning."""

    site_id: int | None
    role: str | None
    today: date
    grace: timedelta = GRACE

    def may_read(self, entry: Entry) -> bool:
        here = entry.site_id is None or entry.site_id == self.site_id
        late = has_lapsed(entry.kind, entry.review_due, today=self.today, grace=self.grace)
        return here and entry.audience.includes(self.role) and not late


def has_lapsed(kind: str, review_due: date | None, *, today: date, grace: timedelta) -> bool:
    """Is its review so long overdue that it is not answered from? The national framework and our cards about it only
    warn: without them there may be no answer at all."""
    return kind != Kind.FRAMEWORK and review_due is not None and review_due < today - grace
