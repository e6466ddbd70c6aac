"""A document made ready to be stored: cut into passages and encoded, which takes time and no database."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from embeddings.encoder import Encoder
from knowledge.encoding import meanings
from knowledge.examples import one_line
from knowledge.passages import passages as cut
from knowledge.readers.parts import Kind, ReadDocument, ReadSection
from knowledge.sections import embedded

# Sections encoded in one go: as fast as all together, and one can see how it goes on.
TOGETHER = 16


@dataclass(frozen=True)
class Piece:
    """A text, its vector and those of its words, as they are stored."""

    text: str
    vector: bytes = b""
    words: bytes = b""


@dataclass(frozen=True)
class Prepared:
    """Everything about a document that takes time, done before the transaction. Pieces are listed section by section;
    a whole is the section in one."""

    read: ReadDocument
    content_hash: str
    model: str
    wholes: tuple[Piece, ...]
    passages: tuple[tuple[Piece, ...], ...]
    questions: tuple[tuple[Piece, ...], ...]


def content_hash(read: ReadDocument) -> str:
    """The same for the same words and metadata, whatever the file is called."""
    content = asdict(read)
    del content["file_name"], content["warnings"]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def prepare(
    read: ReadDocument, encoder: Encoder | None = None, *, told: Callable[[int], None] = lambda _sections: None
) -> Prepared:
    """Cut into passages and encode. Slow (about 100 passages a second), so never inside a transaction; `told` hears how
    many more sections are done. Without an encoder the vectors are left for the search to make: for the few lines
    somebody just wrote."""
    wholes: list[Piece] = []
    passages: list[tuple[Piece, ...]] = []
    questions: list[tuple[Piece, ...]] = []
    for start in range(0, len(read.sections), TOGETHER):
        some = read.sections[start : start + TOGETHER]
        wholes += _wholes(some, encoder)
        passages += _passages(some, encoder)
        asked = [_questions(section, read.kind) for section in some]
        questions += _encoded(asked, asked, encoder)
        told(len(some))
    return Prepared(
        read=read,
        content_hash=content_hash(read),
        model=encoder.name if encoder else "",
        wholes=tuple(wholes),
        passages=tuple(passages),
        questions=tuple(questions),
    )


def _wholes(sections: Sequence[ReadSection], encoder: Encoder | None) -> list[Piece]:
    """Neither their text nor their words are kept a second time."""
    if encoder is None:
        return [Piece("") for _ in sections]
    made = meanings([embedded(s.heading, s.text) for s in sections], encoder, whole=True)
    return [Piece("", *meaning.stored) for meaning in made]


def _passages(sections: Sequence[ReadSection], encoder: Encoder | None) -> tuple[tuple[Piece, ...], ...]:
    pieces = [cut(section.text) for section in sections]
    headed = [[embedded(s.heading, text) for text in texts] for s, texts in zip(sections, pieces, strict=True)]
    return _encoded(pieces, headed, encoder)


def _questions(section: ReadSection, kind: Kind) -> list[str]:
    own = (section.heading,) if kind == Kind.FAQ else ()
    return list(dict.fromkeys(one_line(text) for text in (*own, *section.phrasings)))


def _encoded(kept: list[list[str]], given: list[list[str]], encoder: Encoder | None) -> tuple[tuple[Piece, ...], ...]:
    """The texts to keep, each with the meaning of the text given in its place; all encoded in one go."""
    if encoder is None:
        return tuple(tuple(Piece(text) for text in texts) for texts in kept)
    made = iter(meanings([text for texts in given for text in texts], encoder, whole=False))
    return tuple(tuple(Piece(text, *next(made).stored) for text in texts) for texts in kept)
