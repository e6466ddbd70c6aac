"""Sealed words open with the same key and for the same row, and never otherwise."""

import pytest

from core.sealing import CHANGED, OTHER_KEY, Safe, Unreadable

SAFE = Safe.of(b"the key of the installation", "held evidence")


def test_what_was_sealed_opens_again() -> None:
    words = "Zoë said: «he is not breathing» \n🚑"
    assert SAFE.open(SAFE.seal(words, "row 1"), "row 1") == words


def test_the_words_are_not_in_what_is_kept_and_no_two_are_alike() -> None:
    first, second = SAFE.seal("not breathing", "row 1"), SAFE.seal("not breathing", "row 1")
    assert b"breathing" not in first
    assert first != second


def test_words_moved_to_another_row_do_not_open() -> None:
    with pytest.raises(Unreadable, match=CHANGED):
        SAFE.open(SAFE.seal("x", "row 1"), "row 2")


@pytest.mark.parametrize("place", [10, 25, -1])
def test_a_changed_byte_shows(place: int) -> None:
    sealed = bytearray(SAFE.seal("he fell", "row 1"))
    sealed[place] ^= 1
    with pytest.raises(Unreadable, match=CHANGED):
        SAFE.open(bytes(sealed), "row 1")


@pytest.mark.parametrize("sealed", [b"", b"short", SAFE.seal("x", "row 1")[:12]])
def test_what_is_no_sealed_text_is_refused(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        SAFE.open(sealed, "row 1")


def test_another_key_is_named_as_such_and_each_purpose_has_its_own() -> None:
    for other in (Safe.of(b"a new key", "held evidence"), Safe.of(b"the key of the installation", "something else")):
        with pytest.raises(Unreadable) as trouble:
            other.open(SAFE.seal("x", "row 1"), "row 1")
        assert str(trouble.value) == OTHER_KEY
