"""What staff read can be read by an eleven-year-old: short sentences of short words, counted by Flesch and Kincaid."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from core.places import CONTENT, ROOT
from knowledge.starter import read_cards
from safety.also import load_lines

HARDEST = 6.0  # school grade; the sixth is for those of eleven
MOST_WORDS = 80  # on a card
TELLING = 8  # words; one long word makes fewer look hard
SAID_TO_STAFF = ("chat", "questions", "quizzes")  # whose wording.py staff read in the chat

# Letters at the end of a word that are written and not spoken.
SILENT = re.compile(r"(?<![td])ed$|(?<![sxzcg])(?<![sc]h)es$|(?<![^aeiouy]l)e$")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?:;](?:\s|$)|\n")


def syllables(word: str) -> int:
    spoken = SILENT.sub("", word.casefold()) if len(word) > 3 else word.casefold()
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: about how many years at school it takes to read this."""
    words = WORD.findall(text)
    sentences = sum(WORD.search(part) is not None for part in SENTENCE_END.split(text))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def wording(path: Path) -> Iterator[str]:
    """The texts of a wording module; what is filled in later is one short word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "it" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | docstrings:
            yield node.value


def too_hard(texts: Iterator[tuple[str, str]]) -> list[str]:
    graded = [(name, grade(text)) for name, text in texts if len(WORD.findall(text)) >= TELLING]
    assert graded
    return [f"{name}: grade {found:.1f}" for name, found in graded if found > HARDEST]


def yaml_entries(folder: str, key: str) -> Iterator[dict[str, str]]:
    for path in sorted((CONTENT / folder).glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))[key]


def test_every_card_is_easy_to_read_and_short() -> None:
    cards = read_cards(CONTENT / "framework")
    assert cards is not None
    sections = cards.read.sections
    assert too_hard((f"{card.reference} {card.heading}", card.text) for card in sections) == []
    assert [card.reference for card in sections if len(WORD.findall(card.text)) > MOST_WORDS] == []


def test_every_quiz_item_is_easy_to_read() -> None:
    items = yaml_entries("quizzes", "items")
    assert too_hard((i["key"], f"{i['scenario']} {i['question']} {i['explanation']}") for i in items) == []


def test_every_urgent_reply_is_easy_to_read() -> None:
    replies = yaml.safe_load((CONTENT / "safety" / "replies.yaml").read_text(encoding="utf-8"))["replies"]
    assert too_hard((name, reply["text"]) for name, reply in replies.items()) == []


def test_every_line_beside_a_reply_is_easy_to_read() -> None:
    assert too_hard((line.name, line.text) for line in load_lines()) == []


@pytest.mark.parametrize("package", SAID_TO_STAFF)
def test_what_the_chat_says_is_easy_to_read(package: str) -> None:
    assert too_hard((text, text) for text in wording(ROOT / package / "wording.py")) == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("safe", 1), ("the", 1), ("passed", 1), ("whole", 1), ("care", 1), ("people", 2), ("needed", 2), ("tablet", 2),
        ("boxes", 2), ("apple", 2), ("Record", 2), ("digital", 3), ("medicine", 3), ("technology", 4),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_long_words_and_long_sentences_make_a_text_hard() -> None:
    easy = "Sit with the person. Ask what they like."
    hard = "Organisational accountability necessitates comprehensive documentation of individual preferences."
    assert grade(easy) < 2
    assert grade(hard) > 20
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
