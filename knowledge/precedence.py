"""Which source goes first: the person's own site's, then the whole provider's, then the national framework. Pure."""

import re
from collections.abc import Sequence

from knowledge.entries import Entry
from knowledge.readers.parts import Kind
from knowledge.search import Match

# Matches no further apart than this in score fit about equally; the higher source goes first. Chosen on the development
# sets: what a policy gains by it the framework loses only from first to second place.
ABOUT_EQUAL = 0.5

OFFERED = 3  # titles
OURS_FIRST = 0.25  # from this much of the best one's share on a document of the provider's own goes first among titles

# Questions about what people should be able to do, as staff put them. The framework is the place to look: it says what
# is expected of everybody, where a policy says how something is done here.
_I = r"(?:i|we|you|people|staff|carers?|seniors?|managers?|care (?:workers?|staff)|(?:a|every) carer)"
_ABOUT_SKILLS = re.compile(
    rf"\b(?:be|being) able to do\b"
    rf"|\b(?:should|must) {_I} (?:know|be able to)\b"
    rf"|\bwhat\b.{{0,40}}\b(?:need|have|expected|supposed|meant) to (?:know|be able to)\b"
    r"|\bwhat (?:\w+ )?skills?\b|\bskills? (?:do|should|must|are|is|for|needed|expected|required)\b"
    r"|\b(?:what|which|whats|what's)\b.{0,30}\bstandards?\b|\bstandards? (?:for|of|on|expected)\b"
    r"|\b(?:in)?competen(?:t|ce|cy|cies)\b"
    r"|\bdigital skills\b|\bskills framework\b"
)


def ranked(matches: Sequence[Match], question: str) -> list[Match]:
    """Best first, but of those that fit about equally the higher source first; and the titles that may be offered are
    not all from the framework, or all from elsewhere, if the other has one too."""
    skills = asks_about_skills(question)

    def place(match: Match) -> tuple[float, int]:
        rank = _rank(match.entry, framework_first=skills)
        return rank * ABOUT_EQUAL - match.score, rank

    return _both_sides(sorted(matches, key=place))


def titles_ordered(matches: Sequence[Match], question: str) -> list[Match]:
    """For somebody who chooses among the titles: of those that may well be meant the higher source first."""
    titles, rest = matches[:OFFERED], matches[OFFERED:]
    likely = max(match.share for match in titles) * OURS_FIRST
    return [
        *higher_first([match for match in titles if match.share >= likely], question),
        *(match for match in titles if match.share < likely),
        *rest,
    ]


def _both_sides(matches: list[Match]) -> list[Match]:
    sides = [match.entry.kind == Kind.FRAMEWORK for match in matches]
    if len(set(sides)) < 2 or len(set(sides[:OFFERED])) == 2:
        return matches
    other = matches[sides.index(not sides[0])]
    kept = [match for match in matches if match is not other]
    return [*kept[: OFFERED - 1], other, *kept[OFFERED - 1 :]]


def higher_first(matches: Sequence[Match], question: str) -> list[Match]:
    """By their source alone, however well they fit; those of one source stay in order."""
    skills = asks_about_skills(question)
    return sorted(matches, key=lambda match: _rank(match.entry, framework_first=skills))


def _rank(entry: Entry, *, framework_first: bool) -> int:
    """Lower goes first. What a site has of its own is only ever seen by that site's people."""
    if entry.kind == Kind.FRAMEWORK:
        return -1 if framework_first else 2
    return 1 if entry.site_id is None else 0


def asks_about_skills(question: str) -> bool:
    """Does somebody want to know what is expected of them, rather than how to do something here?"""
    return bool(_ABOUT_SKILLS.search(" ".join(question.casefold().replace("’", "'").split())))
