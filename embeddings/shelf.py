"""Vectors made beforehand for texts that ship with the product, so that a first start does not encode them again."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Vectors

DIGEST = 12  # bytes of SHA-256 that name a text: far more than a few thousand texts need


class Shelf:
    """An encoder that looks on the shelf first. A shelf of another model is left alone, and everything is encoded."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        """`path`: an .npz file made by `save`; it may be missing."""
        self._encoder = encoder
        self._path = path
        self._vectors: dict[bytes, Vectors] = {}
        if path.is_file():
            with np.load(path) as file:
                if str(file["model"]) == encoder.name:
                    texts = (row.tobytes() for row in file["texts"])
                    self._vectors = dict(zip(texts, file["vectors"], strict=True))
        self._used: set[bytes] = set()
        self.missed = 0

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def size(self) -> int:
        return self._encoder.size

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the encoder would, to three decimal places."""
        keys = [hashlib.sha256(text.encode()).digest()[:DIGEST] for text in texts]
        missing = list({key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}.items())
        if missing:
            self.missed += len(missing)
            fresh = self._encoder.encode([text for _, text in missing])
            self._vectors.update((key, vector) for (key, _), vector in zip(missing, fresh, strict=True))
        self._used.update(keys)
        if not keys:
            return np.zeros((0, self.size), dtype=np.float32)
        return np.vstack([self._vectors[key] for key in keys]).astype(np.float32)

    def save(self) -> int:
        """Write what was asked for since it was made, at half precision, and nothing else. Returns how many."""
        keys = sorted(self._used)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            self._path,
            model=np.array(self.name),
            texts=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, DIGEST),
            vectors=np.array([self._vectors[key] for key in keys], dtype=np.float16),
        )
        return len(keys)
