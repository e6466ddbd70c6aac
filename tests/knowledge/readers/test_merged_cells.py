"""Merged cells as plain rows, from Word and from web pages."""

from pathlib import Path

from docx.document import Document

from documents_made import text_file, word_file
from knowledge.readers.drafts import Passage, Table
from knowledge.readers.merged_cells import Cell, plain
from knowledge.readers.reading import read_file

ROWS = "Course | Renewal Carer | Renewal Senior\nFire | 12 months | 24 months\nKeys | Never | Never"


def test_two_rows_of_names_are_one_in_word(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.add_heading("Training", 1)
        table = document.add_table(rows=4, cols=3)
        words = (
            "Course",
            "Renewal",
            "",
            "",
            "Carer",
            "Senior",
            "Fire",
            "12 months",
            "24 months",
            "Keys",
            "Never",
            "Never",
        )
        for cell, text in zip((cell for row in table.rows for cell in row.cells), words, strict=True):
            cell.text = text
        table.cell(0, 1).merge(table.cell(0, 2)).text = "Renewal"
        table.cell(0, 0).merge(table.cell(1, 0)).text = "Course"

    assert read_file(word_file(tmp_path / "a.docx", fill)).sections[0].text == ROWS


def test_two_rows_of_names_are_one_on_a_page(tmp_path: Path) -> None:
    html = """<h1>Training</h1><table><tr><th rowspan=2>Course</th><th colspan=2>Renewal</th></tr>
        <tr><th>Carer</th><th>Senior</th></tr><tr><td>Fire</td><td>12 months</td><td>24 months</td></tr>
        <tr><td>Keys</td><td>Never</td><td>Never</td></tr></table>"""
    assert read_file(text_file(tmp_path / "a.html", html)).sections[0].text == ROWS


def test_a_cell_that_reaches_down_a_page_fills_each_of_its_rows(tmp_path: Path) -> None:
    html = """<h1>Keys</h1><table><tr><th>Place</th><th>Key</th><th>Who</th></tr>
        <tr><td rowspan="3">Lodge</td><td>Gold</td><td>Ann</td></tr><tr><td>Silver</td><td rowspan="2">Ben</td></tr>
        <tr><td>Tin</td></tr><tr><td>Barn</td><td>Iron</td><td>Cy</td></tr></table>"""
    assert read_file(text_file(tmp_path / "a.html", html)).sections[0].text == (
        "Place | Key | Who\nLodge | Gold | Ann\nLodge | Silver | Ben\nLodge | Tin | Ben\nBarn | Iron | Cy"
    )


def test_spans_that_make_no_sense_are_one(tmp_path: Path) -> None:
    html = """<h1>A</h1><table><tr><td colspan="-1" rowspan="x">a</td><td colspan="0">b</td></tr>
        <tr><td>c</td><td>d</td></tr></table>"""
    assert read_file(text_file(tmp_path / "a.html", html)).sections[0].text == "a | b\nc | d"


def test_a_caption_across_the_first_row_stands_above_the_table() -> None:
    rows = [[Cell("Times", 2)], [Cell("Event"), Cell("Limit")], [Cell("Fall"), Cell("1 hour")]]
    assert list(plain(rows)) == [Passage("Times"), Table((("Event", "Limit"), ("Fall", "1 hour")))]


def test_a_wide_cell_over_two_values_is_no_row_of_names() -> None:
    rows = [[Cell("Course"), Cell("Renewal", 2)], [Cell("Fire"), Cell("12 months"), Cell("Form F")], [Cell("A", 3)]]
    assert list(plain(rows)) == [Table((("Course", "Renewal"), ("Fire", "12 months", "Form F"), ("A",)))]


def test_names_over_several_columns_count_though_nothing_is_merged_below() -> None:
    rows = [[Cell("Unit"), Cell("Weekday"), Cell("Weekday")], [Cell(""), Cell("Early"), Cell("Late")],
            [Cell("Oak"), Cell("2"), Cell("3")]]  # fmt: skip
    assert list(plain(rows)) == [Table((("Unit", "Weekday Early", "Weekday Late"), ("Oak", "2", "3")))]
