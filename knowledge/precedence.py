"""Which source goes first: the person's own site's, then the whole provider's, then the national framework. Pure."""

import re
from collections.abc import Sequence

from knowledge.entries import Entry
from knowledge.readers.parts import Kind
from knowledge.search import Match

# A section that is no further behind in score, in log-odds, fits about as well. Between the provider's documents and
# the framework this is narrow, chosen on the development sets: what one of them gains by more, the other loses.
ABOUT_EQUAL = 0.15
SITES_EQUAL = 1.4  # a site's document is there to be used instead of the provider's
SKILLS_EQUAL = 1.4  # somebody asks for what the framework says

OFFERED = 3  # titles

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
    """`matches` are best first, and stay so, but for a higher source that fits about as well as the first."""
    if not matches:
        return []
    if asks_about_skills(question):
        first = _instead(matches[0], SKILLS_EQUAL, [match for match in matches if _is_framework(match)])
    else:
        own = [match for match in matches if not _is_framework(match)]
        first = _instead(matches[0], ABOUT_EQUAL, own)
        sites = [match for match in own if match.entry.site_id is not None]
        first = first if _is_framework(first) else _instead(first, SITES_EQUAL, sites)
    return [first, *(match for match in matches if match is not first)]


def _instead(first: Match, margin: float, others: Sequence[Match]) -> Match:
    """The best of these others, if it is no further behind."""
    return others[0] if others and others[0].score >= first.score - margin else first


def _is_framework(match: Match) -> bool:
    return match.entry.kind == Kind.FRAMEWORK


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
