"""The nightly clearing: what privacy/periods.py says, in short transactions, so that a reply never waits for it."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Table, and_, bindparam, cast, delete, or_, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Column, Field, Session, SQLModel, col
from sqlmodel import select as select_rows

from core.audit import record
from core.audit_check import purge_audit
from core.columns import UtcDateTime
from core.database import Database
from core.logs import note
from core.settings import Settings
from privacy.periods import RULES, Fate, Rule

log = logging.getLogger("privacy")

AT_ONCE = 500


class PurgeRun(SQLModel, table=True):
    """One night's clearing. `counts` by kind of data, counted in the transaction that cleared it; `failed` are kinds
    that could not be cleared."""

    __tablename__ = "purge_run"

    id: int | None = Field(default=None, primary_key=True)
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    failed: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


def clear(database: Database, settings: Settings, now: datetime) -> PurgeRun:
    """Clear everything whose period is over. May be broken off and run again at any point, also by two at once."""
    with database.writing() as session:
        run = PurgeRun(started_at=now)
        session.add(run)
        session.flush()
    failed = [rule.kind for rule in RULES if not _tried(database, rule, settings, run.id, now)]
    with database.writing() as session:
        run = session.get_one(PurgeRun, run.id)
        run.finished_at, run.failed = now, failed
        record(session, "retention.cleared", actor="retention", now=now, counts=run.counts, failed=failed)
    note(log, "retention cleared", failed=failed, rows=sum(run.counts.values()))
    return run


def recent_runs(session: Session, *, limit: int = 10) -> list[PurgeRun]:
    """The newest first."""
    return list(session.exec(select_rows(PurgeRun).order_by(col(PurgeRun.id).desc()).limit(limit)))


def _tried(database: Database, rule: Rule, settings: Settings, run_id: int | None, now: datetime) -> bool:
    """False when it went wrong; the other kinds are cleared nevertheless, and this one is tried again tomorrow."""
    try:
        _apply(database, rule, settings, run_id, now)
    except SQLAlchemyError:
        log.exception("not cleared", extra={"fields": {"kind": rule.kind}})
        return False
    return True


def _apply(database: Database, rule: Rule, settings: Settings, run_id: int | None, now: datetime) -> None:
    if rule.fate == Fate.KEPT:
        return
    before = now - timedelta(days=getattr(settings, rule.period))
    last: int | None = 0
    while last is not None:
        with database.writing() as session:
            changed, last = _step(session, rule, before, last, now)
            if changed:
                _count(session, run_id, rule.kind, changed)


def _count(session: Session, run_id: int | None, kind: str, changed: int) -> None:
    run = session.get_one(PurgeRun, run_id)
    run.counts = {**run.counts, kind: run.counts.get(kind, 0) + changed}
    session.add(run)


def _step(session: Session, rule: Rule, before: datetime, after: int, now: datetime) -> tuple[int, int | None]:
    """Clear up to AT_ONCE rows with ids above `after`. How many, and the last id, or None when that was all."""
    if rule.fate == Fate.CHAINED:
        gone = purge_audit(session, before=before, now=now, limit=AT_ONCE)
        return gone, 0 if gone == AT_ONCE else None
    table = SQLModel.metadata.tables[rule.table]
    due = and_(table.c.id > after, *_due(rule, table, before))
    ids = list(session.execute(select(table.c.id).where(due).order_by(table.c.id).limit(AT_ONCE)).scalars())
    # Asked once more: another process may have changed one of them just now.
    mine = and_(table.c.id.in_(ids), due)
    change = delete(table) if rule.fate == Fate.DELETED else update(table).values(**rule.blank)
    changed = session.execute(change.where(mine)) if ids else None
    return changed.rowcount if changed else 0, ids[-1] if len(ids) == AT_ONCE else None  # type: ignore[attr-defined]


def _due(rule: Rule, table: Table, before: datetime) -> list[ColumnElement[bool]]:
    if rule.through is None:
        old: Any = table.c[rule.age] < before
    else:
        own, other = rule.through[0], SQLModel.metadata.tables[rule.through[1]]
        old = table.c[own].in_(select(other.c.id).where(other.c[rule.age] < before))
    only: list[Any] = [text(f"({rule.only})")] if rule.only else []
    full = [_differs(table.c[name], value) for name, value in rule.blank.items()]
    return [old, *only, *([or_(*full)] if full else [])]


def _differs(column: Any, value: Any) -> Any:
    """Is there still something to clear?"""
    if value is None:
        return column.is_not(None)
    if isinstance(column.type, JSON):
        return cast(column, String) != bindparam(None, json.dumps(value), String)
    return column != value
