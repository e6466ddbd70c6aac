"""START HERE for the demo: fill an empty database, once, and show ways in."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, select

from core.audit import AuditEntry, record
from core.errors import BadInput
from core.settings import Settings, load_settings
from delivery.outbox import OutboundMessage, State
from demo.asking import Asking, all_texts
from demo.championing import Championing
from demo.diary import Diary
from demo.provider import ACTOR, WORDS, Person, found_provider
from demo.quizzing import Quizzing
from demo.talking import Talking
from embeddings.shelf import Shelf
from house import House
from incidents.alerts import Alert, Outcome, told
from incidents.taking import acknowledge, close
from knowledge.importing import import_paths
from knowledge.search import Search
from people.signin import make_link
from people.sites import ident
from people.staff import Staff, find_staff, leave

FOLDER = Path("demo-data")
FILLED = "demo.filled"
SOON = timedelta(minutes=2)
WEEKS = 8
JUST_NOW = timedelta(minutes=5)
# The day for which the dates in content/demo/policies are right; they move with the day on which a demo is made.
WRITTEN_FOR = date(2026, 11, 23)
# As whom the demo can be seen: people in content/demo/people.yaml.
VISITORS = {
    "a care worker": "Ana Sweetbriar",
    "a champion": "Chidi Goldcrest",
    "a manager": "Leila Copperbeech",
    "the administrator": "Robin Thistledown",
}


def demo_settings() -> Settings:
    """Everything as set, but marked as a demo, on SQLite, and in a folder of its own unless one is named."""
    apart = {"demo": True, "database_url": ""}
    named = "data_dir" in load_settings().model_fields_set
    return load_settings(**apart) if named else load_settings(**apart, data_dir=FOLDER)


def fill_once(house: House, *, now: datetime) -> bool:
    """Fill the house if it is empty; False when it is a demo already. Raises BadInput when it holds anything else."""
    with house.database.reading() as session:
        if is_filled(session, house.settings):
            return False
    fill(house, now=now)
    return True


def is_filled(session: Session, settings: Settings) -> bool:
    """Is this a finished demo? Raises BadInput when there are people, but it is not."""
    if session.exec(select(AuditEntry.id).where(AuditEntry.action == FILLED)).first() is not None:
        return True
    if session.exec(select(Staff.id).limit(1)).first() is not None:
        raise BadInput(
            f"{settings.data_dir} does not hold a finished demo. If making one was interrupted, delete that folder; "
            "if it holds your own data, set CHAMPION_DATA_DIR to another folder."
        )
    return False


def fill(house: House, *, now: datetime, weeks: int = WEEKS) -> None:
    """Put the provider and its history up to `now` into an empty house. Takes about half a minute."""
    zone = house.settings.zone
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    start = datetime.combine(monday - timedelta(weeks=weeks), time(6), zone)
    house.load_content()
    with policies(today) as folder:
        import_paths(house.database, [folder], house.encoder, actor=ACTOR, now=start)
    with house.database.writing() as session:
        people = found_provider(session, start=start, monday=monday, now=now)
    _live(house, people, start=start, now=now)
    with house.database.writing() as session:
        _settle(session)
        record(session, FILLED, actor=ACTOR, now=now)


def _live(house: House, people: list[Person], *, start: datetime, now: datetime) -> None:
    """What everybody did from `start` until just before `now`. It goes through the engine, with its clock turned back,
    and through the scheduler's own work, so that everything the pages show came about as it always does."""
    diary, until, search = Diary(start), now - JUST_NOW, _search(house)
    talking = Talking(house, search, diary)
    championing = Championing(house, search, people, diary, talking)
    asking = Asking(people, diary, talking, championing, zone=house.settings.zone)
    asking.plan(until)
    asking.plan_escalations(now)
    Quizzing(house, people, diary, talking).plan(until)
    for person in people:
        if lost := person.left or person.blocked:
            diary.at(lost, partial(_lose, house, diary, person))
    diary.run(until)


def _search(house: House) -> Search:
    """A search that knows the questions: encoding them all together is many times faster than one by one."""
    known = Shelf(house.encoder, Path(os.devnull))
    known.hear(all_texts())
    search = Search(house.database, known, grace=house.settings.review_grace)
    search.refresh()
    return search


def _lose(house: House, diary: Diary, person: Person) -> None:
    """Somebody leaves, or blocks the bot."""
    with house.database.writing() as session:
        staff = session.get_one(Staff, person.id)
        if person.left:
            leave(session, staff, actor=ACTOR, now=diary.moment)
        else:
            staff.telegram_blocked_at = diary.moment
            session.add(staff)


def _settle(session: Session) -> None:
    """What history sent has arrived, and what was urgent was dealt with: it must not look new."""
    for alert in session.exec(select(Alert)).all():
        by = told(session, alert)[0]
        acknowledge(session, ident(alert.id), by=by, now=alert.raised_at + SOON)
        close(session, ident(alert.id), Outcome.RANG, by=by, now=alert.raised_at + 2 * SOON)
    queued = col(OutboundMessage.state) == State.QUEUED
    session.execute(update(OutboundMessage).where(queued).values(state=State.SENT, sent_at=OutboundMessage.created_at))


@contextmanager
def policies(today: date) -> Iterator[Path]:
    """A folder with the provider's policies, dated so that `today` one is just past its review and one nearly due."""
    moved = today - WRITTEN_FOR
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((WORDS / "policies").glob("*.md")):
            text = re.sub(
                r"(?m)^(approved|review_due): (\S+)$",
                lambda found: f"{found[1]}: {date.fromisoformat(found[2]) + moved}",
                path.read_text(encoding="utf-8"),
            )
            (Path(folder) / path.name).write_text(text, encoding="utf-8")
        yield Path(folder)


def ways_in(session: Session, *, now: datetime) -> dict[str, str]:
    """A one-time token to sign in as each kind of visitor, by what they are."""
    return {
        kind: make_link(session, find_staff(session, name), now=now, actor=ACTOR) for kind, name in VISITORS.items()
    }
