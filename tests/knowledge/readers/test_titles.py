"""What a document is called."""

from pathlib import Path

import pytest

from knowledge.readers.titles import says_more, title_from_name


@pytest.mark.parametrize(
    ("file", "title", "better"),
    [
        ("Bed Rails Policy.docx", "Larkfield Care", True),
        ("Bed Rails Policy.docx", "Bed rails at Rose House", False),
        ("Bed Rails Policy.docx", "Falls Procedure", False),
        ("BR-2026-final.docx", "Larkfield Care", False),
        ("fire_safety-procedure v2.pdf", "Larkfield Care Homes", True),
    ],
)
def test_the_file_is_the_better_title_where_the_cover_names_only_the_provider(
    file: str, title: str, better: bool
) -> None:
    assert says_more(Path(file), title) == better


def test_a_title_from_a_file_name_is_words() -> None:
    assert title_from_name(Path("fire_safety-procedure.pdf")) == "Fire safety procedure"


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("01 Night Visits Policy v3.2 FINAL.docx", "Night Visits Policy"),
        ("07. Key safes (1).pdf", "Key safes"),
        ("Bathing version 2 draft (signed).docx", "Bathing"),
        ("Theme 5.docx", "Theme 5"),
        ("Policy 12.docx", "Policy 12"),
        ("2026 rules.md", "2026 rules"),
        ("v2.docx", "V2"),
    ],
)
def test_the_number_it_is_filed_under_and_how_it_was_saved_are_no_part_of_a_name(file: str, title: str) -> None:
    assert title_from_name(Path(file)) == title
