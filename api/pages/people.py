"""People, sites and invites: who works where, who may join, who is told in an emergency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import segno
from fastapi import APIRouter, Form
from markupsafe import Markup
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Number, Words
from api.parts import Parts, parts_of, public_url
from api.rendering import render
from api.visits import Poster, Viewer
from core.errors import BadInput, NotThere
from people import roster
from people.invites import DEFAULT_DAYS, DEFAULT_USES, Invite, make_invite, revoke_invite
from people.roles import SITE_ROLES, Act, Role, may, require
from people.signin import LINK_MINUTES, make_link
from people.sites import Contact, Site, Team, add_site, add_team, rename_site
from people.staff import Duty, Staff, sites_seen

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Place:
    """A site with everything the page says about it."""

    site: Site
    teams: list[Team]
    people: list[Staff]
    holders: Sequence[tuple[Duty, Staff]]


@router.get("/people")
def people_page(request: Request, viewer: Viewer) -> Response:
    require(viewer, Act.EDIT_PEOPLE)
    parts = parts_of(request)
    with parts.database.reading() as session:
        everybody = list(roster.roster(session, viewer))
        places = [_place(session, site, everybody) for site in sites_seen(session, viewer)]
        open_now = roster.open_invites(session, viewer, now=parts.clock())
        invites = [(invite, _leads_to(session, invite)) for invite in open_now]
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
        roles=_roles_to_give(viewer),
        duties=roster.TOLD,
        edits_sites=may(viewer, Act.EDIT_SITES),
        default_days=DEFAULT_DAYS,
        default_uses=DEFAULT_USES,
        today=parts.clock().astimezone(parts.settings.zone).date(),
    )


def _place(session: Session, site: Site, everybody: list[Staff]) -> Place:
    return Place(
        site=site,
        teams=list(session.exec(select(Team).where(Team.site_id == site.id).order_by(Team.name))),
        people=[person for person in everybody if person.site_id == site.id],
        holders=roster.holders(session, site),
    )


def _leads_to(session: Session, invite: Invite) -> str:
    site = session.get(Site, invite.site_id) if invite.site_id else None
    team = session.get(Team, invite.team_id) if invite.team_id else None
    return ", ".join(part.name for part in (site, team) if part) or "All sites"


def _roles_to_give(viewer: Staff) -> list[Role]:
    return [role for role in Role if viewer.role == Role.ADMIN or role in SITE_ROLES]


# ── sites and teams ──────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── who is told ──────────────────────────────────────────────────────────────────────────────────────────────────────


@router.post("/people/sites/{site_id}/duties")
def new_duty(
    request: Request,
    site_id: Number,
    poster: Poster,
    duty: Annotated[Contact, Form()],
    person: Annotated[int, Form()],
) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        roster.give_duty(session, site_id, duty, person, by=poster, now=parts.clock())
    return _done("duty")


@router.post("/people/duties/{duty_id}/end")
def end_duty(request: Request, duty_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        roster.end_duty(session, duty_id, by=poster, now=parts.clock())
    return _done("duty_ended")


# ── invites ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.post("/people/invites")
def new_invite(
    request: Request,
    poster: Poster,
    role: Annotated[Role, Form()],
    place: Words = "",
    days: Annotated[int, Form()] = DEFAULT_DAYS,
    uses: Annotated[int, Form()] = DEFAULT_USES,
) -> Response:
    """`place` is "SITE" or "SITE.TEAM"; empty is the whole provider. Goes on to the page with the link."""
    require(poster, Act.EDIT_PEOPLE)
    parts = parts_of(request)
    with parts.database.writing() as session:
        site, team = _invited_to(session, place, poster)
        invite = make_invite(
            session, role=role, site=site, team=team, by=poster, days=days, uses=uses, now=parts.clock()
        )
    return RedirectResponse(f"/people/invites/{invite.id}", 303)


def _invited_to(session: Session, place: str, poster: Staff) -> tuple[Site | None, Team | None]:
    if not place:
        return None, None
    site_id, _, team_id = place.partition(".")
    site = roster.site_of(session, _number(site_id), by=poster)
    team = session.get(Team, _number(team_id)) if team_id else None
    if team_id and (team is None or team.site_id != site.id):
        raise NotThere(wording.NO_SUCH_TEAM)
    return site, team


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(wording.NOT_UNDERSTOOD)
    return int(text)


@router.get("/people/invites/{invite_id}")
def invite_page(request: Request, invite_id: Number, viewer: Viewer) -> Response:
    """The link, as text and as a picture to scan."""
    parts = parts_of(request)
    with parts.database.reading() as session:
        invite = _invite(session, parts, invite_id, viewer)
        where = _leads_to(session, invite)
    link = f"{public_url(request)}/join/{invite.code}"
    name = parts.telegram_name
    telegram = f"https://t.me/{name}?start={invite.code}" if name else ""
    return render(
        request, "people/invite.html", title=f"Invite to {where}", invite=invite, where=where,
        link=link, local_only=not parts.settings.public_url, picture=_qr(link, f"The link to join {where}"),
        telegram=telegram, telegram_picture=_qr(telegram, "The same in Telegram") if telegram else "",
    )  # fmt: skip


def _qr(link: str, title: str) -> Markup:
    """A drawing without style attributes, which our policy would refuse."""
    drawing = segno.make(link, error="m").svg_inline(omitsize=True, border=4, svgclass="qr", title=title)
    return Markup(drawing)  # noqa: S704 - segno escapes the title, and the rest is its own


@router.post("/people/invites/{invite_id}/revoke")
def revoke(request: Request, invite_id: Number, poster: Poster) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        invite = _invite(session, parts, invite_id, poster)
        revoke_invite(session, invite, by=poster, now=parts.clock())
    return _done("revoked")


def _invite(session: Session, parts: Parts, invite_id: int, viewer: Staff) -> Invite:
    for invite in roster.open_invites(session, viewer, now=parts.clock()):
        if invite.id == invite_id:
            return invite
    raise NotThere(wording.NO_SUCH_INVITE)


# ── one person ───────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/people/{staff_id}")
def person_page(request: Request, staff_id: Number, viewer: Viewer) -> Response:
    return _person(request, staff_id, viewer)


def _person(request: Request, staff_id: int, viewer: Staff, *, link: str = "") -> Response:
    parts = parts_of(request)
    with parts.database.reading() as session:
        person = roster.person_of(session, staff_id, by=viewer)
        where = session.get_one(Site, person.site_id).name if person.site_id else "All sites"
        team = session.get_one(Team, person.team_id).name if person.team_id else ""
    return render(
        request, "people/person.html", title=person.name, person=person, where=where, team=team, link=link,
        minutes=LINK_MINUTES, may_edit=roster.may_edit(person, by=viewer), myself=person.id == viewer.id,
    )  # fmt: skip


@router.post("/people/{staff_id}/link")
def sign_in_link(request: Request, staff_id: Number, poster: Poster) -> Response:
    """Shown once, on this page; only its hash is kept."""
    parts = parts_of(request)
    with parts.database.writing() as session:
        person = roster.person_to_edit(session, staff_id, by=poster)
        token = make_link(session, person, now=parts.clock(), actor=poster.actor)
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
        roster.mark_left(session, staff_id, by=poster, now=parts.clock())
    return _done("left")


def _done(what: str) -> Response:
    return RedirectResponse(f"/people?done={what}", 303)
