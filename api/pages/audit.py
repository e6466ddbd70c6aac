"""The audit log: who did what, when, in words; and what the nightly clearing did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from core.acts import ACTORS, act_words, thing_words
from core.audit import AuditEntry
from core.audit_list import Wanted, actions, entries
from core.errors import BadInput
from people.roles import Act, require
from people.sites import Site
from people.staff import Staff, sites_seen
from privacy.periods import periods_in
from privacy.retention import recent_runs

router = APIRouter(include_in_schema=False)

ROWS = 50
# What somebody may have typed, and what only machines read, does not stand on the page.
LEFT_OUT = frozenset({"reason", "values", "digest"})


@dataclass(frozen=True)
class Shown:
    """One row in words. `code` is how the log itself writes the act and what it was done upon."""

    row: AuditEntry
    act: str
    subject: str
    by: str
    detail: str
    code: str


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
        names, acts = _names(session, rows), actions(session)
        runs = recent_runs(session)
    older = (
        urlencode({"who": who, "act": act, "first": first, "last": last, "before": rows[ROWS - 1].id or 0})
        if (len(rows) > ROWS)
        else ""
    )
    shown, kinds = [_shown(row, names) for row in rows[:ROWS]], [(code, act_words(code)) for code in acts]
    return render(
        request, "audit.html", title="Audit log", rows=shown, kinds=kinds, runs=runs,
        periods=periods_in(parts.settings), older=older, who=who, act=act, first=first, last=last,
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


def _shown(row: AuditEntry, names: Mapping[str, str]) -> Shown:
    subject = names.get(row.subject) or thing_words(row.subject)
    by = names.get(row.actor) or ACTORS.get(row.actor) or thing_words(row.actor)
    code = " ".join(filter(None, (row.action, row.subject)))
    return Shown(row, act_words(row.action), subject, by, _detail(row.detail, names), code)


def _names(session: Session, rows: Sequence[AuditEntry]) -> Mapping[str, str]:
    """Who is behind "staff:12", and which place behind "site:1"."""
    given = {name for row in rows for name in (row.actor, row.subject, str(row.detail.get("who", "")))}
    numbers = [int(name.removeprefix("staff:")) for name in given if name.removeprefix("staff:").isdecimal()]
    people = session.exec(select(Staff).where(col(Staff.id).in_(numbers))).all()
    places = session.exec(select(Site)).all()
    return {person.actor: person.name for person in people} | {f"site:{site.id}": site.name for site in places}


def _detail(detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """'role: staff; site: Rose House'. What is not known is left out."""
    said = {name: value for name, value in detail.items() if name not in LEFT_OUT and value is not None}
    keys = {name: f"site:{value}" if name == "site" else str(value) for name, value in said.items()}
    told = {name: names.get(keys[name]) or _plain(value) for name, value in said.items()}
    return "; ".join(f"{name.replace('_', ' ')}: {words}" for name, words in told.items())


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value).replace("_", " ")
