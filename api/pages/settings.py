"""How this installation is set up, without its secrets, and the telephone contacts of each site."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Fields, Number
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from people.roles import Act, may, require
from people.roster import site_of
from people.sites import TO_FILL_IN, Site, missing_contacts, set_contacts
from people.staff import sites_seen
from privacy.periods import periods_in

router = APIRouter(include_in_schema=False)


@router.get("/settings")
def settings_page(request: Request, viewer: Viewer) -> Response:
    require(viewer, Act.EDIT_PEOPLE)
    parts = parts_of(request)
    with parts.database.reading() as session:
        sites = [(site, _missing(site)) for site in sites_seen(session, viewer)]
    facts = _facts(parts) if may(viewer, Act.EDIT_SETTINGS) else []
    periods = periods_in(parts.settings) if facts else []
    return render(request, "settings.html", title="Settings", sites=sites, facts=facts, periods=periods)


def _missing(site: Site) -> list[str]:
    return [wording.CONTACTS[contact] for contact in missing_contacts(site)]


def _facts(parts: Parts) -> list[tuple[str, str, str]]:
    """Name, value, and what is missing; never a secret, a password or an address that holds one."""
    given, telegram = parts.settings, bool(parts.settings.telegram_token.get_secret_value())
    bot = f"on, {given.telegram_mode}" + (f", @{parts.telegram_name}" if parts.telegram_name else "")
    return [
        ("Public address", given.public_url or "not set", "" if given.public_url else wording.NO_PUBLIC_URL),
        ("Telegram", bot if telegram else "off", "" if telegram else wording.NO_TELEGRAM),
        ("Database", "SQLite" if parts.database.is_sqlite else "PostgreSQL", ""),
        ("Search index", "ready" if parts.search.ready else "being built", ""),
        ("Embedding model", given.embedding_model or "the packaged one", ""),
        ("Time zone", given.timezone, ""),
        ("Quiz days", given.quiz_weekdays.replace(",", ", "), ""),
        ("Log level", given.log_level, ""),
        ("Evidence hold", "on" if given.hold_evidence else "off", "" if given.hold_evidence else wording.HOLD_OFF),
    ]


@router.post("/settings/contacts/{site_id}")
def save_contacts(request: Request, site_id: Number, poster: Poster, fields: Fields) -> Response:
    """The whole set at once: what was emptied is gone."""
    parts = parts_of(request)
    contacts = {name: fields.get(name, "") for name in TO_FILL_IN}
    with parts.database.writing() as session:
        site = site_of(session, site_id, by=poster)
        set_contacts(session, site, contacts, actor=poster.actor, now=parts.clock())
        done = "contacts_missing" if site.live_at and missing_contacts(site) else "contacts"
    return RedirectResponse(f"/settings?done={done}#site-{site_id}", 303)
