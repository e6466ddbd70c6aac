"""Data incidents and requests about personal data: what is open and how long is left, decisions, and the log."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.forms import Number, Words
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from incidents import case_wording as wording
from incidents import cases
from incidents.cases import EXTENDABLE, OUTCOMES, CaseFile, Kind, Outcome, State
from incidents.leads import leads
from people.sites import place_name
from people.staff import Staff
from privacy.wording import NOBODY

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Row:
    """One case as the page shows it. `outcomes` are those the viewer may choose from: none for an auditor."""

    case: CaseFile
    kind: str
    name: str
    site: str
    due: str
    left: str
    late: bool
    owner: str
    outcome: str
    decided_by: str
    outcomes: tuple[tuple[Outcome, str], ...]
    can_extend: bool
    can_acknowledge: bool


@router.get("/cases")
def cases_page(request: Request, viewer: Viewer) -> Response:
    parts = parts_of(request)
    with parts.database.reading() as session:
        rows = [_row(session, parts, viewer, case) for case in cases.cases_seen(session, viewer)]
    return render(
        request, "cases.html", title="Cases",
        open_rows=[row for row in rows if row.case.state == State.OPEN],
        closed_rows=[row for row in reversed(rows) if row.case.state == State.CLOSED],
        late=sum(row.late for row in rows), longest=cases.LONGEST_REASON,
    )  # fmt: skip


def _row(session: Session, parts: Parts, viewer: Staff, case: CaseFile) -> Row:
    now, zone, kind = parts.clock(), parts.settings.zone, Kind(case.kind)
    decides = case.state == State.OPEN and leads(session, viewer, case.site_id)
    return Row(
        case=case,
        kind=wording.KINDS[kind],
        name=case.name or NOBODY,
        site=place_name(session, case.site_id),
        due=wording.due_words(case, zone),
        left=wording.time_left(case.due_at, now),
        late=case.is_late(now),
        owner=_name(session, case.owner_id),
        outcome=wording.OUTCOMES.get(case.outcome, ""),
        decided_by=_name(session, case.decided_by_id),
        outcomes=tuple((outcome, wording.OUTCOMES[outcome]) for outcome in OUTCOMES[kind]) if decides else (),
        can_extend=decides and kind in EXTENDABLE and case.extended_at is None and case.due_at > now,
        can_acknowledge=decides and kind == Kind.COMPLAINT and case.acknowledged_at is None,
    )


def _name(session: Session, staff_id: int | None) -> str:
    staff = session.get(Staff, staff_id) if staff_id else None
    return staff.name if staff else ""


@router.post("/cases/{case_id}/decide")
def decide(
    request: Request, case_id: Number, poster: Poster, outcome: Annotated[Outcome, Form()], words: Words = ""
) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        cases.decide(session, case_id, outcome, words, by=poster, now=parts.clock())
    return _done("decided")


@router.post("/cases/{case_id}/take")
def take(request: Request, case_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        cases.take(session, case_id, by=poster, now=parts.clock())
    return _done("taken")


@router.post("/cases/{case_id}/acknowledge")
def acknowledge(request: Request, case_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        cases.acknowledge(session, case_id, by=poster, now=parts.clock())
    return _done("acknowledged")


@router.post("/cases/{case_id}/extend")
def extend(request: Request, case_id: Number, poster: Poster, words: Words = "") -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        cases.extend(session, case_id, words, by=poster, now=parts.clock(), zone=parts.settings.zone)
    return _done("extended")


def _done(what: str) -> Response:
    return RedirectResponse(f"/cases?done={what}", 303)
