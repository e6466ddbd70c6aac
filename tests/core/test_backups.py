"""A copy of everything, and back; also from one kind of database to the other."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

import make
from core.audit import AuditEntry
from core.backups import back_up, restore
from core.database import Database
from core.errors import BadInput
from people.roles import Role
from people.sites import Site
from people.staff import Staff, add_staff


@pytest.fixture
def migrated(database_url: str) -> Database:
    opened = Database(database_url)
    opened.migrate()
    return opened


def test_a_backup_put_back_holds_the_same_rows_and_goes_on_counting(
    migrated: Database, tmp_path: Path, now: datetime
) -> None:
    with migrated.writing() as session:
        people = make.cast(session, now=now)
    kept = back_up(migrated, tmp_path / "copy.zip", now=now)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    assert restore(other, tmp_path / "copy.zip") == kept
    with other.writing() as session:
        assert session.get_one(Site, people.home.id).contacts == people.home.contacts
        assert session.get_one(Staff, people.ana.id).joined_at == now
        assert add_staff(session, "Next", role=Role.STAFF, now=now).id not in {p.id for p in (people.ana, people.zed)}
    other.close()
    migrated.close()


def test_a_backup_of_sqlite_goes_into_any_empty_database(migrated: Database, tmp_path: Path, now: datetime) -> None:
    source = Database(f"sqlite:///{tmp_path / 'source.db'}")
    source.migrate()
    with source.writing() as session:
        make.cast(session, now=now)
    back_up(source, tmp_path / "copy.zip", now=now)
    restore(migrated, tmp_path / "copy.zip")
    with migrated.writing() as session:
        assert len(session.exec(select(Staff)).all()) == 4
        add_staff(session, "Next", role=Role.STAFF, now=now)
    source.close()
    migrated.close()


def test_nothing_is_restored_over_a_database_in_use(migrated: Database, tmp_path: Path, now: datetime) -> None:
    with migrated.writing() as session:
        make.cast(session, now=now)
    back_up(migrated, tmp_path / "copy.zip", now=now)
    with pytest.raises(BadInput, match="already in use"):
        restore(migrated, tmp_path / "copy.zip")
    with migrated.reading() as session:
        assert len(session.exec(select(AuditEntry)).all()) > 0
    migrated.close()


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_backup_is_refused_in_one_line(migrated: Database, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "copy.zip"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="not a backup"):
        restore(migrated, path)
    migrated.close()


def test_a_backup_never_overwrites_a_file(migrated: Database, tmp_path: Path, now: datetime) -> None:
    (tmp_path / "copy.zip").write_text("precious")
    with pytest.raises(BadInput, match="Choose another name"):
        back_up(migrated, tmp_path / "copy.zip", now=now)
    assert (tmp_path / "copy.zip").read_text() == "precious"
    migrated.close()
