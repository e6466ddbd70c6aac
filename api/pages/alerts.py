"""What is urgent now and who has it; and what was, lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Number
from api.parts import parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from core.errors import NotAllowed
from incidents import taking
from incidents.alerts import Alert, AlertCall, Outcome, State, calls_of
from incidents.calling import deliveries
from incidents.held import may_see_held
from incidents.line import may_be_told
from incidents.wording import category_words, title
from people.sites import ident, place_name
from people.staff import Staff

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Call:
    """Somebody who was told."""

    name: str
    step: str
    told_at: datetime
    arrived: datetime | None


@dataclass(frozen=True)
class Shown:
    """One alert as the page shows it. `alarm`: everybody was told, and still nobody has it. `forgotten`: somebody has
    had it for a day, and it is not closed."""

    row: Alert
    title: str
    worker: str
    site: str
    calls: list[Call]
    taken_by: str
    closed_by: str
    handed_to: str
    may_take: list[Staff]
    alarm: bool
    forgotten: bool


@router.get("/alerts")
def alerts_page(request: Request, viewer: Viewer) -> Response:
    parts = parts_of(request)
    with parts.database.reading() as session:
        if not taking.may_see_page(session, viewer):
            raise NotAllowed(wording.NO_ALERTS_FOR_YOU)
        rows = taking.alerts_for(session, viewer, now=parts.clock())
        shown = [_shown(session, row, viewer, parts.clock()) for row in rows]
        sees_held = may_see_held(session, viewer)
    return render(
        request, "alerts/page.html", title="Alerts", outcomes=list(Outcome),
        live=[each for each in shown if each.row.state != State.CLOSED],
        past=[each for each in shown if each.row.state == State.CLOSED],
        forgotten=sum(each.forgotten for each in shown),
        sees_held=sees_held,
    )  # fmt: skip


def _shown(session: Session, row: Alert, viewer: Staff, now: datetime) -> Shown:
    calls = calls_of(session, row)
    return Shown(
        row=row,
        title=title(row.category, in_doubt=True) if row.in_doubt else category_words(row.category).capitalize(),
        worker=session.get_one(Staff, row.worker_id).name,
        site=place_name(session, row.site_id),
        calls=_calls(session, calls),
        taken_by=_name(session, row.acknowledged_by_id),
        closed_by=_name(session, row.closed_by_id),
        handed_to=_name(session, row.handed_to_id),
        may_take=[staff for staff in taking.may_take(session, row) if staff.id != viewer.id]
        if row.closed_at is None
        else [],
        alarm=row.is_open and (row.rounds > 0 or not any(_still(session, row, call) for call in calls)),
        forgotten=taking.is_forgotten(row, now),
    )


def _still(session: Session, row: Alert, call: AlertCall) -> bool:
    """May whoever was told still take it on?"""
    return may_be_told(session, session.get_one(Staff, call.staff_id), row)


def _calls(session: Session, calls: Sequence[AlertCall]) -> list[Call]:
    arrived = deliveries(session, calls)
    return [Call(_name(session, call.staff_id), call.step, call.told_at, arrived.get(ident(call.id))) for call in calls]


def _name(session: Session, staff_id: int | None) -> str:
    return session.get_one(Staff, staff_id).name if staff_id else ""


@router.post("/alerts/{alert_id}/take")
def take(request: Request, alert_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        taking.acknowledge(session, alert_id, by=poster, now=parts.clock())
    return RedirectResponse("/alerts?done=got", 303)


@router.post("/alerts/{alert_id}/close")
def close(
    request: Request,
    alert_id: Number,
    poster: Poster,
    outcome: Annotated[Outcome, Form()],
    handed_to: Annotated[str, Form()] = "",
) -> Response:
    parts = parts_of(request)
    whom = int(handed_to) if handed_to.isascii() and handed_to.isdigit() and len(handed_to) < 10 else None
    with parts.database.writing() as session:
        taking.close(session, alert_id, outcome, handed_to=whom, by=poster, now=parts.clock())
    return RedirectResponse("/alerts?done=closed", 303)
