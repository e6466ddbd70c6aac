"""A text as a reader sees it, for patterns to look at: one plain letter for each look-alike, and hidden ones gone."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from safety.normal import LOOK_ALIKES

_QUOTES = dict.fromkeys("‘’‛ʼ′´`＇", "'")
_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_MARKS = {
    **_QUOTES,
    **_DASHES,
    "＠": "@",
    "．": ".",
    "ı": "i",
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "ß": "s",
}
_HIDDEN = {"Cf", "Mn", "Me", "Cc"}  # formatting, accents on their own, control characters
_LAYOUT = "\n\t\r\v\f"


@dataclass(frozen=True)
class Reading:
    """`plain[n]` stands for `text[places[n]]`. Upper and lower case stay."""

    plain: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where plain[start:end], which is not empty, stands in the text as given."""
        return self.places[start], self.places[end - 1] + 1


def read(text: str) -> Reading:
    """Linear, never raises."""
    if text.isascii() and text.isprintable():
        return Reading(text, range(len(text)))
    seen = [(letter, place) for place, letter in enumerate(map(_plain, text)) if letter]
    return Reading("".join(letter for letter, _ in seen), [place for _, place in seen])


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """One letter for this one, or none when nobody sees it."""
    if letter < "\x7f" and (letter >= " " or letter in _LAYOUT):
        return letter
    if letter in _MARKS:
        return _MARKS[letter]
    kind = unicodedata.category(letter)
    if kind in _HIDDEN:
        return ""
    if kind.startswith("Z"):
        return " "
    return unicodedata.normalize("NFKD", letter.translate(LOOK_ALIKES))[:1]
