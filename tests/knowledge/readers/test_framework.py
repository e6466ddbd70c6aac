from pathlib import Path

import pytest
from docx.document import Document

from documents_made import THEMES, explanation, framework_text, statement, text_file, word_file
from knowledge.readers.framework import EXPECTED_CODES
from knowledge.readers.parts import Kind, Level, ReadSection, Unreadable
from knowledge.readers.reading import read_file

RESOURCES = "Useful resources:\n\n- First help & advice\n- Second help"


@pytest.fixture
def criteria(tmp_path: Path) -> dict[str | None, ReadSection]:
    document = read_file(text_file(tmp_path / "framework.txt", framework_text()))
    assert (document.kind, document.title) == (Kind.FRAMEWORK, "Adult Social Care Digital Skills Framework")
    return {section.reference: section for section in document.sections}


def test_all_criteria_are_found_in_order_with_level_and_theme(criteria: dict[str, ReadSection]) -> None:
    assert tuple(criteria) == EXPECTED_CODES
    for theme, (title, everybody, many) in enumerate(THEMES, start=1):
        for number in range(1, many + 1):
            section = criteria[f"{theme}.{number}"]
            assert (section.path, section.theme) == ((title,), theme)
            assert section.level is (Level.ALL if number <= everybody else Level.FURTHER)


def test_each_has_its_own_statement_and_explanation(criteria: dict[str, ReadSection]) -> None:
    for theme, (_, _, many) in enumerate(THEMES, start=1):
        for number in range(1, many + 1):
            section = criteria[f"{theme}.{number}"]
            shared = 6 if (theme, number) in ((5, 7), (5, 8)) else number
            assert section.heading == (statement(theme, number) if (theme, number) != (4, 1) else section.heading)
            assert section.text.startswith(explanation(theme, shared))


def test_tags_become_paragraphs_and_lists(criteria: dict[str, ReadSection]) -> None:
    assert criteria["3.2"].text == f"{explanation(3, 2)}\n\n{RESOURCES}"
    assert criteria["3.1"].text == f"{explanation(3, 1)}\n\nUseful resources:\n\n- First help"
    assert criteria["2.6"].text == f"{explanation(2, 6)}\n\n- Outer\n  - Inner\n- Outer two\n  - Inner two"


def test_footnotes_stay_out_of_the_text(criteria: dict[str, ReadSection]) -> None:
    assert criteria["1.2"].text == f"{explanation(1, 2)}\n\n{RESOURCES}\n\n*Mind the gate. See Theme 4."
    assert not any("things grow" in section.text for section in criteria.values())


def test_what_a_page_break_tore_is_put_together(criteria: dict[str, ReadSection]) -> None:
    assert criteria["1.6"].text == f"{explanation(1, 6)}\n\n{RESOURCES}"
    assert criteria["2.4"].text == (
        f"{explanation(2, 4)}\n\n- An item that goes on to the next page.\n- Last\n\nThe end for 2-4."
    )
    assert criteria["4.1"].heading == "Keep up-to-date with thing 4-1"


def test_three_criteria_in_one_cell_share_its_explanation(criteria: dict[str, ReadSection]) -> None:
    texts = {criteria[code].text for code in ("5.6", "5.7", "5.8")}
    assert texts == {f"{explanation(5, 6)}\n\n{RESOURCES}\n- Third help"}


@pytest.mark.parametrize("ending", [".txt", ".md"])
def test_windows_line_endings_and_other_names_change_nothing(
    tmp_path: Path, criteria: dict[str, ReadSection], ending: str
) -> None:
    path = text_file(tmp_path / f"copy{ending}", framework_text().replace("\n", "\r\n"))
    assert read_file(path).sections == tuple(criteria.values())


def test_the_same_text_pasted_into_word_is_read_alike(tmp_path: Path, criteria: dict[str, ReadSection]) -> None:
    def fill(document: Document) -> None:
        for line in framework_text().split("\n"):
            document.add_paragraph(line)

    assert read_file(word_file(tmp_path / "copy.docx", fill)).sections == tuple(criteria.values())


def test_real_word_tables_are_read_alike(tmp_path: Path, criteria: dict[str, ReadSection]) -> None:
    def fill(document: Document) -> None:
        table = None
        for line in framework_text().split("\n"):
            cells = line.split("\t")
            if len(cells) < 3:
                table = None
                document.add_paragraph(line)
                continue
            table = table or document.add_table(rows=0, cols=3)
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text

    assert read_file(word_file(tmp_path / "tables.docx", fill)).sections == tuple(criteria.values())


def test_missing_criteria_are_named(tmp_path: Path) -> None:
    path = text_file(tmp_path / "framework.txt", framework_text(left_out=[(4, 6), (7, 9)]))
    with pytest.raises(Unreadable, match=r"these criteria are missing: 4\.6, 7\.9\. Use the official text"):
        read_file(path)


def test_criteria_that_come_twice_are_named(tmp_path: Path) -> None:
    text = framework_text()
    line = next(line for line in text.split("\n") if statement(3, 4) in line and "<p>" in line)
    with pytest.raises(Unreadable, match=r"there twice or do not belong: 3\.4"):
        read_file(text_file(tmp_path / "framework.txt", text.replace(line, f"{line}\n{line}")))


def test_a_document_about_the_framework_is_an_ordinary_one(tmp_path: Path) -> None:
    text = "Our use of the Digital Skills Framework\n\n1. Aim\n\nTheme 1 - Care\n\nWe use all seven themes.\n"
    path = text_file(tmp_path / "about.txt", text)
    assert read_file(path).kind is Kind.POLICY
    with pytest.raises(Unreadable, match="does not look like the Digital Skills Framework"):
        read_file(path, kind=Kind.FRAMEWORK)
