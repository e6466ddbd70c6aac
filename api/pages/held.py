"""What was typed in emergencies: stubs for those concerned, and the words for those whose duty it is."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.forms import Number, Words
from api.parts import parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from incidents.held import HeldState, decide, open_held, openings, stubs
from people.sites import Site
from people.staff import Staff

router = APIRouter(include_in_schema=False)


@router.get("/held")
def held_page(request: Request, viewer: Viewer) -> Response:
    parts = parts_of(request)
    with parts.database.reading() as session:
        found = stubs(session, viewer)
        read = {each.row.id: openings(session, each.row.id or 0) for each in found if each.reader}
        deciders = {each.row.decided_by_id for each in found}
        names = {staff_id: session.get_one(Staff, staff_id).name for staff_id in deciders if staff_id}
    on = parts.settings.hold_evidence
    return render(request, "held/page.html", title="Held messages", stubs=found, read=read, names=names, on=on)


@router.post("/held/{held_id}/open")
def open_one(request: Request, held_id: Number, poster: Poster, reason: Words = "") -> Response:
    """The words come in the answer to the form, so that they never stand at an address."""
    parts = parts_of(request)
    with parts.database.writing() as session:
        opened = open_held(session, parts.safe, held_id, by=poster, reason=reason, now=parts.clock())
        site = session.get(Site, opened.row.site_id) if opened.row.site_id else None
        worker = session.get_one(Staff, opened.row.worker_id).name
    return render(
        request, "held/opened.html", title="Held message", opened=opened, place=site.name if site else "", worker=worker
    )


@router.post("/held/{held_id}/keep")
def keep(request: Request, held_id: Number, poster: Poster, reason: Words = "") -> Response:
    return _decide(request, held_id, HeldState.KEPT, poster, reason)


@router.post("/held/{held_id}/release")
def release(request: Request, held_id: Number, poster: Poster, reason: Words = "") -> Response:
    return _decide(request, held_id, HeldState.RELEASED, poster, reason)


def _decide(request: Request, held_id: int, state: HeldState, by: Staff, reason: str) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        decide(session, held_id, state, by=by, reason=reason, now=parts.clock())
    return RedirectResponse(f"/held?done=held_{state}", 303)
