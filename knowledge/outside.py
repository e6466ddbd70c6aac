"""Questions no document here should answer, by topic, and where each belongs: content/outside/*.yaml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import BadInput


@dataclass(frozen=True)
class Topic:
    """`signpost` is the line that says whom to ask, None for what is not about work."""

    name: str
    signpost: str | None
    examples: tuple[str, ...]


def read_topics(folder: Path) -> list[Topic]:
    """Every topic of every file; none when there is no such folder. Raises BadInput naming a wrong file."""
    return [topic for path in sorted(folder.glob("*.yaml")) for topic in _topics(path)]


def _topics(path: Path) -> list[Topic]:
    try:
        return [_topic(given) for given in yaml.safe_load(path.read_text(encoding="utf-8"))["topics"]]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} cannot be used: each topic needs a name, work, and examples.") from error


def _topic(given: dict[str, Any]) -> Topic:
    return Topic(given["topic"], given["signpost"] if given["work"] else None, tuple(given["examples"]))
