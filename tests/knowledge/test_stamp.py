from sqlmodel import Session

from core.database import Database
from knowledge.stamp import bump, counter


def test_the_counter_rises_with_each_change(session: Session) -> None:
    assert counter(session) == 0
    bump(session)
    bump(session)
    assert counter(session) == 2


def test_a_change_that_was_taken_back_does_not_count(database: Database) -> None:
    with database.writing() as session:
        bump(session)
    with database.reading() as session:
        bump(session)
    with database.reading() as session:
        assert counter(session) == 1
