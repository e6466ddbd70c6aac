"""Text to vectors, each with those of its words and, to listen to, of its tokens."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from embeddings.model import digest, named, packaged
from embeddings.network import AsItIs, Network
from embeddings.recording import recorded
from embeddings.words import BASIS, NO_WORDS, Basis, Words, carries_meaning, load_basis

Vectors = NDArray[np.float32]

Kept = TypeVar("Kept")

# More at once take longer, not less: ten policies in 34 s and 855 MB by eight, in 61 s and 920 MB by sixty-four.
BATCH = 8
QUESTIONS = 64  # that wait at the same time are encoded together, for they are short


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

    network: Network
    name: str
    taught: str
    basis: Basis | None
    counted: NDArray[np.bool_]


class SentenceEncoder:
    """A sentence-transformers model, loaded when first needed: the packaged one, or the one named."""

    def __init__(self, model: str = "", folder: Path | None = None) -> None:
        """`model` is a folder, or a sentence-transformers name already fetched to this machine. `folder`: where the
        packaged one is kept ready for the next start."""
        self._wanted, self._folder = model.strip(), folder
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
        return self._ready().network.size

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
                    self._loaded = self._load()
        return self._loaded

    def _load(self) -> _Loaded:
        model = named(self._wanted) if self._wanted else packaged()
        network = AsItIs(model.load()) if self._wanted else recorded(model, self._folder)
        basis = load_basis(model.name)
        name = f"{model.name}+{digest(BASIS)[:12]}" if basis else model.name
        return _Loaded(network, name, model.name, basis, _counted(network))


class _Seen(NamedTuple):
    """Of one text: its vector, those of its words that carry a meaning, or of all when none does, and its tokens."""

    vector: Vectors
    words: Vectors
    tokens: Vectors


def _seen(loaded: _Loaded, texts: list[str]) -> Iterator[_Seen]:
    made = loaded.network.see(texts)
    counted = loaded.counted[made.tokens] & made.there
    rows = zip(made.vectors, made.ends, made.within, counted, made.there, strict=True)
    for vector, words, tokens, said, there in rows:
        yield _Seen(vector, words[said if said.any() else there], tokens[there])


def _counted(network: Network) -> NDArray[np.bool_]:
    counted = np.zeros(max(network.vocabulary.values()) + 1, dtype=bool)
    for token, number in network.vocabulary.items():
        counted[number] = carries_meaning(token)
    return counted
