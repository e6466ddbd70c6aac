"""The fixed reply to an urgent message. Read once from content/safety/replies.yaml, filled with the site's contacts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import BadInput
from core.places import CONTENT
from safety.also import Line
from safety.urgent import CHOKING, Category, Urgent

REPLIES = CONTENT / "safety" / "replies.yaml"
ABOUT_MANAGER, ABOUT_DEPUTY = "about_manager", "about_deputy"
SELF, SELF_IN_DANGER = "self", "self_in_danger"  # the worker's own distress
SAID_APART = frozenset([ABOUT_MANAGER, ABOUT_DEPUTY, CHOKING, SELF, SELF_IN_DANGER])
# A reply with a line of its own stays this short, the site's contacts and all; in danger of life shorter.
MOST_WORDS, MOST_AT_RISK = 70, 45
_AT_RISK = frozenset([Category.MEDICAL_EMERGENCY, Category.FIRE_OR_GAS, Category.STAFF_DANGER])
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


def urgent_reply(
    urgent: Urgent, contacts: Mapping[str, str], *, no_deputy: bool = False, also: Sequence[Line] = ()
) -> str:
    """The reply, with each contact filled in, or plain words where the site has none. Works with an empty mapping.
    `no_deputy`: it may be about the deputy. `also`: what the message asks for beyond it."""
    name = _which(urgent, no_deputy=no_deputy)
    lines = [line.text for line in also if name in line.beside]
    return _with_lines(
        filled(load_replies().texts[name], contacts), lines, MOST_AT_RISK if name in _AT_RISK else MOST_WORDS
    )


def filled(text: str, contacts: Mapping[str, str]) -> str:
    """A text with the site's contacts in it."""
    return _BRACES.sub(lambda match: contacts.get(match[1]) or load_replies().without[match[1]], text)


def _with_lines(text: str, lines: Sequence[str], most: int) -> str:
    """The first line always, the second where there is room, above the last line of all."""
    *above, last = text.splitlines()
    for line in lines[:2]:
        longer = [*above, line, last]
        if line == lines[0] or len(" ".join(longer).split()) <= most:
            above.append(line)
    return "\n".join([*above, last])


def _which(urgent: Urgent, *, no_deputy: bool) -> str:
    if urgent.about_self:
        return SELF if urgent.private else SELF_IN_DANGER
    if urgent.about_manager:
        return ABOUT_DEPUTY if no_deputy else ABOUT_MANAGER
    return urgent.topic or urgent.category


def unapproved() -> list[str]:
    """The wordings that nobody has put their name to yet."""
    return sorted(name for name, by in load_replies().approved_by.items() if not by)
