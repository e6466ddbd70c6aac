"""Contents and earlier versions answer nobody; what only looks like them stays."""

from pathlib import Path

import pytest
from docx.document import Document

from documents_made import text_file, word_file, word_table
from knowledge.readers.apparatus import without_contents, without_history
from knowledge.readers.drafts import Block, Heading, Passage, Table
from knowledge.readers.parts import ReadDocument
from knowledge.readers.reading import read_file

RULES: list[Block] = [
    Heading("1. Opening", 1), Passage("Push."), Heading("2. Closing the gate", 1), Passage("Pull."),
    Heading("Appendix A Keys", 1), Passage("Two."),
]  # fmt: skip


@pytest.mark.parametrize(
    "contents",
    [
        [
            Passage("Contents"),
            Passage("1. Opening\t2"),
            Passage("2. Closing the gate\t3"),
            Passage("Appendix A Keys 7"),
        ],
        [Heading("Table of contents", 2), Passage("1. Opening ........ 2\n2. Closing the gate ...... 3")],
        [Heading("CONTENTS", 1), Passage("- Opening\n- Closing the gate\n- Appendix A Keys")],
        [Passage("Contents:"), Table((("1", "Opening", "2"), ("2", "Closing the gate", "3")))],
        [Heading("Contents", 1), Heading("1. Opening 2", 2), Heading("2. Closing the gate 3", 2)],
        [Passage("Opening 1\nClosing the gate 2\nAppendix A Keys 3")],
    ],
)
def test_a_list_of_contents_is_left_out_however_it_is_typed(contents: list[Block]) -> None:
    assert without_contents([*contents, *RULES]) == RULES


@pytest.mark.parametrize(
    "rule",
    [
        [Heading("Contents", 2), Passage("- 20 plasters\n- 2 burn dressings")],  # of a first aid box
        [Passage("Ring 2\nWait 5\nKnock 3")],
        [Passage("Contents insurance is for tenants.")],
        [Passage("Opening")],
    ],
)
def test_what_only_looks_like_contents_stays(rule: list[Block]) -> None:
    assert without_contents([*rule, *RULES]) == [*rule, *RULES]


def test_earlier_versions_are_left_out_and_the_highest_is_the_version() -> None:
    history = Table((("Version", "Date", "Author", "Summary of change"), ("2.0", "5/2/2025", "A", "New form"),
                     ("2.10", "9/6/2026", "B", "Times"), ("2.9", "1/3/2026", "B", "Names")))  # fmt: skip
    assert without_history([history, *RULES]) == (RULES, "2.10")


@pytest.mark.parametrize(
    "rows",
    [
        (("Version", "Who may use it"), ("1", "All")),
        (("Date", "Author", "Changes"), ("1/2/2026", "A", "Gate")),
        (("Issue", "What to do", "Whom to tell"), ("1", "Push", "Ann")),
        (("Issue", "Reason", "Who"), ("The latch sticks", "Rust", "The gardener")),
        (("Section", "Change", "Issue", "Date"), ("Hinge", "New noise", "Oil it", "Same day")),
    ],
)
def test_another_table_is_a_rule(rows: tuple[tuple[str, ...], ...]) -> None:
    assert without_history([Table(rows)]) == ([Table(rows)], None)


def test_under_its_own_heading_a_table_of_changes_needs_no_names_of_columns() -> None:
    heading, table = Heading("Change log", 1), Table((("v1", "2024", "First"), ("v2", "2026", "Times")))
    assert without_history([heading, table]) == ([heading], "v2")


def test_contents_in_a_table_that_says_so_itself_are_left_out() -> None:
    contents = Table((("Contents", "Page"), ("Opening", "2"), ("Closing the gate", "3")))
    assert without_contents([contents, *RULES]) == RULES


def test_a_whole_document_keeps_its_rules_alone(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.add_heading("Gate Policy", 1)
        for line in ("Contents", "Opening\t2", "Closing\t3"):
            document.add_paragraph(line)
        document.add_heading("Opening", 2)
        document.add_paragraph("Push.")
        document.add_heading("Closing", 2)
        document.add_paragraph("Pull.")
        document.add_heading("Document history", 2)
        word_table(
            document, (("Issue", "Date", "Details of change"), ("1", "1/2/2024", "First"), ("2", "1/2/2025", "-"))
        )

    document = read_file(word_file(tmp_path / "gate.docx", fill))
    assert [(section.heading, section.text) for section in document.sections] == [
        ("Opening", "Push."), ("Closing", "Pull."),
    ]  # fmt: skip
    assert document.version == "2"


def read(folder: Path, html: str) -> ReadDocument:
    return read_file(text_file(folder / "gate.html", html))


def test_a_page_begins_at_its_own_heading_and_is_called_by_it(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "<html><head><title>Gate Policy | The Hub</title></head><body><div>Hub Rota Payslips</div><h3>Most read</h3>"
        "<ul><li>Leave</li></ul><aside><h3>Events</h3><p>Barbecue.</p></aside><h1>Gate Policy</h1><h2>Opening</h2>"
        "<p>Push it gently, and wait until it has swung open all the way.</p></body></html>",
    )
    assert document.title == "Gate Policy"
    assert [section.heading for section in document.sections] == ["Opening"]


def test_a_heading_below_most_of_the_page_cuts_nothing_off(tmp_path: Path) -> None:
    document = read(
        tmp_path, "<body><h2>Opening</h2><p>Push it gently until it is open.</p><h1>The Hub</h1><p>Bye.</p></body>"
    )
    assert "Push it gently" in document.sections[0].text
