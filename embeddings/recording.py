"""The packaged model played back, and kept ready for the next start."""

import hashlib
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from core.logs import note
from embeddings import network
from embeddings.model import Model, digest, packaged
from embeddings.network import Seen, one_thread, seen, steps

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

logger = logging.getLogger(__name__)

LONGEST = 256  # tokens
_TOKENS = ("input_ids", "token_type_ids", "attention_mask")
_EXAMPLE = ["Two texts of different", "lengths, so that what pads the shorter one is recorded too."]


class Recording:
    """The same steps and numbers, played back as one: faster, and Python's own lock is asked for once instead of at
    every step, so that many threads do not wait for each other. Kept in a file, it needs none of the libraries that
    made it, which take three seconds and 150 MB."""

    def __init__(self, played: Any, tokenizer: bytes) -> None:
        """`tokenizer` in JSON, as the tokenizers library has it."""
        from tokenizers import Tokenizer

        one_thread()
        self._played, self._tokenizer = played, Tokenizer.from_buffer(tokenizer)
        self.vocabulary: Mapping[str, int] = self._tokenizer.get_vocab()
        self.size = self.see(_EXAMPLE).vectors.shape[1]

    def see(self, texts: Sequence[str]) -> Seen:
        import torch

        read = self._tokenizer.encode_batch([text.strip() for text in texts])
        numbers = np.array([[each.ids, each.type_ids, each.attention_mask] for each in read], dtype=np.int64)
        tokens, kinds, there = numbers.transpose(1, 0, 2).copy()
        with torch.inference_mode():
            return seen(self._played(*map(torch.from_numpy, (tokens, kinds, there))), tokens, there)


def recorded(model: Model, folder: Path | None) -> Recording:
    """Kept in that folder for the next start, if one is given. Only for the packaged model, of which it was tried."""
    made_by = [model.name, version("torch"), *(digest(Path(file)) for file in (__file__, network.__file__))]
    name = f"network-{hashlib.sha256(' '.join(made_by).encode()).hexdigest()[:12]}"
    path = (_kept(name, folder) or _made_apart(name, folder)) if folder else None
    return Recording(*(_load(path) if path else _record(model.load())))


def _kept(name: str, folder: Path) -> Path | None:
    """A byte that fell over would go unnoticed, and answers would be wrong: so the name says what is in the file."""
    return next((path for path in folder.glob(f"{name}-*.pt") if path.stem.endswith(digest(path)[:12])), None)


def _record(model: "SentenceTransformer") -> tuple[Any, bytes]:
    import torch

    one_thread()
    run = steps(model.requires_grad_(False))

    def played(*tokens: "Tensor") -> "tuple[Tensor, Tensor, Tensor]":
        return run(dict(zip(_TOKENS, tokens, strict=True)))

    given = model.preprocess(_EXAMPLE)
    with torch.no_grad(), _torchscript():
        example = tuple(given[name] for name in _TOKENS)
        return torch.jit.trace(played, example, check_trace=False), _tokenizer(model)  # type: ignore[no-untyped-call]


def _tokenizer(model: "SentenceTransformer") -> bytes:
    from tokenizers import Tokenizer

    made = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    made.enable_truncation(model.max_seq_length or LONGEST)
    made.enable_padding(pad_id=model.tokenizer.pad_token_id, pad_token=model.tokenizer.pad_token)
    return str(made.to_str()).encode()


def _made_apart(name: str, folder: Path) -> Path | None:
    """By a process of its own: the libraries that it takes would stay in memory for as long as this one lives."""
    command = [sys.executable, "-m", __name__, name, str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if made.returncode:
        note(logger, "model not kept, so each start takes longer", reason=made.stderr.strip().splitlines()[-1:])
    return _kept(name, folder)


def keep(model: Model, name: str, folder: Path) -> None:
    """Whole or not at all; those of earlier versions go."""
    with TemporaryDirectory(dir=folder, prefix=".network-") as made_in:
        made = Path(made_in) / "made.pt"
        played, tokenizer = _record(model.load())
        with _torchscript():
            played.save(str(made), _extra_files={"tokenizer": tokenizer})
        for old in folder.glob("network-*.pt"):
            old.unlink(missing_ok=True)
        made.rename(folder / f"{name}-{digest(made)[:12]}.pt")


def _load(path: Path) -> tuple[Any, bytes]:
    import torch

    beside = {"tokenizer": b""}
    with _torchscript():
        played = torch.jit.load(str(path), _extra_files=beside)  # type: ignore[no-untyped-call]
    return played, beside["tokenizer"]


@contextmanager
def _torchscript() -> Iterator[None]:
    """It warns of branches, which the packaged model always takes the same way, and that TorchScript is to go: what is
    to come after it needs a compiler on the machine. The version of torch is in constraints.txt."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


if __name__ == "__main__":
    keep(packaged(), sys.argv[1], Path(sys.argv[2]))
