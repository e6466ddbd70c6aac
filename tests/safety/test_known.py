"""What a site has told us about words, brought together with what was found by shape."""

import time

import pytest

from safety.known import everyday, name_words, settle, teachable
from safety.personal import find_personal, name_key, scrub

ROLL = frozenset({"aoife", "obrien", "szczepan", "blessing", "smithjones", "smith", "jones"})


def no(_word: str) -> bool:
    return False


def on_roll(word: str) -> bool:
    return name_key(word) in ROLL


def kept(text: str, *, ordinary: frozenset[str] = frozenset()) -> str:
    spans = settle(text, find_personal(text), known=on_roll, ordinary=lambda word: name_key(word) in ordinary)
    return scrub(text, spans)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Aoife", "aoife"),
        ("SZCZEPAN’S", "szczepan"),
        ("O'Brien", "obrien"),
        ("José", "jose"),
        ("James'", "james"),
        ("Smith-Jones", "smithjones"),
        ("", ""),
        ("Ολγα", "ολγα"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(word: str, key: str) -> None:
    assert name_key(word) == key


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("can aoife have her tablet", "can [name] have her tablet"),
        ("AOIFE'S tablet is broken", "[name] tablet is broken"),
        ("aoifes tablet is broken", "[name] tablet is broken"),
        ("it is Aoife O’Brien again", "it is [name] again"),
        ("the Smith-Jones family", "the [name] family"),
        ("smith jones rang", "[name] rang"),
        ("Mr Smith rang", "[name] rang"),
        ("a blessing", "a [name]"),
        ("waterproof apron", "waterproof apron"),
    ],
)
def test_names_the_site_knows_are_taken_out_however_they_are_typed(typed: str, stored: str) -> None:
    assert kept(typed) == stored


def test_a_name_inside_another_detail_is_not_cut_in_two() -> None:
    assert kept("write to aoife.obrien@example.org please") == "write to [email] please"


def test_what_was_only_taken_for_a_name_stays() -> None:
    assert kept("where is the mr bosworth box") == "where is the [name] box"
    assert kept("where is the mr bosworth box", ordinary=frozenset({"mrbosworth"})) == "where is the mr bosworth box"


def test_after_a_title_only_the_whole_is_learnt() -> None:
    assert teachable("mr bosworth") == ["mr bosworth"]
    assert teachable("Bosworth Cakes") == ["Bosworth", "Cakes"]
    assert kept("mrs bosworth rang", ordinary=frozenset({"mrbosworth", "bosworth"})) == "[name] rang"


def test_a_name_on_the_list_wins_over_a_word_that_is_fine() -> None:
    assert kept("mr smith rang", ordinary=frozenset({"mrsmith", "smith"})) == "[name] rang"


def test_without_lists_nothing_changes() -> None:
    text = "Mrs Brown in room 4, ring 07700 900123, Mr Lee too"
    assert settle(text, find_personal(text), known=no, ordinary=no) == find_personal(text)


def test_the_halves_of_a_double_name_count_too() -> None:
    assert name_words("Amy Smith-Jones") == ["Amy", "Smith-Jones", "Smith", "Jones"]


def test_everyday_words_are_bare_words() -> None:
    assert {"will", "mark", "the", "tablet", "manager"} <= everyday()
    assert all(word == name_key(word) for word in everyday())
    assert not everyday() & {"aoife", "rose", "grace", "joan", "smith", "mohammed", "amber", "june"}


def test_a_wall_of_names_takes_no_time() -> None:
    text = "aoife smith-jones o'brien " * 4_000
    started = time.monotonic()
    assert "aoife" not in kept(text)[:20_000].partition("]")[0]
    assert time.monotonic() - started < 5  # linear; a square one takes minutes
