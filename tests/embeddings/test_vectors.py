import numpy as np

from embeddings.vectors import VectorIndex

ROWS = np.eye(4, dtype=np.float32)


def index_of_four() -> VectorIndex:
    index = VectorIndex(4)
    index.add(ROWS[:2])
    index.add(ROWS[2:])
    return index


def test_the_nearest_row_comes_first_with_its_cosine() -> None:
    numbers, cosines = index_of_four().search(np.array([0.0, 0.6, 0.8, 0.0], dtype=np.float32), 2)
    assert numbers.tolist() == [2, 1]
    assert np.allclose(cosines, [0.8, 0.6])


def test_rows_that_may_not_be_seen_are_never_found() -> None:
    among = np.array([True, False, False, True])
    numbers, _ = index_of_four().search(ROWS[1], 4, among=among)
    assert sorted(numbers.tolist()) == [0, 3]


def test_an_empty_index_finds_nothing() -> None:
    numbers, cosines = VectorIndex(4).search(ROWS[0], 3)
    assert len(numbers) == len(cosines) == 0
