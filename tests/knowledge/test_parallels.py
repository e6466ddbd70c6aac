"""A section that nobody has asked about is found by what other providers' sections say to such a message."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.compact import compact
from knowledge.parallels import PARALLELS, Parallels, load_parallels, save_parallels

NOTHING = np.zeros((0, 3), dtype=np.float32)
NO_LIKENESS = np.zeros(0, dtype=np.float32)


SAME = np.eye(3, dtype=np.float32)


@pytest.fixture
def parallels() -> Parallels:
    """Two messages about the first section, one about the second; everything is compared as it is, and a question says
    nothing by itself."""
    messages = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]], dtype=np.float32)
    answers = np.array([[0, 1, 0], [0, 0, 1]], dtype=np.float32)
    kept = compact(messages)
    return Parallels("small", kept, np.array([0, 0, 1]), answers, 0 * SAME, SAME, SAME, sharpness=20, greed=6)


def test_a_message_leads_to_what_answers_those_near_it(parallels: Parallels) -> None:
    answers = parallels.of(np.array([1, 0, 0], dtype=np.float32), NO_LIKENESS, NOTHING)
    like, unlike = answers.likeness(np.array([[0, 1, 0], [1, 0, 0]], dtype=np.float32))
    assert like > 0.99
    assert unlike < 0.01


def test_a_section_like_one_of_their_answers_goes_before_one_half_like_all(parallels: Parallels) -> None:
    between = np.array([1, 0, 1], dtype=np.float32) / np.sqrt(2)
    wholes = np.array([[0, 0, 1], [0, 0.5, 0.5]], dtype=np.float32)
    one, half = parallels.of(between, NO_LIKENESS, NOTHING).likeness(wholes)
    assert one > half + 0.2


def test_a_question_also_says_by_itself_what_answers_it(parallels: Parallels) -> None:
    question = np.array([[0, 0, 0], [0, 0, 0], [2, 0, 0]], dtype=np.float32)  # the third leads to the first
    learnt = replace(parallels, question=question)
    said = learnt.of(np.array([0, 0, 1], dtype=np.float32), NO_LIKENESS, NOTHING)
    first, second = said.likeness(np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32))
    assert first > second + 1.9


def test_sections_are_turned_as_what_answers_and_as_what_is_looked_for(parallels: Parallels) -> None:
    turned = replace(parallels, section=2 * SAME, answer=3 * SAME).placed(SAME)
    assert np.array_equal(turned.sections, 2 * SAME)
    assert np.array_equal(turned.answers, 3 * SAME)


def test_messages_known_here_count_too(parallels: Parallels) -> None:
    here = np.array([[1, 0, 0]], dtype=np.float32)
    answers = parallels.of(np.array([0, 1, 0], dtype=np.float32), np.array([1.0], dtype=np.float32), here)
    assert answers.likeness(here)[0] > 0.99


def test_what_is_kept_comes_back_nearly_the_same(parallels: Parallels, tmp_path: Path) -> None:
    save_parallels(tmp_path / "parallels.npz", parallels)
    read = load_parallels("small", tmp_path / "parallels.npz")
    assert read is not None
    assert np.array_equal(read.messages.steps, parallels.messages.steps)
    assert np.abs(read.answers - parallels.answers).max() < 0.01
    assert np.array_equal(read.section, parallels.section)
    assert (read.sharpness, read.greed) == (20, 6)
    assert read.answered_by.tolist() == [0, 0, 1]


def test_for_another_model_there_are_none(parallels: Parallels, tmp_path: Path) -> None:
    save_parallels(tmp_path / "parallels.npz", parallels)
    assert load_parallels("large", tmp_path / "parallels.npz") is None
    assert load_parallels("small", tmp_path / "missing.npz") is None


@pytest.mark.model
def test_those_that_ship_are_for_the_model_that_ships() -> None:
    from embeddings.encoder import SentenceEncoder

    shipped = load_parallels(SentenceEncoder("").name, PARALLELS)
    assert shipped is not None
    assert len(shipped.messages) > 5000
    assert shipped.answered_by.max() == len(shipped.answers) - 1
