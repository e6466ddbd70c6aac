import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from knowledge.answers import Outcome, Reason, confidence, decide, is_small_talk
from knowledge.look import Outside
from knowledge.scoring import EXAMPLES, KEYWORDS, PASSAGE, SIGNALS, Scorer, shares
from knowledge.search import Found, Match
from make_entry import entry

TODAY = date(2026, 11, 23)
PAY = Outside("pay", "Ask payroll.", 0.8)
JOKES = Outside("jokes", None, 0.8)

ENTRY = entry(1, "Charge it overnight.", section="Charging", review_due=date(2026, 11, 23))


def match(share: float, section_id: int = 1, kind: str = "policy") -> Match:
    """Scores stand as far apart as shares do."""
    return Match(replace(ENTRY, section_id=section_id, kind=kind), math.log(share), "Charge it", share)


def found(*matches: Match, text: str = "when do I charge it", outside: Outside | None = None) -> Found:
    scorer = Scorer(answer=0.6, choices=0.3)
    vector = np.zeros(4, dtype=np.float32)
    return Found(text=text, vector=vector, matches=matches, outside=outside, today=TODAY, scorer=scorer)


def test_a_clear_match_is_the_answer() -> None:
    answer = decide(found(match(0.9), match(0.05, 2)))
    assert (answer.outcome, answer.reason, answer.cards[0].section_id) == (Outcome.ANSWER, Reason.NONE, 1)
    assert answer.confidence == 0.9


def test_two_close_matches_are_both_offered() -> None:
    answer = decide(found(match(0.45), match(0.4, 2)))
    assert (answer.outcome, answer.reason) == (Outcome.CHOICES, Reason.SEVERAL_CLOSE)


def test_a_fair_match_is_offered_as_a_choice() -> None:
    answer = decide(found(match(0.4), match(0.1, 2)))
    assert (answer.outcome, answer.reason) == (Outcome.CHOICES, Reason.POOR_MATCH)


def test_a_poor_match_goes_to_a_champion_with_what_was_nearest() -> None:
    answer = decide(found(*(match(0.05, n) for n in range(5))))
    assert (answer.outcome, answer.reason, len(answer.cards)) == (Outcome.CHAMPION, Reason.POOR_MATCH, 3)


def test_a_heading_typed_word_for_word_is_offered_however_weak_the_match() -> None:
    weak = replace(match(0.02, 2), entry=replace(ENTRY, section_id=2, section="Visiting hours"))
    answer = decide(found(match(0.05), weak, text="visiting hours?", outside=PAY))
    assert (answer.outcome, answer.cards[0].section_id) == (Outcome.CHOICES, 2)
    assert decide(found(match(0.9), weak, text="visiting hours")).cards[0].section_id == 1


def test_without_any_knowledge_a_champion_is_asked() -> None:
    answer = decide(found())
    assert (answer.outcome, answer.reason, answer.confidence) == (Outcome.CHAMPION, Reason.NO_KNOWLEDGE, 0.0)


def test_a_question_about_pay_is_signposted() -> None:
    answer = decide(found(match(0.1), outside=PAY))
    assert (answer.outcome, answer.reason) == (Outcome.SIGNPOST, Reason.OUTSIDE)
    assert (answer.signpost, answer.signpost_words) == ("pay", "Ask payroll.")


def test_what_is_not_about_work_is_only_chat() -> None:
    answer = decide(found(match(0.1), outside=JOKES))
    assert (answer.outcome, answer.signpost) == (Outcome.CHAT, None)


def test_what_may_be_a_question_is_not_taken_for_small_talk_but_goes_to_a_champion() -> None:
    answer = decide(found(match(0.2), outside=replace(JOKES, score=0.52)))
    assert (answer.outcome, answer.reason) == (Outcome.CHAMPION, Reason.POOR_MATCH)
    assert decide(found(match(0.2), outside=replace(PAY, score=0.52))).outcome == Outcome.SIGNPOST


def test_a_question_asked_before_is_answered_though_its_topic_is_outside() -> None:
    assert decide(found(match(0.8), outside=PAY)).outcome == Outcome.ANSWER


