"""Messages in Telegram's HTML. The judge is the rules of the small Telegram, which parse what we made."""

import random

import pytest

from bot.rendering import LIMIT, render
from delivery.message import Button, Message, strong
from telegram_rules import Refusal, parse_html, units, words


def shown(text: str) -> list[str]:
    """What the person reads, part by part; fails where Telegram would refuse a part."""
    return [words(part.html, "HTML")[0] for part in render(Message(text))]


def test_a_heading_is_bold_a_passage_is_quoted_and_the_rest_is_plain() -> None:
    [part] = render(Message("# Sharing records\n> Ask first.\n> Then share.\n\nFrom: the guide"))
    assert part.html == ("<b>Sharing records</b>\n<blockquote>Ask first.\nThen share.</blockquote>\n\nFrom: the guide")


def test_an_empty_line_inside_a_passage_does_not_end_it() -> None:
    for gap in ("> ", ">"):
        [part] = render(Message(f"> One.\n{gap}\n> Two."))
        assert part.html == "<blockquote>One.\n\nTwo.</blockquote>"


def test_what_stands_out_is_bold_wherever_it_is_and_however_it_is_cut() -> None:
    [part] = render(Message(f"> Stay calm. {strong('Tell <her> & him.')} Rest.\n{strong('Now.')}"))
    assert part.html == "<blockquote>Stay calm. <b>Tell &lt;her&gt; &amp; him.</b> Rest.</blockquote>\n<b>Now.</b>"
    long = f"> {'Keep it safe. ' * 200}{strong('It is locked. ' * 200)}"
    assert " ".join(shown(long)).count("It is locked.") == 200


def test_html_in_a_message_is_shown_not_obeyed() -> None:
    nasty = '# <b>5 > 4</b> & </blockquote>\n> <a href="x">click</a> &amp; <script>\n<i> 1 < 2 </pre>'
    assert shown(nasty) == [nasty.replace("# ", "").replace("> <a", "<a")]
    _, entities = parse_html(render(Message(nasty))[0].html)
    assert [one["type"] for one in entities] == ["bold", "blockquote"]


def test_a_line_that_only_looks_like_a_mark_stays_as_it_is() -> None:
    assert shown("#1 is best\n>5 falls\n## no") == ["#1 is best\n>5 falls\n## no"]


def test_right_to_left_text_and_accents_arrive_unchanged() -> None:
    arabic = "# \u0633\u0624\u0627\u0644\n> \u0645\u0627 \u0647\u0648 \u200f123\u200f\u061f\n\u0e19\u0e49\u0e33"
    assert shown(arabic) == [arabic.replace("# ", "").replace("> ", "")]


def test_a_message_without_words_has_no_parts() -> None:
    for empty in ("", "  \n ", "> \n>"):
        assert render(Message(empty, (Button("Yes", "yes"),))) == []


def test_half_an_emoji_is_replaced_so_that_the_rest_can_be_sent() -> None:
    assert shown("see \ud83d this") == ["see ? this"]


def test_a_message_of_exactly_the_limit_is_one_part_counted_as_telegram_counts() -> None:
    assert len(shown("\N{GRINNING FACE}" * (LIMIT // 2))) == 1
    parts = shown("\N{GRINNING FACE}" * (LIMIT // 2 + 1))
    assert [units(part) for part in parts] == [LIMIT, 2]


def test_ten_thousand_characters_are_cut_between_paragraphs() -> None:
    paragraph = "The key is kept in the safe. " * 20
    paragraphs = [f"{number}. {paragraph}".strip() for number in range(17)]
    parts = shown("\n\n".join(paragraphs))
    assert "\n\n".join(parts).split("\n\n") == paragraphs
    assert len(parts) == 3


def test_a_long_list_is_cut_between_lines() -> None:
    lines = [f"- thing number {number}" for number in range(500)]
    parts = shown("\n".join(lines))
    assert "\n".join(parts).split("\n") == lines


def test_a_long_passage_stays_quoted_in_every_part_and_is_cut_between_words() -> None:
    passage = "word " * 2000
    parts = render(Message(f"# Title\n> {passage.strip()}\nFrom: the guide"))
    assert len(parts) == 3
    assert all("<blockquote>" in part.html for part in parts)
    everything = " ".join(words(part.html, "HTML")[0] for part in parts).replace("\n", " ")
    assert everything.split() == ["Title", *passage.split(), "From:", "the", "guide"]


def test_writing_without_spaces_is_cut_but_never_inside_a_character() -> None:
    thai = "\u0e19\u0e49\u0e33" * 2000  # the middle sign is a tone mark over the first
    parts = shown(thai)
    assert "".join(parts) == thai
    assert not any(part.startswith("\u0e49") for part in parts)
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    parts = shown(family * 1200)
    assert "".join(parts) == family * 1200
    assert not any(part.startswith("\u200d") or part.endswith("\u200d") for part in parts)


def test_a_cut_never_turns_words_into_a_passage() -> None:
    text = "5 > " * 3000 + "5"
    assert all("<" not in part.html for part in render(Message(text)))
    assert " ".join(shown(text)).split() == text.split()


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_written_every_part_is_accepted_and_nothing_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    bits = ["a", "&", "<", ">", "</b>", "\N{GRINNING FACE}", " ", "\n", "\n\n", "\n> ", "\n# ", "e\u0301", "word "]
    text = "x" + "".join(chance.choices(bits, k=9000)) + "x"
    lines = ("" if line == ">" else line for line in text.split("\n"))
    plain = (line.removeprefix("# " if line.startswith("#") else "> ") for line in lines)
    expected = "".join("".join(plain).split())
    assert "".join("".join(shown(text)).split()) == expected


def test_buttons_stand_under_the_last_part_two_short_ones_in_a_row() -> None:
    labels = ("Helpful", "Not quite", "Ask a champion", "This label is longer than that", "Yes")
    buttons = tuple(Button(label, f"do:{label[:3]}") for label in labels)
    first, last = render(Message("word " * 1000, buttons))
    assert first.keyboard is None
    assert last.keyboard is not None
    rows = [[button.text for button in row] for row in last.keyboard.inline_keyboard]
    assert rows == [["Helpful", "Not quite"], ["Ask a champion"], ["This label is longer than that"], ["Yes"]]
    assert last.keyboard.inline_keyboard[0][0].callback_data == "do:Hel"


@pytest.mark.parametrize(
    "html",
    ["<b>open", "<b><i>crossed</b></i>", "<h1>no</h1>", "1 < 2", "</b>", "<blockquote><blockquote>a</blockquote>"],
)
def test_the_judge_refuses_what_telegram_refuses(html: str) -> None:
    with pytest.raises(Refusal):
        parse_html(html)
