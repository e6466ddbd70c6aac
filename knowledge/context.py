"""What a sentence must be read together with, so that it does not mislead. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from knowledge.excerpts import takes_back
from knowledge.matters import LEAST_SHARED, stems
from knowledge.sentences import CELL, ENDED, list_mark, sentences

MOST_SHARE = 0.6  # of the words of a section
SHORT_PARAGRAPH = 3  # sentences that are read together
_MOST_BEFORE = 4  # sentences, each of which hangs on the one before
_SHORT = 25  # words of a line that may be an item without a mark
_HANGS_ON = re.compile(
    r"(?:that|it|he|she|if (?:so|not)|even (?:so|then)|in (?:that|all other|other|addition))\b|"
    r".*\b(?:this|they|them|these|those|such|then|again|repeat|still|above|as well|otherwise|instead|the same|either|"
    r"neither|both|nor|too|after (?:that|this)|next|finally|also|that of|but|however|except|unless|exceptions?)\b",
    re.IGNORECASE,
).match
_IN_CASE = re.compile(r"(?:if|when|where|whenever|once|after)\b", re.IGNORECASE).match
_COMES_FIRST = re.compile(
    r"(?:before (?:that|this)|first|the (?:one|only) exception|nor|nothing in this|otherwise|if not|"
    r"even (?:so|then))\b",
    re.IGNORECASE,
).match
_DENIES = re.compile(
    r"\b(?:not|never|no|nobody|none|nor|neither|unless|except|cannot|without|only|prohibited|forbidden|"
    r"must first|before)\b|n['’]t\b",
    re.IGNORECASE,
).search
_CONDITION = re.compile(
    r"\b(?:if|when|where|whenever|with|without|who (?:have|has|are|is)|unless|until|while)\b", re.IGNORECASE
).search


class Stretch(NamedTuple):
    """From letter `start` to `end` of that line of a text."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A sentence, an item or a row, and where it stands. Those of one `unit` are read together or not at all."""

    words: str
    at: Stretch
    unit: int
    is_row: bool = False
    may_answer: bool = True


def stretches_of(words: str, text: str) -> tuple[Stretch, ...]:
    """Where these words stand, or nowhere: the first place, as all others say the same."""
    found = ((number, line.find(words)) for number, line in enumerate(text.splitlines()))
    return next(((Stretch(number, at, at + len(words)),) for number, at in found if at >= 0), ())


def pieces_of(text: str) -> list[Piece]:
    """In order."""
    found: list[Piece] = []
    block = _Block()
    for number, line in enumerate(text.splitlines()):
        there = list(_in_line(number, line))
        unit = block.unit_of(line.strip()) if there else None
        if unit is None and len(there) <= SHORT_PARAGRAPH:
            unit = block.next_unit()
        found += (replace(piece, unit=block.next_unit() if unit is None else unit) for piece in there)
    return found


def _in_line(number: int, line: str) -> Iterator[Piece]:
    end = 0
    for words in sentences(line):
        start = line.index(words, end)
        end = start + len(words)
        is_row = CELL in words
        leads = words.endswith((":", "?")) or words.startswith("See ") or not any(map(str.isalpha, words))
        yield Piece(words, Stretch(number, start, end), 0, is_row, not leads)


