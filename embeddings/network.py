"""A sentence-transformers model as a function of texts."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

Numbers = NDArray[np.float32]

# Threads within one calculation wait for each other by spinning. On an idle machine of two cores two of them encode a
# question in 7 ms instead of 9, but beside any other work in 55 instead of 9, and one question in twenty takes half a
# second. With NumPy's own threads, eight people asking at once got 36 answers a second, without them 94.
THREADS_EACH = 1


class Seen(NamedTuple):
    """What a model makes of some texts. `vectors`: shape (texts, size), of length 1. `ends` and `within`: shape (texts,
    tokens, size), those of every token, at the end and after two thirds of the layers, where they still tell more of
    how a thing is said (asked, told, denied) than of what it is about. `tokens` are their numbers and `there` says
    which are not there only to fill up: shape (texts, tokens)."""

    vectors: Numbers
    ends: Numbers
    within: Numbers
    tokens: NDArray[np.int64]
    there: NDArray[np.bool_]


class Network(Protocol):
    """`vocabulary` gives the number of each token, `size` how many numbers a vector has."""

    vocabulary: Mapping[str, int]
    size: int

    def see(self, texts: Sequence[str]) -> Seen:
        """Longer texts than the model takes are cut."""


class AsItIs:
    """Step by step in Python, as the model came."""

    def __init__(self, model: "SentenceTransformer") -> None:
        one_thread()
        self._model, self._run = model, steps(model)
        self.vocabulary: Mapping[str, int] = model.tokenizer.get_vocab()
        self.size = model.get_embedding_dimension() or 0

    def see(self, texts: Sequence[str]) -> Seen:
        import torch

        with torch.inference_mode():
            given = self._model.preprocess(list(texts))
            return seen(self._run(given), given["input_ids"].numpy(), given["attention_mask"].numpy())


def seen(made: "Sequence[Tensor]", tokens: NDArray[np.int64], there: NDArray[np.int64]) -> Seen:
    """`made`: what `steps` gave; `there`: 1 or 0."""
    vectors, ends, within = (each.numpy() for each in made)
    return Seen(vectors.astype(np.float32), ends, within, tokens, there > 0)


def steps(model: "SentenceTransformer") -> "Callable[[Mapping[str, Any]], tuple[Tensor, Tensor, Tensor]]":
    """From what the model's `preprocess` gives to `vectors`, `ends` and `within` of Seen."""
    import torch

    transformer: Any = model[0].auto_model
    transformer.config.output_hidden_states = True

    def run(given: Mapping[str, Any]) -> "tuple[Tensor, Tensor, Tensor]":
        made = model(dict(given))
        layers = made["all_layer_embeddings"]
        inner = layers[len(layers) * 2 // 3]
        return torch.nn.functional.normalize(made["sentence_embedding"], dim=1), made["token_embeddings"], inner

    return run


def one_thread() -> None:
    """For all that this process calculates."""
    import torch
    from threadpoolctl import threadpool_limits

    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    torch.set_num_threads(THREADS_EACH)
    threadpool_limits(THREADS_EACH, user_api="blas")
