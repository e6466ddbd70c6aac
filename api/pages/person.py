"""One person: what is known, what they do, leave, a sign-in link, and leaving."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Number, Words, a_number
from api.parts import parts_of, public_url
from api.rendering import render
from api.visits import Poster, Viewer
from core.errors import BadInput
from delivery.reach import tell
from people import roster
from people.roles import Role
from people.shifts import Shift
from people.signin import LINK_MINUTES, make_link
from people.sites import Site, teams_of
from people.staff import Staff
from privacy.leavers import mark_left

router = APIRouter(include_in_schema=False)


@router.get("/people/{staff_id}")
def person_page(request: Request, staff_id: Number, viewer: Viewer) -> Response:
    return _person(request, staff_id, viewer)


def _person(request: Request, staff_id: int, viewer: Staff, *, link: str = "") -> Response:
    parts = parts_of(request)
    with parts.database.reading() as session:
        person = roster.person_of(session, staff_id, by=viewer)
        where = session.get_one(Site, person.site_id).name if person.site_id else "All sites"
        teams = teams_of(session, person.site_id)
        may_link = roster.may_link(session, person, by=viewer)
    return render(
        request,
        "people/person.html",
        title=person.name,
        person=person,
        where=where,
        teams=teams,
        roles=roster.roles_for(person, by=viewer),
        shifts=list(Shift),
        link=link,
        minutes=LINK_MINUTES,
        may_edit=roster.may_edit(person, by=viewer),
        may_link=may_link,
        myself=person.id == viewer.id,
    )


@router.post("/people/{staff_id}/work")
def work(
    request: Request,
    staff_id: Number,
    poster: Poster,
    role: Annotated[Role, Form()],
    shift: Annotated[Shift, Form()],
    team: Words = "",
    name: Words = "",
) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        chosen, now = a_number(team) if team else None, parts.clock()
        roster.set_work(session, staff_id, role=role, shift=shift, team_id=chosen, by=poster, now=now, name=name)
    return RedirectResponse(f"/people/{staff_id}?done=work", 303)


@router.post("/people/{staff_id}/link")
def sign_in_link(request: Request, staff_id: Number, poster: Poster) -> Response:
    """Shown once, on this page; only its hash is kept."""
    parts = parts_of(request)
    with parts.database.writing() as session:
        person = roster.person_to_link(session, staff_id, by=poster)
        token = make_link(session, person, now=parts.clock(), actor=poster.actor)
        if person.id != poster.id:
            tell(session, person, wording.link_made(poster.name), now=parts.clock(), kind="link")
    return _person(request, staff_id, poster, link=f"{public_url(request)}/signin/{token}")


@router.post("/people/{staff_id}/away")
def away(
    request: Request,
    staff_id: Number,
    poster: Poster,
    first: Words = "",
    last: Words = "",
) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        roster.set_away(session, staff_id, first=_day(first), last=_day(last), by=poster, now=parts.clock())
    return RedirectResponse(f"/people/{staff_id}?done=away", 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(wording.NOT_A_DAY) from error


@router.post("/people/{staff_id}/left")
def left(request: Request, staff_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        mark_left(session, staff_id, by=poster, now=parts.clock())
    return RedirectResponse("/people?done=left", 303)
