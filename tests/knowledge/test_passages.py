from knowledge.passages import MOST_WORDS, passage_around, passages, pieces

SENTENCES = [f"Sentence number {n} has exactly eight words here." for n in range(20)]
ROWS = [f"Situation number {n} in some more words | Somebody to ring about it" for n in range(12)]
TABLE = "\n".join(["When | Who to ring", *ROWS])
LIST = "You must:\n\n- lock the screen\n- hide the code"


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    assert pieces(" ".join(SENTENCES)) == SENTENCES
    shown = passages(" ".join(SENTENCES))
    assert 1 < len(shown) < len(SENTENCES)
    assert " ".join(shown) == " ".join(SENTENCES)
    assert all(len(passage.split()) <= MOST_WORDS and passage.endswith(".") for passage in shown)


def test_a_table_row_keeps_its_header() -> None:
    assert pieces(TABLE) == [f"When | Who to ring\n{row}" for row in ROWS]
    shown = passages(TABLE)
    assert len(shown) > 1
    assert all(passage.startswith("When | Who to ring\n") for passage in shown)
    assert [line for passage in shown for line in passage.splitlines()[1:]] == ROWS


def test_a_line_that_only_introduces_a_list_stays_with_it() -> None:
    assert passages(LIST) == [LIST]
    assert pieces(LIST) == ["You must:\n- lock the screen", "- hide the code"]


def test_what_is_shown_of_a_piece_keeps_what_stands_around_it() -> None:
    text = f"{' '.join(SENTENCES)}\n\n{LIST}\n\n{TABLE}"
    assert passage_around(text, "- hide the code") == LIST
    assert SENTENCES[7] in passage_around(text, SENTENCES[7])
    assert ROWS[9] in passage_around(text, f"When | Who to ring\n{ROWS[9]}")
    assert passage_around(text, "") == passage_around(text, "not in it") == text[:300]


def test_every_piece_of_a_text_stands_in_some_passage() -> None:
    text = f"{' '.join(SENTENCES)}\n\n{LIST}\n\n{TABLE}"
    assert all(piece.splitlines()[-1] in passage_around(text, piece) for piece in pieces(text))


def test_nothing_gives_nothing() -> None:
    assert pieces("  \n\n ") == passages("  \n\n ") == []
