"""`champion audit`, what doctor says of the log, and a backup put back with and without its key."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

import champion
from core.audit_guard import unguard
from core.database import Database
from core.settings import Settings
from examination import _audit
from house import House, timed_work
from scheduler.timetable import JobName

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHAMPION_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """`champion` with these arguments, in a house where somebody made a sign-in link."""
    runner = CliRunner()

    def once(*arguments: str) -> Result:
        return runner.invoke(champion.app, list(arguments))

    assert once("link", "admin").exit_code == 0
    return once


def tamper(folder: Path, *statements: str) -> None:
    database = Database(f"sqlite:///{folder / 'data' / 'champion.db'}")
    with database.engine.execution_options(champion_write=True).begin() as connection:
        for each in (*unguard("sqlite"), *statements):
            connection.execute(text(each))
    database.close()


def test_a_log_that_nobody_touched_is_unbroken(run: Run) -> None:
    found = run("audit", "verify")
    assert (found.exit_code, "rows, unbroken, up to row" in found.stdout) == (0, True)
    assert json.loads(run("audit", "verify", "--json").stdout)["problem"] == ""


def test_tampering_is_named_with_exit_status_1(folder: Path, run: Run) -> None:
    tamper(folder, "UPDATE audit_entry SET actor = 'nobody' WHERE position = 2")
    found = run("audit", "verify")
    assert found.exit_code == 1
    assert "row 2, of" in found.stdout
    assert "was changed after it was written" in found.stdout
    house = House(Settings(data_dir=folder / "data"))
    [finding] = list(_audit(house))
    house.database.close()
    assert (finding.ok, finding.part) == (False, "audit log")
    assert "tell your data protection lead" in finding.words


def test_the_export_holds_every_row_and_never_a_formula(folder: Path, run: Run) -> None:
    database = Database(f"sqlite:///{folder / 'data' / 'champion.db'}")
    with database.writing() as session:
        champion.record(session, "test", actor="=1+1", now=champion.utc_now())
    database.close()
    assert run("audit", "export", str(folder / "log.csv")).exit_code == 0
    with (folder / "log.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["position"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert rows[-1]["actor"] == "'=1+1"
    assert all(row["digest"] for row in rows)


def test_an_export_never_overwrites_a_file(folder: Path, run: Run) -> None:
    (folder / "log.csv").write_text("precious")
    assert run("audit", "export", str(folder / "log.csv")).exit_code != 0
    assert (folder / "log.csv").read_text() == "precious"


def test_a_backup_with_its_key_verifies_and_says_that_it_was_put_back(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Keep the file secret-key" in run("backup", str(folder / "copy.zip")).stdout
    (folder / "new").mkdir()
    shutil.copy(folder / "data" / "secret-key", folder / "new" / "secret-key")
    monkeypatch.setenv("CHAMPION_DATA_DIR", str(folder / "new"))
    restored = run_alone("restore", str(folder / "copy.zip"))
    assert (restored.exit_code, "does not fit" in restored.output) == (0, False)
    assert run_alone("audit", "verify").exit_code == 0
    assert run_alone("audit", "export", str(folder / "log.csv")).exit_code == 0
    assert "backup.restored" in (folder / "log.csv").read_text()


def test_a_backup_without_its_key_is_put_back_with_a_plain_warning(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", str(folder / "copy.zip"))
    monkeypatch.setenv("CHAMPION_DATA_DIR", str(folder / "new"))
    restored = run_alone("restore", str(folder / "copy.zip"))
    assert "was sealed with another key" in restored.output
    assert "put it back now" in restored.output
    shutil.copy(folder / "data" / "secret-key", folder / "new" / "secret-key")
    assert run_alone("audit", "verify").exit_code == 0


def run_alone(*arguments: str) -> Result:
    return CliRunner().invoke(champion.app, list(arguments))


def test_the_nightly_clearing_notes_where_the_log_ends_and_doctor_compares(folder: Path, run: Run) -> None:
    house = House(Settings(data_dir=folder / "data"))
    timed_work(house)[JobName.CLEAR](champion.utc_now())
    assert house.check_audit().fits
    house.database.close()
    end = "SELECT max(position) FROM audit_entry"
    tamper(
        folder,
        f"DELETE FROM audit_entry WHERE position = ({end})",
        f"UPDATE audit_head SET position = ({end}), digest = (SELECT digest FROM audit_entry WHERE position = ({end}))",
    )
    assert "no longer holds row" in run("audit", "verify").stdout


def test_what_is_set_otherwise_than_at_the_last_start_is_on_record(folder: Path, run: Run) -> None:
    def start(**settings: object) -> list[str]:
        house = House(Settings(data_dir=folder / "data", **settings))
        house.note_setup()
        with house.database.reading() as session:
            rows = session.execute(
                text("SELECT detail FROM audit_entry WHERE action = 'settings.changed' ORDER BY id")
            ).scalars()
            details = [json.loads(row) for row in rows]
        house.database.close()
        assert "hush" not in str(details)
        return [",".join(detail["changed"]) for detail in details[1:]]

    assert start() == []
    assert start() == []
    assert start(review_grace_days=5) == ["review_grace_days"]
    assert start(review_grace_days=5, telegram_token="hush") == ["review_grace_days", "telegram_token"]
    assert start(telegram_token="hush-hush")[2:] == ["review_grace_days,telegram_token"]
