"""One database: opening, migrating, and many writers at once."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlmodel import Session, select, text

from core.audit import AuditEntry, record
from core.database import Database
from core.errors import BadInput


@pytest.mark.parametrize(
    "url",
    ["not a url", "nosuch://host/name", "mysql://host/name"],
)
def test_an_address_that_cannot_be_used_says_what_to_write_instead(url: str) -> None:
    with pytest.raises(BadInput, match=r"CHAMPION_DATABASE_URL .*postgresql\+psycopg://"):
        Database(url)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    database = Database("postgresql+psycopg://ana:hush@127.0.0.1:9/champion")
    with pytest.raises(BadInput, match="Cannot open the database") as failure:
        database.migrate()
    assert "hush" not in str(failure.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_bytes(b"only some notes, and not a database at all " * 40)
    with pytest.raises(BadInput, match="Cannot open the database"):
        Database(f"sqlite:///{tmp_path / 'notes.db'}").migrate()


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


def test_migrating_twice_changes_nothing(migrated: Database) -> None:
    with migrated.writing() as session:
        record(session, "kept", actor="test", now=datetime.now(UTC))
    migrated.migrate()
    with migrated.reading() as session:
        assert session.exec(select(AuditEntry.action)).all() == ["kept"]


def test_a_database_newer_than_the_program_is_left_alone(migrated: Database) -> None:
    with migrated.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(BadInput, match="newer version of this program"):
        migrated.migrate()


MIGRATE = "import sys; from core.database import Database; Database(sys.argv[1]).migrate()"


def test_processes_that_start_together_migrate_once(database_url: str) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", MIGRATE, database_url]
    started = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) for _ in range(3)]
    told = [process.communicate(timeout=60)[1].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], told


def test_eight_threads_write_at_once_and_nothing_is_locked_or_lost(database: Database, now: datetime) -> None:
    def write(number: int) -> None:
        with database.writing() as session:
            seen = session.exec(select(func.count()).select_from(AuditEntry)).one()
            record(session, "wrote", actor=str(number), now=now, subject=str(seen))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(200)))
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(AuditEntry)).one() == 200


def test_a_transaction_that_fails_leaves_nothing(database: Database, now: datetime) -> None:
    def fail() -> None:
        with database.writing() as session:
            record(session, "lost", actor="test", now=now)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as session:
        assert not session.exec(select(AuditEntry)).all()


def test_what_is_changed_while_reading_is_thrown_away(database: Database, now: datetime) -> None:
    with database.reading() as session:
        record(session, "lost", actor="test", now=now)
        session.flush()
    with database.reading() as session:
        assert not session.exec(select(AuditEntry)).all()


def test_what_was_read_stays_readable_afterwards(database: Database, now: datetime) -> None:
    with database.writing() as session:
        written = record(session, "kept", actor="test", now=now)
    with database.reading() as session:
        read = session.exec(select(AuditEntry)).one()
    assert written.action == read.action == "kept"


def test_times_go_in_aware_and_come_out_in_utc(session: Session) -> None:
    given = datetime(2026, 7, 1, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    entry = record(session, "seen", actor="test", now=given)
    session.flush()
    session.refresh(entry)
    assert entry.at == given
    assert entry.at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    record(session, "seen", actor="test", now=datetime(2026, 7, 1))  # noqa: DTZ001  what is refused
    with pytest.raises(StatementError, match="without a zone"):
        session.flush()


def test_an_error_of_the_database_does_not_repeat_what_was_typed(database: Database, now: datetime) -> None:
    with database.reading() as session:
        session.connection().execute(text("DROP TABLE audit_entry"))
        record(session, "typed", actor="Ana's words", now=now)
        with pytest.raises(SQLAlchemyError) as failure:
            session.flush()
    assert "Ana's words" not in str(failure.value)
