"""Makes the vectors that are missing: of what was written just now, and of everything after a change of model."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Update, bindparam
from sqlmodel import Session, col, select

from core.database import Database
from embeddings.encoder import Encoder, Meaning
from embeddings.words import NO_WORDS
from knowledge.examples import Example, OutsideExample
from knowledge.sections import WHOLE, Passage, Section, embedded

BATCH = 256


def encode_missing(database: Database, encoder: Encoder) -> int:
    """Encode what this model has not encoded, a batch to a transaction. Returns how many rows. Running it twice at once
    does the work twice and no harm."""
    done = 0
    for table, whole in ((Passage, True), (Passage, False), (Example, False), (OutsideExample, False)):
        while batch := _next_batch(database, table, encoder.name, whole=whole):
            made = meanings([text for _, text in batch], encoder, whole=whole)
            with database.writing() as session:
                rows = [
                    {"row": row_id, "made": vector, "each": words}
                    for (row_id, _), (vector, words) in zip(batch, (each.stored for each in made), strict=True)
                ]
                session.connection().execute(_keep(table, encoder.name), rows)
            done += len(batch)
    return done


def meanings(texts: Sequence[str], encoder: Encoder, *, whole: bool) -> list[Meaning]:
    """What to keep of passages and questions. Of a section in one the words are not kept: its passages have them."""
    return [Meaning(vector, NO_WORDS) for vector in encoder.encode(texts)] if whole else encoder.meanings(texts)


def _next_batch(database: Database, table: type[Any], model: str, *, whole: bool) -> Sequence[tuple[int, str]]:
    """The ids of rows that this model has not encoded, each with the text to encode."""
    with database.reading() as session:
        if table is Passage:
            return _passages(session, model, whole=whole)
        query = select(table.id, table.text).where(table.model != model).order_by(table.id).limit(BATCH)
        return [(row_id, text) for row_id, text in session.exec(query).all()]


def _keep(table: type[Any], model: str) -> Update:
    # On the connection: the session would complain about a row that somebody deleted meanwhile.
    columns = table.__table__
    update: Update = columns.update().where(columns.c.id == bindparam("row"))
    return update.values(vector=bindparam("made"), words=bindparam("each"), model=model)


def _passages(session: Session, model: str, *, whole: bool) -> Sequence[tuple[int, str]]:
    query = (
        select(Passage, Section)
        .join(Section, col(Passage.section_id) == Section.id)
        .where(Passage.model != model, (col(Passage.position) == WHOLE) == whole)
        .order_by(col(Passage.id))
        .limit(BATCH)
    )
    rows = session.exec(query).all()
    return [(row.id or 0, embedded(s.heading, s.text if whole else row.text)) for row, s in rows]
