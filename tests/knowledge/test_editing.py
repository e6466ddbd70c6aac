"""What editors put right: details, example questions, and going back to the version before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from core.audit import AuditEntry
from core.database import Database
from core.errors import BadInput, NotAllowed, NotThere
from fakes import FakeEncoder
from knowledge.catalogue import listing, retire
from knowledge.documents import Document, current_version, get_document
from knowledge.editing import (
    Details,
    add_examples,
    correct,
    details_of,
    put_back,
    readable_examples,
    remove_example,
)
from knowledge.examples import Example, Source, remember
from knowledge.importing import Outcome, Status, import_paths
from knowledge.sections import Section, sections_of
from knowledge.stamp import counter
from make import Cast

AddFile = Callable[..., Outcome]
TODAY = date(2026, 11, 23)
PHONES = """---
title: Work phones
version: "1.0"
owner_role: Digital Lead
approved: 2026-01-10
review_due: 2027-01-10
---

## Charging

Charge the phone at the end of each shift.

## Lost phones

Ring the on-call manager at once.
"""
NEWER = PHONES.replace("Work phones", "Phones and tablets").replace("Digital Lead", "Owner").replace('"1.0"', '"1.1"')
RIGHT = Details("Mobile phones", "2", date(2026, 2, 1), date(2027, 2, 1), "Manager", "Seniors")


def audited(session: Session, action: str) -> list[dict[str, Any]]:
    return [row.detail for row in session.exec(select(AuditEntry).where(AuditEntry.action == action)).all()]


def details_now(session: Session, document_id: int) -> Details:
    document = get_document(session, document_id)
    version = current_version(session, document)
    assert version is not None
    return details_of(document, version)


def first_section(session: Session, document_id: int) -> Section:
    version = current_version(session, get_document(session, document_id))
    assert version is not None
    return sections_of(session, version)[0]


def learnt(session: Session, document_id: int) -> list[str]:
    section = first_section(session, document_id)
    return list(session.exec(select(Example.text).where(Example.section_id == section.id)).all())


def test_a_correction_holds_and_the_audit_names_the_fields_only(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(PHONES).document_id or 0
    with database.writing() as session:
        stamp = counter(session)
        correct(session, number, replace(RIGHT, audience=""), by=cast.lee, now=now)
        assert counter(session) == stamp + 1
        assert details_now(session, number) == replace(RIGHT, audience="")
        assert audited(session, "knowledge.corrected") == [
            {"fields": ["title", "version", "approved", "review_due", "owner"]}
        ]


@pytest.mark.parametrize("name", ["phones.md", "renamed.md"])
def test_a_correction_survives_the_very_same_file(
    add: AddFile, database: Database, cast: Cast, now: datetime, name: str
) -> None:
    number = add(PHONES).document_id or 0
    right = replace(RIGHT, title="Work phones")
    with database.writing() as session:
        correct(session, number, right, by=cast.lee, now=now)
    again = add(PHONES, name)
    assert (again.status, again.version, again.review_due) == (Status.UNCHANGED, "2", date(2027, 2, 1))
    with database.reading() as session:
        assert details_now(session, number) == right


def test_under_another_title_it_is_still_the_same_file(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(PHONES).document_id or 0
    with database.writing() as session:
        correct(session, number, RIGHT, by=cast.lee, now=now)
    again = add(PHONES)
    assert (again.status, again.document_id, again.title) == (Status.UNCHANGED, number, "Mobile phones")


def test_whoever_corrects_settles_the_warnings_about_details_only(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    outcome = add("# Doors\n\nLock the back door at nine.\n", "doors.md")
    assert len(outcome.warnings) == 5
    with database.writing() as session:
        correct(session, outcome.document_id or 0, RIGHT, by=cast.lee, now=now)
        assert [row.warnings for row in listing(session, today=TODAY)] == [outcome.warnings[-1:]]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "  "}, "needs a title"),
        ({"title": "x" * 301}, "title is longer than 300"),
        ({"version": "1" * 61}, "version is longer than 60"),
        ({"owner": "x" * 121}, "owner is longer than 120"),
        ({"audience": "x" * 301}, "audience is longer than 300"),
        ({"review_due": date(2026, 1, 31)}, "before the approval date"),
    ],
)
def test_a_wrong_correction_changes_nothing(
    add: AddFile, database: Database, cast: Cast, now: datetime, wrong: dict[str, Any], words: str
) -> None:
    number = add(PHONES).document_id or 0
    with database.writing() as session:
        before = details_now(session, number)
        with pytest.raises(BadInput, match=words):
            correct(session, number, replace(RIGHT, **wrong), by=cast.lee, now=now)
        assert details_now(session, number) == before


def test_only_editors_who_see_the_document_change_it(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(PHONES, site_id=cast.home.id).document_id or 0
    with database.writing() as session:
        section = first_section(session, number)
        for person, error in ((cast.ana, NotAllowed), (cast.cho, NotAllowed), (cast.zed, NotThere)):
            with pytest.raises(error):
                correct(session, number, RIGHT, by=person, now=now)
            with pytest.raises(error):
                add_examples(session, number, section.id or 0, "flat battery", by=person, now=now)
            with pytest.raises(error):
                remove_example(session, number, 1, by=person, now=now)
            with pytest.raises(error):
                put_back(session, number, actor=person.actor, by=person, now=now, reason="wrong")


def test_an_editor_adds_questions_line_by_line_and_takes_one_away(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(PHONES).document_id or 0
    with database.writing() as session:
        section = first_section(session, number)
        lines = "flat battery\n\n  where does it charge \nFlat battery!\nDoes Mrs Smith charge it"
        kept = add_examples(session, number, section.id or 0, lines, by=cast.lee, now=now)
        assert [row.text for row in kept] == ["flat battery", "where does it charge", "Does [name] charge it"]
        assert {row.source for row in kept} == {Source.ADDED}
        stamp = counter(session)
        remove_example(session, number, kept[0].id or 0, by=cast.lee, now=now)
        assert learnt(session, number) == ["where does it charge", "Does [name] charge it"]
        assert counter(session) == stamp + 1
        with pytest.raises(NotThere, match="not there any more"):
            remove_example(session, number, kept[0].id or 0, by=cast.lee, now=now)
        assert audited(session, "examples.added") == [{"section": section.id, "count": 3}]
        assert audited(session, "example.removed") == [{"example": kept[0].id, "source": "added"}]


def test_questions_of_another_document_cannot_be_reached_through_this_one(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number, other = add(PHONES).document_id or 0, add("# Doors\n\n## Locks\n\nLock it.\n", "doors.md").document_id or 0
    with database.writing() as session:
        there = first_section(session, other)
        [example] = add_examples(session, other, there.id or 0, "key", by=cast.lee, now=now)
        with pytest.raises(NotThere):
            remove_example(session, number, example.id or 0, by=cast.lee, now=now)
        with pytest.raises(NotThere):
            add_examples(session, number, there.id or 0, "key", by=cast.lee, now=now)
        with pytest.raises(BadInput, match="50"):
            add_examples(session, other, there.id or 0, "\n".join(map(str, range(51))), by=cast.lee, now=now)


def test_what_was_learnt_at_one_site_is_not_read_at_another(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(PHONES).document_id or 0
    with database.writing() as session:
        section = first_section(session, number)
        made = remember(session, section, "who charges it at night", source=Source.HELPFUL, site_id=cast.home.id)
        assert made is not None
        assert readable_examples(session, [section], by=cast.lee) == {section.id: [made]}
        assert readable_examples(session, [section], by=cast.zed) == {section.id: []}
        with pytest.raises(NotThere):
            remove_example(session, number, made.id or 0, by=cast.zed, now=now)


def test_going_back_brings_the_words_the_title_and_what_was_learnt(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(PHONES).document_id or 0
    add(NEWER.replace("at the end of each shift", "overnight"))
    with database.writing() as session:
        section = first_section(session, number)
        remember(session, section, "battery is flat again", source=Source.HELPFUL)
        remember(session, section, "charger", source=Source.ADDED)
        stamp = counter(session)
        done = put_back(session, number, actor=cast.lee.actor, by=cast.lee, now=now, reason="wrong file")
        assert done.to_json() == {"document_id": number, "title": "Work phones", "version": "1.0", "set_aside": "1.1"}
        assert first_section(session, number).text == "Charge the phone at the end of each shift."
        assert details_now(session, number).owner == "Digital Lead"
        assert learnt(session, number) == ["battery is flat again", "charger"]
        assert counter(session) == stamp + 1
        assert audited(session, "knowledge.put_back") == [{"number": 1, "instead_of": 2, "reason": "wrong file"}]


def test_a_version_once_set_aside_is_never_gone_back_to_but_its_file_can_be_added_again(
    add: AddFile, database: Database, cast: Cast, now: datetime
) -> None:
    number = add(PHONES).document_id or 0
    add(NEWER)
    with database.writing() as session:
        put_back(session, number, actor="test", now=now, reason="wrong")
        with pytest.raises(BadInput, match="no earlier version of Work phones"):
            put_back(session, number, actor="test", now=now, reason="wrong")
    assert add(PHONES).status == Status.UNCHANGED
    third = add(NEWER)
    assert (third.status, third.title) == (Status.NEW_VERSION, "Phones and tablets")
    with database.writing() as session:
        done = put_back(session, number, actor="test", now=now, reason="wrong")
        assert (done.version.number, done.aside.number) == (1, 3)


def test_without_a_number_it_is_the_document_added_last(
    database: Database, encoder: FakeEncoder, cast: Cast, now: datetime, tmp_path: Any
) -> None:
    with database.writing() as session, pytest.raises(NotThere, match="Nothing has been added"):
        put_back(session, None, actor="test", now=now, reason="wrong")
    minutes = iter(range(9))
    for name, text in (("a.md", PHONES), ("b.md", "# B\n\nOld.\n"), ("b.md", "# B\n\nNew.\n"), ("a.md", NEWER)):
        (tmp_path / name).write_text(text)
        later = now + timedelta(minutes=next(minutes))
        import_paths(database, [tmp_path / name], encoder, actor="test", now=later)
    with database.writing() as session:
        assert put_back(session, None, actor="test", now=now, reason="wrong").document.title == "Work phones"
        with pytest.raises(BadInput, match="Work phones"):
            put_back(session, None, actor="test", now=now, reason="again, by mistake")


def test_what_is_out_of_use_stays_so(add: AddFile, database: Database, cast: Cast, now: datetime) -> None:
    number = add(PHONES).document_id or 0
    add(NEWER)
    with database.writing() as session:
        retire(session, number, actor="test", now=now, reason="old")
        for change in (
            lambda: put_back(session, number, actor="test", now=now, reason="wrong"),
            lambda: correct(session, number, RIGHT, by=cast.lee, now=now),
        ):
            with pytest.raises(BadInput, match="out of use"):
                change()
        assert session.exec(select(Document.title)).one() == "Phones and tablets"
