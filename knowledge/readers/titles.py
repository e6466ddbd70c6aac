"""What a document is called. Pure."""

import re
from pathlib import Path

_KINDS = frozenset(
    "policy policies procedure procedures protocol guidance guide guidelines handbook plan code statement standard "
    "standards manual framework strategy".split()
)


def title_from_name(path: Path) -> str:
    words = re.sub(r"[\s_-]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:]


def says_more(path: Path, title: str) -> bool:
    """Is the name of the file the better title? It says what kind of document this is, and the title does not, nor has
    it a word of it: the name of the provider stands on every cover page."""
    named, called = _words(title), _words(path.stem)
    return bool(called & _KINDS) and named.isdisjoint(called | _KINDS)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))
