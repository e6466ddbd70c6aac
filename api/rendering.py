"""Pages from templates, and a message's text as HTML."""

import re
import secrets
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import wording
from api.navigation import links_for
from api.parts import parts_of, public_url
from delivery.message import in_parts
from people.sites import Contact

TEMPLATES = Path(__file__).parent / "templates"
_SOURCE_MARK = " · "


@cache
def environment() -> Environment:
    """Autoescaping everywhere; an unknown name is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(words=wording, nonce=lambda: secrets.token_urlsafe(12))
    made.filters.update(day=day_words, moment=moment_words, count=count_words, ago=ago_words)
    return made


def render(request: Request, template: str, *, status: int = 200, title: str, **context: Any) -> HTMLResponse:
    """A whole page. Who is looking comes from the request (see api.visits)."""
    return HTMLResponse(fragment(request, template, title=title, **context), status_code=status)


def fragment(request: Request, template: str, **context: Any) -> str:
    """The text of a template, with what every template may use."""
    parts, visit = parts_of(request), getattr(request.state, "visit", None)
    staff = visit.staff if visit else None
    site = visit.site if visit else None
    values = {
        "visit": visit,
        "staff": staff,
        "site": site,
        "csrf": visit.row.csrf if visit else "",
        "nav": links_for(staff, request.url.path, also=visit.also, alerts=visit.alerts) if visit and staff else [],
        "alerts_waiting": visit.alerts if visit else 0,
        "on_call": site.contacts.get(Contact.ON_CALL, "") if site else "",
        "demo": parts.settings.demo,
        "done": wording.DONE.get(request.query_params.get("done", ""), ""),
        "now": parts.clock(),
        "zone": parts.settings.zone,
        "message_html": lambda text: message_html(text, public_url(request)),
    }
    return environment().get_template(template).render(values | context)


def day_words(day: date | None) -> str:
    """'3 March 2027', or nothing."""
    return f"{day.day} {day.strftime('%B %Y')}" if day else ""


def moment_words(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """'14:05' today, else 'Mon 23 Nov, 14:05'."""
    local = moment.astimezone(zone)
    clock = local.strftime("%H:%M")
    if local.date() == now.astimezone(zone).date():
        return clock
    return f"{local.strftime('%a')} {local.day} {local.strftime('%b')}, {clock}"


def ago_words(moment: datetime, now: datetime) -> str:
    """'12 minutes', '3 hours', '2 days'."""
    minutes = max(int((now - moment).total_seconds() // 60), 0)
    if minutes < 120:
        return count_words(minutes, "minute", "minutes")
    return count_words(minutes // 60, "hour", "hours") if minutes < 48 * 60 else f"{minutes // 1440} days"


def count_words(number: int, one: str, many: str) -> str:
    """'1 person', '3 people'."""
    return f"{number:,} {one if number == 1 else many}"


def message_html(text: str, own_url: str = "") -> Markup:
    """A message, as delivery.message describes it, as HTML. Only this server's own links can be pressed."""
    blocks = groupby(text.splitlines(), key=_kind)
    return Markup("").join(_block(kind, list(lines), own_url) for kind, lines in blocks)


def _kind(line: str) -> str:
    if line.startswith("# "):
        return "heading"
    return "quote" if line.startswith("> ") or line == ">" else "words"


def _block(kind: str, lines: list[str], own_url: str) -> Markup:
    if kind == "heading":
        return Markup("").join(Markup("<h2>{}</h2>").format(line[2:]) for line in lines)
    if kind == "quote":
        return Markup("<blockquote>{}</blockquote>").format(_paragraphs([line[2:] for line in lines], own_url))
    return _paragraphs(lines, own_url)


def _paragraphs(lines: list[str], own_url: str) -> Markup:
    """Blank lines divide paragraphs; lines that start with "- " become a list."""
    made = [_list(run) if is_list else _paragraph(run, own_url) for is_list, run in _runs(lines)]
    return Markup("").join(made)


def _runs(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Lines that belong together, and whether they are a list."""
    for (blank, is_list), run in groupby(lines, key=lambda line: (not line.strip(), line.startswith("- "))):
        if not blank:
            yield is_list, list(run)


def _list(lines: list[str]) -> Markup:
    items = (Markup("<li>{}</li>").format(_with_strong(line[2:])) for line in lines)
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


def _paragraph(lines: list[str], own_url: str) -> Markup:
    """Each line stands by itself, a little nearer to the one before than a paragraph would."""
    if len(lines) == 1 and _SOURCE_MARK in lines[0]:
        return Markup('<p class="source">{}</p>').format(_linked(lines[0], own_url))
    first, *more = (_linked(line, own_url) for line in lines)
    return Markup("<p>{}</p>").format(first) + Markup("").join(Markup('<p class="next">{}</p>').format(m) for m in more)


def _linked(line: str, own_url: str) -> Markup:
    """Escaped, with what stands out; a sign-in link of this very server, or the page of one's own data, can be pressed,
    nothing else can."""
    pieces = re.split(f"({re.escape(own_url)}/(?:signin/[A-Za-z0-9_-]+|mydata))", line) if own_url else [line]
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(piece) if place % 2 else _with_strong(piece)
        for place, piece in enumerate(pieces)
    )


def _with_strong(line: str) -> Markup:
    parts = in_parts(line)
    return Markup("").join(
        Markup("<strong>{}</strong>").format(words) if key else escape(words) for key, words in parts
    )
