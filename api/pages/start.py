"""Before anybody is signed in: a word of welcome, and the very first start."""

from datetime import datetime

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Posted, Visit, give_cookie
from core.errors import NotAllowed
from people.first import unclaimed_admin
from people.signin import end_session, start_session
from people.staff import Staff

router = APIRouter(include_in_schema=False)

LOOPBACK = ("127.0.0.1", "::1")
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")
# A proxy on the same machine also comes from the loopback address, but says for whom.
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
    return give_cookie(request, RedirectResponse("/people?done=started", 303), token)


def _claim(session: Session, visit: Visit, *, now: datetime) -> str:
    admin: Staff | None = unclaimed_admin(session)
    if admin is None:
        raise NotAllowed(wording.ALREADY_STARTED)
    end_session(session, visit.row)
    token, _ = start_session(session, now=now, staff=admin)
    return token
