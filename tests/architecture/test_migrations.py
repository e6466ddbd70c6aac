"""The migrations make the tables that the models describe, from any earlier state."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel, select

import tables
from core.database import Database
from core.places import MIGRATIONS
from people.sites import Site


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


def test_sites_where_people_work_already_stay_usable(database_url: str) -> None:
    """Only a site that nobody has joined yet must first say whom to ring."""
    opened = Database(database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with opened.engine.execution_options(champion_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for number, name in ((1, "Rose House"), (2, "Oak Lodge")):
            connection.execute(text(f"INSERT INTO site (id, name, contacts) VALUES ({number}, '{name}', '{{}}')"))
        columns = "name, role, site_id, shift, joined_at"
        connection.execute(text(f"INSERT INTO staff ({columns}) VALUES ('Ana', 'staff', 1, 'days', CURRENT_TIMESTAMP)"))
    opened.migrate()
    with opened.reading() as session:
        live = {site.name for site in session.exec(select(Site)).all() if site.live_at is not None}
    opened.close()
    assert live == {"Rose House"}
