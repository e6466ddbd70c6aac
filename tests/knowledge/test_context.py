"""What a sentence is read together with."""

import pytest

from knowledge.context import in_context, pieces_of, stretches_of


def kept(text: str, *wanted: str, question: str = "zebra") -> list[str]:
    """The words that stand out when these were chosen."""
    pieces = pieces_of(text)
    places = [place for place, piece in enumerate(pieces) if piece.words in wanted]
    assert len(places) >= len(wanted)
    lines = text.splitlines()
    return [lines[line][start:end] for line, start, end in in_context(places, pieces, question)]


REST = "Wipe the tables down. Fold the linen. Sweep the yard. Feed the hens. Water the plants. Post the letters."


def test_each_piece_stands_where_it_says() -> None:
    text = "1. Ring 999 first. Then wait.\n\n  • Stay (if safe). Go back?\nA | B\nRing 999 first. Ring 999 first."
    lines = text.splitlines()
    assert all(lines[at.line][at.start : at.end] == piece.words for piece in pieces_of(text) for at in [piece.at])


def test_what_only_leads_or_asks_answers_nothing() -> None:
    answers = {piece.words: piece.may_answer for piece in pieces_of("You must:\n- ring\nCan I wait?\nNo. 2.")}
    assert answers == {"You must:": False, "ring": True, "Can I wait?": False, "No.": True, "2.": False}


def test_steps_between_two_that_were_chosen_are_not_left_out() -> None:
    text = f"Cough first. Give five blows to the back. Give five thrusts. Ring. {REST}"
    assert kept(text, "Cough first.", "Give five thrusts.") == [
        "Cough first.",
        "Give five blows to the back.",
        "Give five thrusts.",
    ]


def test_a_sentence_in_the_middle_that_points_back_brings_the_one_before() -> None:
    text = f"Sedatives need two staff. The on-call manager checks this each night. {REST}"
    chosen = "The on-call manager checks this each night."
    assert kept(text, chosen) == ["Sedatives need two staff.", chosen]


def test_a_short_paragraph_is_read_as_a_whole() -> None:
    text = f"Ring first. Wait for the nurse. Then turn her.\n\n{REST}"
    assert kept(text, "Wait for the nurse.") == ["Ring first.", "Wait for the nurse.", "Then turn her."]


def test_what_more_to_do_in_a_case_comes_along() -> None:
    text = f"If he is drowsy, give nothing. Call 999. If he is awake, give juice. {REST}"
    assert kept(text, "If he is drowsy, give nothing.") == [
        "If he is drowsy, give nothing.",
        "Call 999.",
        "If he is awake, give juice.",
        "Wipe the tables down.",
    ]


def test_a_question_comes_with_its_answer() -> None:
    text = f"Can I swap a shift?\nYes, with the office.\nCan I be paid early?\nYes, once a month.\n\n{REST} {REST}"
    assert kept(text, "Yes, once a month.") == ["Can I be paid early?", "Yes, once a month."]


def test_a_full_sentence_after_a_list_is_no_item_of_it() -> None:
    text = f"Staff may not wear:\n- rings\n- watches\nSleeves are rolled up.\n\n{REST}"
    assert kept(text, "Sleeves are rolled up.") == ["Sleeves are rolled up."]
    assert kept(text, "watches") == ["Staff may not wear:", "rings", "watches"]


def test_sentences_under_a_line_that_forbids_are_its_items() -> None:
    text = f"{REST}\n\nDo not do any of the following\nUse your own phone.\nSend notes by text.\n\n{'Long line ' * 30}."
    assert kept(text, "Send notes by text.") == [
        "Do not do any of the following",
        "Use your own phone.",
        "Send notes by text.",
    ]


def test_a_line_that_was_broken_is_read_whole() -> None:
    text = f"Call 999\nif the fit has not stopped\nafter five minutes\n\n{REST}"
    assert kept(text, "after five minutes") == ["Call 999", "if the fit has not stopped", "after five minutes"]


def test_what_is_denied_elsewhere_about_what_was_asked_comes_too() -> None:
    text = f"Staff may change a dressing. {REST}\n\nNobody changes a dressing on a foot."
    chosen = "Staff may change a dressing."
    assert kept(text, chosen, question="can i change a dressing") == [chosen, "Nobody changes a dressing on a foot."]
    assert kept(text, chosen) == [chosen, "Nobody changes a dressing on a foot."]


@pytest.mark.parametrize("text", [f"Ring the office. {'Wait there. ' * 3}", "A | B\nRing | Wait\nStay | Go"])
def test_most_of_a_section_and_tables_never_stand_out(text: str) -> None:
    assert kept(text, *[piece.words for piece in pieces_of(text)]) == []


def test_words_are_found_where_they_first_stand() -> None:
    assert [tuple(each) for each in stretches_of("two", "one\nand two two")] == [(1, 4, 7)]
    assert stretches_of("three", "one\ntwo") == ()
