from datetime import date
from pathlib import Path

import pytest

from documents_made import text_file
from knowledge.readers.parts import Kind, ReadDocument, Unreadable
from knowledge.readers.reading import read_file

POLICY = """\
---
title: Garden Gate Policy
version: 3.10
owner_role: Head Gardener
approved: 17/02/2025
review_due: "Feb 2026"
audience: Everybody
---

# Garden Gate Policy

Read this **first**.

## 1. Locking

Turn the key
twice. See the [gate form](https://example.org/form) or `press *`.

- Outside
  - left
  - right
- Inside

3. Third
4. Fourth

### 1.1 At night

| When | Who |
| --- | --- |
| Before ten | The *late* team |
| After ten | |

> Never alone.

## 2. Keys

### 2.1 Spare keys

In the office.
"""


def read(tmp_path: Path, text: str, **named: Kind) -> ReadDocument:
    return read_file(text_file(tmp_path / "garden-gate.md", text), **named)


def test_front_matter_becomes_the_facts_of_the_document(tmp_path: Path) -> None:
    document = read(tmp_path, POLICY)
    assert (document.title, document.kind) == ("Garden Gate Policy", Kind.POLICY)
    assert document.version == "3.10"
    assert document.owner_role == "Head Gardener"
    assert document.approved == date(2025, 2, 17)
    assert document.review_due == date(2026, 2, 28)
    assert document.audience == "Everybody"
    assert document.warnings == ("The review date “Feb 2026” has no day, so 28 February 2026 was taken.",)


def test_headings_become_sections_with_the_headings_above_as_their_path(tmp_path: Path) -> None:
    sections = read(tmp_path, POLICY).sections
    assert [(section.path, section.heading) for section in sections] == [
        ((), "Garden Gate Policy"),
        ((), "1. Locking"),
        (("1. Locking",), "1.1 At night"),
        (("2. Keys",), "2.1 Spare keys"),
    ]


def test_words_are_kept_and_marks_are_dropped(tmp_path: Path) -> None:
    first, locking, night, _ = read(tmp_path, POLICY).sections
    assert first.text == "Read this first."
    assert locking.text == (
        "Turn the key twice. See the gate form or press *.\n\n"
        "- Outside\n  - left\n  - right\n- Inside\n\n3. Third\n4. Fourth"
    )
    assert night.text == "When | Who\nBefore ten | The late team\nAfter ten | \n\nNever alone."


def test_windows_line_endings_change_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, POLICY.replace("\n", "\r\n")) == read(tmp_path, POLICY)


def test_without_front_matter_the_first_heading_is_the_title_and_a_person_is_told_what_is_missing(
    tmp_path: Path,
) -> None:
    document = read(tmp_path, "# How to water\n\nVersion: 2\n\n## Roses\n\nIn the morning.\n")
    assert (document.title, document.kind, document.version) == ("How to water", Kind.GUIDE, "2")
    assert [section.heading for section in document.sections] == ["Roses"]
    assert document.warnings == ("No owner was found.", "No approval date was found.", "No review date was found.")


def test_a_rule_at_the_top_is_not_front_matter(tmp_path: Path) -> None:
    document = read(tmp_path, "---\n\nJust words.\n")
    assert [section.text for section in document.sections] == ["Just words."]


def test_broken_front_matter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"garden-gate\.md could not be read: the lines between the two ---"):
        read(tmp_path, '---\ntitle: "Gate\n---\n# Gate\n\nWords.\n')


def test_a_date_that_cannot_be_understood_is_left_out_and_said(tmp_path: Path) -> None:
    document = read(tmp_path, POLICY.replace("17/02/2025", "last week"))
    assert document.approved is None
    assert "The approval date “last week” could not be understood." in document.warnings


def test_a_review_before_the_approval_is_pointed_out(tmp_path: Path) -> None:
    document = read(tmp_path, POLICY.replace("Feb 2026", "Feb 2020"))
    assert "The review date is before the approval date." in document.warnings


def test_html_in_markdown_leaves_its_words_only(tmp_path: Path) -> None:
    document = read(
        tmp_path, "# Gate\n\n<div>Shut <b>it</b>.</div>\n\nOne<br>two <span>three</span><!-- not this -->.\n"
    )
    assert document.sections[0].text == "Shut it .\n\nOne\ntwo three."
