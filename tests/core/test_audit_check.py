"""Whoever changes the log afterwards is found out: by the database's refusal, by the chain, or by its noted end."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from core import audit_check
from core.audit import AuditEntry, AuditHead, Place, record
from core.audit_check import Verdict, purge_audit, verify, write_down, written_down
from core.audit_guard import unguard
from core.database import Database

KEY = b"the key of the installation"


@pytest.fixture
def kept(database_url: str) -> Iterator[Database]:
    """A migrated database whose log is sealed with a key."""
    opened = Database(database_url, KEY)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def filled(kept: Database, now: datetime) -> Database:
    """Five rows, one a day."""
    for number in range(5):
        add(kept, f"row.{number}", now - timedelta(days=4 - number))
    return kept


def add(database: Database, action: str, now: datetime) -> None:
    with database.writing() as session:
        record(session, action, actor="test", now=now, subject="site:1", names=["ä", "b"], number=1.5, nothing=None)


def check(database: Database, key: bytes = KEY, noted: Place | None = None) -> Verdict:
    with database.reading() as session:
        return verify(session, key, noted=noted)


def tamper(database: Database, *statements: str) -> None:
    """What somebody with the database's password, but without the key, can do."""
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    with database.engine.execution_options(champion_write=True).begin() as connection:
        for statement in (*unguard(dialect), *statements):
            connection.execute(text(statement))


def test_what_others_write_while_it_is_read_is_no_trouble(
    filled: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_end = audit_check._at_the_end

    def after_somebody_wrote(*args: Any) -> str:
        add(filled, "row.meanwhile", now)
        return at_the_end(*args)

    monkeypatch.setattr(audit_check, "_at_the_end", after_somebody_wrote)
    assert check(filled).problem == ""


def test_a_row_past_the_end_is_found(filled: Database) -> None:
    tamper(
        filled,
        "UPDATE audit_entry SET position = 9 WHERE position = 5",
        "UPDATE audit_head SET position = 4, digest = (SELECT digest FROM audit_entry WHERE position = 4)",
    )
    assert "rows were added after the end" in check(filled).problem


def test_a_log_that_nobody_touched_fits(filled: Database) -> None:
    verdict = check(filled)
    assert (verdict.fits, verdict.rows, verdict.end.position) == (True, 5, 5)


def test_an_empty_log_fits(kept: Database) -> None:
    assert check(kept) == Verdict(0, "", Place(0, ""))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'somebody else' WHERE position = 3",
        "UPDATE audit_entry SET digest = ''",
        "DELETE FROM audit_entry WHERE position = 3",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_itself_refuses_changes(filled: Database, statement: str) -> None:
    with pytest.raises(DBAPIError), filled.writing() as session:
        session.execute(text(statement))
    assert check(filled).fits


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit_entry SET actor = 'x' WHERE position = 3", "row 3, of 21 November 2026 10:00, was changed"),
        ("UPDATE audit_entry SET detail = '{}' WHERE position = 3", "row 3, of 21 November 2026 10:00, was changed"),
        (
            "UPDATE audit_entry SET at = '2026-01-01 00:00:00' WHERE position = 3",
            "row 3, of 01 January 2026 00:00, was",
        ),
        ("DELETE FROM audit_entry WHERE position = 3", "rows are missing before row 4"),
        ("DELETE FROM audit_entry WHERE position = 1", "rows are missing before row 2"),
        ("DELETE FROM audit_entry WHERE position = 5", "rows are missing at the end: the log stops at row 4"),
        ("UPDATE audit_entry SET digest = 'x' WHERE position = 3", "row 3, of 21 November 2026 10:00, was sealed with"),
        ("UPDATE audit_entry SET previous = 'x' WHERE position = 3", "does not follow the row before it"),
        (
            "INSERT INTO audit_entry (at, actor, action, subject, detail, previous, digest) "
            "VALUES ('2026-11-23 10:00:00', 'x', 'x', '', '{}', '', '')",
            "1 rows are not part of the chain",
        ),
    ],
)
def test_what_was_done_past_the_refusal_is_named(filled: Database, statement: str, problem: str) -> None:
    tamper(filled, statement)
    verdict = check(filled)
    assert problem in verdict.problem
    assert not verdict.fits


def test_a_chain_made_again_without_the_key_does_not_fit(filled: Database, now: datetime) -> None:
    tamper(filled, "DELETE FROM audit_entry", "DELETE FROM audit_head")
    forged = Database(filled.url.render_as_string(hide_password=False))
    add(forged, "row.0", now)
    forged.close()
    assert "sealed with another key" in check(filled).problem


