"""Adding files as the command line does: at once, or only to see what would happen; and what it does to questions."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from core.errors import ChampionError
from knowledge.encoding import encode_missing
from knowledge.files import File
from knowledge.importing import Import, Outcome, Status, failed
from knowledge.index import Index, build
from knowledge.prepared import Prepared
from knowledge.publishing import store
from knowledge.trial import compare, index_in_use


def publish_and_compare(batch: Import, paths: Sequence[Path]) -> list[Outcome]:
    """Publish. The outcomes say which questions find another answer now."""
    before = _asked(batch)
    outcomes = batch.publish(paths)
    return _compared(before, outcomes, index_in_use(batch.database, batch.encoder))


def attempt(batch: Import, paths: Sequence[Path]) -> list[Outcome]:
    """What publish_and_compare would come to. Nothing is changed."""
    before = _asked(batch)
    ready = [(file, batch.done(batch.made_ready(file))) for file in batch.found(paths)]
    with batch.database.writing() as session:
        outcomes = [_attempted(batch, session, file, made) for file, made in ready]
        after = build(session, batch.encoder)
        session.rollback()
    tried = _compared(before, outcomes, after)
    return [replace(each, document_id=None) if each.status == Status.ADDED else each for each in tried]


def _asked(batch: Import) -> Index:
    """Nobody else may be running who encodes what is new, or everything after a change of model."""
    encode_missing(batch.database, batch.encoder)
    return index_in_use(batch.database, batch.encoder)


def _attempted(batch: Import, session: Session, file: File, made: Prepared | Outcome) -> Outcome:
    if isinstance(made, Outcome):
        return made
    try:
        with session.begin_nested():
            return batch.settled(session, file.path, made.read) or batch.stored(session, file.path, made, store)
    except ChampionError as error:
        return failed(file.path, str(error))


def _compared(before: Index, outcomes: Sequence[Outcome], after: Index) -> list[Outcome]:
    """With the questions that each of them changes."""
    changes = (Status.ADDED, Status.NEW_VERSION)
    new = {outcome.document_id: outcome for outcome in outcomes if outcome.document_id and outcome.status in changes}
    trial = compare(before, after, new)
    return [
        replace(each, stolen=tuple(trial.stolen[number]), astray=tuple(trial.astray[number]))
        if (number := each.document_id or 0) in new
        else each
        for each in outcomes
    ]
