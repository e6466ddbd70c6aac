"""The messages in personal_messages.txt: how many details are found, and how many clean ones are left alone."""

import re
from collections import Counter
from pathlib import Path

import pytest

from safety.personal import WORDS, find_personal

Labelled = tuple[str, list[tuple[int, int, str]]]


def read(line: str) -> Labelled:
    """A line as (text, details); "\\n" in it stands for a line break."""
    text, details, at = "", [], 0
    line = line.replace("\\n", "\n")
    for match in re.finditer(r"\[([A-Z_]+) ([^\]]+)\]", line):
        text += line[at : match.start()]
        details.append((len(text), len(text) + len(match[2]), match[1]))
        text, at = text + match[2], match.end()
    return text + line[at:], details


def messages() -> list[Labelled]:
    lines = (Path(__file__).parent / "personal_messages.txt").read_text(encoding="utf-8").splitlines()
    return [read(line) for line in lines if line and not line.startswith("#")]


def covered(text: str) -> set[int]:
    return {place for span in find_personal(text) for place in range(span.start, span.end)}


@pytest.fixture(scope="module")
def counted() -> Counter[str]:
    found: Counter[str] = Counter()
    for text, details in messages():
        gone = covered(text)
        found["clean"] += not details
        found["altered"] += bool(gone) and not details
        for start, end, kind in details:
            found[kind] += 1
            found[f"{kind} found"] += {n for n in range(start, end) if text[n].isalnum()} <= gone
    return found


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_nearly_all_of_each_type_are_found(counted: Counter[str], kind: str) -> None:
    least = 0.9
    assert counted[kind] > 0
    assert counted[f"{kind} found"] >= least * counted[kind]


def test_clean_messages_are_left_alone(counted: Counter[str]) -> None:
    assert counted["clean"] > 150
    assert counted["altered"] <= 0.03 * counted["clean"]
