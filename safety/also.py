"""Lines that one message asks for, beyond its fixed reply or its answer. Phrases that people can read decide, from
content/safety/also.yaml; no model."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import BadInput
from core.places import CONTENT
from safety.phrase_files import Reader
from safety.phrases import Group, Phrases

ANSWER = "answer"  # beside what answers an ordinary question, not in an urgent reply


class Telling(StrEnum):
    NEVER = "never"
    ALWAYS = "always"
    OF_TITLES = "of titles"


@dataclass(frozen=True)
class Line:
    """`beside`: the names of the replies it may stand in, or ANSWER. `to_champions`: when a champion hears of it.
    `alone`: it is the answer where no passage is, so that no colleague is asked unless the person wants it."""

    name: str
    text: str
    beside: frozenset[str]
    when: Group
    unless: Group
    to_champions: Telling
    alone: bool
    approved_by: str

    def tells_champions(self, *, only_titles: bool) -> bool:
        """Besides those questions that a champion hears of anyway. `only_titles`: there was no sure answer to show."""
        return self.to_champions == Telling.ALWAYS or (self.to_champions == Telling.OF_TITLES and only_titles)


@cache
def load_lines(path: Path = CONTENT / "safety" / "also.yaml") -> tuple[Line, ...]:
    """Read and check the file, in its order. Raises BadInput naming what cannot be read."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        reader = Reader(data["lists"], called="phrase for a line")
        return tuple(_line(name, entry, reader) for name, entry in data["lines"].items())
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be read ({error}). Please check how it is laid out.") from error


def _line(name: str, entry: dict[str, Any], reader: Reader) -> Line:
    return Line(
        name=name,
        text=str(entry["line"]),
        beside=frozenset(str(entry["beside"]).split()),
        when=reader.group(entry["when"]),
        unless=reader.group(entry.get("unless")),
        to_champions=Telling(entry.get("to_champions", Telling.NEVER)),
        alone=bool(entry.get("alone")),
        approved_by=str(entry["approved_by"] or ""),
    )


def lines_for(text: str, phrases: Phrases) -> tuple[Line, ...]:
    """The lines that a text asks for, whatever they stand beside. Pure; never raises once the file has been read."""
    message = phrases.read(text)
    if len(message.words) <= 2:  # nothing but the stops around it
        return ()
    return tuple(line for line in load_lines() if line.when.in_(message) and not line.unless.in_(message))
