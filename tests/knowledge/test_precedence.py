import pytest

from knowledge.precedence import ABOUT_EQUAL, SITES_EQUAL, SKILLS_EQUAL, asks_about_skills, ranked
from knowledge.search import Match
from make_entry import entry

FRAMEWORK, PROVIDERS, SITES = entry(1, kind="framework"), entry(2), entry(3, site_id=7)
HOW, SKILLS = "how do I reset my password", "what should I be able to do with passwords"


def order(*scores: float, question: str = HOW) -> list[int]:
    """The numbers of framework, provider's and site's section, as they are ranked with these scores."""
    fits = zip((FRAMEWORK, PROVIDERS, SITES), scores, strict=False)
    matches = sorted((Match(entry, score, "") for entry, score in fits), key=lambda match: -match.score)
    return [match.entry.section_id for match in ranked(matches, question)]


def test_the_site_goes_before_the_provider_and_the_provider_before_the_framework() -> None:
    assert order(9, 9, 9)[0] == 3
    assert order(9, 9) == [2, 1]
    assert order(9, 9 - ABOUT_EQUAL / 2, 9 - SITES_EQUAL / 2) == [3, 1, 2]


def test_what_fits_clearly_better_stays_first_whatever_its_source() -> None:
    assert order(9, 9 - 2 * ABOUT_EQUAL, 9 - 3 * ABOUT_EQUAL) == [1, 2, 3]
    assert order(6, 9, 8.9 - SITES_EQUAL) == [2, 3, 1]


def test_for_what_people_should_be_able_to_do_the_framework_goes_first() -> None:
    assert order(9 - SKILLS_EQUAL, 9 - ABOUT_EQUAL, 9, question=SKILLS) == [1, 3, 2]
    assert order(8.9 - SKILLS_EQUAL, 9 - ABOUT_EQUAL, 9, question=SKILLS) == [3, 2, 1]


def test_nothing_found_stays_nothing() -> None:
    assert ranked([], HOW) == []


@pytest.mark.parametrize(
    "question",
    [
        SKILLS,
        "What do I need to know about data protection?",
        "what skills do carers need for video calls",
        "Which digital skills are expected of me?",
        "what is the standard for record keeping",
        "am I competent in using the care app",
        "how do you show competence with tablets",
        "what are we expected to know about consent",
        "what must staff be able to do online",
    ],
)
def test_questions_about_skills_are_known_by_their_words(question: str) -> None:
    assert asks_about_skills(question)


@pytest.mark.parametrize(
    "question",
    [
        HOW,
        "what should I do if I lose my phone",
        "what do I need to do before a visit",
        "who needs to know about a fall",
        "can I use the standard charger",
        "how do I know if it was sent",
    ],
)
def test_questions_about_what_to_do_here_are_not(question: str) -> None:
    assert not asks_about_skills(question)
