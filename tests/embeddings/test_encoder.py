import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput, NotReady
from embeddings import encoder as module
from embeddings.encoder import SentenceEncoder


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.mark.model
def test_texts_of_like_meaning_are_nearer(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["my password has stopped working", "I cannot log in", "the soup is cold"])
    assert vectors.shape == (3, encoder.size) == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


@pytest.mark.model
def test_the_name_says_which_weights(encoder: SentenceEncoder) -> None:
    assert encoder.name == f"all-MiniLM-L6-v2@{module.PACKAGED_SHA256[:12]}"
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.model
def test_order_and_batches_make_no_difference(encoder: SentenceEncoder) -> None:
    texts = [f"question number {n} " + "about the tablet " * (n % 7) for n in range(module.BATCH + 5)]
    together = encoder.encode(texts)
    assert np.allclose(together[3], encoder.encode([texts[3]])[0], atol=1e-4)
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.model
def test_many_threads_may_ask_at_once(encoder: SentenceEncoder) -> None:
    texts = [f"can I use my own phone {n}" for n in range(16)]
    with ThreadPoolExecutor(8) as threads:
        alone = list(threads.map(lambda text: encoder.encode([text])[0], texts))
    assert np.allclose(np.vstack(alone), encoder.encode(texts), atol=1e-4)


def test_a_model_that_is_not_here_is_never_fetched() -> None:
    with pytest.raises(BadInput, match="not on this machine"):
        SentenceEncoder("nobody/no-such-model").encode(["hello"])


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="CHAMPION_EMBEDDING_MODEL"):
        SentenceEncoder(str(tmp_path)).encode(["hello"])


def test_a_packaged_model_with_other_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(NotReady, match="damaged"):
        SentenceEncoder().encode(["hello"])
