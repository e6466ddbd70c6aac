"""The signs that speak for or against a word being a name, and how much each of them counts."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

from core.places import CONTENT
from safety.lexicon import load_lexicon
from safety.normal import near_misses
from safety.titles import TITLES
from safety.words import CLOSED, END, START, Word, is_first

COMMON = 10_000  # words that people mistype are among so many of the commonest
LONG = 20  # letters; nobody mistypes a longer word by one letter alone
JOINED = frozenset(("and", "&", "n", ",", "or", "/", "+"))  # what stands between two of a kind
WEIGHTS = CONTENT / "safety" / "names.json"


# What only somebody does, mostly: after a word that could be a name, it makes it one.
DEEDS = frozenset(
    """told said says refused refuses asked asks fell wont forgot shouted cried hit wants needs likes hates loves left
    lost sent shared rang phoned didnt doesnt isnt hasnt cant keeps went came gave showed hid bit kicked slapped
    laughed slept woke ate drank choked vomited screamed swore walked sat stood fell broke deleted recorded filmed
    borrowed nicked stole typed wrote signed thinks thought reckons knows knew saw heard complained moaned called
    texted emailed messaged answered agreed declined decided insists insisted promised admitted denied wandered
    passed died refusing crying asking shouting screaming waiting sleeping eating leaving using asleep upset ill
    sick poorly confused says tells lets brings eats drinks sleeps walks falls cries shouts hits bites kicks hides
    swears watches listens plays phones rings texts emails posts shares borrows sends clicks types writes speaks talks
    stopped started clicked posted printed copied lent taught explained wouldnt couldnt wasnt been""".split()
)


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


def signs(at: int, words: Sequence[Word], named: Sequence[bool], style: str) -> list[str]:
    """Everything that speaks for or against words[at] being a name. `named` tells of the words before it. The same for
    fitting and for finding."""
    word = words[at]
    before = words[at - 1] if at else START
    before2 = words[at - 2] if at > 1 else START
    after = words[at + 1] if at + 1 < len(words) else END
    after2 = words[at + 2] if at + 2 < len(words) else END
    after_name = bool(at) and named[at - 1]
    key, voices, own = word.key, word.voices, word.own
    first = is_first(at, words)
    shape = f"{word.shape}{style}{'^' if first else ''}"
    kind = voices[:2]
    rare = kind + ("o" if voices[-1] == "o" else "c" if voices[2] in "0123" else "r" if voices[2] in "45" else "u")
    next_sort = _sort(after)
    found = [
        "+",
        "v" + voices,
        "s" + shape,
        "r" + rare,
        f"rs{rare}{shape}",
        f"ro{rare}{own}",
        "w" + key,
        "a" + before.key,
        "b" + after.key,
        f"ar{rare}{before.key}",
        f"br{rare}{after.key}",
        f"A{before2.key} {before.key}",
        f"B{after.key} {after2.key}",
        f"c{before.key} {after.key}",
        "p" + before.voices[:3],
        "q" + after.voices[:3],
        f"pq{rare}{_sort(before)}{next_sort}",
        f"e{kind}{after.key[-2:]}",
        "d" + before2.key,
        f"h{after_name}{rare}{word.shape}",
        f"hq{rare}{next_sort}{after.shape}",
        f"o{own}{after.key}",
        f"V{kind[0]}{after.key in DEEDS}{first}{word.shape}",
        f"l{rare}{min(len(key), 4)}",
    ]
    if voices[:3] == "00-":
        found += [
            "x2" + key[-2:],
            "x3" + key[-3:],
            "y2" + key[:2],
            "y3" + key[:3],
            f"xl{min(len(key), 10)}",
            "z" + _rhythm(key),
            f"k{is_slip(key)}{len(key) > 5}",
        ]
    if before.key in JOINED and at > 1 and named[at - 2]:
        found += ["j" + rare, f"j{rare}{word.shape}"]
    if after.key in JOINED:
        found.append(f"J{rare}{_sort(after2)}{after2.shape}")
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
    if (voices[2] in "01" and voices[0] in "01" and voices[1] in "01") or word.key in CLOSED:
        return "w"
    return ("N" if voices[:2] != "00" else "-") + ("o" if voices[-1] == "o" else voices[2])


def _rhythm(key: str) -> str:
    """Where its vowels stand: "adebayo" is vcvcvvv."""
    return "".join("v" if letter in "aeiouy" else "c" for letter in key[:7])
