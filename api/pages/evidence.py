"""What can be shown to somebody from outside, and what it does not show."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.parts import parts_of
from api.rendering import render
from api.visits import Viewer
from people.roles import Act, require
from reporting.isoweek import recent_weeks

router = APIRouter(include_in_schema=False)


@router.get("/evidence")
def evidence(request: Request, viewer: Viewer) -> Response:
    require(viewer, Act.SEE_EVIDENCE)
    parts = parts_of(request)
    weeks = recent_weeks(parts.clock(), parts.settings.zone)
    return render(request, "evidence.html", title="Evidence", weeks=weeks)
