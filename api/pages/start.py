"""Before anybody is signed in: a word of welcome, and the very first start."""

from datetime import datetime

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Fields, Number
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Posted, Poster, Viewer, Visit, give_cookie
from core.errors import NotAllowed
from people.first import unclaimed_admin
from people.roles import Act, require
from people.roster import site_of
from people.signin import end_session, start_session
from people.sites import TO_FILL_IN, rename_site, set_contacts
from people.staff import Staff, sites_seen

router = APIRouter(include_in_schema=False)

LOOPBACK = ("127.0.0.1", "::1")
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
# A proxy on the same machine also comes from the loopback address, but says for whom.
FIRST_SITE = "/start/site"
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


def welcome(request: Request, visit: Visit | None) -> Response:
    """How to get in; on the machine itself, before anybody ever did, the way in."""
    parts = parts_of(request)
    with parts.database.reading() as session:
        first = is_local(request) and unclaimed_admin(session) is not None
    if not first:
        return render(request, "welcome.html", title=wording.WELCOME_TITLE)
    if visit is not None:
        return render(request, "start.html", title=wording.WELCOME_TITLE)
    return _with_session(request, parts)


def _with_session(request: Request, parts: Parts) -> Response:
    """The form needs a session to carry its token."""
    with parts.database.writing() as session:
        token, row = start_session(session, now=parts.clock())
    request.state.visit = Visit(row, None, None)
    return give_cookie(request, render(request, "start.html", title=wording.WELCOME_TITLE), token)


def is_local(request: Request) -> bool:
    """From this very machine, by a local name, not through a proxy, and not meant for others yet.

    The name counts too: a page elsewhere can point its own name at 127.0.0.1.
    """
    return (
        request.client is not None
        and request.client.host in LOOPBACK
        and request.url.hostname in LOOPBACK_NAMES
        and not parts_of(request).settings.public_url
        and not any(name in request.headers for name in FORWARDED)
    )


@router.post("/start")
def start(request: Request, visit: Posted) -> Response:
    """The first administrator comes in."""
    parts = parts_of(request)
    if not is_local(request):
        raise NotAllowed(wording.ALREADY_STARTED)
    with parts.database.writing() as session:
        token = _claim(session, visit, now=parts.clock())
    return give_cookie(request, RedirectResponse(FIRST_SITE, 303), token)


@router.get(FIRST_SITE)
def first_site(request: Request, viewer: Viewer) -> Response:
    """The name of the site and the six contacts without which it does not go live."""
    require(viewer, Act.EDIT_SITES)
    with parts_of(request).database.reading() as session:
        sites = sites_seen(session, viewer)
    if not sites or sites[0].live_at is not None:
        return RedirectResponse("/people", 303)
    return render(request, "first_site.html", title=wording.FIRST_SITE_TITLE, place=sites[0])


@router.post("/start/site/{site_id}")
def keep_first_site(request: Request, site_id: Number, poster: Poster, fields: Fields) -> Response:
    """Whatever is there is kept; the site goes live when nothing is missing."""
    require(poster, Act.EDIT_SITES)
    now, contacts = parts_of(request).clock(), {name: fields.get(name, "") for name in TO_FILL_IN}
    with parts_of(request).database.writing() as session:
        site = site_of(session, site_id, by=poster)
        if fields.get("name", site.name).strip() != site.name:
            rename_site(session, site, fields["name"], actor=poster.actor, now=now)
        set_contacts(session, site, contacts, actor=poster.actor, now=now)
        done = "live" if site.live_at else "later"
    return RedirectResponse(f"/people?done={done}", 303)


def _claim(session: Session, visit: Visit, *, now: datetime) -> str:
    admin: Staff | None = unclaimed_admin(session)
    if admin is None:
        raise NotAllowed(wording.ALREADY_STARTED)
    end_session(session, visit.row)
    token, _ = start_session(session, now=now, staff=admin)
    return token
