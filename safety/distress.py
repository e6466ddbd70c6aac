"""Whose distress is it: the writer's own, or somebody's they look after? Pure, never raises."""

from itertools import pairwise

from safety import normal

_OTHER = frozenset(
    "she he her him herself himself they them resident residents client clients patient lady gentleman man woman mrs "
    "mr mum dad mama papa nan tenant colleague friend girl boy user".split()
)
# After "i" these tell of somebody else, as in "i found her".
_TELLS = frozenset(
    "found saw see heard think worry worried fear told went came walked am just have support look".split()
)


def is_about_another(text: str) -> bool:
    """Clearly about somebody else. When in doubt it is the writer's own, and private."""
    words = normal.tokens(text)
    if "myself" in words or not _OTHER & set(words):
        return False
    return all(after in _TELLS for word, after in pairwise(words) if word == "i")
