"""The documents that answers come from: what there is, and adding more."""

import asyncio
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory

from fastapi import APIRouter
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api import wording
from api.pages.pending import review
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import SignInFirst, Viewer, checked, find_visit
from core.errors import BadInput
from knowledge import catalogue
from knowledge.importing import Outcome
from knowledge.pending import pending
from knowledge.readers.reading import LARGEST_MB, READABLE_SUFFIXES
from people.roles import Act, may, require
from people.sites import Site, ident
from people.staff import Staff, sites_seen

router = APIRouter(include_in_schema=False)

MOST_FILES = 50


@router.get("/knowledge")
def knowledge_page(request: Request, viewer: Viewer) -> Response:
    require(viewer, Act.SEE_KNOWLEDGE)
    parts = parts_of(request)
    with parts.database.reading() as session:
        sites = sites_seen(session, viewer)
        seen = _site_ids(sites, viewer)
        listed = catalogue.listing(session, today=parts.today, site_ids=seen, grace=parts.settings.review_grace)
        retired = catalogue.listing(
            session, today=parts.today, site_ids=seen, retired=True, grace=parts.settings.review_grace
        )
        waiting = pending(session, by=viewer) if may(viewer, Act.EDIT_KNOWLEDGE) else []
    return render(
        request, "knowledge/page.html", title="Knowledge", listed=listed, retired=retired, waiting=waiting, sites=sites,
        names={site.id: site.name for site in sites}, edits=may(viewer, Act.EDIT_KNOWLEDGE),
        whole_provider=viewer.site_id is None, suffixes=",".join(READABLE_SUFFIXES), largest=LARGEST_MB,
    )  # fmt: skip


def _site_ids(sites: Sequence[Site], viewer: Staff) -> Collection[int] | None:
    return None if viewer.site_id is None else [ident(site.id) for site in sites]


@router.post("/knowledge")
async def upload(request: Request) -> Response:
    """Several files at once; each stands or falls alone, and waits to be put in use. Who may not is turned away before
    anything is read."""
    visit = await asyncio.to_thread(find_visit, request)
    if visit is None:
        raise SignInFirst
    require(visit.person, Act.EDIT_KNOWLEDGE)
    async with request.form(max_files=MOST_FILES, max_fields=10) as form:
        staff = checked(visit, str(form.get("csrf", ""))).person
        outcomes = await asyncio.to_thread(_import, parts_of(request), staff, form)
    return await asyncio.to_thread(review, request, staff, outcomes)


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
    # The end says what it is; a file system counts bytes.
    path = folder / (name.encode()[-150:].decode(errors="ignore") or "document")
    with path.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    return path
