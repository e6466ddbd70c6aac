"""Do two sections say different things about one matter? Pure, and careful: it must be sure.

Compared are what both tell people to do, and sentences that stand in both. They disagree when everything else is the
same and only the time differs, or only who is to be told. A policy that is stricter or plainer than the framework does
not disagree with it, unless both name a number or a role.
"""

from collections.abc import Collection

from knowledge.differences import Disagreement, Matter
from knowledge.duties import Duty, duties, posts_in
from knowledge.entries import Entry
from knowledge.matters import same_matter, same_one_word
from knowledge.readers.parts import Kind
from knowledge.twins import twins


def disagreement(one: Entry, other: Entry) -> Disagreement | None:
    """None when they agree, or when it is not certain that they do not."""
    frameworks = [entry.kind == Kind.FRAMEWORK for entry in (one, other)]
    if one.document_id == other.document_id or all(frameworks):
        return None
    pairs = [
        (first, second)
        for first in duties(one.section, one.text)
        for second in duties(other.section, other.text)
        if _same_duty(first, second)
    ]
    told_otherwise = pairs and (_about_time(pairs, in_figures=any(frameworks)) or _about_whom(pairs, one, other))
    return told_otherwise or twins((one.section, one.text), (other.section, other.text))


Pairs = Collection[tuple[Duty, Duty]]


def _about_time(pairs: Pairs, *, in_figures: bool) -> Disagreement | None:
    """Every time that one gives differs from every time that the other gives, and both tell the same person."""
    timed = [pair for pair in pairs if all(duty.deadlines for duty in pair) and _same_person(*pair)]
    if in_figures:
        timed = [pair for pair in timed if all(time.in_figures for duty in pair for time in duty.deadlines)]
    if timed and all(_times_differ(*pair) for pair in timed):
        return _found(Matter.TIME, *timed[0])
    return None


def _about_whom(pairs: Pairs, one: Entry, other: Entry) -> Disagreement | None:
    """Nobody whom one tells is named anywhere by the other; for then both may have to be told, one after the other.
    The sentences themselves must say what it is about: under the same heading many people are told many things."""
    named = posts_in(one.text), posts_in(other.text)
    for first, second in pairs:
        strangers = first.told and second.told and not (first.told & named[1] or second.told & named[0])
        if strangers and not (first.by_heading or second.by_heading) and not _times_differ(first, second):
            return _found(Matter.WHO, first, second)
    return None


def _found(matter: Matter, one: Duty, other: Duty) -> Disagreement:
    return Disagreement(matter, one.words, other.words, one.matter & other.matter)


def _same_duty(one: Duty, other: Duty) -> bool:
    alike = (one.act, one.actor, one.scope) == (other.act, other.actor, other.scope)
    return alike and (same_matter(one.matter, other.matter) or same_one_word(one.own, other.own))


def _same_person(one: Duty, other: Duty) -> bool:
    return not one.told or not other.told or bool(one.told & other.told)


def _times_differ(one: Duty, other: Duty) -> bool:
    """Both give a time, and no time of one fits one of the other."""
    both = one.deadlines and other.deadlines
    return bool(both) and all(mine.differs_from(theirs) for mine in one.deadlines for theirs in other.deadlines)
