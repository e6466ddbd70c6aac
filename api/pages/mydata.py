"""Everything held about whoever is signed in, to read and to keep as one file; and being forgotten."""

import json
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.parts import Parts, parts_of
from api.rendering import environment, render
from api.visits import COOKIE, Poster, Viewer
from api.wording import FORGOTTEN
from chat import wording
from chat.flows.rights import lead_contact
from people.staff import Staff
from privacy.copies import Copy, copy_of, note_copied
from privacy.erasure import erase

router = APIRouter(include_in_schema=False)

FILE = "what-is-held-about-me.html"


@router.get("/mydata")
def my_data(request: Request, viewer: Viewer) -> Response:
    parts = parts_of(request)
    with parts.database.reading() as session:
        copy = _copy(session, parts, viewer)
    return render(request, "mydata/page.html", title="What is held about me", copy=copy, forget=wording.FORGET.text)


@router.get("/mydata/file")
def as_file(request: Request, viewer: Viewer) -> Response:
    """One file that can be read in any browser, without us; the same data as JSON stands at its end."""
    parts = parts_of(request)
    with parts.database.writing() as session:
        copy = _copy(session, parts, viewer)
        note_copied(session, viewer, now=parts.clock())
    text = environment().get_template("mydata/file.html").render(copy=copy, data=_embedded(copy.to_json()))
    return Response(text, media_type="text/html", headers={"content-disposition": f'attachment; filename="{FILE}"'})


def _copy(session: Session, parts: Parts, viewer: Staff) -> Copy:
    return copy_of(session, session.get_one(Staff, viewer.id), now=parts.clock(), zone=parts.settings.zone)


def _embedded(data: dict[str, Any]) -> Markup:
    """JSON that cannot end the script element it stands in."""
    return Markup(json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c"))  # noqa: S704


@router.post("/mydata/forget")
def forget(request: Request, poster: Poster) -> Response:
    """For whoever does not chat. The page it answers with is the last one they see signed in."""
    parts = parts_of(request)
    with parts.database.writing() as session:
        person = session.get_one(Staff, poster.id)
        lead = lead_contact(session, person)
        case = erase(session, person, now=parts.clock(), zone=parts.settings.zone)
    request.state.visit = None
    said = wording.forgotten(case.reference, lead).text
    response = render(request, "mydata/forgotten.html", title=FORGOTTEN, said=said)
    response.delete_cookie(COOKIE, path="/")
    return response
