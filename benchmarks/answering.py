"""How often the sentences that stand out on a card hold the answer, by the shipped model.

    python -m benchmarks.answering                             # on training/answering.tsv
    python -m benchmarks.answering QUESTIONS.jsonl POLICIES    # on labelled questions and the folder of their documents

Of labelled questions only the words listed count as the answer, so that figure is a lower bound.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from core.places import ROOT
from embeddings.encoder import SentenceEncoder
from knowledge.answering import Pointer
from knowledge.readers.reading import read_file
from knowledge.sections import heading_key
from training.providers import read_policy

LABELS = ROOT / "training" / "answering.tsv"


class Case(NamedTuple):
    """A message, the section that answers it, and the words of which any is the answer."""

    message: str
    heading: str
    text: str
    answers: tuple[str, ...]


@dataclass
class Measured:
    """Of so many `cases` something stands out in `shown`, and holds the answer in `right`. `share`: how much of the
    words of those sections stands out."""

    cases: int = 0
    shown: int = 0
    right: int = 0
    pointed_out: int = 0
    words: int = 0

    @property
    def share(self) -> float:
        return self.pointed_out / max(self.words, 1)


def labelled() -> Iterator[Case]:
    """Sections of made-up policies, with the sentences that a careful reader chose."""
    policy = cache(read_policy)
    for line in LABELS.read_text("utf-8").splitlines():
        place, message, *chosen = line.split("\t")
        name, _, number = place.partition("/")
        section = policy(name)["sections"][int(number)]
        yield Case(message, section["heading"], section["text"], tuple(chosen))


def asked(questions: Path, policies: Path) -> Iterator[Case]:
    """Rows of `champion evaluate` about documents, each with its section."""
    documents = {path.name: read_file(path) for path in policies.rglob("*") if path.is_file()}
    for row in map(json.loads, questions.read_text("utf-8").splitlines()):
        wanted = heading_key(row.get("gold_heading") or "")
        there = documents[row["gold_doc"]].sections if row.get("answer_contains") else ()
        if section := next((each for each in there if heading_key(each.heading) == wanted), None):
            yield Case(row["text"], section.heading, section.text, tuple(row["answer_contains"]))


def measure(cases: Iterable[Case], encoder: SentenceEncoder) -> Measured:
    pointer, found = Pointer(encoder), Measured()
    for case in cases:
        found.cases += 1
        lines = case.text.splitlines()
        stretches = pointer.answering(case.message, encoder.meanings([case.message])[0], case.heading, case.text)
        if out := [_plain(lines[each.line][each.start : each.end]) for each in stretches]:
            wanted = [_plain(each) for each in case.answers]
            found.shown += 1
            found.right += any(one in each or each in one for each in out for one in wanted)
            found.pointed_out += sum(len(each.split()) for each in out)
            found.words += len(case.text.split())
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def main() -> None:
    found = measure(asked(*map(Path, sys.argv[1:3])) if len(sys.argv) > 2 else labelled(), SentenceEncoder())
    print(f"{found.cases} questions, each with the section that answers it")
    print(f"  {found.shown / max(found.cases, 1):.2f}  something stands out ({found.shown})")
    print(f"  {found.right / max(found.shown, 1):.2f}  and holds the answer ({found.right} of {found.shown})")
    print(f"  {found.share:.2f}  of the words stand out")


if __name__ == "__main__":
    main()
