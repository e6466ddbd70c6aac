"""Where a personal detail stands in a text, and which of two that overlap is kept."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """Where one detail stands: text[start:end]. `type` is one of those in the contract, such as PERSON."""

    start: int
    end: int
    type: str


def settled(found: Iterable[Span]) -> list[Span]:
    """In order, none overlapping: of two that do, the one found first stays. Linear in the letters covered."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in found:
        letters = range(span.start, span.end)
        if taken.isdisjoint(letters):
            taken.update(letters)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
