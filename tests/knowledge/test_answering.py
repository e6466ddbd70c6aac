"""Which sentences stand out, with a stand-in for the model that only knows shared words."""

import pytest

from embeddings.encoder import Meaning
from fakes import FakeEncoder
from knowledge.answering import FEWEST_WORDS, Pointer

BADGE = "Wear the badge on the left side of the tunic so that everybody can read it."
KEYS = "Hang the van keys on the hook in the office at the end of each round."
FUEL = "Fill the tank before it is below a quarter, and keep the fuel receipt for the office."
LIGHT = "Report a broken light on the van to the garage in the morning."
OTHERS = "Wipe the seats down with the blue cloths twice a week and empty the bin on Fridays."


@pytest.fixture
def pointer() -> Pointer:
    return Pointer(FakeEncoder())


def meant(text: str) -> Meaning:
    [meaning] = FakeEncoder().meanings([text])
    return meaning


def out(pointer: Pointer, question: str, text: str) -> tuple[str, ...]:
    return pointer.answering(meant(question), "Vans", text)


def test_the_sentence_that_answers_stands_out(pointer: Pointer) -> None:
    text = f"{BADGE} {KEYS}\n\n{FUEL} {LIGHT}\n\n{OTHERS}"
    assert out(pointer, "hang the van keys on the hook in the office", text) == (KEYS,)
    assert out(pointer, "report a broken light to the garage in the morning", text) == (LIGHT,)


def test_nothing_stands_out_where_all_come_equally_near(pointer: Pointer) -> None:
    assert out(pointer, "zebra", f"{BADGE} {KEYS} {FUEL} {LIGHT} {OTHERS}") == ()


def test_nothing_stands_out_in_what_is_read_at_a_glance(pointer: Pointer) -> None:
    short = "Stay. Hang up the van keys. Go. Rest."
    assert len(short.split()) < FEWEST_WORDS
    assert out(pointer, "hang up the van keys", short) == ()
    assert out(pointer, "hang the van keys", f"{KEYS} {FUEL.strip('.') * 4}") == ()  # two sentences
    assert out(pointer, "van keys", "") == ()


def test_what_is_longer_than_any_card_is_left_alone(pointer: Pointer) -> None:
    assert out(pointer, "hang the van keys on the hook in the office", f"{KEYS} {FUEL} " * 40) == ()


@pytest.mark.parametrize("hanging", ["This", "They", "Otherwise they", "Only then they", "In that case they"])
def test_a_sentence_that_hangs_on_the_one_before_brings_it_along(pointer: Pointer, hanging: str) -> None:
    hung = f"{hanging} hang the van keys on the hook in the office for the rest of the round."
    text = f"{BADGE} {FUEL} {hung} {LIGHT} {OTHERS}"
    assert out(pointer, "hang the van keys on the hook in the office rest of the round", text) == (FUEL, hung)


@pytest.mark.parametrize("but", ["Unless it is raining.", "This does not apply at night.", "However, ask first."])
def test_an_exception_comes_along(pointer: Pointer, but: str) -> None:
    text = f"{BADGE} {KEYS} {but} {LIGHT} {FUEL} {OTHERS}"
    assert out(pointer, "hang the van keys on the hook in the office", text) == (KEYS, but)


@pytest.mark.parametrize("mark", ["- ", "• ", "1. ", "(a) "])
def test_an_item_comes_with_the_line_it_stands_under(pointer: Pointer, mark: str) -> None:
    items = "\n".join(mark + each for each in (FUEL, KEYS, LIGHT, OTHERS))
    text = f"{BADGE}\nAgency staff must never:\n{items}"
    assert out(pointer, "hang the van keys on the hook in the office", text) == ("Agency staff must never:", KEYS)


def test_a_row_of_a_table_stands_out_as_a_whole(pointer: Pointer) -> None:
    rows = "What | Who | By when\nVan keys hook | The driver | Each night\nFuel receipt | Office | Friday"
    text = f"{BADGE} {LIGHT} {OTHERS}\n{rows}"
    assert out(pointer, "van keys hook the driver each night", text) == ("Van keys hook | The driver | Each night",)
