"""A sentence-transformers model as a function of its tokens."""

import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

# From what the model's `preprocess` gives: the vectors, shape (texts, size), of length 1, and those of every token,
# shape (texts, tokens, size): at the end, and after two thirds of the layers, where they still tell more of how a thing
# is said (asked, told, denied) than of what it is about.
Network = Callable[[Mapping[str, Any]], "tuple[Tensor, Tensor, Tensor]"]

_TOKENS = ("input_ids", "token_type_ids", "attention_mask")
_EXAMPLE = ["Two texts of different", "lengths, so that what pads the shorter one is recorded too."]


def as_it_is(model: "SentenceTransformer") -> Network:
    """Step by step in Python, as the model came."""
    import torch

    transformer: Any = model[0].auto_model
    transformer.config.output_hidden_states = True

    def run(given: Mapping[str, Any]) -> "tuple[Tensor, Tensor, Tensor]":
        made = model(dict(given))
        layers = made["all_layer_embeddings"]
        inner = layers[len(layers) * 2 // 3]
        return torch.nn.functional.normalize(made["sentence_embedding"], dim=1), made["token_embeddings"], inner

    return run


def recorded(model: "SentenceTransformer") -> Network:
    """The same steps and numbers, played back as one: faster, and Python's own lock is asked for once instead of at
    every step, so that many threads do not wait for each other. Only for the packaged model, of which it was tried."""
    import torch

    run = as_it_is(model.requires_grad_(False))

    def steps(*tokens: "Tensor") -> "tuple[Tensor, Tensor, Tensor]":
        return run(dict(zip(_TOKENS, tokens, strict=True)))

    given = model.preprocess(_EXAMPLE)
    example = tuple(given[name] for name in _TOKENS)
    with torch.no_grad(), warnings.catch_warnings():
        # It warns of branches, which this model always takes the same way, and that TorchScript is to go: what is to
        # come after it needs a compiler on the machine. The version of torch is in constraints.txt.
        warnings.simplefilter("ignore")
        played: Any = torch.jit.trace(steps, example, check_trace=False)  # type: ignore[no-untyped-call]
    return lambda given: played(*(given[name] for name in _TOKENS))
