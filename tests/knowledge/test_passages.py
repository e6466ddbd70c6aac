from knowledge.passages import MOST_WORDS, passages

LONG = " ".join(f"Sentence number {n} has exactly eight words here." for n in range(20))


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    found = passages(LONG)
    assert len(found) > 1
    assert " ".join(found) == LONG
    assert all(len(passage.split()) <= MOST_WORDS and passage.endswith(".") for passage in found)


def test_a_table_row_keeps_its_header() -> None:
    rows = [f"Situation number {n} in some more words | Somebody to ring about it" for n in range(12)]
    found = passages("\n".join(["When | Who to ring", *rows]))
    assert len(found) > 1
    assert all(passage.startswith("When | Who to ring\n") for passage in found)
    assert [line for passage in found for line in passage.splitlines()[1:]] == rows


def test_a_row_keeps_the_line_of_its_group_too() -> None:
    text = "Need | Staff\nPeople who stand\nShaving | 1\nWashing | 1\nPeople who cannot stand\nShaving | 2\nWashing | 2"
    assert passages(text) == [
        "Need | Staff\nPeople who stand\nShaving | 1\nWashing | 1",
        "Need | Staff\nPeople who cannot stand\nShaving | 2\nWashing | 2",
    ]


def test_a_line_that_only_introduces_a_list_stays_with_it() -> None:
    text = "You must:\n\n- lock the screen\n- hide the code"
    assert passages(text) == [text]


def test_nothing_gives_nothing() -> None:
    assert passages("  \n\n ") == []
