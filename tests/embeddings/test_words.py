"""Texts compared word by word."""

from pathlib import Path

import numpy as np

from embeddings.words import SIZE, Basis, WordIndex, carries_meaning, load_basis, save_basis, words_of

TURN = np.eye(8, SIZE, dtype=np.float32)
# The last direction says that a word counts for little; the others say nothing of it.
SIGNS = np.array([[0.0]] * 7 + [[1.0]], dtype=np.float32)
BASIS = Basis("a model", TURN, SIGNS, np.zeros(1, dtype=np.float32), np.array([-0.5], dtype=np.float32))


def words(*directions: int) -> np.ndarray:
    """A word for each direction, and directions that differ have nothing in common."""
    vectors = np.zeros((len(directions), 8), dtype=np.float32)
    vectors[range(len(directions)), directions] = 3.0
    return BASIS.words(vectors)


def test_each_word_counts_as_far_as_the_nearest_of_the_text() -> None:
    index = WordIndex([words(1, 2, 3), words(), words(3)])
    full = float(index.likeness(words(1), np.array([0]))[0])
    found = index.likeness(words(1, 2, 4, 3), np.array([2, 0, 1]))
    assert np.allclose(found, [full / 4, full * 3 / 4, 0])


def test_a_word_of_the_question_counts_for_what_was_learnt() -> None:
    index = WordIndex([words(1), words(7)])
    counts, counts_little = index.likeness(words(1, 7), np.array([0, 1]))
    assert counts > 2 * counts_little > 0
    alone = float(index.likeness(words(7), np.array([1]))[0])
    assert np.isclose(counts + counts_little, alone)  # together they count for as much as one alone


def test_no_words_are_like_nothing() -> None:
    index = WordIndex([words(1)])
    assert index.likeness(words(), np.array([0])).tolist() == [0]
    assert index.likeness(words(1), np.array([], dtype=np.int64)).tolist() == []
    assert WordIndex([]).likeness(words(1), np.array([], dtype=np.int64)).tolist() == []


def test_words_are_stored_and_read_again() -> None:
    made = words(5, 6)
    assert np.array_equal(words_of(made.tobytes()), made)
    assert len(words_of(b"")) == 0


def test_a_basis_serves_its_own_model_only(tmp_path: Path) -> None:
    save_basis(tmp_path / "words.npz", BASIS)
    kept = load_basis("a model", tmp_path / "words.npz")
    assert kept is not None
    assert np.array_equal(kept.turn, TURN)
    assert np.array_equal(kept.words(SIGNS.T), BASIS.words(SIGNS.T))
    assert load_basis("another", tmp_path / "words.npz") is None
    assert load_basis("a model", tmp_path / "nothing.npz") is None


def test_common_words_and_marks_carry_no_meaning() -> None:
    assert [carries_meaning(token) for token in ("tablet", "##let", "the", "?", "[SEP]")] == [True] * 2 + [False] * 3
