"""Sentences of two texts that are word for word the same but for one detail: a time, a figure, a post or a "not". Pure.

A site's policy is often the provider's with a word or two changed. What stands in both in the same words is about one
thing, whatever it asks for, so less needs to be understood than of duties in different words (see duties.py).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from knowledge.deadlines import TIME_MARK, Deadline, take_amounts
from knowledge.differences import Disagreement, Matter
from knowledge.duties import SECTIONS_KEPT, matter_of, plain, sentences_in
from knowledge.matters import stems
from knowledge.posts import MARK, Post, marked

# Managers are one elsewhere (see posts.py); where all the rest is the same, the registered one is not the deputy.
_RANKS = {"registered manager": f"{MARK}registered", "deputy manager": f"{MARK}deputy", "deputy": f"{MARK}deputy"}
_RANK = re.compile(rf"\b(?:{'|'.join(_RANKS)})\b")
_ANY_LEADER = MARK + Post.LEADER
_FIGURE = re.compile(r"£ ?\d[\d,.]*|\b\d+(?:\.\d+)? ?(?:°c?|%|per cent|percent|degrees|people|staff)")
FIGURE_MARK = "figure_"
_WORD = re.compile(rf"{MARK}[a-z]+|{TIME_MARK}|{FIGURE_MARK}|[a-z0-9]+(?:[.:/'][a-z0-9]+)*")
_DENIALS = frozenset("not never cannot don't can't won't mustn't shouldn't".split())
# What may differ without another thing being said.
_SLACK = _DENIALS | frozenset(
    "a an the your their our my any each this that please always also must should shall will would may can could do "
    "does did be been is are was were".split()
)
LEAST_OWN, ENOUGH_OWN = 2, 3  # words that say what it is about; with fewer than enough, the headings must say it too

Frame = tuple[str, ...]


@dataclass(frozen=True)
class Details:
    """What is taken out of a sentence, in the order in which it stood there."""

    times: tuple[Deadline, ...]
    figures: tuple[str, ...]
    posts: tuple[str, ...]
    denied: bool

    def only_difference(self, other: "Details") -> Matter | None:
        """None where they are the same, or differ in more than one."""
        found = {
            Matter.TIME: any(mine.differs_from(its) for mine, its in zip(self.times, other.times, strict=True)),
            Matter.FIGURE: self.figures != other.figures,
            Matter.WHO: any(not _may_be_one(*pair) for pair in zip(self.posts, other.posts, strict=True)),
            Matter.WHETHER: self.denied != other.denied,
        }
        differing = [detail for detail, differs in found.items() if differs]
        return differing[0] if len(differing) == 1 else None


def twins(one: tuple[str, str], other: tuple[str, str]) -> Disagreement | None:
    """The first two sentences of these sections (heading and text) that differ in one detail, or None. A sentence that
    stands in one of them twice, each time with other details, is left alone: there it is not the detail that counts."""
    mine, theirs = _framed(one[1]), _framed(other[1])
    headings = matter_of(one[0]) & matter_of(other[0])
    for frame in (frame for frame in mine if frame in theirs):
        if len(mine[frame]) + len(theirs[frame]) > 2:
            continue
        [(details, first)], [(others, second)] = mine[frame].items(), theirs[frame].items()
        matter, about = details.only_difference(others), _about(first)
        if not matter or len(about) < (LEAST_OWN if headings else ENOUGH_OWN):
            continue
        if matter != Matter.WHO or not _named_in_turn(details, others, one[1], other[1]):
            return Disagreement(matter, first, second, about | headings)
    return None


@lru_cache(SECTIONS_KEPT)
def _framed(text: str) -> dict[Frame, dict[Details, str]]:
    """Every sentence by what is left of it without details and slack words. Kept, as sections are compared in every
    question that finds more than one."""
    framed: dict[Frame, dict[Details, str]] = {}
    for sentence in sentences_in(text):
        frame, details = _taken_apart(sentence)
        framed.setdefault(frame, {}).setdefault(details, sentence)
    return framed


def _taken_apart(sentence: str) -> tuple[Frame, Details]:
    rest, times = take_amounts(plain(sentence))
    figures = tuple(re.sub(r"[ ,]", "", figure) for figure in _FIGURE.findall(rest))
    words = _WORD.findall(_with_posts(_FIGURE.sub(f" {FIGURE_MARK} ", rest)))
    posts = tuple(word for word in words if word.startswith(MARK))
    frame = [MARK if word.startswith(MARK) else word for word in words if word not in _SLACK]
    stemmed = Stemmer.Stemmer("english").stemWords(frame)
    return tuple(stemmed), Details(times, figures, posts, bool(_DENIALS & {*words}))


def _about(sentence: str) -> frozenset[str]:
    rest, _ = take_amounts(plain(sentence))
    words = _WORD.findall(_with_posts(_FIGURE.sub(" ", rest)))
    return stems(word for word in words if not word.startswith((MARK, TIME_MARK)))


def _with_posts(text: str) -> str:
    return marked(_RANK.sub(lambda match: f" {_RANKS[match[0]]} ", text))


def _may_be_one(one: str, other: str) -> bool:
    return one == other or (_ANY_LEADER in (one, other) and {one, other} <= {_ANY_LEADER, *_RANKS.values()})


def _named_in_turn(one: Details, other: Details, text: str, other_text: str) -> bool:
    """Is somebody whom only one of them names also in the other's section? Then both may be right, in turn."""
    named, others_named = ({*_WORD.findall(_with_posts(plain(words)))} for words in (text, other_text))
    mine, theirs = {*one.posts}, {*other.posts}
    return bool((mine - theirs) & others_named or (theirs - mine) & named)
