"""Who works where, and who is told in an emergency; sites and teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Number, Words
from api.pages.invites import leads_to
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from people import duties, roster
from people.invites import DEFAULT_DAYS, DEFAULT_USES
from people.roles import Act, may, require, roles_to_give
from people.shifts import DutyShift
from people.sites import Contact, Site, Team, add_site, add_team, ident, missing_contacts, rename_site, teams_of
from people.staff import Duty, Staff, sites_seen

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Place:
    """A site with everything the page says about it."""

    site: Site
    teams: list[Team]
    people: list[Staff]
    holders: Sequence[tuple[Duty, Staff]]
    on_now: frozenset[int]  # the duties whose hours it is, and whose holders are at work
    unheld: list[str]  # the duties that nobody has
    missing: list[str]


@router.get("/people")
def people_page(request: Request, viewer: Viewer) -> Response:
    require(viewer, Act.EDIT_PEOPLE)
    parts = parts_of(request)
    with parts.database.reading() as session:
        everybody = list(roster.roster(session, viewer))
        places = [_place(session, parts, site, everybody) for site in sites_seen(session, viewer)]
        open_now = roster.open_invites(session, viewer, now=parts.clock())
        invites = [(invite, leads_to(session, invite)) for invite in open_now]
        teams = {team.id: team.name for place in places for team in place.teams}
    return render(
        request,
        "people/page.html",
        title="People",
        places=places,
        provider_people=[person for person in everybody if person.site_id is None],
        everybody=everybody,
        invites=invites,
        teams=teams,
        roles=roles_to_give(viewer),
        duties=duties.to_give(viewer),
        duty_shifts=list(DutyShift),
        edits_sites=may(viewer, Act.EDIT_SITES),
        default_days=DEFAULT_DAYS,
        default_uses=DEFAULT_USES,
        today=parts.today,
    )


def _place(session: Session, parts: Parts, site: Site, everybody: list[Staff]) -> Place:
    holders, now, zone = duties.holders(session, site), parts.clock(), parts.settings.zone
    return Place(
        site=site,
        teams=list(teams_of(session, site.id)),
        people=[person for person in everybody if person.site_id == site.id],
        holders=holders,
        on_now=frozenset(ident(duty.id) for duty, staff in holders if duties.on_now(duty, staff, now, zone)),
        unheld=[wording.CONTACTS[duty] for duty in duties.TOLD if duty not in {held.duty for held, _ in holders}],
        missing=[wording.CONTACTS[contact] for contact in missing_contacts(site)],
    )


@router.post("/people/sites")
def new_site(request: Request, poster: Poster, name: Words = "") -> Response:
    require(poster, Act.EDIT_SITES)
    parts = parts_of(request)
    with parts.database.writing() as session:
        add_site(session, name, actor=poster.actor, now=parts.clock())
    return _done("site")


@router.post("/people/sites/{site_id}/name")
def new_name(request: Request, site_id: Number, poster: Poster, name: Words = "") -> Response:
    require(poster, Act.EDIT_SITES)
    parts = parts_of(request)
    with parts.database.writing() as session:
        site = roster.site_of(session, site_id, by=poster)
        rename_site(session, site, name, actor=poster.actor, now=parts.clock())
    return _done("renamed")


@router.post("/people/sites/{site_id}/teams")
def new_team(request: Request, site_id: Number, poster: Poster, name: Words = "") -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        site = roster.site_of(session, site_id, by=poster)
        add_team(session, site, name, actor=poster.actor, now=parts.clock())
    return _done("team")


@router.post("/people/sites/{site_id}/duties")
def new_duty(
    request: Request,
    site_id: Number,
    poster: Poster,
    duty: Annotated[Contact, Form()],
    person: Annotated[int, Form()],
    shift: Annotated[DutyShift, Form()] = DutyShift.ANY,
) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        duties.give_duty(session, site_id, duty, person, shift=shift, by=poster, now=parts.clock())
    return _done("duty")


@router.post("/people/duties/{duty_id}/earlier")
def earlier(request: Request, duty_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        duties.move_duty(session, duty_id, by=poster, now=parts.clock())
    return _done("duty_moved")


@router.post("/people/duties/{duty_id}/end")
def end_duty(request: Request, duty_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        duties.end_duty(session, duty_id, by=poster, now=parts.clock())
    return _done("duty_ended")


def _done(what: str) -> Response:
    return RedirectResponse(f"/people?done={what}", 303)
