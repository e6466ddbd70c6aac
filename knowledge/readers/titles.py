"""What a document is called. Pure."""

import re
from pathlib import Path

_KINDS = frozenset(
    "policy policies procedure procedures protocol guidance guide guidelines handbook plan code statement standard "
    "standards manual framework strategy".split()
)


_FILED = re.compile(r"^\d{1,3}[a-z]?[ .]+(?=\D)")
_STATE = r"v(?:ersion)? ?\d+(?:[. ]\d+)*|final|draft|copy|tracked|signed|approved"
_SAVED_AS = re.compile(rf" (?:{_STATE}|\((?:{_STATE}|\d)\))$", re.IGNORECASE)


def title_from_name(path: Path) -> str:
    """Without the number it is filed under, and how it was saved: "01 Fire Policy v2 FINAL" is the Fire Policy."""
    words = _FILED.sub("", re.sub(r"[\s_-]+", " ", path.stem).strip())
    while saved := _SAVED_AS.search(words):
        words = words[: saved.start()]
    return words[:1].upper() + words[1:]


def says_more(path: Path, title: str) -> bool:
    """Is the name of the file the better title? It says what kind of document this is, and the title does not, nor has
    it a word of it: the name of the provider stands on every cover page."""
    named, called = _words(title), _words(path.stem)
    return bool(called & _KINDS) and named.isdisjoint(called | _KINDS)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))
