import zipfile
from pathlib import Path

import pytest

from core.errors import BadInput
from documents_made import drawn_pdf, text_file
from knowledge.readers.parts import Kind, Unreadable
from knowledge.readers.reading import READABLE_SUFFIXES, read_file


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_file(path)
    assert isinstance(caught.value, Unreadable)
    assert str(caught.value).startswith(f"{path.name} could not be read: ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_missing_file_a_folder_and_an_empty_file_are_named(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "gone.md")
    (tmp_path / "folder.md").mkdir()
    assert "it is a folder" in refusal(tmp_path / "folder.md")
    assert "the file is empty" in refusal(text_file(tmp_path / "empty.md", ""))
    assert "there are no words in it" in refusal(text_file(tmp_path / "blank.md", " \n\n"))


def test_an_enormous_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    assert "it is bigger than 50 MB" in refusal(path)


def test_too_much_text_is_refused(tmp_path: Path) -> None:
    assert "more than 3,000,000 letters" in refusal(text_file(tmp_path / "long.txt", "word " * 700_000))


def test_an_unknown_ending_lists_those_that_can_be_read(tmp_path: Path) -> None:
    said = refusal(text_file(tmp_path / "gate.pages", "words"))
    assert "files ending in “.pages” cannot be read" in said
    assert all(ending in said for ending in READABLE_SUFFIXES)


@pytest.mark.parametrize(
    ("name", "content", "really"),
    [
        ("a.pdf", b"Just words.", "plain text"),
        ("a.md", b"%PDF-1.4\n...", "a PDF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.docx", b"{\\rtf1 words}", "a rich text document"),
        ("a.csv", b"MZ\x90\x00", "a program"),
        ("a.txt", b"<!DOCTYPE html><html>", "a web page"),
        ("a.md", b"words\x00words", "not text"),
    ],
)
def test_a_wrong_ending_is_told_what_the_file_really_is(tmp_path: Path, name: str, content: bytes, really: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert f"it is really {really}" in refusal(path)


@pytest.mark.parametrize(
    ("entry", "really"),
    [
        ("xl/workbook.xml", "an Excel workbook"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("content.xml", "an OpenDocument file"),
        ("photo.jpg", "a zip file"),
    ],
)
def test_other_zips_are_not_taken_for_word(tmp_path: Path, entry: str, really: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "words")
    assert f"it is really {really}" in refusal(path)


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    assert read_file(text_file(tmp_path / "GATE.TXT", "Shut the gate.")).file_name == "GATE.TXT"


def test_letters_that_are_not_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    said = refusal(text_file(tmp_path / "a.md", "one\ntwo\ncafé\n", encoding="cp1252"))
    assert "line 3 has letters that are not UTF-8. Save the file as UTF-8" in said
    assert "stored as UTF-16" in refusal(text_file(tmp_path / "b.md", "words", encoding="utf-16"))


def test_a_kind_that_is_given_is_kept(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.md", "# Gate policy\n\nShut it.\n")
    assert read_file(path).kind is Kind.POLICY
    assert read_file(path, kind=Kind.GUIDE).kind is Kind.GUIDE


def test_endless_nesting_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    deep = "<div>" * 20_000 + "words" + "</div>" * 20_000
    assert "the file is damaged" in refusal(text_file(tmp_path / "deep.html", deep))
    assert "there are no words in it" in refusal(text_file(tmp_path / "deep.md", ">" * 20_000 + " words\n"))


def test_a_pdf_that_begins_with_other_bytes_is_still_a_pdf(tmp_path: Path) -> None:
    path = drawn_pdf(tmp_path / "a.pdf", lambda canvas: canvas.drawString(72, 700, "Shut the gate."))
    path.write_bytes(b"\n\n" + path.read_bytes())
    assert read_file(path).sections[0].text == "Shut the gate."


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("gate.md", "# SUPERSEDED Gate Policy\n\n## Opening\n\nPush.\n", "SUPERSEDED"),
        ("Gate policy (draft).md", "# Gate Policy\n\n## Opening\n\nPush.\n", "(draft)"),
        ("gate.md", "# Gate Policy\n\nDRAFT - NOT APPROVED\n\n## Opening\n\nPush.\n", "DRAFT"),
    ],
)
def test_what_may_not_be_in_force_is_pointed_out(tmp_path: Path, name: str, text: str, word: str) -> None:
    warnings = " ".join(read_file(text_file(tmp_path / name, text)).warnings)
    assert f"The document says “{word}”." in warnings


@pytest.mark.parametrize(
    "text", ["# Draught excluders\n\n## Doors\n\nShut them.\n", "# Gates\n\n## A\n\nDraft a plan.\n"]
)
def test_words_that_only_look_like_it_are_not(tmp_path: Path, text: str) -> None:
    assert "The document says" not in " ".join(read_file(text_file(tmp_path / "gate.md", text)).warnings)
