"""Lessons for the scorer: questions whose answer is known, each looked up as if it were new."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from embeddings.encoder import Meaning
from knowledge.fitting import Lesson
from knowledge.index import Index, Mask, View
from knowledge.look import CANDIDATES, Look, outside
from knowledge.scoring import SIGNALS, Scorer

# So many outside that the few most like an answer, which set how sure one must be, are not a matter of chance.
INSIDE, OUTSIDE = 400, 1000
# A new question is less like the examples than they are like each other: of the others, only this share is seen.
EXAMPLES_SEEN = 0.5
# Nobody has thought of every topic that is outside: for this share of them, the own topic is not known.
TOPICS_UNKNOWN = 0.5


@dataclass(frozen=True)
class Asked:
    """A question for a lesson; `right` is the number of the entry that answers it, None when it is outside. `topic`:
    the outside topic that is not to be known."""

    text: str
    meaning: Meaning
    right: int | None
    topic: str | None = None


def lessons(index: Index, asked: Iterable[Asked], *, share: float = 1.0, seed: int = 7) -> list[Lesson]:
    """Each question looked up in all that anybody may see, but without itself. `share`: of the examples seen."""
    chance, view = np.random.default_rng(seed), index.whole_view()
    return [_lesson(index, view, each, share, chance) for each in asked]


def own_lessons(index: Index, *, criteria: bool) -> list[Lesson]:
    """From the index's own examples and outside questions, some hundreds, the same each time for the same index. Those
    of criteria only if wanted: they look more like each other and like the cards than what people will ask."""
    return lessons(index, own_questions(index, criteria=criteria), share=EXAMPLES_SEEN)


def own_questions(index: Index, *, criteria: bool, seed: int = 7) -> list[Asked]:
    """What `own_lessons` asks."""
    chance = np.random.default_rng(seed)
    usable = np.flatnonzero(index.whole_view().examples & (criteria | ~index.criteria[index.example_entry]))
    inside = chance.choice(usable, min(INSIDE, len(usable)), replace=False).tolist()
    beyond = chance.choice(len(index.outside), min(OUTSIDE, len(index.outside)), replace=False).tolist()
    own = [Asked(index.example_texts[n], index.example_meaning(n), int(index.example_entry[n])) for n in inside]
    return own + [
        Asked(index.outside_texts[n], index.outside_meaning(n), None, _forgotten(index, n, chance)) for n in beyond
    ]


def _forgotten(index: Index, number: int, chance: np.random.Generator) -> str | None:
    return index.outside[number][0] if chance.random() < TOPICS_UNKNOWN else None


def _lesson(index: Index, view: View, asked: Asked, share: float, chance: np.random.Generator) -> Lesson:
    examples = view.examples & _some(index.example_texts, asked.text, share, chance)
    look = Look(index, replace(view, examples=examples), asked.text, asked.meaning)
    entries = [entry for _, entry in look.best(Scorer())]
    if asked.right is not None and asked.right not in entries:
        entries[CANDIDATES - 1 :] = [asked.right]
    known = _some(index.outside_texts, asked.text, share, chance)
    known &= np.array([topic != asked.topic for topic, _ in index.outside], dtype=bool)
    beyond = outside(index, asked.meaning.vector, known)
    right = None if asked.right is None else entries.index(asked.right)
    return Lesson(look.seen(entries), right, beyond.score if beyond else 0.0, look.known)


def _some(texts: Sequence[str], text: str, share: float, chance: np.random.Generator) -> Mask:
    """Which of the texts are seen: never the question itself."""
    others = np.array([other != text for other in texts], dtype=bool)
    return others & (chance.random(len(texts)) < share)


def save_lessons(path: Path, made: Sequence[Lesson], *, model: str) -> None:
    """At half precision, for read_lessons."""
    seen = np.full((len(made), CANDIDATES, SIGNALS), -1, dtype=np.float16)
    for number, lesson in enumerate(made):
        seen[number, : len(lesson.seen)] = lesson.seen
    np.savez_compressed(
        path,
        model=np.array(model),
        seen=seen,
        count=np.array([len(lesson.seen) for lesson in made]),
        right=np.array([-1 if lesson.right is None else lesson.right for lesson in made]),
        outside=np.array([lesson.outside for lesson in made], dtype=np.float16),
        known=np.array([lesson.known for lesson in made], dtype=np.float16),
    )


def read_lessons(path: Path, *, model: str) -> list[Lesson]:
    """None when they were made with another model."""
    if not path.is_file():
        return []
    with np.load(path) as file:
        if str(file["model"]) != model:
            return []
        rows = zip(*(file[name] for name in ("seen", "count", "right", "outside", "known")), strict=True)
        return [
            Lesson(seen[:count].astype(np.float64), None if right < 0 else int(right), float(outside), float(known))
            for seen, count, right, outside, known in rows
        ]
