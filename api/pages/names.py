"""The names a site keeps out of the chat: added and taken out by typing them, and never shown."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Number, Words
from api.parts import parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from people.names import Told, Why, add_names, remove_names
from people.register import Kind, counts
from people.roster import site_of
from people.staff import Staff

router = APIRouter(include_in_schema=False)


@router.get("/people/sites/{site_id}/names")
def names_page(request: Request, site_id: Number, viewer: Viewer) -> Response:
    return _page(request, site_id, viewer)


@router.post("/people/sites/{site_id}/names")
def change_names(
    request: Request,
    site_id: Number,
    poster: Poster,
    kind: Annotated[Kind, Form()],
    names: Words = "",
    do: Words = "add",
) -> Response:
    """Answered at once, not by another address: what was refused is shown to whoever typed it, and kept nowhere."""
    parts, adds = parts_of(request), do != "remove"
    change = add_names if adds else remove_names
    with parts.database.writing() as session:
        told = change(session, parts.engine.register, site_id, names, kind=kind, by=poster, now=parts.clock())
    return _page(request, site_id, poster, told=told, added=adds, kind=kind)


def _page(
    request: Request,
    site_id: int,
    viewer: Staff,
    *,
    told: Told | None = None,
    added: bool = True,
    kind: Kind | None = None,
) -> Response:
    with parts_of(request).database.reading() as session:
        site = site_of(session, site_id, by=viewer)
        how_many = counts(session, site_id)
    refused = {why: [word for word, reason in told.refused if reason == why] for why in Why} if told else {}
    return render(
        request, "people/names.html", title="Names kept out of the chat", place=site, counts=how_many, told=told,
        added=added, chosen=kind, refused={why: some for why, some in refused.items() if some},
    )  # fmt: skip
