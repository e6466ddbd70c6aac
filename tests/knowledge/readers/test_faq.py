from datetime import date
from pathlib import Path

import pytest

from documents_made import text_file
from knowledge.readers.parts import Kind, Unreadable
from knowledge.readers.reading import read_file

HEAD = "question,answer,phrasings,reference,owner_role,review_due\n"


def test_each_row_becomes_a_question_with_its_answer(tmp_path: Path) -> None:
    text = HEAD + (
        'Where is the key?,"In the safe,\nbehind the door.",whers the key| lost key ||,4.6,Lead,2026-05-01\n'
        ",,,,,\n"
        "Who mows?,The gardener.,,,Lead,1 April 2026\n"
    )
    document = read_file(text_file(tmp_path / "garden-faq.csv", text))
    assert (document.title, document.kind, document.owner_role) == ("Garden faq", Kind.FAQ, "Lead")
    assert document.review_due == date(2026, 4, 1)
    first, second = document.sections
    assert (first.heading, first.text) == ("Where is the key?", "In the safe,\nbehind the door.")
    assert (first.phrasings, first.reference) == (("whers the key", "lost key"), "4.6")
    assert (second.heading, second.phrasings, second.reference) == ("Who mows?", (), None)


def test_excel_s_mark_at_the_start_and_its_line_endings_are_welcome(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", "Question,Answer,Phrasings\r\nWhy?,Because.,\r\n", encoding="utf-8-sig")
    assert read_file(path).sections[0].text == "Because."


def test_other_columns_are_passed_over(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", "id,question,answer,phrasings,notes\n7,Why?,Because.,,mine\n")
    assert read_file(path).sections[0].heading == "Why?"


def test_all_faults_are_named_by_row_and_nothing_is_taken(tmp_path: Path) -> None:
    text = HEAD + 'Why?,"Line\nbreak",,,,\n,Because.,,,,\nHow?,,,9.9,,soon\nWho?,a,b,,Lead,2026-01-01,and more\n'
    with pytest.raises(Unreadable) as refusal:
        read_file(text_file(tmp_path / "a.csv", text))
    assert str(refusal.value) == (
        "a.csv could not be read: row 3: the question is empty; row 4: the answer is empty; "
        "row 4: the review date “soon” is not a date such as 2026-03-31; "
        "row 4: the reference “9.9” is not a criterion such as 4.6; "
        "row 5: there are more cells than columns (put quote marks around an answer with commas). "
        "Nothing was added. Put these right and add the file again."
    )


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        Unreadable, match=r"Missing: answer, phrasings\. Found: question, reply\. Other ways to ask stand"
    ):
        read_file(text_file(tmp_path / "a.csv", "question,reply\nWhy?,Because.\n"))


def test_letters_that_are_not_utf8_are_refused_with_their_row(tmp_path: Path) -> None:
    text = 'question,answer,phrasings\nWhy?,"One\ntwo",\nCafé?,Yes,\n'
    with pytest.raises(Unreadable, match=r"row 3 has letters that are not UTF-8.*CSV UTF-8"):
        read_file(text_file(tmp_path / "a.csv", text, encoding="cp1252"))


def test_a_quote_that_never_closes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="near line 3"):
        read_file(text_file(tmp_path / "a.csv", 'question,answer,phrasings\nWhy?,"Because,\nHow?,So,\n'))


def test_a_file_with_only_its_first_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="there are no questions in it"):
        read_file(text_file(tmp_path / "a.csv", "question,answer,phrasings\n"))


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    text = "question,answer,phrasings\n" + "Why?,So.,\n" * 50_001
    with pytest.raises(Unreadable, match="more than 50,000 rows"):
        read_file(text_file(tmp_path / "a.csv", text))


def test_the_same_question_twice_is_pointed_out(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", "question,answer,phrasings\nWhy?,So.,\nwhy ,Because.,\n")
    assert "Rows 2 and 3 ask the same question." in read_file(path).warnings


def test_a_csv_cannot_be_a_policy(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="can only be added as an FAQ"):
        read_file(text_file(tmp_path / "a.csv", "question,answer,phrasings\nWhy?,So.,\n"), kind=Kind.POLICY)


def test_as_many_rows_as_are_taken_are_read(tmp_path: Path) -> None:
    rows = "".join(f"Why {n}?,So {n}.,how come {n}\n" for n in range(50_000))
    sections = read_file(text_file(tmp_path / "a.csv", f"question,answer,phrasings\n{rows}")).sections
    assert (len(sections), sections[-1].text) == (50_000, "So 49999.")
