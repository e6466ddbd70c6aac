"""Is somebody asking for what the law gives them about their own data, or who reads what they type?

Phrases that people can read decide, from content/safety/requests.yaml. What they miss is compared with the messages in
content/safety/requests, where there is a model; that is not sure, so the person is asked first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import BadInput
from core.places import CONTENT
from safety.phrase_files import Reader, spelling
from safety.phrases import Group, Spelling


class Request(StrEnum):
    """What they ask for, in the order in which a message that sounds like several is understood."""

    ERASURE = "erasure_request"
    COMPLAINT = "complaint"
    ACCESS = "access_request"


PRIVACY = "privacy_question"  # nothing is asked for: the notice answers it
ENOUGH = 0.4  # from which chance of any request; chosen on the messages themselves, each fourth held out


@dataclass(frozen=True)
class Requests(Spelling):
    """The whole file, ready to use. `drop` is what makes a sentence one about the topic."""

    asks: Mapping[Request, Group]
    drop: Group
    privacy: Group
    not_privacy: Group
    approved_by: str

    def find(self, text: str) -> Request | None:
        """The request in a text, or None. Pure; never raises; reads the first 4,096 and the last 1,000 letters."""
        message = self.read(text)
        asked = {kind: found for kind in Request if (found := self.asks[kind].sentences(message))}
        silent = self.drop.sentences(message) if asked else set()
        return next((kind for kind, found in asked.items() if found - silent), None)

    def about_privacy(self, text: str) -> bool:
        """Is it asked who sees what is typed here, or what becomes of it?"""
        message = self.read(text)
        found = self.privacy.sentences(message)
        return bool(found and found - self.not_privacy.sentences(message))


@cache
def load_requests(path: Path = CONTENT / "safety" / "requests.yaml") -> Requests:
    """Read and check the file. Raises BadInput naming what cannot be read."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        reader = Reader(data["lists"], called="phrase for a request")
        asks = {kind: reader.group(data["asks"][kind]) for kind in Request}
        drop, privacy, not_privacy = (reader.group(data[name]) for name in ("drop", "privacy", "not_privacy"))
        return Requests(
            *spelling(data, reader), asks, drop, privacy, not_privacy, approved_by=str(data["approved_by"] or "")
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be read ({error}). Please check how it is laid out.") from error


def requested(text: str) -> Request | None:
    """What this text asks for, by the phrases that ship."""
    return load_requests().find(text)


def likely(text: str, chances: Mapping[str, float] | None) -> Request | str | None:
    """What a text in which no request was found may be all the same: a Request, or PRIVACY. `chances` are what the
    examples say of each, None without a model."""
    if load_requests().about_privacy(text):
        return PRIVACY
    if chances is None:
        return None
    if sum(chances[kind] for kind in Request) >= ENOUGH:
        return max(Request, key=lambda kind: chances[kind])
    return PRIVACY if chances[PRIVACY] >= ENOUGH else None
