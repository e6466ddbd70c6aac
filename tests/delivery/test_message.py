from delivery.message import Message, in_parts, strong, unmarked


def test_words_that_stand_out_are_told_from_the_rest() -> None:
    line = f"First {strong('tell your manager')}, then {strong('write it down')}."
    assert list(in_parts(line)) == [
        (False, "First "),
        (True, "tell your manager"),
        (False, ", then "),
        (True, "write it down"),
        (False, "."),
    ]
    assert unmarked(line) == "First tell your manager, then write it down."


def test_half_a_mark_counts_for_nothing() -> None:
    begins, ends = strong(" ").split()
    for line in (f"one{begins} two", f"one {ends}two", f"{ends}one two{begins}", f"one {begins}{begins}two{ends}"):
        assert "".join(words for _, words in in_parts(line)) == "one two"
    assert list(in_parts("")) == list(in_parts(strong(""))) == []


def test_what_stands_out_survives_being_stored() -> None:
    message = Message(f"> {strong('Ring 999.')} Then stay.")
    assert Message.from_json(message.to_json()) == message
