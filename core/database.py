"""One database, SQLite or PostgreSQL, opened and migrated in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlmodel import Session, create_engine

from core.audit import seal
from core.errors import BadInput
from core.places import MIGRATIONS

BUSY_MILLISECONDS = 15_000


class Database:
    """`reading()` to look, `writing()` for one transaction that commits at its end or not at all."""

    def __init__(self, url: str, audit_key: bytes = b"") -> None:
        """`url` as SQLAlchemy writes it; `audit_key` seals the audit log. Raises BadInput when it cannot be
        understood."""
        self.audit_key = audit_key
        try:
            self.url = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            self.engine = self._open()
        except (ArgumentError, ModuleNotFoundError) as error:
            raise BadInput(
                "CHAMPION_DATABASE_URL is not a database address. "
                "Use postgresql+psycopg://user:password@host/name, or leave it empty for SQLite."
            ) from error

    def _open(self) -> Engine:
        # hide_parameters: an error must not carry what somebody typed into a log.
        if not self.is_sqlite:
            return create_engine(self.url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=10)
        waiting = {"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000}
        engine = create_engine(self.url, hide_parameters=True, connect_args=waiting)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to look with; whatever it changes is thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            # What was read stays readable afterwards: a rollback would empty every row still attached.
            session.expunge_all()
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction. On SQLite it takes the write lock at once, so it never fails half way for want of it. Its
        rows of the audit log are sealed at its end."""
        engine = self.engine.execution_options(champion_write=True)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
            seal(session, self.audit_key)

    def migrate(self) -> None:
        """Bring the tables up to date. Raises BadInput if the database is newer than the code or out of reach."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._plain_words(DatabaseError), self.engine.connect() as connection:
            self._refuse_newer(connection, ScriptDirectory.from_config(config))
        writer = self.engine.execution_options(champion_write=True)
        with self._plain_words(OperationalError), writer.begin() as connection:
            if not self.is_sqlite:
                # Two processes may start together: the second waits here, then finds nothing to do.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7204611)")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def _plain_words(self, trouble: type[DatabaseError]) -> Iterator[None]:
        try:
            yield
        except trouble as error:
            raise BadInput(
                f"Cannot open the database {self.url.render_as_string(hide_password=True)}. "
                "Check that it is running and that the address, name and password are right."
            ) from error

    @staticmethod
    def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
        current = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in scripts.walk_revisions()}
        if current is not None and current not in known:
            raise BadInput(
                "The database was made by a newer version of this program. "
                "Update the program, or restore a backup made by this version."
            )

    def close(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    # secure_delete: what is deleted is written over, not only forgotten.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("champion_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
