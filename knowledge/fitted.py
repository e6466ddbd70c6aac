"""The scorer that was fitted to the content as it stands, kept so that a start need not fit it again."""

import hashlib
from dataclasses import asdict

from sqlalchemy import JSON, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Column, Field, Session, SQLModel, col, select

from knowledge.index import Index
from knowledge.scoring import Scorer


class FittedScorer(SQLModel, table=True):
    """`content` names what it was fitted to, and how: the model, the sections and the topics outside. A question learnt
    in use does not change it much, so it stays."""

    __tablename__ = "fitted_scorer"

    content: str = Field(primary_key=True, max_length=64)
    weights: dict[str, float] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def content_of(index: Index, model: str, way: str) -> str:
    """The same for the same model, sections and topics, fitted in the same way: with another release it is another."""
    parts = (
        model,
        way,
        *(str(entry.section_id) for entry in index.entries),
        *sorted({topic for topic, _ in index.outside}),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def kept_scorer(session: Session, content: str) -> Scorer | None:
    """None when nothing was fitted to this content yet."""
    return _scorer(session.get(FittedScorer, content))


def last_scorer(session: Session) -> Scorer | None:
    """The one in use, or about to be replaced. None when none was ever fitted."""
    return _scorer(session.exec(select(FittedScorer)).first())


def _scorer(row: FittedScorer | None) -> Scorer | None:
    return Scorer(**row.weights) if row and set(row.weights) == set(asdict(Scorer())) else None


def keep_scorer(session: Session, content: str, scorer: Scorer) -> None:
    """In place of all earlier ones."""
    session.execute(delete(FittedScorer).where(col(FittedScorer.content) != ""))
    try:
        with session.begin_nested():
            session.add(FittedScorer(content=content, weights=asdict(scorer)))
    except IntegrityError:
        return  # another process fitted the same just now
