"""Documents that wait to be put in use: what was understood of each, and which questions it would lead elsewhere."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import LARGEST_ID, Words
from api.parts import parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from core.errors import BadInput
from knowledge.importing import Outcome, Status
from knowledge.pending import KEPT, discard_pending, pending, use_pending
from knowledge.trial import try_pending
from knowledge.wording import astray, stolen
from people.staff import Staff, sites_seen

router = APIRouter(include_in_schema=False)

WAITING = (Status.ADDED, Status.NEW_VERSION)
MOST_READ = 200  # sections of a document whose words are shown; of the others only the headings


@router.get("/knowledge/pending")
def pending_page(request: Request, viewer: Viewer) -> Response:
    return review(request, viewer)


def review(request: Request, viewer: Staff, outcomes: Sequence[Outcome] | None = None) -> Response:
    """Everything that waits; after an upload only what came with it, and what became of its other files."""
    parts = parts_of(request)
    came = None if outcomes is None else [o.document_id for o in outcomes if o.document_id and o.status in WAITING]
    with parts.database.reading() as session:
        waiting = pending(session, by=viewer, documents=came)
        names = {None: "", **{site.id: site.name for site in sites_seen(session, viewer)}}
    trial = try_pending(parts.database, parts.search.encoder, [each.version_id for each in waiting], now=parts.clock())
    settled = [(Path(o.file).name, o) for o in outcomes or () if o.status not in WAITING]
    failed = bool(outcomes) and all(outcome.status == Status.FAILED for outcome in outcomes or ())
    return render(
        request, "knowledge/pending.html", status=400 if failed else 200, title="Before it is used", waiting=waiting,
        settled=settled, names=names, trial=trial, stolen_title=stolen, astray_title=astray, days=KEPT.days,
        most_read=MOST_READ,
    )  # fmt: skip


@router.post("/knowledge/pending/use")
def use(request: Request, poster: Poster, versions: Words = "") -> Response:
    numbers, parts = _numbers(versions), parts_of(request)
    with parts.database.writing() as session:
        used = use_pending(session, numbers, by=poster, now=parts.clock())
    page = f"/knowledge/{used[0].id}" if len(used) == 1 else "/knowledge"
    return RedirectResponse(f"{page}?done=in_use", 303)


@router.post("/knowledge/pending/discard")
def discard(request: Request, poster: Poster, versions: Words = "") -> Response:
    numbers, parts = _numbers(versions), parts_of(request)
    with parts.database.writing() as session:
        discard_pending(session, numbers, by=poster, now=parts.clock())
    return RedirectResponse("/knowledge?done=discarded", 303)


def _numbers(words: str) -> set[int]:
    numbers = {int(word) for word in words.split() if word.isascii() and word.isdecimal() and len(word) <= 10}
    if not numbers or max(numbers) > LARGEST_ID:
        raise BadInput(wording.NOT_UNDERSTOOD)
    return numbers