def test_rows_taken_from_the_end_show_by_the_place_noted_outside(filled: Database, tmp_path: Path) -> None:
    path = tmp_path / "audit-end"
    assert written_down(path) is None
    write_down(path, check(filled).end)
    noted = written_down(path)
    assert check(filled, noted=noted).fits
    tamper(
        filled,
        "DELETE FROM audit_entry WHERE position > 3",
        "UPDATE audit_head SET position = 3, digest = (SELECT digest FROM audit_entry WHERE position = 3)",
    )
    assert check(filled).fits
    assert "no longer holds row 5" in check(filled, noted=noted).problem


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"position": "x", "digest": 1}', "\x00"])
def test_a_note_that_cannot_be_read_is_no_note(tmp_path: Path, content: str) -> None:
    (tmp_path / "audit-end").write_text(content)
    assert written_down(tmp_path / "audit-end") is None


def test_another_key_is_told_apart_from_tampering(filled: Database) -> None:
    assert "was sealed with another key; if the secret key was changed" in check(filled, b"another").problem


def test_what_a_savepoint_took_back_is_not_in_the_log(kept: Database, now: datetime) -> None:
    with kept.writing() as session:
        record(session, "first", actor="test", now=now)
        taken_back = session.begin_nested()
        record(session, "taken.back", actor="test", now=now)
        session.flush()
        taken_back.rollback()
        record(session, "last", actor="test", now=now)
    with kept.reading() as session:
        assert session.exec(select(AuditEntry.action).order_by(AuditEntry.position)).all() == ["first", "last"]
    assert check(kept).fits


def test_a_transaction_that_failed_leaves_no_gap(filled: Database, now: datetime) -> None:
    with filled.writing() as session:
        record(session, "failed", actor="test", now=now)
        session.flush()
        session.rollback()
    add(filled, "next", now)
    assert (check(filled).fits, check(filled).end.position) == (True, 6)


def test_many_writers_make_one_chain(kept: Database, now: datetime) -> None:
    def write(writer: int) -> None:
        own = Database(kept.url.render_as_string(hide_password=False), KEY)
        for number in range(10):
            add(own, f"writer.{writer}.{number}", now)
        own.close()

    threads = [Thread(target=write, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (check(kept).fits, check(kept).rows) == (True, 60)


def test_rows_written_before_there_was_a_chain_become_its_beginning(kept: Database, now: datetime) -> None:
    with kept.engine.execution_options(champion_write=True).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_entry (at, actor, action, subject, detail, previous, digest) "
                "VALUES ('2026-11-01 10:00:00', 'old', 'old', '', '{}', '', '')"
            )
        )
    assert check(kept).fits
    add(kept, "new", now)
    with kept.reading() as session:
        assert session.exec(select(AuditEntry.action).order_by(AuditEntry.position)).all() == ["old", "new"]
    assert check(kept).rows == 2


def test_the_retention_takes_the_oldest_and_the_rest_still_verifies(filled: Database, now: datetime) -> None:
    def purge(before: datetime) -> int:
        with filled.writing() as session:
            return purge_audit(session, before=before, now=now)

    noted = check(filled).end
    assert purge(now - timedelta(days=2)) == 2
    assert purge(now - timedelta(days=2)) == 0
    verdict = check(filled, noted=noted)
    assert (verdict.fits, verdict.rows) == (True, 4)  # three old ones, and the one that says what went
    assert purge(now - timedelta(days=1)) == 1
    assert (check(filled).fits, check(filled).rows) == (True, 4)
    with filled.reading() as session:
        row = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()  # type: ignore[union-attr]
        assert row is not None
        assert (row.action, row.detail["through"], row.detail["rows"]) == ("audit.purged", 3, 1)


def test_even_everything_can_go_in_bounded_steps(filled: Database, now: datetime) -> None:
    later = now + timedelta(days=1)
    with filled.writing() as session:
        assert purge_audit(session, before=later, now=later, limit=3) == 3
    with filled.writing() as session:
        assert purge_audit(session, before=later, now=later, limit=3) == 2
    assert check(filled).fits


def test_a_beginning_cut_off_without_the_retention_shows(filled: Database) -> None:
    tamper(filled, "UPDATE audit_head SET purged_through = 2", "DELETE FROM audit_entry WHERE position <= 2")
    assert "rows are missing before row 3" in check(filled).problem


@pytest.mark.parametrize("open_one", [Database.reading, Database.writing])
def test_there_is_one_head(filled: Database, open_one: Callable[[Database], Session]) -> None:
    with open_one(filled) as session:
        assert len(session.exec(select(AuditHead)).all()) == 1
