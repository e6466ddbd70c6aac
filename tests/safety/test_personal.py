"""Personal details: found by shape, replaced, and clean messages left alone."""

import random
from itertools import pairwise

import pytest

from safety.personal import find_personal, is_nhs_number, scrub


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("email jo.bloggs@rosehouse.example please", "email [email] please"),
        ("his nhs number 943 476 5919 wont save", "his nhs number [NHS number] wont save"),
        ("ring me on 07700 900123 after 8", "ring me on [phone number] after 8"),
        ("office is 01632 960 983", "office is [phone number]"),
        ("NI AB 12 34 56 C on the form", "NI [National Insurance number] on the form"),
        ("she was born 3/4/38, can she see it", "she was born [date of birth], can she see it"),
        ("lives at LS1 4AP", "lives at [postcode]"),
        ("smell in room 12 again", "smell in [room] again"),
        ("Mrs Edith Palmer refused", "[name] refused"),
        ("mr k wont let me log in", "[name] wont let me log in"),
        ("mrs palmer says no", "[name] says no"),
        ("key safe code is 4471", "key safe code is [code]"),
        ("drop it at 14 Mill Lane", "drop it at [address]"),
        ("sort code 12-34-56 on her letter", "sort code [bank details] on her letter"),
    ],
)
def test_a_detail_is_replaced_by_what_it_was(text: str, safe: str) -> None:
    assert scrub(text, find_personal(text)) == safe


@pytest.mark.parametrize(
    "text",
    [
        "call 999 or 111, Samaritans are 116 123 and CQC 03000 616161",
        "is criterion 4.6 about late entries",
        "the tablet asset tag is 123456",
        "our policy from 2024 says within 48 hours",
        "do I need training by 12/05/2026",
        "what does ticket 4471 mean",
        "is it ok to use whatsapp with family",
        "the miss was recorded, sister on shift signed",
        "press 2 then wait 15 minutes",
    ],
)
def test_a_clean_message_is_left_alone(text: str) -> None:
    assert find_personal(text) == []


def test_the_check_digit_tells_an_nhs_number_from_ten_other_digits() -> None:
    assert is_nhs_number("943 476 5919")
    assert not is_nhs_number("943 476 5918")
    assert not is_nhs_number("0000000000")


def test_spans_are_in_order_and_never_overlap_whatever_is_typed() -> None:
    pieces = [
        "Mrs Khan",
        "room 4",
        "07700900123",
        "a@b.example",
        "943 476 5919",
        "\u202e",
        "🙂",
        "LS1 4AP",
        " ",
        "\n",
        "0",
        "-",
    ]
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choice(pieces) for _ in range(12))
        spans = find_personal(text)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(0 <= s.start < s.end <= len(text) for s in spans)


@pytest.mark.parametrize("unit", ["0", "07", "a@", "mr ", "1-", "room ", "key safe ", "12 mill "])
def test_a_hundred_thousand_characters_do_no_harm(unit: str) -> None:
    find_personal(unit * (100_000 // len(unit)))
