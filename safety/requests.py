"""Is somebody asking for what the law gives them about their own data? Phrases that people can read decide, from
content/safety/requests.yaml; no model."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import BadInput
from core.places import CONTENT
from safety.phrases import Group, Reader, Spelling, spelling


class Request(StrEnum):
    """What they ask for, in the order in which a message that sounds like several is understood."""

    ERASURE = "erasure_request"
    COMPLAINT = "complaint"
    ACCESS = "access_request"


@dataclass(frozen=True)
class Requests(Spelling):
    """The whole file, ready to use. `drop` is what makes a sentence one about the topic."""

    asks: Mapping[Request, Group]
    drop: Group
    approved_by: str

    def find(self, text: str) -> Request | None:
        """The request in a text, or None. Pure; never raises; reads the first 4,096 and the last 1,000 letters."""
        message = self.read(text)
        silent = self.drop.sentences(message)
        return next((kind for kind in Request if self.asks[kind].sentences(message) - silent), None)


@cache
def load_requests(path: Path = CONTENT / "safety" / "requests.yaml") -> Requests:
    """Read and check the file. Raises BadInput naming what cannot be read."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        reader = Reader(data["lists"], called="phrase for a request")
        asks = {kind: reader.group(data["asks"][kind]) for kind in Request}
        drop = reader.group(data["drop"])
        return Requests(*spelling(data, reader), asks, drop, str(data["approved_by"] or ""))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be read ({error}). Please check how it is laid out.") from error


def requested(text: str) -> Request | None:
    """What this text asks for, by the phrases that ship."""
    return load_requests().find(text)
