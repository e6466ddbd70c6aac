import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from core.errors import BadInput, NotReady
from embeddings import model as module
from embeddings.encoder import BATCH, SentenceEncoder
from embeddings.network import Seen
from embeddings.words import WordIndex


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
def test_words_that_mean_the_same_come_near(encoder: SentenceEncoder) -> None:
    question, near, far = encoder.meanings(["the screen is cracked", "A broken display is reported.", "Soup at noon."])
    assert [len(question.words), question.words.dtype] == [2, np.int8]  # "the" and "is" say nothing
    likely, unlikely = WordIndex([near.words, far.words]).likeness(question.words, np.array([0, 1]))
    assert likely > unlikely + 0.1
    assert len(encoder.meanings(["is it"])[0].words) >= 2  # where no word says anything, all are kept


@pytest.mark.model
def test_what_is_heard_has_every_token_and_the_same_meaning(encoder: SentenceEncoder) -> None:
    texts = ["he fell", "he did not fall, he sat down on the floor of the hall"]
    for text, heard, meaning in zip(texts, encoder.hear(texts), encoder.meanings(texts), strict=True):
        assert np.allclose(heard.meaning.vector, meaning.vector, atol=1e-6)
        assert heard.tokens.shape[0] >= len(text.split()) + 2  # those the model adds
        assert heard.tokens.shape[1] == encoder.size


@pytest.mark.model
def test_the_name_says_which_weights(encoder: SentenceEncoder) -> None:
    assert encoder.name.startswith(f"all-MiniLM-L6-v2@{module.PACKAGED_SHA256[:12]}+")
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.model
def test_order_and_batches_make_no_difference(encoder: SentenceEncoder) -> None:
    texts = [f"question number {n} " + "about the tablet " * (n % 7) for n in range(BATCH + 5)]
    together = encoder.encode(texts)
    assert np.allclose(together[3], encoder.encode([texts[3]])[0], atol=1e-4)
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.model
def test_many_threads_may_ask_at_once(encoder: SentenceEncoder) -> None:
    texts = [f"can I use my own phone {n}" for n in range(16)]
    with ThreadPoolExecutor(8) as threads:
        alone = list(threads.map(lambda text: encoder.encode([text])[0], texts))
    assert np.allclose(np.vstack(alone), encoder.encode(texts), atol=1e-4)


@pytest.mark.model
def test_questions_that_wait_together_are_encoded_together(encoder: SentenceEncoder) -> None:
    loaded, sizes = encoder._ready(), []

    class Counting:
        vocabulary, size = loaded.network.vocabulary, loaded.network.size

        def see(self, texts: Sequence[str]) -> Seen:
            sizes.append(len(texts))
            started.wait(10)
            return loaded.network.see(texts)

    started, texts = threading.Event(), [f"where do I write it down {n}" for n in range(9)]
    encoder._loaded = replace(loaded, network=Counting())
    try:
        with ThreadPoolExecutor(9) as threads:
            asked = [threads.submit(encoder._encode_batch, encoder._ready(), [text]) for text in texts]
            while len(encoder._waiting) < 8:
                threading.Event().wait(0.01)
            started.set()
            found = np.vstack([heard.meaning.vector for each in asked for heard in each.result()])
    finally:
        encoder._loaded = loaded
    assert sizes == [1, 8]
    assert np.allclose(found, encoder.encode(texts), atol=1e-4)


def test_an_adapter_is_added_to_the_weights(tmp_path: Path) -> None:
    layer = torch.nn.Linear(3, 2, bias=False)
    before = layer.weight.detach().clone()
    up, down = torch.ones(2, 1), torch.tensor([[1.0, 2.0, 3.0]])
    names = {"base_model.model.deep.lora_B.weight": up, "base_model.model.deep.lora_A.weight": down}
    save_file(names, tmp_path / module.ADAPTER_WEIGHTS)
    (tmp_path / "adapter_config.json").write_text(json.dumps({"r": 1, "lora_alpha": 2}))
    network = torch.nn.Module()
    network.deep = layer
    module.teach([SimpleNamespace(auto_model=network)], tmp_path)  # type: ignore[arg-type]
    assert torch.allclose(layer.weight - before, 2 * down.expand(2, 3))


@pytest.mark.model
def test_another_model_has_no_adapter() -> None:
    plain = SentenceEncoder(str(module.packaged_folder()))
    assert "+" not in plain.name
    assert len(plain.meanings(["my tablet"])[0].words) == 0  # nor a basis for its words


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
