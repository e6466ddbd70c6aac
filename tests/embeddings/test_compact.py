"""The nearest of many vectors, kept small, are those that are nearest."""

import numpy as np

from embeddings.compact import LOOKED_AT, compact
from embeddings.encoder import Vectors


def _directions(count: int, size: int = 48) -> Vectors:
    rows = np.random.default_rng(5).normal(size=(count, size)).astype(np.float32)
    rows[:, size // 3 :] *= 0.3  # as with real ones, some directions say more than others
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_nearest_are_found_with_their_cosines() -> None:
    rows = _directions(5 * LOOKED_AT)
    numbers, cosines = compact(rows).nearest(rows[7], 10)
    exact = rows @ rows[7]
    assert set(numbers.tolist()) == set(np.argsort(-exact)[:10].tolist())
    assert np.abs(cosines - exact[numbers]).max() < 0.02
    assert numbers[np.argmax(cosines)] == 7


def test_of_few_all_are_found() -> None:
    rows = _directions(3)
    numbers, cosines = compact(rows).nearest(rows[1], 30)
    assert sorted(numbers.tolist()) == [0, 1, 2]
    assert len(cosines) == 3


def test_a_part_of_the_rows_is_counted_anew() -> None:
    rows = _directions(20)
    kept = compact(rows).only(np.arange(20) >= 15)
    assert len(kept) == 5
    numbers, cosines = kept.nearest(rows[16], 1)
    assert numbers.tolist() == [1]
    assert cosines[0] > 0.98
