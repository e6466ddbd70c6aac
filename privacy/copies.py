"""One person's data in one file: everything held about them, in words they can read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select
from sqlmodel import Session

from core.acts import ACTORS, act_words, thing_words
from core.audit import record
from delivery.message import unmarked
from people.staff import Staff
from privacy import wording
from privacy.holdings import HELD, Holding, rows_of, table_of

# What a number in a row stands for: the table it points to, and the column people know it by.
_KNOWN_BY: Mapping[str, str] = MappingProxyType(
    {"site": "name", "team": "name", "section": "heading", "quiz_item": "question", "document": "title"}
)

# Columns of words that the code made, such as "data_protection".
CODES = frozenset("role shift state kind category outcome channel duty topic feedback".split())


@dataclass(frozen=True)
class Part:
    """One kind of thing. Each row maps what a value is to the value, as text; what is empty is left out."""

    title: str
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Copy:
    """Everything, in the order in which people look for it."""

    name: str
    made_at: str
    parts: Sequence[Part]
    what_this_is: str = wording.WHAT_THIS_IS
    left_out: Sequence[str] = wording.LEFT_OUT

    def to_json(self) -> dict[str, Any]:
        return {
            "what_this_is": self.what_this_is,
            "about": self.name,
            "made_at": self.made_at,
            "held": [{"what": part.title, "rows": list(part.rows)} for part in self.parts],
            "left_out": list(self.left_out),
        }


def copy_of(session: Session, person: Staff, *, now: datetime, zone: ZoneInfo) -> Copy:
    """Everything held about this person now. Changes nothing."""
    parts = [Part(holding.title, list(_rows(session, holding, person, zone))) for holding in HELD]
    return Copy(person.name, _words(now, zone), parts)


def note_copied(session: Session, person: Staff, *, now: datetime) -> None:
    """For the log: they took the file."""
    record(session, "privacy.copied", actor=person.actor, now=now, subject=person.actor)


def _rows(session: Session, holding: Holding, person: Staff, zone: ZoneInfo) -> Iterator[Mapping[str, str]]:
    table = table_of(holding)
    query = select(table).where(rows_of(holding, person)).order_by(*table.primary_key.columns)
    rows = [dict(row) for row in session.execute(query).mappings()]
    names = {name: _names(session, table, name, {row[name] for row in rows}) for name in _pointing(holding)}
    for row in rows:
        row |= {name: known.get(row[name], row[name]) for name, known in names.items()}
        said = {name: _said(name, row[name], person, zone) for name in holding.shown}
        if holding.is_about_others(row):
            said[holding.veiled] = wording.ABOUT_OTHERS
        yield {wording.label(holding.table, name): words for name, words in said.items() if words}


def _said(column: str, value: Any, person: Staff, zone: ZoneInfo) -> str:
    """What a person reads of a value; codes of ours in words."""
    if column == "action":
        return act_words(value)
    if column in ("actor", "subject") and value:
        if value == person.actor:
            return wording.YOU
        return wording.SOMEBODY if value.startswith("staff:") else ACTORS.get(value) or thing_words(value)
    return _words(value, zone).replace("_", " ") if column in CODES else _words(value, zone)


def _pointing(holding: Holding) -> list[str]:
    """The shown columns that are numbers of something with a name."""
    return [name for name in holding.shown if _target(table_of(holding), name) is not None]


def _target(table: Table, column: str) -> Table | None:
    targets = (key.column.table for key in table.columns[column].foreign_keys)
    return next((target for target in targets if target.name in _KNOWN_BY), None)


def _names(session: Session, table: Table, column: str, wanted: set[Any]) -> dict[Any, str]:
    """The names by number."""
    if (target := _target(table, column)) is None:
        return {}
    number, name = target.columns["id"], target.columns[_KNOWN_BY[target.name]]
    return {row[0]: row[1] for row in session.execute(select(number, name).where(number.in_(wanted - {None})))}


def _words(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{local.day} {local.strftime('%B %Y, %H:%M')}"
    if isinstance(value, date):
        return f"{value.day} {value.strftime('%B %Y')}"
    if isinstance(value, list):
        return "\n\n".join(_words(one, zone) for one in value)
    if isinstance(value, dict):
        pairs = (f"{key}: {_words(each, zone)}" for key, each in value.items())
        return unmarked(str(value["text"])) if "text" in value else ", ".join(pairs)
    return "" if value is None else str(value)
