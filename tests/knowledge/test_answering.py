"""Which words stand out, with a stand-in for the model that only knows shared words."""

import pytest

from fakes import FakeEncoder
from knowledge.answering import FEWEST_WORDS, Pointer

BADGE = "Wear the badge on the left side of the tunic so that everybody can read it."
KEYS = "Hang the van keys on the hook in the office at the end of each round."
FUEL = "Fill the tank up every evening and keep the fuel receipt for payroll."
LIGHT = "Report a broken light to the garage in the morning."
SEATS = "Wipe the seats down with blue cloths twice a week and empty the bin on Fridays."
MATS = "Shake the mats out over the grass when the weather is dry."
HANG = "hang the van keys on the hook in the office"


@pytest.fixture
def pointer() -> Pointer:
    return Pointer(FakeEncoder())


def out(pointer: Pointer, question: str, text: str) -> list[str]:
    [meaning] = FakeEncoder().meanings([question])
    lines = text.splitlines()
    found = pointer.answering(question, meaning, "Vans", text)
    return [lines[line][start:end] for line, start, end in found]


def test_the_sentence_that_answers_stands_out(pointer: Pointer) -> None:
    text = f"{BADGE} {KEYS} {MATS} {SEATS}\n\n{FUEL} {LIGHT}"
    assert out(pointer, HANG, text) == [KEYS]
    assert out(pointer, "report a broken light to the garage in the morning", text) == [FUEL, LIGHT]  # read together


def test_nothing_stands_out_where_all_come_equally_near(pointer: Pointer) -> None:
    assert out(pointer, "zebra", f"{BADGE} {KEYS} {FUEL} {LIGHT} {SEATS}") == []


def test_nothing_stands_out_in_what_is_read_at_a_glance(pointer: Pointer) -> None:
    short = "Stay. Hang up the van keys. Go. Rest."
    assert len(short.split()) < FEWEST_WORDS
    assert out(pointer, "hang up the van keys", short) == []
    assert out(pointer, HANG, f"{KEYS} {FUEL.strip('.') * 4}") == []  # two sentences
    assert out(pointer, "van keys", "") == []


def test_nothing_stands_out_under_a_heading_that_forbids(pointer: Pointer) -> None:
    [meaning] = FakeEncoder().meanings([HANG])
    text = f"{BADGE} {KEYS} {MATS} {SEATS} {FUEL}"
    assert pointer.answering(HANG, meaning, "Vans", text)
    assert pointer.answering(HANG, meaning, "What you must not do with vans", text) == ()


def test_what_is_longer_than_any_card_is_left_alone(pointer: Pointer) -> None:
    assert out(pointer, HANG, f"{KEYS} {FUEL} " * 40) == []


@pytest.mark.parametrize(
    "hanging", ["This is when to", "They", "Otherwise they", "Only then they", "In that case they"]
)
def test_a_sentence_that_hangs_on_the_one_before_brings_it_along(pointer: Pointer, hanging: str) -> None:
    hung = f"{hanging} hang the van keys on the hook in the office."
    assert out(pointer, HANG, f"{BADGE} {FUEL} {hung} {LIGHT} {SEATS} {MATS}") == [FUEL, hung]


@pytest.mark.parametrize(
    "but",
    ["Unless it is raining.", "However, ask first.", "Nor at night.", "Before that, ring.", "The one exception: ice."],
)
def test_what_takes_it_back_or_comes_first_comes_along(pointer: Pointer, but: str) -> None:
    assert out(pointer, HANG, f"{BADGE} {KEYS} {but} {LIGHT} {FUEL} {SEATS}") == [KEYS, but]


@pytest.mark.parametrize("against", ["Agency staff never take van keys.", "Bank staff do not go into the office."])
def test_what_denies_it_comes_along_wherever_it_stands(pointer: Pointer, against: str) -> None:
    assert out(pointer, HANG, f"{KEYS}\n\n{BADGE} {FUEL} {LIGHT} {SEATS}\n\n{against}") == [KEYS, against]


def test_what_holds_in_the_other_case_comes_along(pointer: Pointer) -> None:
    one, other = f"If you are the driver, h{KEYS[1:]}", "If you are a passenger, leave the keys alone."
    asked = "i am the driver where do i hang the van keys at the end of each round"
    assert out(pointer, asked, f"{one}\n{BADGE} {FUEL} {LIGHT} {SEATS} {other}") == [one, other]


@pytest.mark.parametrize("mark", ["- ", "• ", "1. ", "(a) ", "1.2.3 ", ""])
@pytest.mark.parametrize("lead", ["Agency staff must never:", "What is not allowed"])
def test_a_list_stands_out_as_a_whole_with_the_line_above_it(pointer: Pointer, lead: str, mark: str) -> None:
    items = ["hang the van keys on the hook in the office", "park on the grass", "lend the van"]
    text = "\n".join([f"{BADGE} {FUEL}", "", lead, *(mark + item for item in items), "", f"{LIGHT} {SEATS} {MATS}"])
    assert out(pointer, HANG, text) == [lead, *items]


def test_steps_stand_out_as_a_whole_or_not_at_all(pointer: Pointer) -> None:
    steps = "\n".join(f"{n}. {words}" for n, words in enumerate((BADGE, FUEL, KEYS, LIGHT, SEATS), 1))
    assert out(pointer, HANG, steps) == []
    few = f"1. {FUEL}\n2. {KEYS}\n\n{BADGE} {LIGHT} {SEATS} {MATS}"
    assert out(pointer, HANG, few) == [FUEL, KEYS]


def test_the_same_words_under_two_lines_bring_both(pointer: Pointer) -> None:
    item = "hang the van keys on the hook"
    text = f"{BADGE} {FUEL} {LIGHT}\nDrivers may:\n- {item}\nOthers must not:\n- {item}\n\n{SEATS} {MATS}"
    assert out(pointer, "can i hang the van keys on the hook", text) == ["Drivers may:", item, "Others must not:", item]


def test_of_a_table_nothing_stands_out(pointer: Pointer) -> None:
    rows = "What | Who | By when\nVan keys hook | The driver | Each night\nFuel receipt | Office | Friday"
    assert out(pointer, "van keys hook the driver each night", f"{BADGE} {LIGHT} {SEATS}\n{rows}") == []
