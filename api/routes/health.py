"""Is it alive, and is it ready? For whatever watches over the process."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.parts import Parts, parts_of
from people.sites import Site, missing_contacts

router = APIRouter()


@router.get("/healthz", summary="Alive")
async def alive() -> dict[str, str]:
    """The process answers. Nothing else is looked at."""
    return {"status": "alive"}


@router.get("/readyz", summary="Ready", responses={503: {"description": "Not ready; `problems` says what is missing."}})
def ready(request: Request) -> Response:
    """Database and index. Missing contacts are warnings: the assistant works, but cannot say whom to ring."""
    parts = parts_of(request)
    problems, warnings = [], []
    try:
        warnings = _missing_contacts(parts)
    except SQLAlchemyError:
        problems.append("database: it cannot be read. Check that it is running.")
    if not parts.search.ready:
        problems.append("index: it is still being built. Wait a minute.")
    body: dict[str, Any] = {"status": "not ready" if problems else "ready", "problems": problems, "warnings": warnings}
    return JSONResponse(body, status_code=503 if problems else 200)


def _missing_contacts(parts: Parts) -> list[str]:
    """How many sites lack some. Not which: anybody may read this."""
    with parts.database.reading() as session:
        sites = session.exec(select(Site).where(col(Site.closed_at).is_(None))).all()
    lacking = sum(bool(missing_contacts(site)) for site in sites)
    waiting = sum(site.live_at is None for site in sites)
    some = f"contacts: {lacking} of {len(sites)} sites lack some. The settings page shows which."
    none = (
        f"live: {waiting} of {len(sites)} sites are not live, so staff cannot join there. The people page shows which."
    )
    return [words for number, words in ((lacking, some), (waiting, none)) if number]
