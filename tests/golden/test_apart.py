"""What ships, and what is learnt from, shares no words with the labelled rows: else the figures would flatter."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.places import CONTENT, ROOT

HERE = Path(__file__).parent
RUN = 5  # words that stand together
COPIED = 4  # such runs in common, one after the other: eight words
MOSTLY = 0.5  # of all runs, which shows in shorter ones
ALIKE = 0.8  # of the letters, as difflib counts them
SAME_WORDS = 0.6  # fewer in common are never alike
FEW = 4  # words; of fewer only the same ones are alike

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built in

Words = tuple[str, ...]


def words(text: str) -> Words:
    return tuple(re.findall(r"\w+", re.sub("['’]", "", text.casefold())))


def runs(of: Words) -> set[Words]:
    return {of[at : at + RUN] for at in range(len(of) - RUN + 1)}


class Golden:
    """Labelled texts by name, ready to be compared with many others."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts = [(name, found) for name, text in texts if (found := words(text))]
        self._runs: dict[Words, list[int]] = defaultdict(list)
        self._words: dict[str, list[int]] = defaultdict(list)
        for number, (_, text) in enumerate(self._texts):
            for run in runs(text):
                self._runs[run].append(number)
            for word in set(text):
                self._words[word].append(number)

    def like(self, text: str) -> set[str]:
        """The names of those that this text equals, nearly equals, or copies from."""
        said = words(text)
        return {self._texts[number][0] for number in (*self._copied(said), *self._alike(said))}

    def _copied(self, said: Words) -> Iterator[int]:
        shared = Counter(number for run in runs(said) for number in self._runs.get(run, ()))
        for number, count in shared.items():
            if count >= COPIED or 1 < count >= MOSTLY * len(runs(self._texts[number][1])):
                yield number

    def _alike(self, said: Words) -> Iterator[int]:
        different = set(said)
        shared = Counter(number for word in different for number in self._words.get(word, ()))
        for number, count in shared.items():
            text = self._texts[number][1]
            least = ALIKE if min(len(said), len(text)) >= FEW else 1.0
            if 2 * count >= SAME_WORDS * (len(different) + len(set(text))) and _ratio(said, text) >= least:
                yield number


def _ratio(one: Words, other: Words) -> float:
    return SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False).ratio()


def shipped() -> Iterator[tuple[str, str]]:
    """(file, line of a text) of everything that ships."""
    for folder in (CONTENT, ROOT / "training"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".yaml", ".txt", ".md"):
                name = path.relative_to(ROOT).as_posix()
                yield from ((name, line) for text in texts(path) for line in re.split(r"[|\n]", text))


def texts(path: Path) -> Iterator[str]:
    written = path.read_text(encoding="utf-8")
    return strings(yaml.load(written, LOADER)) if path.suffix == ".yaml" else iter([written])


def strings(value: Any) -> Iterator[str]:
    """Every piece of text in what a YAML file holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def rows() -> Iterator[tuple[str, str]]:
    for path in sorted(HERE.glob("*.jsonl")):
        found = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        yield from ((f"{path.stem} {row['id']}: {row['text']}", row["text"]) for row in found)


def clashes(golden: Golden) -> str:
    """Every line that is too like a golden text, one below the other; none: an empty string."""
    return "\n".join(
        f"{file}: {line!r} is like {name}" for file, line in shipped() for name in sorted(golden.like(line))
    )


def test_nothing_that_ships_or_is_learnt_from_is_like_a_labelled_message() -> None:
    found = clashes(Golden(rows()))
    assert not found, found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Can't find the blue kettle", True),
        ("please: cant find the BLUE kettle!", True),
        ("cant find the red kettle", True),
        ("the kettle is blue", False),
        ("where is the teapot kept at night", False),
        ("so i was told my neighbour saw a fox run across the wet lawn, is that odd", True),
        ("my neighbour saw a fox run off", False),
        ("over there", True),
        ("there", False),
        ("", False),
    ],
)
def test_a_text_is_like_another_with_a_word_changed_or_eight_words_copied(said: str, found: bool) -> None:
    long = "my neighbour saw a fox run across the wet lawn and then it sat down by the shed and looked at us for ages"
    golden = Golden([("short", "cant find the blue kettle"), ("shorter", "Over there!"), ("long", long)])
    assert bool(golden.like(said)) is found
