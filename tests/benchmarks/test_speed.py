from types import SimpleNamespace

import numpy as np

from benchmarks.speed import PER_DOCUMENT, NearReal, made_up, spread, urgent
from core.settings import load_settings
from embeddings.words import SIZE
from fakes import FakeEncoder
from make_entry import entry


def test_made_up_vectors_are_near_a_real_one_and_of_length_one() -> None:
    real = np.eye(384, dtype=np.float32)[:3]
    words = np.arange(5 * SIZE, dtype=np.int8).reshape(5, SIZE)
    made = NearReal("model", real, words)
    found = made.encode(["text"] * 50)
    assert found.shape == (50, 384)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.all((found @ real.T).max(axis=1) > 0.5)
    [meaning] = made.meanings(["text"])
    assert {row.tobytes() for row in meaning.words} <= {row.tobytes() for row in words}


def test_made_up_sections_are_counted_and_made_of_real_sentences() -> None:
    documents = list(made_up([entry(1, "Tell your manager. Ring at once.")], PER_DOCUMENT + 5))
    assert [len(document.sections) for document in documents] == [PER_DOCUMENT, 5]
    assert len({document.file_name for document in documents}) == 2
    text = documents[0].sections[0].text
    assert set(text.removesuffix(".").split(". ")) <= {"Tell your manager", "Ring at once"}


def test_times_are_told_by_their_middle_and_their_slow_end() -> None:
    assert spread([1.0, 2.0, 3.0]) == "median 2.0 ms, 95th percentile 2.9 ms"


def test_an_emergency_is_timed_with_no_model_and_no_database() -> None:
    house = SimpleNamespace(encoder=FakeEncoder(), settings=load_settings())
    [(name, figure)] = urgent(house, [], SimpleNamespace(count=2))  # type: ignore[arg-type]
    assert name == "Urgent reply, no model and no database"
    assert figure.startswith("median ")
