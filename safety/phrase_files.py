"""Files of phrases, read and checked. How a phrase is written stands at the top of content/safety/phrases.yaml."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.errors import BadInput
from core.places import CONTENT
from safety import normal
from safety.phrases import Gap, Group, Phrase, Phrases, Sort, Words

GAPS = {"*": 4, "**": 10}  # how many words may stand where a star stands
_GROUPS = ("now", "check", "hint", "quiet", "idioms", "drop", "lower", "asked")
_SHARED = ("idioms", "practice", "lower", "manager", "not_manager", "choking", "distress", "somebody", "everyday")
_PIECE = re.compile(r"\{[^{}\[\]]*\}|\[[^{}\[\]]*\]|[^\s{}\[\]]+")


class Reader:
    """Turns a file's lines into phrases and remembers which words they use. A list may name the lists before it."""

    def __init__(self, lists: Mapping[str, str], *, called: str = "urgent phrase") -> None:
        self.known: set[str] = set()
        self._called = called
        self._lists: dict[str, Words] = {}
        for name, choices in lists.items():
            self._lists[name] = self._one_of(choices)

    def group(self, lines: str | None) -> Group:
        written = re.sub(r"\n +", " ", lines or "").splitlines()
        return Group(tuple(self._phrase(line) for line in written if line and not line.startswith("#")))

    def _phrase(self, line: str) -> Phrase:
        if _PIECE.sub("", line).strip():
            raise BadInput(f"The {self._called} {line!r} cannot be read. Please check its brackets.")
        try:
            return _joined(self._parts(_PIECE.findall(line)))
        except ValueError as error:
            raise BadInput(f"The {self._called} {line!r} cannot be read: {error}.") from error

    def _parts(self, pieces: Iterable[str]) -> Iterator[Gap | Words]:
        for piece in pieces:
            if piece in GAPS:
                yield Gap(GAPS[piece])
            elif piece[0] in "{[":
                yield self._one_of(piece[1:-1], optional=piece[0] == "[")
            elif piece in self._lists:
                yield self._lists[piece]
            elif piece.isupper():
                raise ValueError(f"there is no list {piece}")
            elif piece.endswith("*"):
                yield Words(beginnings=(piece[:-1],))
            else:
                words = normal.tokens(piece)
                self.known.update(words)
                yield from (Words(frozenset([word])) for word in words)

    def _one_of(self, choices: str, *, optional: bool = False) -> Words:
        found = Words(optional=optional)
        for choice in choices.split("|"):
            parts = tuple(self._parts(choice.split()))
            found = found.or_(parts[0] if len(parts) == 1 and isinstance(parts[0], Words) else _joined(parts))
        return found


def _joined(parts: Iterable[Gap | Words]) -> Phrase:
    first, *rest = *parts, Gap(0)
    if isinstance(first, Gap) or first.optional:
        raise ValueError("it and every choice in it must start with a word")
    return Phrase(first, tuple(rest[:-1]))


@cache
def load_phrases(path: Path = CONTENT / "safety" / "phrases.yaml") -> Phrases:
    """Read and check the file, once: what is changed in it holds from the next start. Raises BadInput naming what
    cannot be read."""
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        reader = Reader(data["lists"])
        shared = {name: reader.group(data["shared"][name]) for name in _SHARED}
        sorts = {name: _sort(name, entry, reader) for name, entry in data["categories"].items()}
        approved_by, reviewed = str(data["approved_by"] or ""), str(data["reviewed"] or "")
        return Phrases(*spelling(data, reader), sorts, shared, approved_by, reviewed)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be read ({error}). Please check how it is laid out.") from error


def spelling(data: Mapping[str, Any], reader: Reader) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """The two parts of a Spelling: slips with what was meant, and every word that is known."""
    keep = reader.known | set(data["real_words"].split())
    spellings = _slips(data["often_misspelt"].split(), keep) | _given(data["spellings"])
    return spellings, frozenset(reader.known | spellings.keys())


def _sort(name: str, entry: Mapping[str, Any], reader: Reader) -> Sort:
    if unknown := set(entry) - {"life_at_risk", *_GROUPS}:
        raise BadInput(f"The urgent phrases for {name} have a part called {min(unknown)!r}. Please check its name.")
    return Sort(bool(entry["life_at_risk"]), *(reader.group(entry.get(group)) for group in _GROUPS))


def _slips(often_misspelt: Iterable[str], keep: set[str]) -> dict[str, tuple[str, ...]]:
    return {slip: (word,) for word in often_misspelt for slip in normal.near_misses(word) if slip not in keep}


def _given(spellings: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {slip: tuple(normal.tokens(meant)) for meant, slips in spellings.items() for slip in str(slips).split()}
