"""Opening an invite: where it leads, and starting the joining steps in the chat."""

import secrets

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.parts import Parts, parts_of
from api.rendering import render
from api.talking import exchange
from api.visits import Guest, Visit, client_address, find_visit, give_cookie
from chat.flows.join import invited_to
from core.errors import NotThere
from people.invites import Invite, open_invite
from people.roles import Role
from people.signin import start_session

router = APIRouter(include_in_schema=False)


@router.get("/join/{code}", dependencies=[Depends(find_visit)])
def invite_page(request: Request, code: str) -> Response:
    """Opens nothing yet: link previews and curious people use up no invite."""
    parts = parts_of(request)
    invite = _checked(request, parts, code)
    with parts.database.reading() as session:
        where = invited_to(session, invite)
    role = wording.ROLES[Role(invite.role)]
    return render(request, "join.html", title=f"Join {where}", where=where, role=role, code=invite.code)


@router.post("/join/{code}")
def begin(request: Request, code: str, visit: Guest) -> Response:
    """A visitor's session, and the first step said for them. The code is the proof; there is no session to protect."""
    parts = parts_of(request)
    invite = _checked(request, parts, code)
    if visit is not None and visit.staff is not None:
        return RedirectResponse("/", 303)
    _count(request, parts)
    with parts.database.writing() as session:
        token, row = start_session(session, now=parts.clock())
    exchange(parts, Visit(row, None, None), text=f"/start {invite.code}", repeat_of=secrets.token_urlsafe())
    return give_cookie(request, RedirectResponse("/", 303), token)


def _count(request: Request, parts: Parts) -> None:
    """Each that is begun keeps a row until it is purged. Raises TooManyTries."""
    now, address = parts.clock(), client_address(request)
    parts.joinings.check(address, now=now)
    parts.joinings.failed(address, now=now)


def _checked(request: Request, parts: Parts, code: str) -> Invite:
    now, address = parts.clock(), client_address(request)
    parts.attempts.check(address, now=now)
    try:
        with parts.database.reading() as session:
            return open_invite(session, code, now=now)
    except NotThere:
        parts.attempts.failed(address, now=now)
        raise
