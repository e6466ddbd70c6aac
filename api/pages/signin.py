"""Signing in with a link that works once, and signing out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.pages.start import FIRST_SITE
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Guest, Posted, Visit, client_address, find_visit, give_cookie
from core.errors import NotThere
from people.first import is_setting_up
from people.signin import end_session, staff_for_link, start_session, use_link

router = APIRouter(include_in_schema=False)

# Where a link may lead on to; nothing else that stands in an address is followed.
AFTERWARDS = {"mydata": "/mydata"}


@router.get("/signin/{token}", dependencies=[Depends(find_visit)])
def link_page(request: Request, token: str, to: str = "") -> Response:
    """One button: link previews open pages too, and must not use the link up."""
    parts = parts_of(request)
    now, address = parts.clock(), client_address(request)
    parts.attempts.check(address, now=now)
    try:
        with parts.database.reading() as session:
            name = staff_for_link(session, token, now=now).name
    except NotThere:
        parts.attempts.failed(address, now=now)
        raise
    return render(request, "signin.html", title="Sign in", name=name, token=token, to=to if to in AFTERWARDS else "")


@router.post("/signin/{token}")
def sign_in(request: Request, token: str, visit: Guest, to: Annotated[str, Form()] = "") -> Response:
    """Uses the link up. The token is the proof; there need not be a session yet."""
    parts = parts_of(request)
    now, address = parts.clock(), client_address(request)
    parts.attempts.check(address, now=now)
    try:
        cookie, goes_to = _enter(parts, token, visit)
    except NotThere:
        parts.attempts.failed(address, now=now)
        raise
    return give_cookie(request, RedirectResponse(AFTERWARDS.get(to, goes_to), 303), cookie)


def _enter(parts: Parts, token: str, visit: Visit | None) -> tuple[str, str]:
    """The new session's token, and the page to begin with."""
    with parts.database.writing() as session:
        staff = use_link(session, token, now=parts.clock())
        if visit is not None:
            end_session(session, visit.row)
        cookie, _ = start_session(session, now=parts.clock(), staff=staff)
        return cookie, FIRST_SITE if is_setting_up(session, staff) else "/"


@router.post("/signout")
def sign_out(request: Request, visit: Posted) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        end_session(session, visit.row)
    return give_cookie(request, RedirectResponse("/", 303), "")
