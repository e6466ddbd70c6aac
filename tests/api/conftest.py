"""The cast at their browsers."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import make
import web
from api.parts import Parts
from core.database import Database
from people.roles import Role
from people.staff import Staff


@pytest.fixture
def people(database: Database, now: datetime) -> make.Cast:
    with database.writing() as session:
        return make.cast(session, now=now)


@pytest.fixture
def admin(database: Database, people: make.Cast, now: datetime) -> Staff:
    with database.writing() as session:
        return make.staff(session, "Ade", role=Role.ADMIN, now=now)


@pytest.fixture
def parts(database: Database, now: datetime, tmp_path: Path) -> Parts:
    made = web.make_parts(database, lambda: now, data_dir=tmp_path / "data")
    made.search.refresh()
    return made


@pytest.fixture
def browser(parts: Parts) -> Callable[[Staff], web.Visitor]:
    """`browser(ana)` is Ana, signed in."""
    return lambda staff: web.Visitor(parts).signs_in(staff)


@pytest.fixture
def stranger(parts: Parts) -> web.Visitor:
    return web.Visitor(parts)
