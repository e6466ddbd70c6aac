"""Names of people in a message: many small signs, weighed together, word by word.

The signs are lists of names and of ordinary words, the words around, endings, and how it is typed. Their weights are
fitted by training/names.py on made-up messages; what a site knows itself goes before them. Linear in the text.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from safety.lexicon import Lexicon, load_lexicon, name_key
from safety.signs import DEEDS, Weights, load_weights, signs
from safety.titles import SOFT_TITLES, SURE_TITLES, TITLES
from safety.words import CLOSED, END, Word, style_of, tokens

Says = Callable[[str], bool]  # asked of a name_key

ENOUGH = -0.6  # chosen on the labelled messages
ALMOST = 9.0  # outweighs nearly everything
DEED = 2.5
RARE = {"3": 0.75, "4": 1.5, "5": 1.5, "6": 1.5, "-": 1.5}  # by how common the word is
CAPITAL, WELL_KNOWN = 1.5, 4.0  # a capital letter after a small word; the same where lists agree that it is a name
_INITIALS = re.compile(r"(?<![\w.])(?P<it>[a-z]\. ?[a-z]\.?)(?![\w.])", re.IGNORECASE)
_NO_INITIALS = frozenset("ie eg am pm uk us ps nb cv os id it tv aa rn nt ne se sw nw re ff pp ad bc".split())
_TWO_LETTERS = re.compile(
    r"(?:\b(?:resident|client|patient|customer|person|tenant|gentleman|lady|man|named|called|initials?|su)s? "
    r"(?:is |are )?)(?P<it>(?-i:[A-Z]\.?[A-Z]\.?))(?!\w)",
    re.IGNORECASE,
)
AND = {"and", "&", "n"}
# Who is said to be called what; then a capital letter is enough.
_INTRODUCED = re.compile(
    r"\b(?:(?:preferred|first|middle|last|real|full|given|family|maiden|pet|my|his|her|their) name|surname|nickname"
    r"|(?:to be|being) called|goes by|answers to|(?:that|it)'?s me"
    r"|(?:he|she|they|who|resident|client|lady|gentleman)(?: is| are| was|'?s|'re)? (?:known as|called))"
    r"(?: is| was|'?s)?[:,]? ['\"“]?(?P<it>(?-i:[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}))",
    re.IGNORECASE,
)
# Both with a capital: a place called after somebody. Not those that many people are called: Hall, Ward, Close, Street.
_PLACES = frozenset("house lodge court manor grange wing unit gardens road avenue".split())
_PARTICLES = frozenset(
    """de da dos del della van von der bin ibn al el ap ab ferch o mac mc st la le di du ter ten dela san y e""".split()
)
# What somebody is done to by name, and what is somebody's.
CALLS = frozenset(
    "told tell telling asked ask asking called named helped phoned rang texted emailed visited dressed hoisted".split()
)
THEIRS = frozenset(
    """daughter son wife husband sister brother mum mother dad father family nan niece nephew partner friend neighbour
    carer keyworker gp room meds medication tablets mar care notes chart plan file dob birthday bed chair hoist
    sling catheter bp insulin visit call login""".split()
)


def nobody(_key: str) -> bool:
    """Nobody's list."""
    return False


def find_names(plain: str, known: Says = nobody, ordinary: Says = nobody) -> Iterator[tuple[int, int]]:
    """Where names stand in the plain text, titles with them. `known` and `ordinary` are a site's own: whether a word is
    the name of somebody there, and whether it is nobody's."""
    lexicon = load_lexicon()
    words = list(tokens(plain, lexicon))
    named = _decide(words, load_weights(), known, ordinary)
    _forget_namesakes(plain, words, named, lexicon)
    _forget_places(words, named)
    yield from _joined(words, named)
    if style_of(words) in "lm":
        yield from (
            match.span("it")
            for match in _INTRODUCED.finditer(plain)
            if match["it"].split()[0].lower() not in CLOSED and not ordinary(name_key(match["it"]))
        )
    for match in (*_INITIALS.finditer(plain), *_TWO_LETTERS.finditer(plain)):
        if name_key(match["it"]) not in _NO_INITIALS:
            yield match.span("it")


def _decide(words: Sequence[Word], weights: Weights, known: Says, ordinary: Says) -> list[bool]:
    style = style_of(words)
    named: list[bool] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        titled = before is not None and before.key in TITLES
        if not word.key[:1].isalpha():
            named.append(False)
        elif known is not nobody and _any(known, word):
            named.append(True)
        elif (ordinary is not nobody and not titled and _any(ordinary, word)) or not worth_weighing(word, at, words):
            named.append(False)
        else:
            after_name = bool(at and named[at - 1])
            weight = weights.of(signs(at, words, named, style))
            after = words[at + 1] if at + 1 < len(words) else END
            named.append(weight + _surely(word, before, after, style) + _sure(word, before, after_name, style) > ENOUGH)
    return named


def _surely(word: Word, before: Word | None, after: Word, style: str) -> float:
    """A rare word that stands in lists of names is hardly anything else, nor is one that does what only people do."""
    if word.voices[-1] == "o":
        return 0.0
    if word.shape == "U" and style != "U" and len(word.key) < 5 and word.voices[0] in "d01":
        return -ALMOST  # PAT, SALT, MAR
    if word.own and after.key in THEIRS:
        return DEED
    if word.voices[0] == "d":
        return DEED if after.key in DEEDS or (before is not None and before.key in CALLS) else 0.0
    return RARE.get(word.voices[2], 0.0) if word.voices[0] in "234" else 0.0


