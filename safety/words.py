"""A message as words, numbers and marks, each with what is known about it. Linear in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from safety.lexicon import Lexicon, name_key

# "SafeMode" is no name; "McBride", "MacLeod", "DeSouza" and "O'Brien" are.
_CAMEL = re.compile(r"^(?!(?:Mc|Mac|De|Di|La|Le|Van|Fitz|Ap)[A-Z]|[A-Z]')[A-Z][a-z]+[A-Z]")
_SEVERAL = re.compile(r"[A-Z]{2,}s")  # "LPAs"
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]|\n|_", re.UNICODE)
COMMON = 8_000  # words as common as this are themselves, whatever they look like
# After these a sentence begins; after those only where one of these, or nothing, stands before them.
_BEGINNING = frozenset('.!?\n:;|"“”')
_BEFORE_A_LINE = frozenset("-–—•*·>)#(")
CLOSED = frozenset(
    """a an the and or but if so as of to in on at by for from with about into onto over under up down off out than
    then that this these those there i me my mine we us our you your ya he him his she her hers it its they them
    their who whom whose what which when where why how is am are was were be been being do does did done has have
    had having can could would shall should might must ought not no nor yes just only also too very more most less
    much many some any all both each every other another same such own again always never ever still yet now today
    here back after before because while until since without within during between through says said say get got go
    going went gone know need needs want wants make made take took put see saw seen use used using new old one two
    three four five first last next""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """plain[start:end] without a possessive 's. `key` is how it is looked up; `own` tells of a possessive: "'s", or "z"
    where it is only joined on ("joans")."""

    start: int
    end: int
    key: str
    own: str
    shape: str
    voices: str


def tokens(plain: str, lexicon: Lexicon) -> Iterator[Word]:
    """Words, numbers, marks and line ends, in order."""
    for match in _TOKEN.finditer(plain):
        yield _word(match.group(), match.start(), lexicon)


def _word(said: str, start: int, lexicon: Lexicon) -> Word:
    end = start + len(said)
    if not said[0].isalpha():
        return Word(start, end, "#" if said[0].isdigit() else said, "", "", "")
    own = ""
    if said[-2:] in ("'s", "'S"):
        said, end, own = said[:-2], end - 2, "'"
    shape = "l" if said.islower() else "U" if said.isupper() and len(said) > 1 else "C" if said[0].isupper() else "m"
    if shape == "C" and _SEVERAL.fullmatch(said):
        shape = "U"
    elif shape == "C" and _CAMEL.search(said):
        shape = "M"
    key = said.replace("'", "").lower()
    if not key.isascii():
        key = name_key(said) or key
    if not own and _is_somebodys(key, lexicon):
        return Word(start, end, key[:-1], "z", shape, lexicon.voices(key[:-1]) + lexicon.voices(key)[2:])
    return Word(start, end, key, own, shape, lexicon.voices(key))


def _is_somebodys(key: str, lexicon: Lexicon) -> bool:
    """A name with an s joined on, as in "joans", and no common word of its own, as "carries" is."""
    return (
        key[-1:] == "s"
        and len(key) > 3
        and not lexicon.is_name(key)
        and lexicon.is_name(key[:-1])
        and (key[:-1] in lexicon.doubles or lexicon.ranks.get(key, COMMON) >= COMMON)
    )


def style_of(words: Sequence[Word]) -> str:
    """How the message is typed: "U" in capitals, "C" with most words capitalised, "l" all small, "m" as one should."""
    shapes = [word.shape for word in words if word.shape and len(word.key) > 1]
    if not shapes or all(shape == "l" for shape in shapes):
        return "l"
    if shapes.count("U") * 2 > len(shapes):
        return "U"
    return "C" if len(shapes) > 3 and shapes.count("C") * 2 > len(shapes) else "m"


START = Word(0, 0, "^", "", "", "")
END = Word(0, 0, "$", "", "", "")


def is_first(at: int, words: Sequence[Word]) -> bool:
    """Does words[at] begin a sentence, a line or a quotation, so that its capital says nothing?"""
    before = words[at - 1].key if at else "."
    return before in _BEGINNING or (before in _BEFORE_A_LINE and (at < 2 or words[at - 2].key in _BEGINNING))
