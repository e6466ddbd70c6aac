"""The content that ships with the product, kept in step with its files at each start."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select

from core.audit import record
from core.database import Database
from core.errors import BadInput
from core.places import CONTENT
from embeddings.encoder import Encoder
from knowledge.documents import Document, DocumentState
from knowledge.encoding import encode_missing
from knowledge.examples import WEIGHTS, Example, OutsideExample, Source, one_line
from knowledge.outside import read_topics
from knowledge.prepared import prepare
from knowledge.publishing import store
from knowledge.readers.parts import Kind, Level, ReadDocument, ReadSection
from knowledge.stamp import bump

TITLE = "Digital skills: plain-English cards"
IDENTITY = "starter|framework"
ACTOR = "starter content"


class StarterPart(SQLModel, table=True):
    """Which state of the shipped files is in the database, part by part."""

    __tablename__ = "starter_part"

    name: str = Field(primary_key=True, max_length=40)
    digest: str = Field(max_length=64)


def load_starter(database: Database, encoder: Encoder, content: Path = CONTENT, *, now: datetime) -> bool:
    """Bring cards, example questions and outside questions up to date, and encode what is new. True when something
    changed; fast when nothing did. Raises BadInput naming a file that cannot be used, with nothing changed."""
    cards, examples = read_cards(content / "framework"), read_examples(content / "examples")
    outside = [
        (topic.name, topic.signpost, text) for topic in read_topics(content / "outside") for text in topic.examples
    ]
    with database.writing() as session:
        changed = [
            cards is not None and _claim(session, "cards", cards) and _store_cards(session, cards, now=now),
            bool(examples) and _claim(session, "examples", examples) and _store_examples(session, examples),
            bool(outside) and _claim(session, "outside", outside) and _store_outside(session, outside),
        ]
        if any(changed):
            bump(session)
            parts = [part for part, new in zip(("cards", "examples", "outside"), changed, strict=True) if new]
            record(session, "knowledge.starter", actor="content", now=now, changed=parts)
    if any(changed):
        encode_missing(database, encoder)
    return any(changed)


@dataclass(frozen=True)
class Cards:
    """Our own card for each criterion, and who approved them."""

    read: ReadDocument
    approved_by: str


def read_cards(folder: Path) -> Cards | None:
    """The cards of every theme file as one framework document; None when there are none. Raises BadInput."""
    themes = [(_yaml(path), path) for path in sorted(folder.glob("theme-*.yaml"))]
    if not themes:
        return None
    try:
        cards = [(theme, card) for theme, _ in themes for card in theme["cards"]]
        read = ReadDocument(
            title=TITLE,
            kind=Kind.FRAMEWORK,
            file_name="",
            sections=tuple(_section(theme, card) for theme, card in cards),
            version=max(card["reviewed"] for _, card in cards),
            approved=date.fromisoformat(max(card["reviewed"] for _, card in cards)),
            review_due=date.fromisoformat(min(card["review_due"] for _, card in cards)),
        )
        return Cards(read, ", ".join(sorted({card["approved_by"] for _, card in cards})))
    except (KeyError, TypeError, ValueError) as error:
        names = ", ".join(path.name for _, path in themes)
        raise BadInput(f"A card in {names} cannot be used: {error}.") from error


def _section(theme: dict[str, Any], card: dict[str, Any]) -> ReadSection:
    return ReadSection(
        heading=card["heading"],
        path=(theme["title"],),
        text=card["text"].strip(),
        reference=card["code"],
        level=Level(card["level"]),
        theme=int(theme["theme"]),
        note=card.get("note"),
    )


def read_examples(folder: Path) -> list[tuple[str, str]]:
    """(criterion, question) from every theme file, each once. Raises BadInput."""
    found: dict[tuple[str, str], None] = {}
    for path in sorted(folder.glob("theme-*.yaml")):
        try:
            for code, texts in _yaml(path)["examples"].items():
                found.update(((str(code), one_line(text)), None) for text in texts)
        except (KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"{path.name} cannot be used: under examples, each criterion needs a list.") from error
    return list(found)


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path.name} is not written correctly. Look at its quotes and spaces.") from error


def _claim(session: Session, name: str, content: object) -> bool:
    """True for the one process that is to store this state of a part."""
    digest = hashlib.sha256(repr(content).encode()).hexdigest()
    newer = update(StarterPart).where(col(StarterPart.name) == name, col(StarterPart.digest) != digest)
    if session.execute(newer.values(digest=digest)).rowcount == 1:  # type: ignore[attr-defined]
        return True
    try:
        with session.begin_nested():
            session.add(StarterPart(name=name, digest=digest))
    except IntegrityError:
        return False
    return True


def _store_cards(session: Session, cards: Cards, *, now: datetime) -> bool:
    known = session.exec(select(Document).where(Document.identity == IDENTITY)).first()
    if known and known.state == DocumentState.RETIRED:
        return False  # what a person took out of use stays so
    prepared, state = prepare(cards.read), DocumentState.STARTER
    store(session, prepared, actor=ACTOR, now=now, identity=IDENTITY, state=state, approved_by=cards.approved_by)
    return True


def _store_examples(session: Session, examples: Iterable[tuple[str, str]]) -> bool:
    """Keep the rows that are still in the files, with their vectors."""
    wanted, source = dict.fromkeys(examples), Source.STARTER
    for row in session.exec(select(Example).where(Example.source == source)).all():
        if (key := (row.reference or "", row.text)) in wanted:
            del wanted[key]
        else:
            session.delete(row)
    session.add_all(Example(reference=c, text=t, source=source, weight=WEIGHTS[source]) for c, t in wanted)
    return True


def _store_outside(session: Session, outside: Iterable[tuple[str, str | None, str]]) -> bool:
    wanted = dict.fromkeys((topic, signpost, one_line(text)) for topic, signpost, text in outside)
    for row in session.exec(select(OutsideExample)).all():
        if (key := (row.topic, row.signpost, row.text)) in wanted:
            del wanted[key]
        else:
            session.delete(row)
    session.add_all(OutsideExample(topic=topic, signpost=line, text=text) for topic, line, text in wanted)
    return True
