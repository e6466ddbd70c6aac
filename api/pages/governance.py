"""What staff ask and what is left waiting, for those who govern."""

from datetime import timedelta

from fastapi import APIRouter
from sqlalchemy import case, func
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response

from api import wording
from api.pages.week import waiting_rows
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Viewer
from knowledge.answers import Outcome
from people.roles import Act, require
from people.staff import Staff, sites_seen
from questions.questions import Question

router = APIRouter(include_in_schema=False)

DAYS = 30


@router.get("/governance")
def governance(request: Request, viewer: Viewer) -> Response:
    """Open and overdue questions of the sites, and how the last 30 days' questions ended."""
    require(viewer, Act.SEE_GOVERNANCE)
    parts = parts_of(request)
    with parts.database.reading() as session:
        waiting = waiting_rows(session, parts, viewer)
        outcomes = _outcomes(session, parts, viewer)
    overdue = sum(row.overdue for row in waiting)
    return render(
        request, "governance.html", title="Governance", waiting=waiting, overdue=overdue, outcomes=outcomes,
        asked=sum(number for _, number in outcomes), days=DAYS,
    )  # fmt: skip


def _outcomes(session: Session, parts: Parts, viewer: Staff) -> list[tuple[str, int]]:
    """Each outcome in words with its count, the most frequent first. A question that went on to a champion counts as
    that, whatever it got at first."""
    sites = [site.id for site in sites_seen(session, viewer)]
    number = func.count()
    went_on = col(Question.escalation_id).is_not(None)
    outcome = case((went_on, Outcome.CHAMPION), else_=col(Question.outcome)).label("outcome")
    query = (
        select(outcome, number)
        .where(col(Question.site_id).in_(sites), Question.asked_at >= parts.clock() - timedelta(days=DAYS))
        .group_by(outcome)
        .order_by(number.desc(), outcome)
    )
    return [(wording.OUTCOMES.get(name, name), count) for name, count in session.exec(query)]
