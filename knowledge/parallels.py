"""What other providers' policies say to such a message: a second way to a policy that nobody has asked about yet.

Staff and policies use different words. Where many messages are known with the section that answers each, a new message
is near some of them, and what their sections say is near what answers it here, in the words of a policy. How near is
learnt, and so is what a question tells of its section by itself. The messages and policies are those in
training/policies; only their vectors are kept, never shown to anybody.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.places import CONTENT
from embeddings.compact import CompactVectors, compact
from embeddings.encoder import Vectors

PARALLELS = CONTENT / "parallels.npz"
NEAREST = 30  # messages; measured on providers kept back: 15 to 50 are as good
KNOWN = 3  # of them, by which one sees whether such a thing is asked at all
PLACES = 96  # numbers by which questions, answers and sections are compared
_LEARNT = ("question", "section", "answer")


@dataclass(frozen=True)
class Parallels:
    """`messages`: unit vectors of `size`; `answered_by`: for each the number of its section; `answers`:
    shape (sections, PLACES), these sections, turned by `answer`. `question`, `section` and `answer`, each of shape
    (size, PLACES), turn the vectors of a question, of a section here and of one that answers a message near it, so
    that they can be compared. A message nearer by 0.05 counts e^(`sharpness` / 20) times as much; `greed` is how much
    more the likest of the answers counts than the rest. Learnt by training/parallels.py, for vectors of `model`."""

    model: str
    messages: CompactVectors
    answered_by: NDArray[np.int64]
    answers: Vectors
    question: Vectors
    section: Vectors
    answer: Vectors
    sharpness: float
    greed: float

    def placed(self, wholes: Vectors) -> "Placed":
        """The sections known here, shape (sections, size), ready to be compared."""
        return Placed(wholes @ self.section, wholes @ self.answer)

    def of(self, vector: Vectors, own: Vectors, answered_by: Vectors) -> "Answers":
        """What answers a question, and the messages nearest to it. `own` are the likenesses of messages known here,
        nearest first, and `answered_by` their answers, as `placed` has them."""
        near, alike = self.messages.nearest(vector, NEAREST)
        known = float(np.sort(alike)[-KNOWN:].mean())
        likeness = np.concatenate([alike, own[:NEAREST]])
        answers = np.concatenate([self.answers[self.answered_by[near]], answered_by[:NEAREST]])
        nearest = np.argsort(-likeness)[:NEAREST]
        counts = np.exp(self.sharpness * (likeness[nearest] - likeness[nearest[0]]))
        return Answers(answers[nearest], counts / counts.sum(), self.greed, vector @ self.question, known)


@dataclass(frozen=True)
class Placed:
    """Sections, each as it is looked for and as the answer to messages known here: both of shape (sections, PLACES)."""

    sections: Vectors
    answers: Vectors


@dataclass(frozen=True)
class Answers:
    """`answers`: shape (messages, PLACES), what answers each; `counts`: shape (messages,), together 1. `question`:
    shape (PLACES,), what the question says itself. `known`: the mean likeness to the nearest of other providers'
    messages; what no policy is asked is not like any."""

    answers: Vectors
    counts: Vectors
    greed: float
    question: Vectors
    known: float

    def likeness(self, sections: Vectors) -> Vectors:
        """Of these sections, as `placed` has them, to what answers: nearer to the likest than to the mean of all, since
        one of the messages may be the very same question."""
        alike = np.exp(self.greed * (sections @ self.answers.T))
        near: Vectors = np.log(alike @ self.counts) / self.greed + sections @ self.question
        return near


def save_parallels(path: Path, made: Parallels) -> None:
    """For load_parallels, a byte to a number."""
    answers = compact(made.answers)
    np.savez_compressed(
        path,
        model=np.array(made.model),
        messages=made.messages.steps,
        answered_by=made.answered_by.astype(np.int32),
        answers=answers.steps,
        steps=np.array([made.messages.step, answers.step]),
        worth=np.array([made.sharpness, made.greed]),
        **{name: getattr(made, name).astype(np.float16) for name in _LEARNT},
    )


@cache
def load_parallels(model: str, path: Path = PARALLELS) -> Parallels | None:
    """None when there are none, or they were made with another model. Read once."""
    if not path.is_file():
        return None
    with np.load(path) as file:
        if str(file["model"]) != model:
            return None
        of_messages, of_answers = map(float, file["steps"])
        return Parallels(
            model,
            CompactVectors(file["messages"], of_messages),
            file["answered_by"].astype(np.int64),
            file["answers"].astype(np.float32) * np.float32(of_answers),
            *(file[name].astype(np.float32) for name in _LEARNT),
            *map(float, file["worth"]),
        )
