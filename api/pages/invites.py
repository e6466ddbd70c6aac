"""Invites: making one, showing its link and picture, taking it back."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form
from markupsafe import Markup
from sqlmodel import Session
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
from people.roles import Act, Role, require
from people.sites import Site, Team
from people.staff import Staff

router = APIRouter(include_in_schema=False)


def leads_to(session: Session, invite: Invite) -> str:
    """The site and team that somebody joins with it."""
    site = session.get(Site, invite.site_id) if invite.site_id else None
    team = session.get(Team, invite.team_id) if invite.team_id else None
    return ", ".join(part.name for part in (site, team) if part) or "All sites"


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
        where = leads_to(session, invite)
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
    return RedirectResponse("/people?done=revoked", 303)


def _invite(session: Session, parts: Parts, invite_id: int, viewer: Staff) -> Invite:
    for invite in roster.open_invites(session, viewer, now=parts.clock()):
        if invite.id == invite_id:
            return invite
    raise NotThere(wording.NO_SUCH_INVITE)
