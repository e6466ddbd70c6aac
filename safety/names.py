"""Names of people in a message: many small signs, weighed together, word by word.

The signs are lists of names and of ordinary words, the words around, endings, and how it is typed. Their weights are
fitted by training/names.py on made-up messages; what a site knows itself goes before them. Linear in the text.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.places import CONTENT
from safety.lexicon import Lexicon, load_lexicon, name_key
from safety.normal import near_misses

Says = Callable[[str], bool]  # asked of a name_key

COMMON = 10_000  # words that people mistype are among so many of the commonest
LONG = 20  # letters; nobody mistypes a longer word by one letter alone
WEIGHTS = CONTENT / "safety" / "names.json"
TITLES = frozenset("mr mrs ms miss mister missus mstr master dr sr fr rev reverend prof professor sir dame".split())
# Titles that are also what people are called without a name, so they need one after them that looks it.
SOFT_TITLES = frozenset(
    "sister brother father mother aunt aunty auntie uncle nurse doctor pastor imam lady lord carer matron nana nan granny grandma grandad papa mama".split()
)
SURE_TITLES = frozenset("mr mrs ms mstr mister missus sr".split())
ENOUGH = 0.5  # chosen on the labelled messages
ALMOST = 9.0  # outweighs nearly everything
DEED = 2.5
RARE = {"3": 0.75, "4": 1.5, "5": 1.5, "6": 1.5, "-": 1.5}  # by how common the word is
CAPITAL = 1.5  # a capital letter after a small word
# "SafeMode" is no name; "McBride", "MacLeod", "DeSouza" and "O'Brien" are.
_CAMEL = re.compile(r"^(?!(?:Mc|Mac|De|Di|La|Le|Van|Fitz|Ap)[A-Z]|[A-Z]')[A-Z][a-z]+[A-Z]")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]|\n|_", re.UNICODE)
_INITIALS = re.compile(r"(?<![\w.])(?P<it>[a-z]\. ?[a-z]\.?)(?![\w.])", re.IGNORECASE)
_NO_INITIALS = frozenset("ie eg am pm uk us ps nb cv os id it tv aa rn nt ne se sw nw re ff pp ad bc".split())
_TWO_LETTERS = re.compile(
    r"(?:\b(?:resident|client|patient|customer|person|tenant|gentleman|lady|man|named|called|initials?|su)s? (?:is |are )?)(?P<it>(?-i:[A-Z]\.?[A-Z]\.?))(?!\w)",
    re.IGNORECASE,
)
AND = {"and", "&", "n"}
_PARTICLES = frozenset(
    "de da dos del della van von der bin ibn al el ap ab ferch o mac mc st la le di du ter ten dela san y e".split()
)
_CLOSED = frozenset(
    "a an the and or but if so as of to in on at by for from with about into onto over under up down off out than then that this these those there "
    "i me my mine we us our you your ya he him his she her hers it its they them their who whom whose what which when where why how "
    "is am are was were be been being do does did done has have had having can could would shall should might must ought not no nor yes "
    "just only also too very more most less much many some any all both each every other another same such own again always never ever still yet "
    "now today here back after before because while until since without within during between through says said say get got go going went gone "
    "know need needs want wants make made take took put see saw seen use used using new old one two three four five first last next".split()
)  # fmt: skip


# What only somebody does, mostly: after a word that could be a name, it makes it one.
DEEDS = frozenset(
    "told said says refused refuses asked asks fell wont forgot shouted cried hit wants needs likes hates loves left lost sent shared rang phoned "
    "didnt doesnt isnt hasnt cant keeps went came gave showed hid bit kicked slapped laughed slept woke ate drank choked vomited screamed swore "
    "walked sat stood fell broke deleted recorded filmed borrowed nicked stole typed wrote signed thinks thought reckons knows knew saw heard "
    "complained moaned called texted emailed messaged answered agreed declined decided insists insisted promised admitted denied wandered "
    "passed died refusing crying asking shouting screaming waiting sleeping eating leaving using asleep upset ill sick poorly confused".split()
)


# What somebody is done to by name, and what is somebody's.
CALLS = frozenset(
    "told tell telling asked ask asking called named helped phoned rang texted emailed visited dressed hoisted".split()
)
THEIRS = frozenset(
    "daughter son wife husband sister brother mum mother dad father family nan niece nephew partner friend neighbour carer keyworker gp "
    "room meds medication tablets mar care notes chart plan file dob birthday bed chair hoist sling catheter bp insulin visit call login".split()
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


class Weights:
    """How much each sign counts; what is not listed counts nothing. A word is a name from ENOUGH upward."""

    def __init__(self, signs: Mapping[str, float]) -> None:
        self._signs = signs

    def of(self, signs: Sequence[str]) -> float:
        get = self._signs.get
        return sum([get(sign, 0.0) for sign in signs])


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Raises OSError where the file is missing."""
    return Weights(json.loads(WEIGHTS.read_text(encoding="utf-8")))


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
    yield from _joined(words, named)
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
            weight = weights.of(signs(at, words, after_name, style))
            after = words[at + 1] if at + 1 < len(words) else _END
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
        and before.shape == "l"
        and style == "m"
        and word.voices[0] not in "01"
        and word.voices[-1] != "o"
    ):
        return CAPITAL
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


def _begins(word: Word) -> int:
    return word.start


