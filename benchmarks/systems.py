"""Other ways to find the section that answers a question, each as its own documentation sets it up.

Each builder takes rows (number of a section, text) and the bare model, and gives a function from a question to
(number, score), best first. A section that was cut into pieces may come more than once.
"""

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.trial import Encode
from embeddings.model import packaged_folder

Rows = Sequence[tuple[int, str]]
Find = Callable[[str], list[tuple[int, float]]]
NEAREST = 12  # enough to hold three different sections


def bare_faiss(rows: Rows, encode: Encode) -> Find:
    """A vector for each row, an exact index, nothing else."""
    import faiss

    vectors = encode([text for _, text in rows])
    index: Any = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def find(question: str) -> list[tuple[int, float]]:
        scores, places = index.search(encode([question]), min(NEAREST, len(rows)))
        return [(rows[place][0], score) for place, score in zip(places[0].tolist(), scores[0].tolist(), strict=True)]

    return find


def txtai(rows: Rows, _encode: Encode, *, hybrid: bool = False) -> Find:
    """It loads the model itself, from the same folder. Hybrid adds its keyword index, half and half."""
    from txtai import Embeddings  # type: ignore[import-untyped]

    embeddings = Embeddings(path=str(packaged_folder()), method="sentence-transformers", gpu=False, hybrid=hybrid)
    embeddings.index(rows)

    def find(question: str) -> list[tuple[int, float]]:
        return list(embeddings.search(question, NEAREST))

    return find


def txtai_hybrid(rows: Rows, encode: Encode) -> Find:
    return txtai(rows, encode, hybrid=True)


def langchain(rows: Rows, encode: Encode) -> Find:
    """The splitter and sizes of its tutorials, and its FAISS store. Its score is a distance: less is better."""
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class Bare(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return _lists(encode, texts)

        def embed_query(self, text: str) -> list[float]:
            return _lists(encode, [text])[0]

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pieces = splitter.split_documents([Document(text, metadata={"number": number}) for number, text in rows])
    store = FAISS.from_documents(pieces, Bare())

    def find(question: str) -> list[tuple[int, float]]:
        found = store.similarity_search_with_score(question, k=NEAREST)
        return [(document.metadata["number"], -float(distance)) for document, distance in found]

    return find


def llama_index(rows: Rows, encode: Encode) -> Find:
    """Its usual parser (sentences, 1,024 tokens) and its own vector store, without a language model."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

    class Bare(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return _lists(encode, [text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return _lists(encode, texts)

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    documents = [Document(text=text, doc_id=str(number)) for number, text in rows]
    index = VectorStoreIndex.from_documents(documents, embed_model=Bare())
    retriever = index.as_retriever(similarity_top_k=NEAREST)

    def find(question: str) -> list[tuple[int, float]]:
        return [(int(found.node.ref_doc_id or 0), found.score or 0.0) for found in retriever.retrieve(question)]

    return find


def _lists(encode: Encode, texts: list[str]) -> list[list[float]]:
    """Vectors as these libraries want them."""
    found: list[list[float]] = encode(texts).tolist()
    return found


PEERS: dict[str, Callable[[Rows, Encode], Find]] = {
    "bare FAISS": bare_faiss,
    "txtai": txtai,
    "txtai, hybrid": txtai_hybrid,
    "LangChain": langchain,
    "LlamaIndex": llama_index,
}
