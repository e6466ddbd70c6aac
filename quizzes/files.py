"""Quiz items as their authors write them: reading content/quizzes/theme-*.yaml and saying what is wrong, where."""

from collections import Counter
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.errors import BadInput


class Level(StrEnum):
    """Who a criterion is for."""

    ALL = "all"
    FURTHER = "further"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Option(_Strict):
    text: str = Field(min_length=1, max_length=120)
    correct: bool = False


class Entry(_Strict):
    """One item in a file: a scenario, a question, three to five options of which one is right, and why."""

    key: str = Field(min_length=1, max_length=80)
    criterion: str = Field(pattern=r"^\d+\.\d+$")
    scenario: str = Field(min_length=1)
    question: str = Field(min_length=1)
    options: tuple[Option, ...] = Field(min_length=3, max_length=5)
    explanation: str = Field(min_length=1)
    approved_by: str = Field(min_length=1, max_length=80)
    reviewed: date
    review_due: date

    @model_validator(mode="after")
    def _one_right_option(self) -> Self:
        if sum(option.correct for option in self.options) != 1:
            raise ValueError("mark exactly one option as correct")
        if len({option.text for option in self.options}) != len(self.options):
            raise ValueError("two options say the same")
        return self

    @property
    def theme(self) -> int:
        return int(self.criterion.split(".")[0])

    @property
    def texts(self) -> list[str]:
        return [option.text for option in self.options]

    @property
    def right(self) -> int:
        """Where the right option stands in `texts`."""
        return next(index for index, option in enumerate(self.options) if option.correct)


def read_levels(folder: Path) -> dict[str, Level]:
    """The level of each criterion, such as {"4.6": Level.ALL}, from the framework's cards. Raises BadInput."""
    levels: dict[str, Level] = {}
    for path in sorted(folder.glob("theme-*.yaml")):
        try:
            levels |= {str(card["code"]): Level(card["level"]) for card in _load(path)["cards"]}
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"{path.name}: every card needs a code, and a level that is all or further.") from error
    return levels


def read_entries(folder: Path, levels: dict[str, Level]) -> list[Entry]:
    """Every item of every file, checked. Raises BadInput naming the file and the key."""
    paths = sorted(folder.glob("theme-*.yaml"))
    if not paths:
        raise BadInput(f"There are no quiz files (theme-1.yaml and so on) in {folder}.")
    entries = [entry for path in paths for entry in _read_file(path, levels)]
    twice = [key for key, count in Counter(entry.key for entry in entries).items() if count > 1]
    if twice:
        raise BadInput(f"Quiz keys must differ. Used more than once: {', '.join(sorted(twice))}.")
    return entries


def _read_file(path: Path, levels: dict[str, Level]) -> list[Entry]:
    data = _load(path)
    if not isinstance(data.get("items"), list):
        raise BadInput(f"{path.name}: needs a theme and a list of items.")
    return [_read_entry(path.name, data.get("theme"), raw, levels) for raw in data["items"]]


def _read_entry(file: str, theme: Any, raw: Any, levels: dict[str, Level]) -> Entry:
    key = raw.get("key", "an item without a key") if isinstance(raw, dict) else "an item that is not a list of fields"
    try:
        entry = Entry.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise BadInput(f"{file}, {key}: {f'{place}: ' if place else ''}{reason}.") from error
    if entry.theme != theme:
        raise BadInput(f"{file}, {key}: criterion {entry.criterion} does not belong to theme {theme}.")
    if entry.criterion not in levels:
        raise BadInput(f"{file}, {key}: there is no criterion {entry.criterion} in the framework.")
    return entry


def _load(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is not a YAML file that can be read.") from error
    if not isinstance(data, dict):
        raise BadInput(f"{path.name}: needs a theme and a list of items.")
    return data