def _any(says: Says, word: Word) -> bool:
    return says(word.key) or (not word.own and word.key.endswith("s") and says(word.key[:-1]))


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
    if shape == "C" and _CAMEL.search(said):
        shape = "M"
    key = said.replace("'", "").lower()
    if not key.isascii():
        key = name_key(said) or key
    if not own and key[-1:] == "s" and len(key) > 3 and not lexicon.is_name(key) and lexicon.is_name(key[:-1]):
        return Word(start, end, key[:-1], "z", shape, lexicon.voices(key[:-1]) + lexicon.voices(key)[2:])
    return Word(start, end, key, own, shape, lexicon.voices(key))


def style_of(words: Sequence[Word]) -> str:
    """How the message is typed: "U" in capitals, "C" with most words capitalised, "l" all small, "m" as one should."""
    shapes = [word.shape for word in words if word.shape and len(word.key) > 1]
    if not shapes or all(shape == "l" for shape in shapes):
        return "l"
    if shapes.count("U") * 2 > len(shapes):
        return "U"
    return "C" if len(shapes) > 3 and shapes.count("C") * 2 > len(shapes) else "m"


def worth_weighing(word: Word, at: int, words: Sequence[Word]) -> bool:
    """Neither a little word nor one that is only ever ordinary."""
    key, before = word.key, words[at - 1].key if at else ""
    if (before in TITLES and before != "miss") or (before == "." and at > 1 and words[at - 2].key in TITLES):
        return key not in _CLOSED or word.shape == "C"
    if key in _CLOSED or key in TITLES or len(key) == 1:
        return False
    voices = word.voices
    if (before == "miss" and word.shape == "l") or word.shape == "M":
        return word.key not in _CLOSED and voices[:2] != "00"
    return voices[:2] != "00" or voices[2] == "-" or word.shape in "CU" or before in SOFT_TITLES


_START = Word(0, 0, "^", "", "", "")
_END = Word(0, 0, "$", "", "", "")


def signs(at: int, words: Sequence[Word], after_name: bool, style: str) -> list[str]:
    """Everything that speaks for or against words[at] being a name. The same for fitting and for finding."""
    word = words[at]
    before = words[at - 1] if at else _START
    before2 = words[at - 2] if at > 1 else _START
    after = words[at + 1] if at + 1 < len(words) else _END
    after2 = words[at + 2] if at + 2 < len(words) else _END
    key, voices, own = word.key, word.voices, word.own
    first = before.key in "^.!?\n:"
    shape = f"{word.shape}{style}{'^' if first else ''}"
    kind = voices[:2]
    rare = kind + ("o" if voices[-1] == "o" else "c" if voices[2] in "0123" else "r" if voices[2] in "45" else "u")
    found = [
        "+", "v" + voices, "s" + shape, "r" + rare, f"rs{rare}{shape}", f"ro{rare}{own}", "w" + key,
        "a" + before.key, "b" + after.key, f"ar{rare}{before.key}", f"br{rare}{after.key}", f"A{before2.key} {before.key}",
        f"B{after.key} {after2.key}", f"c{before.key} {after.key}", "p" + before.voices[:3], "q" + after.voices[:3], f"pq{rare}{_sort(before)}{_sort(after)}",
        f"e{kind}{after.key[-2:]}", "d" + before2.key, f"h{after_name}{rare}{word.shape}", f"hq{rare}{_sort(after)}{after.shape}", f"o{own}{after.key}",
        f"V{kind[0]}{after.key in DEEDS}{first}{word.shape}",
    ]  # fmt: skip
    if voices[2] == "-":
        found += [
            "x2" + key[-2:],
            "x3" + key[-3:],
            "y2" + key[:2],
            "y3" + key[:3],
            f"xl{min(len(key), 10)}",
            "z" + _rhythm(key),
            f"k{is_slip(key)}{len(key) > 5}",
        ]
    if before.key in TITLES:
        found.append("t" + rare)
    return found


@lru_cache(maxsize=20_000)
def is_slip(key: str) -> bool:
    """Is an unknown word one slip of the thumb away from a common one, or made of two?"""
    if not 3 < len(key) < LONG:
        return False
    ranks = load_lexicon().ranks
    halves = ((key[:at], key[at:]) for at in range(2, len(key) - 2))
    if any(ranks.get(first, COMMON) < COMMON and ranks.get(second, COMMON) < COMMON for first, second in halves):
        return True
    return any(ranks.get(word, COMMON) < COMMON for word in near_misses(key))


def _sort(word: Word) -> str:
    voices = word.voices
    if not voices:
        return word.key[:1]
    if (voices[2] in "01" and voices[0] in "01" and voices[1] in "01") or word.key in _CLOSED:
        return "w"
    return ("N" if voices[:2] != "00" else "-") + ("o" if voices[-1] == "o" else voices[2])


def _rhythm(key: str) -> str:
    """Where its vowels stand: "adebayo" is vcvcvvv."""
    return "".join("v" if letter in "aeiouy" else "c" for letter in key[:7])


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
        if named[further]:
            return further
        if not (word.key in "-'." or word.key in _PARTICLES or (len(word.key) == 1 and word.shape)):
            return None
    return None


def _with_title(words: Sequence[Word], first: int) -> int:
    """The place of the title, or of the first of two ("Mr and Mrs Bell"), or of the name itself. Initials may stand between."""
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
        return first - 1 if soft else at if words[at].shape in "CU" else first
    title = at - 1
    for back in (2, 3):
        between = {word.key for word in words[max(0, title - back + 1) : title]}
        if title >= back and words[title - back].key in TITLES and between & AND and between <= AND | {"."}:
            return title - back
    return title
