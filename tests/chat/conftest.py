"""A small world to talk in: the cast, one FAQ, one signpost, and an engine over the real knowledge package."""

from datetime import datetime
from pathlib import Path

import pytest

import make
from chat.engine import Engine
from core.database import Database
from fakes import FakeEncoder
from knowledge.examples import OutsideExample
from knowledge.importing import Status, import_paths
from knowledge.search import Search
from safety.phrase_files import load_phrases
from safety.phrases import Phrases
from talking import LONDON, Clock, World

LONG = "Wipe the handle. Then wipe the wheels. Then wipe the seat. " * 40
FAQ = f"""question,answer,phrasings,review_due
How do I charge the hoist battery?,Put it in the dock in the laundry.,hoist battery charging,2027-01-01
Where are clean aprons kept?,In the green cupboard downstairs.,which cupboard,2027-01-01
How do I clean a wheelchair?,{LONG},wheelchair cleaning,2027-01-01
"""
OLD = """question,answer,phrasings,review_due
Where are spare gloves kept?,In the blue cupboard upstairs.,which cupboard,2026-10-01
"""


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return load_phrases()


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def search(database: Database, encoder: FakeEncoder, tmp_path: Path, now: datetime) -> Search:
    (tmp_path / "faq.csv").write_text(FAQ)
    (tmp_path / "old.csv").write_text(OLD)
    for name in ("faq.csv", "old.csv"):
        [outcome] = import_paths(database, [tmp_path / name], encoder, actor="test", now=now)
        assert outcome.status == Status.ADDED, outcome
    with database.writing() as session:
        asked = "When do I get my payslip?"
        vector = encoder.encode([asked])[0].tobytes()
        line = "Please ask the pay office."
        session.add(OutsideExample(topic="pay", signpost=line, text=asked, vector=vector, model=encoder.name))
    search = Search(database, encoder)
    search.refresh()
    return search


@pytest.fixture
def world(database: Database, search: Search, phrases: Phrases, clock: Clock) -> World:
    engine = Engine(database, search, phrases, zone=LONDON, public_url="https://champion.example", clock=clock)
    with database.writing() as session:
        people = make.cast(session, now=clock.now)
    return World(database, engine, clock, people)
