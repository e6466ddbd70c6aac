"""A small library: documents written as files, read by the real readers, found with the tests' encoder."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import make
from core.database import Database
from fakes import FakeEncoder
from knowledge.importing import Outcome, import_paths
from knowledge.search import Search

AddFile = Callable[..., Outcome]


@pytest.fixture
def cast(database: Database, now: datetime) -> make.Cast:
    with database.writing() as session:
        return make.cast(session, now=now)


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def search(database: Database, encoder: FakeEncoder) -> Search:
    return Search(database, encoder)


@pytest.fixture
def add(database: Database, encoder: FakeEncoder, tmp_path: Path, now: datetime) -> AddFile:
    """Write a file and import it."""

    def add_file(text: str, name: str = "phones.md", *, site_id: int | None = None) -> Outcome:
        path = tmp_path / name
        path.write_text(text)
        [outcome] = import_paths(database, [path], encoder, actor="test", now=now, site_id=site_id)
        return outcome

    return add_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for files."""
    made = tmp_path / "files"
    made.mkdir()
    return made
