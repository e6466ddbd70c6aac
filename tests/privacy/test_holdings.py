"""Nothing about a person is in a table that their copy does not know of."""

from sqlmodel import SQLModel

import tables
from privacy.holdings import HELD, NOT_COPIED, naming, table_of
from privacy.wording import label


def leads_to_a_person(name: str, seen: frozenset[str] = frozenset()) -> bool:
    """By foreign keys, however many steps; or by an address or an actor."""
    table = SQLModel.metadata.tables[name]
    targets = {key.column.table.name for key in table.foreign_keys} - seen - {name}
    direct = name == "staff" or any(naming(table))
    return direct or any(leads_to_a_person(target, seen | {name}) for target in targets if owns(name, target))


def owns(name: str, target: str) -> bool:
    """Is the row at the other end the reason why this one is about somebody? What merely quotes a document is not."""
    return target not in {"document", "document_version", "section", "site", "team"} and name != "case_file"


def test_every_table_that_leads_to_a_person_is_in_the_copy_or_left_out_for_a_reason() -> None:
    assert tables.ALL
    wanted = {name for name in SQLModel.metadata.tables if leads_to_a_person(name)}
    known = {holding.table for holding in HELD} | set(NOT_COPIED)
    assert wanted == known, (
        "add the table to HELD in privacy/holdings.py with the columns that its person may read, or to NOT_COPIED with "
        "the reason; and let privacy/erasure.py forget what must be forgotten"
    )
    assert all(len(reason.split()) > 3 for reason in NOT_COPIED.values())


def test_what_is_shown_and_searched_by_are_columns_and_no_secrets() -> None:
    for holding in HELD:
        columns = set(table_of(holding).columns.keys())
        assert {*holding.shown, *(holding.by or ())} <= columns, holding.table
        secret = {"token_hash", "csrf", "vector", "decision", "reply", "key", "external_id"}
        assert not secret & set(holding.shown), holding.table


def test_every_column_that_is_shown_has_a_name_for_people() -> None:
    labels = [label(holding.table, column) for holding in HELD for column in holding.shown]
    assert all(words[0].isupper() and "_" not in words for words in labels)
    for holding in HELD:
        assert len({label(holding.table, column) for column in holding.shown}) == len(holding.shown), holding.table
