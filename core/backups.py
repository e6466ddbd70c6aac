"""A consistent copy of every row. A copy of SQLite can be put back into PostgreSQL, and the other way round."""

import base64
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, DateTime, LargeBinary, MetaData, Table, func, inspect, select, text
from sqlalchemy import Date as DateType

from core.database import Database
from core.errors import BadInput
from core.places import MIGRATIONS

FORMAT = 1
ROWS_AT_ONCE = 500
_HEADER = "backup.json"
_VERSION_TABLE = "alembic_version"


def back_up(database: Database, path: Path, *, now: datetime) -> int:
    """Write every row to a new zip file at `path`. Returns how many rows. Raises BadInput when it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as archive:
            rows = _write_all(database, archive, now)
        if path.exists():
            raise FileExistsError(17, "it exists already")
        part.replace(path)
    except OSError as error:
        raise BadInput(f"Cannot write the backup {path}: {error.strerror}. Choose another name or folder.") from error
    finally:
        part.unlink(missing_ok=True)
    return rows


def _write_all(database: Database, archive: zipfile.ZipFile, now: datetime) -> int:
    total = 0
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            # One view of everything while others go on writing; on SQLite a plain transaction is that already.
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            revision = MigrationContext.configure(connection).get_current_revision()
            for table in _tables(connection):
                with archive.open(f"{table.name}.jsonl", "w") as file:
                    for row in connection.execute(select(table)).mappings():
                        file.write(json.dumps(_plain(dict(row))).encode() + b"\n")
                        total += 1
    archive.writestr(_HEADER, json.dumps({"format": FORMAT, "revision": revision, "made": now.isoformat()}))
    return total


def restore(database: Database, path: Path) -> int:
    """Put a backup into an empty database and bring it up to date. All or nothing; returns how many rows.

    Raises BadInput for a file that is no backup, one made by a newer program, or a database that is in use.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            header = json.loads(archive.read(_HEADER))
            _refuse_used(database)
            return _restore(database, archive, str(header["revision"]))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadInput(f"{path} is not a backup made by `champion backup`, or it is damaged.") from error


def _restore(database: Database, archive: zipfile.ZipFile, revision: str) -> int:
    total = 0
    with database.engine.execution_options(champion_write=True).begin() as connection:
        _upgrade(connection, revision)
        for table in _tables(connection):
            total += _fill(connection, table, archive)
            _continue_numbering(connection, table)
        _upgrade(connection, "head")
    return total


def _refuse_used(database: Database) -> None:
    with database.engine.connect() as connection:
        if (
            inspect(connection).has_table("audit_entry")
            and connection.execute(text("select 1 from audit_entry")).first()
        ):
            raise BadInput(
                "This database is already in use, so nothing was restored. "
                "Set CHAMPION_DATA_DIR or CHAMPION_DATABASE_URL to an empty place and try again."
            )


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _tables(connection: Connection) -> list[Table]:
    """As the database has them, those that others point at first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != _VERSION_TABLE]


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    total = 0
    with archive.open(f"{table.name}.jsonl") as file:
        for rows in _batches(_typed(table, json.loads(line)) for line in file):
            connection.execute(table.insert(), rows)
            total += len(rows)
    return total


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _continue_numbering(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids in a sequence of its own, which must go on after the highest restored one."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar()
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    if sequence and highest:
        connection.execute(select(func.setval(sequence, highest)))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _as_json(value) for name, value in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _as_column(table.columns[name].type, value) for name, value in row.items()}


def _as_column(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, DateType):
        return date.fromisoformat(value)
    return value