class _Block:
    """Which lines belong together, seen one after another: a list with the line above it, steps, lines that are no
    sentences."""

    def __init__(self) -> None:
        self._last, self._open, self._marked, self._leads = 0, False, False, False

    def next_unit(self) -> int:
        self._last += 1
        return self._last

    def unit_of(self, line: str) -> int | None:
        """None for a line whose sentences stand each for itself."""
        mark, ended = list_mark(line), bool(ENDED.search(line))
        numbered = bool(mark) and any(map(str.isdigit, mark))
        loose = not ended or line[:1].islower()
        if CELL in line:
            self._open = False
            return None
        if line.endswith((":", "?")) and not mark:
            return self._begin(leads=True)
        if self._open and (loose or self._continues(mark, line)):
            self._marked = self._marked or bool(mark)
            return self._last
        if loose or numbered:
            self._begin(leads=bool(_DENIES(line)))
            self._marked = bool(mark)
            return self._last
        self._open = False
        return None

    def _begin(self, *, leads: bool) -> int:
        self._open, self._marked, self._leads = True, False, leads
        return self.next_unit()

    def _continues(self, mark: str, line: str) -> bool:
        if self._marked or mark:
            return bool(mark)
        return self._leads and len(line.split()) <= _SHORT  # a list typed without marks


def forbids(heading: str) -> bool:
    """Does it turn what stands under it into its opposite?"""
    return bool(_DENIES(heading))


def in_context(places: Sequence[int], pieces: Sequence[Piece], question: str) -> tuple[Stretch, ...]:
    """The pieces at these places with all that they must be read with; nothing when that is too much, or a table."""
    kept = _whole_units(_with_steps_between(_with_neighbours(set(places), pieces), pieces), pieces)
    kept = _whole_units(_with_neighbours(kept | set(_against(kept, pieces, question)), pieces), pieces)
    words = [len(piece.words.split()) for piece in pieces]
    if any(pieces[place].is_row for place in kept) or sum(words[place] for place in kept) > MOST_SHARE * sum(words):
        return ()
    return tuple(pieces[place].at for place in sorted(kept))


def _whole_units(kept: set[int], pieces: Sequence[Piece]) -> set[int]:
    units = {pieces[place].unit for place in kept}
    return {place for place, piece in enumerate(pieces) if piece.unit in units}


def _with_neighbours(places: set[int], pieces: Sequence[Piece]) -> set[int]:
    """What each hangs on, and what takes it back."""
    kept = set(places)
    for place in places:
        for before in range(place, max(place - _MOST_BEFORE, 0), -1):
            if not _HANGS_ON(pieces[before].words):
                break
            kept.add(before - 1)
        after = place + 1
        while after < len(pieces) and _belongs_behind(pieces[after], pieces[after - 1]):
            kept.add(after)
            after += 1
    return kept


def _belongs_behind(piece: Piece, before: Piece) -> bool:
    """Does it take back what was said, come before it, or say what more to do in that case?"""
    goes_on = piece.at.line == before.at.line and bool(_IN_CASE(before.words)) and not _IN_CASE(piece.words)
    return goes_on or takes_back(piece.words) or bool(_COMES_FIRST(piece.words))


def _with_steps_between(kept: set[int], pieces: Sequence[Piece]) -> set[int]:
    """What stands between two in one paragraph: it may be a step that must not be left out."""
    lines = {pieces[place].at.line for place in kept}
    there = ([place for place in kept if pieces[place].at.line == line] for line in lines)
    return kept.union(*(range(min(places), max(places)) for places in there))


def _against(kept: set[int], pieces: Sequence[Piece], question: str) -> Iterator[int]:
    """Those that deny something of what is asked or kept, or say what holds in another case."""
    said = " ".join(pieces[place].words for place in kept)
    asked, about = _stems(question), _stems(said)
    conditional = bool(_CONDITION(said))
    cases = {pieces[place].at.line for place in kept if _IN_CASE(pieces[place].words)}
    for place, piece in enumerate(pieces):
        if place in kept:
            continue
        own = _stems(piece.words)
        otherwise = conditional and bool(own & (asked | about)) and bool(_CONDITION(piece.words))
        otherwise = otherwise or (piece.at.line in cases and bool(_IN_CASE(piece.words)))
        if otherwise or ((own & asked or len(own & about) >= LEAST_SHARED) and _DENIES(piece.words)):
            yield place


def _stems(text: str) -> frozenset[str]:
    return stems(re.findall(r"[a-z]+", text.casefold()))
