"""The nearest vectors, exactly: a flat inner-product index."""

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors


class VectorIndex:
    """Rows of length 1, found again by the number at which they were added."""

    def __init__(self, size: int) -> None:
        self._index = faiss.IndexFlatIP(size)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, vectors: Vectors) -> None:
        """Append rows, shape (n, size); the first ever added is number 0."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def row(self, number: int) -> Vectors:
        """The vector that was added under that number."""
        return np.asarray(self._index.reconstruct(number), dtype=np.float32)

    def search(
        self, vector: Vectors, count: int, *, among: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """The numbers and cosines (-1 to 1) of the nearest `count`, best first; only rows true in `among` if given."""
        count = min(count, len(self))
        if count == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        scores, numbers = self._index.search(vector.reshape(1, -1), count, params=_only(among))
        found = numbers[0] >= 0
        return numbers[0][found], scores[0][found]


def _only(among: NDArray[np.bool_] | None) -> Any:
    if among is None:
        return None
    library: Any = faiss  # its type stubs describe the C++ constructors, not the Python ones
    return library.SearchParameters(sel=library.IDSelectorBitmap(np.packbits(among, bitorder="little")))
