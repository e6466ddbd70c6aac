"""What is shown of a long section: never a list without the line it stands under, never nothing."""

import pytest

from knowledge.excerpts import LONGEST, excerpt
from knowledge.passages import passages

NEVER = [
    "- add a person or their relatives as friends on Facebook or Instagram",
    "- lend or borrow money, or sell them raffle tickets",
    "- go on holiday with them unless the manager has agreed to it in writing",
    "- be named in a will",
]
PADDING = "\n\n".join(f"Paragraph {number} says something else about work, at some length. " * 4 for number in range(8))


def section(*parts: str) -> str:
    return "\n\n".join((PADDING, *parts, PADDING))


@pytest.mark.parametrize("item", NEVER)
def test_an_item_is_shown_with_its_list_and_the_line_above(item: str) -> None:
    text = section("\n".join(["Staff must never:", *NEVER]))
    assert excerpt(text, item) == "\n".join(["Staff must never:", *NEVER])


def test_every_passage_of_a_section_is_shown_in_context() -> None:
    text = section("Staff must never:\n" + "\n".join(NEVER), "1. Ring the manager.\n2. Write it down.")
    for passage in passages(text):
        shown = excerpt(text, passage)
        assert shown
        assert passage.splitlines()[0].strip() in shown
        if any(item in shown for item in NEVER):
            assert "Staff must never:" in shown


def test_of_a_list_that_is_too_long_the_line_above_and_the_items_that_fit() -> None:
    items = [f"- thing number {number} that nobody may do here at any time of day or night" for number in range(60)]
    text = section("You must not:\n" + "\n".join(items))
    assert excerpt(text, items[40]).splitlines() == ["You must not:", "…", items[40]]


def test_the_line_above_may_stand_apart_and_items_may_lie_deeper() -> None:
    text = section("Never", "- photos", "  - of wounds, unless the nurse asks for it", "Then go on.")
    assert excerpt(text, "- of wounds, unless the nurse asks for it").startswith("Never\n\n- photos")


def test_a_paragraph_is_shown_as_it_is_with_a_short_line_that_leads_on_to_it() -> None:
    text = section("When a person falls", "Stay with them and ring 999 if they are hurt. Do not lift them.")
    shown = excerpt(text, "Do not lift them.")
    assert shown == "When a person falls\n\nStay with them and ring 999 if they are hurt. Do not lift them."


def test_of_one_endless_paragraph_only_the_passage() -> None:
    text = "Nothing much is said here at all. " * 60 + "Ring the manager first. " + "And more is said here. " * 60
    assert excerpt(text, "Ring the manager first.") == "Ring the manager first."


def test_rows_keep_the_header_they_were_given() -> None:
    rows = "Course | Renewal\nFire | Every year"
    assert excerpt(section("Course | Renewal\nHoist | Never\nFire | Every year"), rows) == rows


@pytest.mark.parametrize("text", [section("The end."), "a word and another " * 300, "x" * 5000])
def test_without_a_passage_the_beginning_is_shown(text: str) -> None:
    shown = excerpt(text, "")
    assert shown
    assert text.startswith(shown)
    assert len(shown) <= LONGEST or "\n" not in shown


def test_a_list_typed_without_bullets_keeps_the_line_that_forbids_it() -> None:
    items = ["leave a person alone in the bath", "run the hot tap first", "use bath oil with a hoist seat"]
    text = section("You must never do any of the following:", *items)
    for item in items:
        shown = excerpt(text, item)
        assert shown.splitlines()[0] == "You must never do any of the following:"
        assert item in shown


def test_an_exception_comes_with_what_it_takes_back() -> None:
    rule, exception = (
        "You may leave ten minutes early when all is done.",
        "This does not apply where somebody may choke.",
    )
    text = section(rule, exception, "Write down when you left.")
    assert excerpt(text, rule) == f"{rule}\n\n{exception}"


def test_a_lead_far_away_is_no_lead() -> None:
    text = section(
        "Bring:", "gloves", "A sentence that is long enough to be no part of any list at all. " * 3, "Knock first."
    )
    assert excerpt(text, "Knock first.") == "Knock first."
