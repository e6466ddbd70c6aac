"""What a text tells people to do, in so far as it can be compared with what another text says. Pure.

Only what is said plainly is understood: an act, what it is about, by when, and who is to be told. Sentences with a
"not" or an "unless" in them are left out: a clash that is missed costs less than one that is none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.deadlines import Deadline, take_deadlines
from knowledge.matters import stems
from knowledge.posts import Post, marked, post_of
from knowledge.sentences import CELL, sentences


class Act(StrEnum):
    TELL = "tell"
    WRITE = "write"
    CHANGE = "change"
    RETURN = "return"
    DELETE = "delete"
    REPLY = "reply"
    ACKNOWLEDGE = "acknowledge"
    SEND = "send"


_FORMS = {
    Act.TELL: "tell tells told report reports reported inform informs informed notify notifies notified ring rings "
    "alert alerts alerted escalate escalates escalated contact contacts contacted call calls called speak speaks",
    Act.WRITE: "write writes written record records recorded complete completes completed fill fills filled "
    "document documents documented enter enters entered log logs logged type types typed",
    Act.CHANGE: "change changes changed reset resets renew renews renewed",
    Act.RETURN: "return returns returned",
    Act.DELETE: "delete deletes deleted remove removes removed wipe wipes wiped",
    Act.REPLY: "answer answers answered reply replies replied respond responds responded",
    Act.ACKNOWLEDGE: "acknowledge acknowledges acknowledged",
    Act.SEND: "send sends sent submit submits submitted forward forwards forwarded",
}
TO_SOMEBODY = frozenset({Act.TELL, Act.RETURN, Act.SEND})
_ACT_OF = {form: act for act, forms in _FORMS.items() for form in forms.split()}
_ORDERS = frozenset(form for form in _ACT_OF if not form.endswith(("s", "ed", "en", "told")))
# After one of these "report" and "record" are things, not acts; after "to" only "need to", "have to" make it a duty.
_BEFORE_THINGS = frozenset("a an the this that your their our his her its any each every all of care incident".split())
_OUGHT = frozenset("need needs have has ought".split())
_BE = frozenset("be been being is are was were".split())
_JOINTS = frozenset({",", ";", ":", "and", "then", "but"})
# What may stand before an order without being who does it.
_LEADS_IN = _JOINTS | _OUGHT | _BE | frozenset("please also always first must should shall will to".split())
_READERS = frozenset("you staff we everyone everybody anyone anybody workers carers people colleagues".split())
_UNSURE = frozenset(
    "not never cannot don't can't won't without unless except otherwise instead until may might could nor neither "
    "nobody no whether".split()
)
_WORD = re.compile(r"post_[a-z]+|[a-z]+(?:'[a-z]+)?|[,;:]")
_EITHER_WAY = re.compile(r",? with or without [a-z ]+,?")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_LIST_MARK = re.compile(r"^(?:[-*•]|\d+[.)]|[a-z][.)])\s+", re.IGNORECASE)
_SCOPE = re.compile(r"(?:in|at|on|for|during|outside|out of|between) (?P<said>[^,;:]*), *(?P<main>.+)", re.DOTALL)
_BEFORE = re.compile(r"(?:if|when|whenever|where|once|after) (?P<said>[^,;:]*), *(?P<main>.+)", re.DOTALL)
_BEHIND = re.compile(r"(?P<main>.+?),? (?:if|when|whenever|once) (?P<said>.*)", re.DOTALL)

SECTIONS_KEPT = 2_000
LEAST_OWN = 2  # words by which a sentence says by itself what it is about
_ACT_STEMS = stems(_ACT_OF)


@dataclass(frozen=True)
class Duty:
    """One thing to do. `matter` holds the stems of what it is about, with the heading's where the sentence itself says
    too little (`by_heading`); `own` those of the sentence alone, and `scope` those of where it holds; `actor` is who
    does it (None: whoever reads it); `words` is the whole sentence as it stands."""

    act: Act
    matter: frozenset[str]
    scope: frozenset[str]
    actor: Post | None
    told: frozenset[Post]
    deadlines: tuple[Deadline, ...]
    words: str
    own: frozenset[str]

    @property
    def by_heading(self) -> bool:
        """Does the sentence itself say too little?"""
        return len(self.own) < LEAST_OWN


@lru_cache(SECTIONS_KEPT)
def duties(heading: str, text: str) -> tuple[Duty, ...]:
    """Every duty in a section. Tables are left out: what stands in a cell is no sentence. Kept, as sections are held
    against each other in every question that finds more than one."""
    return tuple(duty for sentence in sentences_in(text) for duty in _in_sentence(sentence, heading))


def sentences_in(text: str) -> list[str]:
    """Those of running text and lists, as they stand."""
    return [sentence for sentence in sentences(text) if CELL not in sentence]


def matter_of(text: str) -> frozenset[str]:
    """The stems of what a heading, a sentence or a question is about."""
    return _about(_WORD.findall(plain(text)))


def posts_in(text: str) -> frozenset[Post]:
    """Everybody named anywhere in a text."""
    return _posts(_WORD.findall(marked(plain(text))))


def _in_sentence(sentence: str, heading: str) -> Iterator[Duty]:
    main, condition, scope = _taken_apart(marked(plain(sentence)))
    actor: Post | None = None
    for clause in [] if _UNSURE & {*condition} else _clauses(main):
        words = _WORD.findall(take_deadlines(clause)[0])
        at = next(_acts(words), None)
        if at is None:
            actor = next((post for word in words if (post := post_of(word))), actor)
        if at is None or _UNSURE & {*words} or not _is_duty(words, at):
            continue
        act = _ACT_OF[words[at]]
        actor, named = _who(words, at, actor)
        own = _about([*words, *condition])
        matter = own if len(own) >= LEAST_OWN else own | matter_of(heading)
        told = named if act in TO_SOMEBODY else frozenset()
        yield Duty(act, matter, _about(scope), actor, told, _deadlines(clause), sentence, own)


def _deadlines(clause: str) -> tuple[Deadline, ...]:
    """Those of the act itself: not of what another part of the clause adds after a comma, unless that is a list."""
    found: list[Deadline] = []
    for part in re.split("[,;:]", clause):
        rest, deadlines = take_deadlines(part)
        words = _WORD.findall(rest)
        if next(_acts(words), None) is not None or {"and", "or"} & {*words[1:]} or not _about(words):
            found += deadlines
    return tuple(found)


def _about(words: Iterable[str]) -> frozenset[str]:
    return stems(word for word in words if not post_of(word)) - _ACT_STEMS


def plain(text: str) -> str:
    """Small letters and single spaces, without what stands between quotation marks; care in people's own homes in one
    word, which is not care in a home."""
    words = _QUOTED.sub(" ", text.casefold()).replace("’", "'").replace("-", " ")
    plain = " ".join(words.split()).replace("home care", "homecare")
    return _EITHER_WAY.sub(" ", plain)


def _taken_apart(sentence: str) -> tuple[str, list[str], list[str]]:
    """What is to be done, the words of when, and those of where."""
    main, condition, scope = sentence, "", ""
    if place := _SCOPE.fullmatch(main):
        main, scope = place["main"], place["said"]
    for pattern in (_BEFORE, _BEHIND):
        if when := pattern.fullmatch(main):
            main, condition = when["main"], f"{condition} {when['said']}"
    return main, _WORD.findall(condition), _WORD.findall(scope)


def _clauses(main: str) -> Iterator[str]:
    """The sentence cut so that each act has its own part, with what belongs to it."""
    words = list(_WORD.finditer(main))
    start, previous = 0, -1
    for at in _acts([word[0] for word in words]):
        joint = max((n for n in range(previous + 1, at) if words[n][0] in _JOINTS), default=None)
        follows = joint is not None and all(word[0] in _LEADS_IN for word in words[joint:at])
        if joint is not None and (previous >= 0 or follows):
            yield main[start : words[joint].start()]
            start = words[joint].start()
        previous = at
    yield main[start:]


def _acts(words: Sequence[str]) -> Iterator[int]:
    """Where somebody does something, and not where "the report" is a thing, or "to report" a purpose."""
    for at, word in enumerate(words):
        before, earlier = (words[at - 1] if at else ""), (words[at - 2] if at > 1 else "")
        purpose = before == "to" and earlier not in _OUGHT
        if word in _ACT_OF and before not in _BEFORE_THINGS and not purpose:
            yield at


def _is_duty(words: Sequence[str], at: int) -> bool:
    """An order, or something that staff or a named post do, or that is to be done; not what "it" or "they" do."""
    lead = {*words[:at]} - _LEADS_IN
    if not lead:
        return words[at] in _ORDERS
    return bool(lead & _READERS) or bool(_posts(words[:at])) or bool(_BE & {*words[max(0, at - 2) : at]})


def _who(words: Sequence[str], at: int, before: Post | None) -> tuple[Post | None, frozenset[Post]]:
    """Who does it, and who else is named. An order that follows on has the same actor as what went before."""
    passive = bool(_BE & {*words[max(0, at - 2) : at]})
    doers = [post for word in words[:at] if (post := post_of(word))]
    by = {n for n in range(1, len(words)) if words[n - 1] == "by" or words[max(0, n - 2)] == "by"}
    after = {n: post for n in range(at, len(words)) if (post := post_of(words[n]))}
    told = frozenset(post for n, post in after.items() if n not in by)
    if passive:
        return next((post for n, post in after.items() if n in by), None), told | frozenset(doers)
    readers = bool({*words[:at]} & _READERS)
    return (doers[0] if doers else None if readers else before), told


def _posts(words: Iterable[str]) -> frozenset[Post]:
    return frozenset(post for word in words if (post := post_of(word)))
