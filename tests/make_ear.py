"""Makes the weights of an ear."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from safety.ear import PLACES, Weights


def weights(*, size: int, matters: int, **given: Sequence[Any]) -> Weights:
    """For vectors of that size, with one glance that takes one number, and one hidden number; zeros where nothing is
    given."""
    shapes = {
        "rests": (size + 1, 1),
        "takes": (size + 1, 1),
        "hidden": (size + 4, 1),
        "then": (2, matters),
        "straight": (size + 2, matters),
        "said": (PLACES, matters),
    }
    made = {name: np.zeros(shape, dtype=np.float32) for name, shape in shapes.items()}
    return Weights(**made | {name: np.array(numbers, dtype=np.float32) for name, numbers in given.items()})