def test_beside_a_framework_answer_the_providers_own_document_is_offered_when_it_may_say_it_too() -> None:
    answer = decide(found(match(0.8, 1, "framework"), match(0.12, 2)))
    assert (answer.outcome, answer.reason) == (Outcome.CHOICES, Reason.SEVERAL_CLOSE)
    assert decide(found(match(0.8, 1, "framework"), match(0.01, 2))).outcome == Outcome.ANSWER
    assert decide(found(match(0.8), match(0.12, 2, "framework"))).outcome == Outcome.ANSWER
    skills = found(match(0.8, 1, "framework"), match(0.12, 2), text="what skills do I need for this")
    assert decide(skills).outcome == Outcome.ANSWER


def test_beside_a_sure_framework_answer_the_providers_own_section_stays_in_reach() -> None:
    answer = decide(found(match(0.97, 1, kind="framework"), match(0.01, 2, kind="framework"), match(0.005, 3)))
    assert answer.outcome == Outcome.ANSWER
    assert answer.ours_beside is not None
    assert answer.ours_beside.section_id == 3
    assert decide(found(match(0.97, 1), match(0.01, 3))).ours_beside is None
    assert decide(found(match(0.97, 1, kind="framework"))).ours_beside is None


def test_the_providers_own_document_goes_before_the_framework_when_both_fit() -> None:
    answer = decide(found(match(0.40, 1, "framework"), match(0.36, 2)))
    assert [card.kind for card in answer.cards] == ["policy", "framework"]
    answer = decide(found(match(0.60, 1, "framework"), match(0.12, 2)))
    assert [card.kind for card in answer.cards] == ["framework", "policy"]


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Good morning!",
        "thanks so much x",
        "ok",
        "👍",
        "cheers love",
        "thanks you're a star!!",
        "Dziękuję",
        "Salamat po",
    ],
)
def test_small_talk_is_only_chat(text: str) -> None:
    assert is_small_talk(text)
    assert decide(found(match(0.9), text=text)).outcome == Outcome.CHAT


@pytest.mark.parametrize("text", ["good", "hi can I use my phone", "help", "no", "please", "password"])
def test_a_message_with_a_purpose_is_not_small_talk(text: str) -> None:
    assert not is_small_talk(text)


def test_a_card_is_expired_from_the_day_after_its_review_date() -> None:
    [card] = decide(found(match(0.9))).cards
    assert not card.expired
    [late] = decide(replace(found(match(0.9)), today=date(2026, 11, 24))).cards
    assert late.expired
    assert decide(replace(found(match(0.9)), today=date(2026, 11, 24))).outcome == Outcome.ANSWER


def test_the_json_of_a_card_has_these_keys_and_no_others() -> None:
    [card] = decide(found(match(0.9))).cards
    assert card.to_json() == {
        "reference": None,
        "document": "Work phones",
        "file": "phones.md",
        "section": "Charging",
        "kind": "policy",
        "text": "Charge it overnight.",
        "plain": None,
        "version": "1.0",
        "review_due": "2026-11-23",
    }


def test_confidence_is_the_share_of_all_that_might_be_meant() -> None:
    scorer = Scorer(outside=10, nothing=0)
    near, far, alike = scorer.none_of_these(0.2, known=0.5), scorer.none_of_these(0.8, known=0.5), [9.0, 5.0]
    assert shares([*alike, near])[0] > 0.95 > 0.75 > shares([*alike, far])[0] > 0.7
    assert sum(shares([*alike, far])) == pytest.approx(1)
    assert confidence([match(0.5), match(0.25, 2)]) == 0.75


def test_an_example_can_only_speak_for_a_section() -> None:
    seen = np.zeros((3, SIGNALS))
    seen[:, PASSAGE], seen[:, KEYWORDS] = 0.4, 2.0
    seen[:, EXAMPLES] = (np.nan, 1.0, -0.2)
    without, near, far = Scorer().scores(seen)
    assert near > without == far