def _sure(word: Word, before: Word | None, after_name: bool, style: str) -> float:
    """What needs no fitting: a word after a title, and the second part of a name."""
    if before is None or before.own == "'":
        return 0.0
    if before.key in SURE_TITLES and word.key not in DEEDS:
        return ALMOST
    if before.key == "dr" and (word.voices[:2] != "00" or word.voices[2] == "-") and word.key not in DEEDS:
        return ALMOST
    if (
        word.shape == "C"
        and (before.shape == "l" or before.key in SOFT_TITLES)
        and style == "m"
        and word.voices[0] not in "01"
        and word.voices[-1] != "o"
    ):
        return WELL_KNOWN if word.voices[0] in "34" and word.voices[2] in "6-" else CAPITAL
    if after_name and before.end + 1 == word.start and word.key not in DEEDS:
        capital = word.shape == "C" and before.shape == "C" and style == "m"
        return ALMOST if capital else 2.0 if word.voices[1] != "0" else 0.0
    return 0.0


def _forget_namesakes(plain: str, words: Sequence[Word], named: list[bool], lexicon: Lexicon) -> None:
    """Takes back the names that belong to a thing or to somebody famous."""
    famous = [match.span() for match in lexicon.namesakes.finditer(plain)] if any(named) else []
    for start, end in famous:
        for at in range(bisect_left(words, start, key=_begins), bisect_left(words, end, key=_begins)):
            named[at] = False


def _forget_places(words: Sequence[Word], named: list[bool]) -> None:
    """Takes back the names that houses, wards, streets and saints' days have, as in "Rose House" and "St David's"."""
    for at in range(1, len(words)):
        before, word = words[at - 1], words[at]
        saint = before.key == "st" and not (at > 1 and words[at - 2].key in TITLES)
        capitals = word.shape == before.shape == "C" and not before.own
        place = word.key in _PLACES and capitals and (at + 1 == len(words) or words[at + 1].key not in DEEDS)
        if (saint and named[at]) or (place and named[at - 1]):
            _take_back(words, named, at)
        elif place and at > 1 and words[at - 2].key == "st":
            named[at] = False


def _take_back(words: Sequence[Word], named: list[bool], at: int) -> None:
    """The place and the names right before it, unless a title makes them somebody."""
    first = at
    while first and named[first - 1] and words[first - 1].end + 1 == words[first].start:
        first -= 1
    if not (first and words[first - 1].key in TITLES):
        named[first : at + 1] = [False] * (at + 1 - first)


def _begins(word: Word) -> int:
    return word.start


def _any(says: Says, word: Word) -> bool:
    return says(word.key) or (not word.own and word.key.endswith("s") and says(word.key[:-1]))


def worth_weighing(word: Word, at: int, words: Sequence[Word]) -> bool:
    """Neither a little word nor one that is only ever ordinary."""
    key, before = word.key, words[at - 1].key if at else ""
    if (before in TITLES and before != "miss") or (before == "." and at > 1 and words[at - 2].key in TITLES):
        return key not in CLOSED or word.shape == "C"
    if key in CLOSED or key in TITLES or len(key) == 1 or (not key.isascii() and word.shape == "l"):
        return False
    voices = word.voices
    if (before == "miss" and word.shape == "l") or word.shape == "M":
        return word.key not in CLOSED and voices[:2] != "00"
    return voices[:2] != "00" or voices[2] == "-" or word.shape in "CU" or before in SOFT_TITLES


def _joined(words: Sequence[Word], named: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Names that stand together are one, and a title before a name belongs to it."""
    at = 0
    while at < len(words):
        if not named[at]:
            at += 1
            continue
        first = last = at
        while (more := _next_part(words, named, last)) is not None:
            last = more
        yield words[_with_title(words, first)].start, words[last].end
        at = last + 1


def _next_part(words: Sequence[Word], named: Sequence[bool], at: int) -> int | None:
    """The next word of the same name: right behind it, or past a hyphen, an initial, or a "de"."""
    if words[at].own == "'":
        return None
    for further in range(at + 1, min(at + 6, len(words))):
        word = words[further]
        if named[further] or (further == at + 2 and _hyphened(words[at : further + 1])):
            return further
        if not (word.key in "-'." or word.key in _PARTICLES or (len(word.key) == 1 and word.shape)):
            return None
    return None


def _hyphened(words: Sequence[Word]) -> bool:
    """Is it one name, as in "Xiu-ying", and not a name and what is done for its bearer, as in "Joan-related"?"""
    name, hyphen, part = words
    joined = hyphen.key == "-" and name.end == hyphen.start and hyphen.end == part.start
    return joined and part.voices[2:3] in ("4", "5", "6", "-")


def _with_title(words: Sequence[Word], first: int) -> int:
    """The place of the title, or of the first of two ("Mr and Mrs Bell"), or of the name itself. Initials may
    stand between."""
    at = first
    while at and (
        words[at - 1].key == "."
        or (
            len(words[at - 1].key) == 1
            and words[at - 1].shape
            and (words[at - 1].key not in "aiu" or words[at].key == ".")
        )
        or (words[at - 1].key in _PARTICLES and at > 1 and words[at - 2].key in TITLES)
    ):
        at -= 1
    if not at or words[at - 1].key not in TITLES:
        soft = bool(first) and words[first - 1].key in SOFT_TITLES
        return first - 1 if soft else at if words[at].shape and words[at].shape in "CU" else first
    title = at - 1
    for back in (2, 3):
        between = {word.key for word in words[max(0, title - back + 1) : title]}
        if title >= back and words[title - back].key in TITLES and between & AND and between <= AND | {"."}:
            return title - back
    return title
