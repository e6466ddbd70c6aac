"""What other providers' policies say to such a message: a second way to a policy that nobody has asked about yet.

Staff and policies use different words. Where many messages are known with the section that answers each, a new message
is near some of them, and what their sections say is near what answers it here, in the words of a policy. The messages
and policies are those in training/policies; only their vectors are kept, never shown to anybody.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.places import CONTENT
from embeddings.encoder import Vectors

PARALLELS = CONTENT / "parallels.npz"
# Measured on providers kept back: 15 to 50 messages and a sharpness of 15 to 30 are as good.
NEAREST = 30
SHARPNESS = 20.0  # a message nearer by 0.05 counts 2.7 times as much
# A section need not be like the answers to all of them: one of them may be the very same question. 4 to 9 are as good;
# with the plain mean, 0.015 fewer come first.
GREED = 6.0
_STEPS = 127  # a number of a vector is kept in one byte


@dataclass(frozen=True)
class Parallels:
    """`messages`: shape (messages, size); `answered_by`: for each the number of its section; `sections`: shape
    (sections, size). Unit vectors, good for vectors of `model` only."""

    model: str
    messages: Vectors
    answered_by: NDArray[np.int64]
    sections: Vectors

    def of(self, vector: Vectors, own: Vectors, answered_by: Vectors) -> "Answers":
        """What answers the messages nearest to a question. `own` are the likenesses of messages known here, and
        `answered_by` the vectors of their sections."""
        likeness = self.messages @ vector
        count = min(NEAREST, len(likeness))
        near = np.argpartition(-likeness, count - 1)[:count]
        likeness = np.concatenate([likeness[near], own[:NEAREST]])
        sections = np.concatenate([self.sections[self.answered_by[near]], answered_by[:NEAREST]])
        nearest = np.argsort(-likeness)[:NEAREST]
        counts = np.exp(SHARPNESS * (likeness[nearest] - likeness[nearest[0]]))
        return Answers(sections[nearest], counts / counts.sum())


@dataclass(frozen=True)
class Answers:
    """`sections`: shape (messages, size), the vectors of what answers each; `counts`: shape (messages,), together 1."""

    sections: Vectors
    counts: Vectors

    def likeness(self, wholes: Vectors) -> Vectors:
        """Of these sections, shape (sections, size), to what answers: nearer to the nearest than to the mean."""
        alike = wholes @ self.sections.T
        near: Vectors = np.log(np.exp(GREED * alike) @ self.counts) / GREED
        return near


def save_parallels(path: Path, made: Parallels) -> None:
    """For load_parallels, a byte to a number."""
    largest = float(max(np.abs(made.messages).max(), np.abs(made.sections).max()))
    np.savez_compressed(
        path,
        model=np.array(made.model),
        step=np.array(largest / _STEPS),
        messages=_in_steps(made.messages, largest),
        answered_by=made.answered_by.astype(np.int32),
        sections=_in_steps(made.sections, largest),
    )


@cache
def load_parallels(model: str, path: Path = PARALLELS) -> Parallels | None:
    """None when there are none, or they were made with another model. Read once."""
    if not path.is_file():
        return None
    with np.load(path) as file:
        if str(file["model"]) != model:
            return None
        step = np.float32(file["step"])
        messages, sections = (file[name].astype(np.float32) * step for name in ("messages", "sections"))
        return Parallels(model, messages, file["answered_by"].astype(np.int64), sections)


def _in_steps(vectors: Vectors, largest: float) -> NDArray[np.int8]:
    return np.round(vectors / largest * _STEPS).astype(np.int8)
