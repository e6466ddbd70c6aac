"""The first step: nothing hidden gets past, and nothing personal is kept."""

from dataclasses import replace

import pytest

from chat.considering import Considered
from chat.incoming import Channel, Incoming, Kind
from chat.protection import KEPT, clean, kept, protect
from safety.phrases import Phrases
from safety.urgent import Level

SAID = Incoming(Channel.TELEGRAM, "901", "u1")


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("plain words", "plain words"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("from a\r\nform", "from a\nform"),
        ("not\u00a0breathing", "not breathing"),
        ("em\u2003space\u3000wide\u2028line\x0bfeed", "em space wide line feed"),
        ("not\u200b bre\u00adath\u2060ing\ufeff", "not breathing"),
        ("\u202egnihtaerb ton\u202c", "gnihtaerb ton"),
        ("bell\x07 nul\x00 del\x7f", "bell nul del"),
        ("lone \ud800 half", "lone  half"),
        ("\u200d\u200e\u200f\U000e0041", ""),
        ("مرحبا 🙂 é ß", "مرحبا 🙂 é ß"),
    ],
)
def test_what_a_reader_cannot_see_is_not_there(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned
    assert len(kept(given)) == len(cleaned)


@pytest.mark.parametrize(
    "text",
    ["he is not breathing", "he is not\u00a0breathing", "he is not bre\u200bath\u00ading", "HE IS NOT BREATHING!"],
)
def test_an_emergency_is_seen_through_odd_characters_and_keeps_no_words(phrases: Phrases, text: str) -> None:
    for kind in (Kind.TEXT, Kind.PHOTO, Kind.VOICE):
        found = protect(replace(SAID, text=text, kind=kind), phrases)
        assert found.urgent is not None
        assert found.urgent.level == Level.NOW
        assert (found.text, found.typed) == ("", "")


def test_personal_details_are_taken_out_of_what_may_be_kept(phrases: Phrases) -> None:
    found = protect(replace(SAID, text="Ring Mrs Smith on 07700 900123 about the rota"), phrases)
    assert "07700" not in found.text
    assert "Smith" not in found.text
    assert found.text.endswith("about the rota")


def test_a_button_has_no_words(phrases: Phrases) -> None:
    found = protect(replace(SAID, kind=Kind.ACTION, text="he is not breathing", action="leave:1"), phrases)
    assert (found.text, found.typed, found.urgent) == ("", "", None)


def test_where_a_detail_stood_is_told_in_the_text_as_given(phrases: Phrases) -> None:
    given = "\u200bHello\u200b,\r\nring 07700\u00a0900123 now"
    protected = protect(replace(SAID, text=given), phrases)
    [span] = Considered(protected, kept(given), None, None).to_json("1")["personal_data"]
    assert given[span["start"] : span["end"]] == "07700\u00a0900123"


def test_what_is_too_long_to_be_read_for_personal_details_is_not_kept(phrases: Phrases) -> None:
    long = "word " * 10_000 + "Mrs Jones, 07700 900123"
    found = protect(Incoming(Channel.WEB, "", "", text=long), phrases)
    assert len(found.text) == KEPT
    assert "900123" not in found.text + found.typed
    last = protect(Incoming(Channel.WEB, "", "", text=long + ". he is not breathing"), phrases)
    assert last.urgent is not None
