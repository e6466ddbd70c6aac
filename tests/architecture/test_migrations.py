"""The migrations make the tables that the models describe, from any earlier state."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

import tables
from core.database import Database
from core.places import MIGRATIONS


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    yield opened
    opened.close()


def test_the_migrations_make_the_same_tables_as_the_models(migrated: Database) -> None:
    assert tables.ALL
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}


def test_numbers_that_must_not_come_twice_do_not_on_sqlite_either(migrated: Database) -> None:
    if not migrated.is_sqlite:
        pytest.skip("PostgreSQL never gives a number twice")
    wanted = {
        name for name, table in SQLModel.metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]
    }
    with migrated.engine.connect() as connection:
        made = connection.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")).scalars()
        assert {*made} == wanted != set()


def test_there_is_one_history_without_branches() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
