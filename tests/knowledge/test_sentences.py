import pytest

from knowledge.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is here. Two is there! Three?", ["One is here.", "Two is there!", "Three?"]),
        ("Line one\nLine two", ["Line one", "Line two"]),
        (
            "- Tell her.\n* Then wait.\n1. First.\n2.3 Clause.\n(a) Letter.",
            ["Tell her.", "Then wait.", "First.", "Clause.", "Letter."],
        ),
        ('He said "Stop." Then he went.', ['He said "Stop."', "Then he went."]),
        ("Ring the G.P. about it, e.g. by phone.", ["Ring the G.P. about it, e.g. by phone."]),
        ("Take 2.5 ml. 3 times a day.", ["Take 2.5 ml.", "3 times a day."]),
        ("What | When. Now\nKeys | Monday. Tuesday.", ["What | When. Now", "Keys | Monday. Tuesday."]),
        ("  \n\n ", []),
    ],
)
def test_a_text_is_cut_into_what_can_be_read_alone(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_each_stands_word_for_word_in_its_line() -> None:
    text = "1. Ring 999 first. Then wait.\n\n  • Stay (if safe). Go back?\nA | B"
    assert all(any(each in line for line in text.splitlines()) for each in sentences(text))
