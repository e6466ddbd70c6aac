"""What a site has told us about words: these are names of its people, those only look like names. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from core.places import CONTENT
from safety.lexicon import name_key
from safety.personal import LONGEST_READ, Span
from safety.titles import SOFT_TITLES, TITLES

Asked = Callable[[str], bool]

PERSON = "PERSON"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words_in(text: str) -> list[str]:
    """The words a text is made of, as typed: letters, with apostrophes and hyphens inside."""
    return _WORD.findall(text)


def name_words(text: str) -> list[str]:
    """The words of names: of a double name the whole and both halves."""
    words = words_in(text)
    return words + [half for word in words if "-" in word for half in word.split("-")]


@cache
def everyday() -> frozenset[str]:
    """Words too common in care to be kept as a name."""
    lines = (CONTENT / "safety" / "everyday.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def settle(text: str, spans: Iterable[Span], *, known: Asked, ordinary: Asked) -> list[Span]:
    """`spans` with every known name added, and without what was only taken for one. In order, none overlapping."""
    listed = list(_known_in(text, known))
    sure = [
        span
        for span in spans
        if span.type != PERSON
        or not (_is_part_of(span, listed) or _harmless(text[span.start : span.end], known, ordinary))
    ]
    taken = bytearray(len(text))
    for span in sure:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    named = [found for found in listed if not any(taken[found.start : found.end])]
    return sorted([*sure, *_joined(text, named)], key=lambda span: span.start)


def _is_part_of(span: Span, listed: Iterable[Span]) -> bool:
    """Of "Smith-Jones" on the list no half must stay."""
    return any(found.start <= span.start and span.end <= found.end for found in listed)


def teachable(piece: str) -> list[str]:
    """What is learnt when a piece taken for a name was none: each word of it, but after a title only the whole, so
    that the same word after another title is still a name."""
    words = words_in(piece)
    return [" ".join(words)] if _titled(words) else words


def _titled(words: list[str]) -> bool:
    return bool(words) and name_key(words[0]) in TITLES | SOFT_TITLES


def _harmless(piece: str, known: Asked, ordinary: Asked) -> bool:
    words = words_in(piece)
    if not words or any(_is_known(word, known) for word in words):
        return False
    return all(ordinary(word) for word in teachable(piece)) or ordinary(" ".join(words))


def _known_in(text: str, known: Asked) -> Iterator[Span]:
    for match in _WORD.finditer(text, 0, LONGEST_READ):
        if _is_known(match[0], known):
            yield Span(match.start(), match.end(), PERSON)


def _is_known(word: str, known: Asked) -> bool:
    """Itself, a part between hyphens, or without the s of a possessive typed in haste."""
    forms = {word, *re.split(r"['’-]", word)} - {""}
    return any(known(form) or (len(form) > 3 and form[-1] in "sS" and known(form[:-1])) for form in forms)


def _joined(text: str, spans: list[Span]) -> Iterator[Span]:
    """A first name and a surname side by side are one name."""
    held: Span | None = None
    for span in spans:
        if held is not None and text[held.end : span.start] == " ":
            span = Span(held.start, span.end, PERSON)
        elif held is not None:
            yield held
        held = span
    if held is not None:
        yield held
