from embeddings.keywords import KeywordIndex

TEXTS = ["Charging the tablets overnight", "Who may read the notes", "Lost phones are reported at once"]


def test_words_are_matched_by_their_stem() -> None:
    found = KeywordIndex(TEXTS).top("how do I charge my tablet", 3)
    assert [number for number, _ in found] == [0]


def test_a_question_of_empty_words_matches_nothing() -> None:
    index = KeywordIndex(TEXTS)
    assert index.top("the and of", 3) == []
    assert index.scores("the and of").tolist() == [0, 0, 0]


def test_no_texts_at_all_is_no_trouble() -> None:
    assert KeywordIndex([]).top("tablet", 3) == []
    assert KeywordIndex(["", "the"]).scores("tablet").tolist() == [0, 0]
