"""The audit log: who did what, when; and what the nightly clearing did."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response

from api import wording
from api.forms import LARGEST_ID, printable
from api.parts import parts_of
from api.rendering import render
from api.visits import Viewer
from core.audit import AuditEntry
from core.audit_list import Wanted, actions, entries
from core.errors import BadInput
from people.roles import Act, require
from people.staff import Staff, sites_seen
from privacy.periods import periods_in
from privacy.retention import recent_runs

router = APIRouter(include_in_schema=False)

ROWS = 50
# What somebody may have typed, and what only machines read, does not stand on the page.
LEFT_OUT = frozenset({"reason", "values", "digest"})


@router.get("/audit")
def audit_page(
    request: Request, viewer: Viewer, who: str = "", act: str = "", first: str = "", last: str = "", before: int = 0
) -> Response:
    require(viewer, Act.SEE_AUDIT)
    parts, who = parts_of(request), printable(who).strip()
    with parts.database.reading() as session:
        wanted = Wanted(
            actors=_actors(session, who),
            action=printable(act).strip(),
            since=_midnight(first, parts.settings.zone),
            until=_midnight(last, parts.settings.zone, days=1),
            within=_within(session, viewer),
        )
        rows = entries(session, wanted, before=min(max(before, 0), LARGEST_ID), limit=ROWS + 1)
        names, kinds = _names(session, rows), actions(session)
        runs = recent_runs(session)
    older = (
        urlencode({"who": who, "act": act, "first": first, "last": last, "before": rows[ROWS - 1].id or 0})
        if (len(rows) > ROWS)
        else ""
    )
    return render(
        request, "audit.html", title="Audit log", rows=[(row, _detail(row.detail)) for row in rows[:ROWS]], names=names,
        kinds=kinds, runs=runs, periods=periods_in(parts.settings), older=older, who=who, act=act, first=first,
        last=last,
    )  # fmt: skip


def _actors(session: Session, who: str) -> tuple[str, ...]:
    """A person's name stands for everybody called so; anything else is taken as the log writes it."""
    if not who:
        return ()
    people = session.exec(select(Staff.id, Staff.name)).all()
    named = tuple(f"staff:{staff_id}" for staff_id, name in people if name.casefold() == who.casefold())
    return named or (who,)


def _within(session: Session, viewer: Staff) -> frozenset[str] | None:
    """Whoever belongs to a site reads of that site's people and of the site; None for whoever works for all sites."""
    if viewer.site_id is None:
        return None
    sites = [site.id for site in sites_seen(session, viewer)]
    people = session.exec(select(Staff.id).where(col(Staff.site_id).in_(sites))).all()
    return frozenset([*(f"staff:{person}" for person in people), *(f"site:{site}" for site in sites)])


def _midnight(given: str, zone: ZoneInfo, *, days: int = 0) -> datetime | None:
    """The start of a day, or of one after it. Raises BadInput."""
    if not given:
        return None
    try:
        return datetime.combine(date.fromisoformat(given) + timedelta(days=days), time(), zone)
    except (ValueError, OverflowError) as error:
        raise BadInput(wording.NOT_A_DAY) from error


def _names(session: Session, rows: Sequence[AuditEntry]) -> Mapping[str, str]:
    """Who is behind "staff:12"."""
    given = {name for row in rows for name in (row.actor, row.subject) if name.startswith("staff:")}
    numbers = [int(name.removeprefix("staff:")) for name in given if name.removeprefix("staff:").isdecimal()]
    people = session.exec(select(Staff).where(col(Staff.id).in_(numbers))).all()
    return {person.actor: f"{person.name} ({person.actor})" for person in people}


def _detail(detail: Mapping[str, Any]) -> str:
    """'role: staff; site: 1'."""
    return "; ".join(f"{name}: {_plain(value)}" for name, value in detail.items() if name not in LEFT_OUT)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)
