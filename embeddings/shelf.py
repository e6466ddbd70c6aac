"""Vectors made beforehand for texts that ship with the product, so that a first start does not encode them again."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.encoder import Encoder, Heard, Meaning, Vectors
from embeddings.words import NO_WORDS, Words

DIGEST = 12  # bytes of SHA-256 that name a text: far more than a few thousand texts need


class Shelf:
    """An encoder that looks on the shelf first. A shelf of another model is left alone, and everything is encoded."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        """`path`: an .npz file made by `save`; it may be missing."""
        self._encoder = encoder
        self._path = path
        self._vectors: dict[bytes, Vectors] = {}
        self._words: dict[bytes, Words] = {}
        self._heard: dict[str, Heard] = {}
        if path.is_file():
            with np.load(path) as file:
                if str(file["model"]) == encoder.name:
                    self._read(file)
        self._used: set[bytes] = set()
        self.missed = 0

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def taught(self) -> str:
        return self._encoder.taught

    @property
    def size(self) -> int:
        return self._encoder.size

    def _read(self, file: Mapping[str, Any]) -> None:
        keys = [row.tobytes() for row in file["texts"]]
        self._vectors = dict(zip(keys, file["vectors"].astype(np.float32), strict=True))
        words = np.split(file["words"], np.cumsum(file["counts"])[:-1])
        self._words = {key: each for key, each in zip(keys, words, strict=True) if len(each)}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the encoder would, to three decimal places."""
        keys = [_key(text) for text in texts]
        fresh = self._missing(texts, keys, self._vectors)
        self._vectors.update(zip(fresh, self._encoder.encode([*fresh.values()]), strict=True))
        return np.vstack([self._vectors[key] for key in keys]) if keys else np.zeros((0, self.size), dtype=np.float32)

    def meanings(self, texts: Sequence[str]) -> list[Meaning]:
        """As the encoder would, to three decimal places."""
        keys = [_key(text) for text in texts]
        fresh = self._missing(texts, keys, self._words)
        for key, meaning in zip(fresh, self._encoder.meanings([*fresh.values()]), strict=True):
            self._vectors[key], self._words[key] = meaning.vector, meaning.words
        return [Meaning(self._vectors[key], self._words[key]) for key in keys]

    def hear(self, texts: Sequence[str]) -> list[Heard]:
        """As the encoder would. What was heard stays in memory, for as long as this does."""
        fresh = list(dict.fromkeys(text for text in texts if text not in self._heard))
        self._heard.update(zip(fresh, self._encoder.hear(fresh), strict=True))
        return [self._heard[text] for text in texts]

    def _missing(self, texts: Sequence[str], keys: Sequence[bytes], known: Mapping[bytes, Any]) -> dict[bytes, str]:
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        self._used.update(keys)
        self.missed += len(fresh)
        return fresh

    def save(self) -> int:
        """Write what was asked for since it was made, vectors at half precision, and nothing else. Returns how many."""
        keys = sorted(self._used)
        words = [self._words.get(key, NO_WORDS) for key in keys]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            self._path,
            model=np.array(self.name),
            texts=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, DIGEST),
            vectors=np.array([self._vectors[key] for key in keys], dtype=np.float16),
            words=np.concatenate([NO_WORDS, *words]),
            counts=np.array([len(each) for each in words]),
        )
        return len(keys)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:DIGEST]
