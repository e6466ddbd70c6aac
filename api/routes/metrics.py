"""A few figures for Prometheus. Counts only: no texts, no names."""

from collections.abc import Iterable

from fastapi import APIRouter
from sqlalchemy import func
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from api.parts import Parts, parts_of
from delivery.outbox import OutboundMessage
from incidents.alerts import Alert, counted
from incidents.alerts import State as AlertState
from knowledge.documents import Document, DocumentState, DocumentVersion, VersionState
from knowledge.sections import Section
from questions.escalations import OPEN, Escalation
from questions.questions import Question

router = APIRouter()

Sample = tuple[dict[str, str], int]


@router.get("/metrics", summary="Metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> PlainTextResponse:
    """Prometheus text format."""
    parts = parts_of(request)
    with parts.database.reading() as session:
        lines = list(_lines(parts, session))
    return PlainTextResponse("\n".join([*lines, ""]), media_type="text/plain; version=0.0.4")


def _lines(parts: Parts, session: Session) -> Iterable[str]:
    yield from _gauge("champion_questions", "Questions kept, by outcome.", _questions(session))
    yield from _gauge("champion_outbox_messages", "Messages out, by channel and state.", _outbox(session))
    waiting = select(func.count()).select_from(Escalation).where(col(Escalation.state).in_(OPEN))
    late = waiting.where(col(Escalation.due_at) < parts.clock())
    yield from _gauge("champion_escalations_open", "Questions with a champion.", [({}, session.exec(waiting).one())])
    yield from _gauge("champion_escalations_overdue", "Past their promised time.", [({}, session.exec(late).one())])
    waiting_now = sum(counted(session, Alert.state == AlertState.OPEN).values())
    yield from _gauge("champion_alerts_open", "Alerts nobody has taken on.", [({}, waiting_now)])
    raised = [({"category": category}, number) for category, number in sorted(counted(session).items())]
    yield from _family("champion_alerts_total", "Alerts raised, by category.", raised, kind="counter")
    yield from _gauge("champion_index_ready", "1 when questions can be looked up.", [({}, int(parts.search.ready))])
    yield from _gauge("champion_index_sections", "Sections that can be found.", [({}, _sections(session))])


def _questions(session: Session) -> list[Sample]:
    query = select(Question.outcome, func.count()).group_by(col(Question.outcome)).order_by(col(Question.outcome))
    return [({"outcome": outcome}, number) for outcome, number in session.exec(query)]


def _outbox(session: Session) -> list[Sample]:
    by = (col(OutboundMessage.channel), col(OutboundMessage.state))
    query = select(*by, func.count()).group_by(*by).order_by(*by)
    return [({"channel": channel, "state": state}, number) for channel, state, number in session.exec(query)]


def _sections(session: Session) -> int:
    query = (
        select(func.count())
        .select_from(Section)
        .join(DocumentVersion, col(Section.version_id) == DocumentVersion.id)
        .join(Document, col(DocumentVersion.document_id) == Document.id)
        .where(DocumentVersion.state == VersionState.CURRENT, Document.state != DocumentState.RETIRED)
    )
    return session.exec(query).one()


def _gauge(name: str, meaning: str, samples: Iterable[Sample]) -> Iterable[str]:
    return _family(name, meaning, samples, kind="gauge")


def _family(name: str, meaning: str, samples: Iterable[Sample], *, kind: str) -> Iterable[str]:
    """`samples` have labels from our own short lists, which need no escaping."""
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
    for labels, number in samples:
        inside = ",".join(f'{key}="{value}"' for key, value in labels.items())
        yield f"{name}{{{inside}}} {number}" if inside else f"{name} {number}"
