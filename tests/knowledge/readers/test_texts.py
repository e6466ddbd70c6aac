from pathlib import Path

from documents_made import text_file
from knowledge.readers.reading import read_file

TEXT = """\
Gate Procedure

Version: 1.2
Owner: Head Gardener
Approved: 3 June 2025
Review date: 3 June 2026

1. Aim

This line is broken only because the page that it was printed on was
rather narrow.

2. What to do

• Lift the latch
• Push

1. Close it
2. Lock it

OUT OF HOURS

Ring the lodge.

Key\tPlace
Gold\tSafe
"""


def test_plain_text_gets_its_headings_lists_and_facts(tmp_path: Path) -> None:
    document = read_file(text_file(tmp_path / "gate.txt", TEXT))
    assert (document.title, document.version, document.owner_role) == ("Gate Procedure", "1.2", "Head Gardener")
    assert document.warnings == ()
    assert [(section.heading, section.text) for section in document.sections] == [
        ("1. Aim", "This line is broken only because the page that it was printed on was rather narrow."),
        ("2. What to do", "- Lift the latch\n- Push\n\n1. Close it\n2. Lock it"),
        ("OUT OF HOURS", "Ring the lodge.\n\nKey | Place\nGold | Safe"),
    ]


def test_text_without_headings_is_one_section_named_after_the_file(tmp_path: Path) -> None:
    document = read_file(text_file(tmp_path / "gate_notes.txt", "Shut the gate.\n\nThen go home."))
    assert [(section.heading, section.text) for section in document.sections] == [
        ("Gate notes", "Shut the gate.\n\nThen go home.")
    ]
    assert "No headings were found, so the whole document is one section." in document.warnings


def test_a_list_of_numbered_steps_is_not_taken_for_headings(tmp_path: Path) -> None:
    document = read_file(
        text_file(tmp_path / "gate.txt", "Gate\n\n1. Lift the latch\n2. Push\n3. Walk\n\nThat is all.")
    )
    assert [section.text for section in document.sections] == ["1. Lift the latch\n2. Push\n3. Walk\n\nThat is all."]
