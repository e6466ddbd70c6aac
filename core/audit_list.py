"""The audit log for people: looked through by actor, act and day, and as a CSV file."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from core.audit import AuditEntry
from core.errors import BadInput

COLUMNS = ("position", "at", "actor", "action", "subject", "detail", "previous", "digest")
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Wanted:
    """Which rows: `action` is the beginning of one, such as "staff." or "staff.left"; from `since`, before `until`;
    `within`: only acts by or upon one of these."""

    actors: tuple[str, ...] = ()
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None
    within: frozenset[str] | None = None


def entries(session: Session, wanted: Wanted, *, before: int = 0, limit: int = 50) -> Sequence[AuditEntry]:
    """The newest first; with `before`, only those with a lower id."""
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
    if wanted.actors:
        query = query.where(col(AuditEntry.actor).in_(wanted.actors))
    if wanted.within is not None:
        mine = sorted(wanted.within)
        query = query.where(or_(col(AuditEntry.actor).in_(mine), col(AuditEntry.subject).in_(mine)))
    if wanted.action:
        query = query.where(col(AuditEntry.action).startswith(wanted.action, autoescape=True))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    if before:
        query = query.where(col(AuditEntry.id) < before)
    return session.exec(query).all()


def actions(session: Session) -> list[str]:
    """Every act there is in the log."""
    return sorted(session.exec(select(AuditEntry.action).distinct()))


def write_csv(session: Session, path: Path) -> int:
    """Every row, oldest first, to a new file. Returns how many. Raises BadInput when it cannot be written."""
    query = select(AuditEntry).order_by(col(AuditEntry.id)).execution_options(yield_per=ROWS_AT_ONCE)
    try:
        with path.open("x", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            rows = [writer.writerow([_cell(getattr(entry, name)) for name in COLUMNS]) for entry in session.exec(query)]
    except OSError as error:
        raise BadInput(f"Cannot write {path}: {error.strerror}. Choose another name or folder.") from error
    return len(rows)


def _cell(value: Any) -> str:
    """Never a formula, whatever a spreadsheet makes of it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    words = "" if value is None else str(value)
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
