"""The names a site keeps out of the chat, as keyed hashes: a word can be asked for, and nobody can read the list.

The words themselves are never stored. The key comes from the installation's secret, which is not in the database.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import sqlalchemy
from sqlalchemy import ColumnElement, UniqueConstraint, func, literal
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from core.columns import UtcDateTime
from people.staff import Staff
from safety.known import everyday, name_words, words_in
from safety.personal import name_key


class Kind(StrEnum):
    SUPPORTED = "supported"
    STAFF = "staff"
    ORDINARY = "ordinary"  # only looks like a name


class KnownName(SQLModel, table=True):
    """One word of one site's lists. `key` is a keyed hash of it, of no use to anybody without the secret."""

    __tablename__ = "known_name"
    # Numbers come once only: the newest one tells whether a list has changed.
    __table_args__ = (UniqueConstraint("site_id", "key"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    kind: str = Field(max_length=10)
    key: str = Field(max_length=64)
    added_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True)
class Names:
    """The lists of one site, as a message meets them. Empty for somebody of no site."""

    secret: bytes = field(default=b"", repr=False)
    listed: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()  # first names of who works there now; nobody supported has one of them

    def known(self, word: str) -> bool:
        return bool(self.listed) and key_of(self.secret, word) in self.listed

    def ordinary(self, word: str) -> bool:
        return bool(self.harmless) and key_of(self.secret, word) in self.harmless

    def colleague(self, said: str) -> bool:
        """Is this just the first name of somebody who works there, with no title and no surname?"""
        return bool(self.staff) and key_of(self.secret, said) in self.staff


NOBODY = Names()


def key_of(secret: bytes, word: str) -> str:
    return hmac.digest(secret, name_key(word).encode(), "sha256").hex()


class Register:
    """Reads the lists, and keeps them in memory until they change. Safe to use from several threads."""

    def __init__(self, secret: bytes) -> None:
        """`secret`: the key of the hashes, the same for ever."""
        self._secret = secret
        self._kept: dict[int, tuple[object, Names]] = {}

    def key(self, word: str) -> str:
        return key_of(self._secret, word)

    def names(self, session: Session, site_id: int | None) -> Names:
        """The lists of a site: one cheap query when nothing has changed."""
        if site_id is None:
            return NOBODY
        stamp = _stamp(session, site_id)
        kept = self._kept.get(site_id)
        if kept is None or kept[0] != stamp:
            kept = self._kept[site_id] = stamp, self._read(session, site_id)
        return kept[1]

    def _read(self, session: Session, site_id: int) -> Names:
        rows = session.exec(select(KnownName.key, KnownName.kind).where(KnownName.site_id == site_id)).all()
        harmless = frozenset(key for key, kind in rows if kind == Kind.ORDINARY)
        listed = frozenset(key for key, kind in rows if kind != Kind.ORDINARY)
        supported = frozenset(key for key, kind in rows if kind == Kind.SUPPORTED)
        people = session.exec(select(Staff.name, Staff.left_at).where(_works_at(site_id))).all()
        named = {self.key(word) for name, _ in people for word in name_words(name) if worth_keeping(word)}
        first = {self.key(words_in(name)[0]) for name, left in people if left is None and words_in(name)}
        return Names(self._secret, listed | (named - harmless), harmless, frozenset(first - supported))


def _works_at(site_id: int) -> ColumnElement[bool]:
    """Everybody at the site, and those who work for all sites; leavers are still people."""
    return (col(Staff.site_id) == site_id) | col(Staff.site_id).is_(None)


def _stamp(session: Session, site_id: int) -> object:
    """Changes whenever a list or somebody's name does."""
    names = sqlalchemy.select(literal(1), func.max(KnownName.id), func.count(), literal(0), literal(0))
    letters, left = func.sum(func.length(Staff.name)), func.count(col(Staff.left_at))
    staff = sqlalchemy.select(literal(2), func.max(Staff.id), func.count(), letters, left)
    both = names.where(col(KnownName.site_id) == site_id).union_all(staff.where(_works_at(site_id)))
    return frozenset(map(tuple, session.execute(both)))


def worth_keeping(word: str) -> bool:
    """Two letters at least, and not a word that everybody uses."""
    key = name_key(word)
    return len(key) > 1 and key not in everyday()


def learn(session: Session, site_id: int, keys: Iterable[str], *, kind: Kind, now: datetime) -> int:
    """Put keys on a list; how many were new there. What a manager put down as a name is never made ordinary here."""
    return sum(_learn(session, site_id, key, kind, now) for key in dict.fromkeys(keys))


def _learn(session: Session, site_id: int, key: str, kind: Kind, now: datetime) -> bool:
    row = _find(session, site_id, key)
    if row is not None and (row.kind == kind or kind == Kind.ORDINARY):
        return False
    if row is not None:
        session.delete(row)  # a new row: its number shows that the list has changed
        session.flush()
    try:
        with session.begin_nested():
            session.add(KnownName(site_id=site_id, kind=kind, key=key, added_at=now))
    except IntegrityError:
        return False
    return True


def unlearn(session: Session, site_id: int, keys: Iterable[str], *, kind: Kind) -> int:
    """Take keys off a list; how many were on it."""
    rows = [row for key in dict.fromkeys(keys) if (row := _find(session, site_id, key)) and row.kind == kind]
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)


def _find(session: Session, site_id: int, key: str) -> KnownName | None:
    return session.exec(select(KnownName).where(KnownName.site_id == site_id, KnownName.key == key)).first()


def listed_as(session: Session, site_id: int, keys: Sequence[str]) -> set[str]:
    """Which of these keys are on the site's lists as names."""
    query = select(KnownName.key).where(KnownName.site_id == site_id, KnownName.kind != Kind.ORDINARY)
    return set(session.exec(query.where(col(KnownName.key).in_(keys))).all())


def counts(session: Session, site_id: int) -> dict[Kind, int]:
    """How many words are on each list."""
    query = select(KnownName.kind, func.count()).where(KnownName.site_id == site_id).group_by(KnownName.kind)
    found: dict[str, int] = dict(session.exec(query).all())
    return {kind: found.get(kind, 0) for kind in Kind}
