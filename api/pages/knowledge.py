"""The documents that answers come from: what there is, what was understood of each, adding and retiring."""

import asyncio
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory

from fastapi import APIRouter
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Number, Words
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Poster, SignInFirst, Viewer, checked, find_visit
from core.errors import BadInput, NotThere
from knowledge import catalogue
from knowledge.documents import current_version, latest_version
from knowledge.importing import Outcome, Status
from knowledge.readers.reading import LARGEST_MB, READABLE_SUFFIXES
from knowledge.sections import sections_of
from people.roles import Act, may, require
from people.sites import Site, ident
from people.staff import Staff, sites_seen

router = APIRouter(include_in_schema=False)

MOST_FILES = 50


@router.get("/knowledge")
def knowledge_page(request: Request, viewer: Viewer) -> Response:
    require(viewer, Act.SEE_KNOWLEDGE)
    parts = parts_of(request)
    today = parts.clock().astimezone(parts.settings.zone).date()
    with parts.database.reading() as session:
        sites = sites_seen(session, viewer)
        seen = _site_ids(sites, viewer)
        listed = catalogue.listing(session, today=today, site_ids=seen)
        retired = catalogue.listing(session, today=today, site_ids=seen, retired=True)
    return render(
        request, "knowledge/page.html", title="Knowledge", listed=listed, retired=retired, sites=sites,
        names={site.id: site.name for site in sites}, edits=may(viewer, Act.EDIT_KNOWLEDGE),
        whole_provider=viewer.site_id is None, suffixes=",".join(READABLE_SUFFIXES), largest=LARGEST_MB,
    )  # fmt: skip


def _site_ids(sites: Sequence[Site], viewer: Staff) -> Collection[int] | None:
    return None if viewer.site_id is None else [ident(site.id) for site in sites]


@router.get("/knowledge/{document_id}")
def document_page(request: Request, document_id: Number, viewer: Viewer) -> Response:
    """What was understood of a document, and every section of it."""
    require(viewer, Act.SEE_KNOWLEDGE)
    parts = parts_of(request)
    today = parts.clock().astimezone(parts.settings.zone).date()
    with parts.database.reading() as session:
        document = catalogue.see_document(session, document_id, by=viewer)
        version = current_version(session, document) or latest_version(session, document)
        if version is None:
            raise NotThere(wording.NO_SUCH_PAGE)
        sections = sections_of(session, version)
        site = session.get(Site, document.site_id) if document.site_id else None
    return render(
        request, "knowledge/document.html", title=document.title, document=document, version=version,
        sections=sections, place=site.name if site else wording.WHOLE_PROVIDER,
        review=catalogue.review_state(version.review_due, today), edits=may(viewer, Act.EDIT_KNOWLEDGE),
    )  # fmt: skip


@router.post("/knowledge/{document_id}/retire")
def retire(request: Request, document_id: Number, poster: Poster, reason: Words = "") -> Response:
    if not reason.strip():
        raise BadInput(wording.NO_REASON)
    parts = parts_of(request)
    with parts.database.writing() as session:
        catalogue.retire(session, document_id, actor=poster.actor, by=poster, now=parts.clock(), reason=reason.strip())
    return RedirectResponse("/knowledge?done=retired", 303)


@router.post("/knowledge")
async def upload(request: Request) -> Response:
    """Several files at once; each stands or falls alone. Who may not is turned away before anything is read."""
    visit = await asyncio.to_thread(find_visit, request)
    if visit is None:
        raise SignInFirst
    require(visit.person, Act.EDIT_KNOWLEDGE)
    async with request.form(max_files=MOST_FILES, max_fields=10) as form:
        staff = checked(visit, str(form.get("csrf", ""))).person
        outcomes = await asyncio.to_thread(_import, parts_of(request), staff, form)
    failed = all(outcome.status == Status.FAILED for outcome in outcomes)
    return await asyncio.to_thread(_results, request, outcomes, 400 if failed else 200)


def _import(parts: Parts, staff: Staff, form: FormData) -> list[Outcome]:
    files = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
    if not files:
        raise BadInput(wording.NO_FILES)
    with parts.database.reading() as session:
        site_id = _site_for(session, staff, str(form.get("site", "")))
    with TemporaryDirectory(prefix="champion-upload-") as folder:
        paths = [_kept(Path(folder, str(number)), file) for number, file in enumerate(files)]
        return parts.import_files(paths, staff, site_id)


def _site_for(session: Session, staff: Staff, chosen: str) -> int | None:
    """Only those who see every site may publish for every site."""
    if not chosen and staff.site_id is None:
        return None
    for site in sites_seen(session, staff):
        if str(site.id) == chosen:
            return site.id
    raise BadInput(wording.UPLOAD_WITHOUT_SITE)


def _kept(folder: Path, file: UploadFile) -> Path:
    """The file under its own name, which says what it is, in a folder of its own, where no name can clash."""
    folder.mkdir()
    name = "".join(c for c in PureWindowsPath(file.filename or "").name if c.isprintable()).strip(". ")
    path = folder / (name[-150:] or "document")
    with path.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    return path


def _results(request: Request, outcomes: list[Outcome], status: int) -> Response:
    rows = [(Path(outcome.file).name, outcome) for outcome in outcomes]
    return render(request, "knowledge/results.html", status=status, title="What was read", rows=rows)
