"""A manager tells a site's lists of names: typed or pasted, never shown again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from core.audit import record
from core.errors import BadInput
from people.register import Kind, Register, learn, unlearn
from people.roster import site_of
from people.sites import ident
from people.staff import Staff
from safety.known import everyday, name_words
from safety.personal import name_key
from safety.titles import TITLES

MOST_WORDS = 5_000


class Why(StrEnum):
    """Why a word was not taken."""

    SHORT = "short"
    COMMON = "common"


@dataclass(frozen=True)
class Told:
    """What became of a list: how many words changed something, how many did not, and those refused, as typed."""

    changed: int
    unchanged: int
    refused: tuple[tuple[str, Why], ...] = ()


def add_names(
    session: Session, register: Register, site_id: int, text: str, *, kind: Kind, by: Staff, now: datetime
) -> Told:
    """Put the words of `text` on a list, names split into words. A manager's word counts: it changes lists. Raises
    NotAllowed, NotThere or BadInput."""
    site = ident(site_of(session, site_id, by=by).id)
    words = _words(text)
    refused = {word: why for word in words if kind != Kind.ORDINARY and (why := _refused(word))}
    keys = [register.key(word) for word in words if word not in refused]
    if kind == Kind.ORDINARY:
        unlearn(session, site, keys, kind=Kind.SUPPORTED)
        unlearn(session, site, keys, kind=Kind.STAFF)
    added = learn(session, site, keys, kind=kind, now=now)
    record(session, "names.added", actor=by.actor, now=now, subject=f"site:{site}", kind=str(kind), words=added)
    return Told(added, len(keys) - added, tuple(refused.items()))


def remove_names(
    session: Session, register: Register, site_id: int, text: str, *, kind: Kind, by: Staff, now: datetime
) -> Told:
    """Take the words of `text` off a list. Raises NotAllowed, NotThere or BadInput."""
    site = ident(site_of(session, site_id, by=by).id)
    keys = [register.key(word) for word in _words(text)]
    removed = unlearn(session, site, keys, kind=kind)
    record(session, "names.removed", actor=by.actor, now=now, subject=f"site:{site}", kind=str(kind), words=removed)
    return Told(removed, len(keys) - removed)


def _words(text: str) -> list[str]:
    """Each word once, as it was typed first; titles are no names."""
    words = {name_key(word): word for word in reversed(name_words(text)) if name_key(word) not in TITLES}
    if not words:
        raise BadInput("Please type at least one name.")
    if len(words) > MOST_WORDS:
        raise BadInput(f"That is more than {MOST_WORDS:,} words. Please send them in parts.")
    return [words[key] for key in reversed(words)]


def _refused(word: str) -> Why | None:
    key = name_key(word)
    if len(key) < 2:
        return Why.SHORT
    return Why.COMMON if key in everyday() else None
