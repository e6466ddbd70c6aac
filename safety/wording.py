"""The fixed reply to an urgent message. Read once from content/safety/replies.yaml, filled with the site's contacts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import BadInput
from core.places import CONTENT
from safety.urgent import CHOKING, Category, Urgent

REPLIES = CONTENT / "safety" / "replies.yaml"
ABOUT_MANAGER, ABOUT_DEPUTY = "about_manager", "about_deputy"
SELF, SELF_IN_DANGER = "self", "self_in_danger"  # the worker's own distress
SAID_APART = frozenset([ABOUT_MANAGER, ABOUT_DEPUTY, CHOKING, SELF, SELF_IN_DANGER])
_BRACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Replies:
    """`texts` and `approved_by` by category and those of SAID_APART; `without` by contact."""

    texts: Mapping[str, str]
    approved_by: Mapping[str, str]
    without: Mapping[str, str]


@cache
def load_replies(path: Path = REPLIES) -> Replies:
    """Read and check the file. Raises BadInput naming what is missing."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    texts = {name: str(entry["text"]) for name, entry in data["replies"].items()}
    without = {name: str(words) for name, words in data["without"].items()}
    if missing := {*Category, *SAID_APART} - set(texts):
        raise BadInput(f"{path.name} has no reply for {', '.join(sorted(missing))}.")
    if unknown := {name for text in texts.values() for name in _BRACES.findall(text)} - set(without):
        raise BadInput(f"{path.name} names contacts it does not explain: {', '.join(sorted(unknown))}.")
    approved = {name: str(entry.get("approved_by") or "") for name, entry in data["replies"].items()}
    return Replies(texts, approved, without)


def urgent_reply(urgent: Urgent, contacts: Mapping[str, str], *, no_deputy: bool = False) -> str:
    """The reply, with each contact filled in, or plain words where the site has none. Works with an empty mapping.
    `no_deputy`: it may be about the deputy."""
    replies = load_replies()
    text = replies.texts[_which(urgent, no_deputy=no_deputy)]
    return _BRACES.sub(lambda match: contacts.get(match[1]) or replies.without[match[1]], text)


def _which(urgent: Urgent, *, no_deputy: bool) -> str:
    if urgent.about_self:
        return SELF if urgent.private else SELF_IN_DANGER
    if urgent.about_manager:
        return ABOUT_DEPUTY if no_deputy else ABOUT_MANAGER
    return urgent.topic or urgent.category


def unapproved() -> list[str]:
    """The wordings that nobody has put their name to yet."""
    return sorted(name for name, by in load_replies().approved_by.items() if not by)
