"""Who is at the browser: the session behind its cookie, and the proof that a form was ours."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Form
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api import wording
from api.parts import Parts, parts_of
from core.errors import NotAllowed
from delivery.reach import web_address
from incidents.held import may_see_held
from incidents.leads import has_cases_to_see
from incidents.taking import may_see_page, waiting_for
from people.roles import Act, may, require
from people.signin import SESSION_DAYS, WebSession, csrf_matches, find_session, is_stale, keep_alive
from people.sites import Site
from people.staff import Staff

COOKIE = "champion_session"
# With https no other host, and no page without https, can plant one of this name in somebody's browser.
SECURE_COOKIE = f"__Host-{COOKIE}"


class SignInFirst(Exception):
    """Nobody is signed in in this browser."""


@dataclass(frozen=True)
class Visit:
    """One browser. `staff` None is a visitor who has opened an invite but not joined yet."""

    row: WebSession
    staff: Staff | None
    site: Site | None
    also: frozenset[Act] = frozenset()  # what a duty allows beside the role
    alerts: int = 0  # how many wait for this person

    @property
    def person(self) -> Staff:
        """The person. Raises SignInFirst for a visitor."""
        if self.staff is None:
            raise SignInFirst
        return self.staff

    @property
    def address(self) -> str:
        """Where the engine and the outbox know this browser."""
        return web_address(self.staff.id) if self.staff else f"visitor:{self.row.id}"


def find_visit(request: Request) -> Visit | None:
    """The visit of a request, if its cookie is good; also left on the request for templates."""
    token = request.cookies.get(_cookie_name(request))
    visit = _look_up(parts_of(request), token) if token else None
    request.state.visit = visit
    return visit


def _look_up(parts: Parts, token: str) -> Visit | None:
    now = parts.clock()
    with parts.database.reading() as session:
        found = find_session(session, token, now=now)
        if found is None:
            return None
        row, staff = found
        site = session.get(Site, staff.site_id) if staff and staff.site_id else None
        also = _by_duty(session, staff) if staff else frozenset()
        alerts = waiting_for(session, staff) if staff and Act.SEE_ALERTS in also else 0
    if is_stale(row, now):
        with parts.database.writing() as session:
            keep_alive(session, row, now=now)
    return Visit(row, staff, site, also, alerts)


def _by_duty(session: Session, staff: Staff) -> frozenset[Act]:
    """What somebody may see for what they are told, beside their role."""
    allowed = {Act.SEE_CASES: has_cases_to_see, Act.SEE_ALERTS: may_see_page, Act.SEE_HELD: may_see_held}
    return frozenset(act for act, may_see in allowed.items() if may_see(session, staff))


Guest = Annotated[Visit | None, Depends(find_visit)]


def _signed_in(visit: Guest) -> Staff:
    if visit is None:
        raise SignInFirst
    return visit.person


def _posted(visit: Guest, csrf: Annotated[str, Form()] = "") -> Visit:
    return checked(visit, csrf)


def checked(visit: Visit | None, csrf: str) -> Visit:
    """The visit, if the form carried its session's token. Raises SignInFirst or NotAllowed."""
    if visit is None:
        raise SignInFirst
    if not csrf_matches(visit.row, csrf):
        raise NotAllowed(wording.OLD_PAGE)
    return visit


Posted = Annotated[Visit, Depends(_posted)]


def _poster(visit: Posted) -> Staff:
    return visit.person


# Somebody who looks at a page; somebody who sent one of its forms.
Viewer = Annotated[Staff, Depends(_signed_in)]
Poster = Annotated[Staff, Depends(_poster)]


def require_any(staff: Staff, *acts: Act) -> None:
    """Raises NotAllowed unless the role allows one of them."""
    if not any(may(staff, act) for act in acts):
        require(staff, acts[0])


def _is_https(request: Request) -> bool:
    return parts_of(request).settings.public_url.startswith("https://")


def _cookie_name(request: Request) -> str:
    return SECURE_COOKIE if _is_https(request) else COOKIE


def give_cookie(request: Request, response: Response, token: str) -> Response:
    """Let the browser keep a session's token; an empty one is thrown away."""
    response.set_cookie(
        _cookie_name(request),
        token,
        max_age=SESSION_DAYS * 86_400 if token else 0,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_is_https(request),
    )
    return response


def client_address(request: Request) -> str:
    """Whose attempts are counted together: of the newer sort of address one household has very many, so its network.

    The server in front has settled who it is: it believes X-Forwarded-For only from a proxy on this machine, or from
    those that FORWARDED_ALLOW_IPS names. The header itself is never looked at here.
    """
    host = request.client.host if request.client else "unknown"
    try:
        found = ip_address(host)
    except ValueError:
        return host
    return host if found.version == 4 else str(ip_network((found, 64), strict=False))
