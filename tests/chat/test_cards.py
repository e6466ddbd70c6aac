"""A card as it is shown in the chat."""

from datetime import date

from chat import wording
from chat.cards import card_message, titles
from knowledge.cards import card_of
from make_entry import entry

TODAY = date(2026, 11, 23)
CRITERION = card_of(
    entry(
        1, section="Understand that technology can impact on my wellbeing", kind="framework", plain_heading="Screens"
    ),
    today=TODAY,
)
OWN = card_of(entry(2, section="Breaks from screens"), today=TODAY)


def test_a_criterion_is_offered_by_its_plain_heading_and_shown_with_its_own() -> None:
    assert [title.heading for title in titles([CRITERION, OWN])] == ["Screens", "Breaks from screens"]
    assert card_message(7, CRITERION).text.startswith("# Understand that technology can impact on my wellbeing")


def test_the_providers_own_section_is_one_press_away() -> None:
    first, *_ = card_message(7, CRITERION, beside=OWN).buttons
    assert (first.label, first.action) == ("Your provider: Breaks from screens", "pick:7:2")
    assert [button.label for button in card_message(7, OWN).buttons] == ["Helpful", "Not quite", "Ask a champion"]


def test_a_title_is_named_with_its_document_unless_they_are_one() -> None:
    found = [
        wording.Title(1, "Spare keys", "Keys Policy"),
        wording.Title(2, "Where is the torch?", "Where is the torch?"),
    ]
    shown = wording.choices(7, found, "champion:7", follows=False).text
    assert shown.endswith("\n• Spare keys (Keys Policy)\n• Where is the torch?")
