"""The chat page: what was said, newest at the bottom, and a place to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import wording
from api.navigation import links_for
from api.pages import start
from api.parts import Parts, parts_of
from api.rendering import fragment, render
from api.talking import exchange, joined
from api.visits import Guest, SignInFirst, Visit, checked, give_cookie
from chat import wording as chat_wording
from chat.incoming import Channel
from chat.talk import lately
from core.errors import NotAllowed
from delivery.message import Message
from delivery.outbox import State, inbox_of, mark_seen
from people.roles import Act, may

router = APIRouter(include_in_schema=False)

# How far somebody has read: the last exchange and the last pushed message, such as "12.5".
CURSOR = "x-chat-cursor"
LIVE = "x-live"  # sent by live.js, which wants only the new lines
END = "end"  # instead of a cursor: nothing comes any more
RELOAD = 205  # to live.js: this page is another one now


@dataclass(frozen=True)
class Line:
    """One bubble. `said` is the person's own words, `messages` are ours."""

    at: datetime
    said: str = ""
    messages: Sequence[Message] = ()


@dataclass(frozen=True)
class History:
    lines: list[Line]
    cursor: str


@router.get("/")
def home(request: Request, visit: Guest) -> Response:
    """The chat for staff, the joining steps for a visitor, and a word of welcome for anybody else."""
    parts = parts_of(request)
    if visit is not None and (token := joined(parts, visit)):
        return give_cookie(request, RedirectResponse("/", 303), token)
    if visit is not None and visit.staff is not None and not may(visit.staff, Act.ASK):
        return RedirectResponse(links_for(visit.staff, "/")[0].address, 303)
    history = _read(parts, visit) if visit is not None else None
    if visit is None or history is None or (visit.staff is None and not history.lines):
        return start.welcome(request, visit)
    return _page(request, visit, history)


def _page(request: Request, visit: Visit, history: History) -> Response:
    hello = history.lines or [Line(parts_of(request).clock(), messages=[_greeting(visit)])]
    title = "Chat" if visit.staff else "Joining"
    return render(request, "chat/page.html", title=title, lines=hello, cursor=history.cursor)


def _greeting(visit: Visit) -> Message:
    return chat_wording.joined(visit.person.name, visit.site.name if visit.site else "all sites")


@router.get("/chat/updates")
def updates(request: Request, visit: Guest, after: str = "0.0") -> Response:
    """The lines that came after a cursor, as HTML; 204 when there are none."""
    if visit is None or (visit.staff is not None and not may(visit.staff, Act.ASK)):
        return Response(status_code=RELOAD)
    return _new_lines(request, _read(parts_of(request), visit, after))


@router.post("/chat")
def say(
    request: Request,
    guest: Guest,
    csrf: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    action: Annotated[str, Form()] = "",
    nonce: Annotated[str, Form()] = "",
    after: Annotated[str, Form()] = "0.0",
) -> Response:
    """Something was typed or a button pressed. Whoever may not say anything here still reads what to do in an
    emergency: somebody signed out overnight may be typing for help."""
    parts, live = parts_of(request), LIVE in request.headers
    try:
        visit = checked(guest, csrf)
        reply = exchange(parts, visit, text=text, action=action, repeat_of=nonce)
    except (SignInFirst, NotAllowed):
        if (advice := parts.engine.advice(text)) is None:
            raise
        return _without_chat(request, Line(parts.clock(), messages=[advice]), wording.WHAT_TO_DO)
    if reply.last:
        request.state.visit = None
        return _without_chat(request, Line(parts.clock(), messages=reply.messages), wording.FORGOTTEN, cursor=END)
    if not reply.queued:
        # It could not be stored, but it must be read: an emergency. Shown here and now.
        unstored = History([Line(parts.clock(), messages=reply.messages)], _cursor(_parse(after)))
        return _new_lines(request, unstored) if live else _page(request, visit, unstored)
    if token := joined(parts, visit):
        return give_cookie(request, Response(status_code=RELOAD) if live else RedirectResponse("/", 303), token)
    if live:
        return _new_lines(request, _read(parts, visit, after))
    return RedirectResponse("/#newest", 303)


def _without_chat(request: Request, line: Line, title: str, cursor: str = "") -> Response:
    """For whoever is not signed in, or not any more: with no cursor, or at the end, live.js keeps them in view."""
    if LIVE in request.headers:
        return _new_lines(request, History([line], cursor))
    return render(request, "chat/last.html", title=title, lines=[line])


def _new_lines(request: Request, history: History) -> Response:
    if not history.lines:
        return Response(status_code=204)
    text = fragment(request, "chat/lines.html", lines=history.lines)
    return HTMLResponse(text, headers={CURSOR: history.cursor})


def _read(parts: Parts, visit: Visit, after: str = "0.0") -> History:
    """What was said and what was pushed since a cursor, by time; what is shown counts as delivered."""
    said_after, pushed_after = _parse(after)
    with parts.database.reading() as session:
        said = [row for row in lately(session, Channel.WEB, visit.address) if (row.id or 0) > said_after]
        pushed = inbox_of(session, visit.address, after=pushed_after)
        # What the retention has blanked is not a bubble any more.
        lines = [Line(row.at, row.said, row.messages) for row in said if row.said or row.replies]
        lines += [Line(row.created_at, messages=[row.message]) for row in pushed if row.message.text]
    if any(row.state == State.QUEUED for row in pushed):
        _seen(parts, visit)
    newest = (max([said_after, *(row.id or 0 for row in said)]), max([pushed_after, *(row.id or 0 for row in pushed)]))
    return History(sorted(lines, key=lambda line: line.at), _cursor(newest))


def _seen(parts: Parts, visit: Visit) -> None:
    with parts.database.writing() as session:
        mark_seen(session, visit.address, now=parts.clock())


def _cursor(newest: tuple[int, int]) -> str:
    return f"{newest[0]}.{newest[1]}"


def _parse(cursor: str) -> tuple[int, int]:
    first, _, second = cursor.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (first, second)):
        return 0, 0
    return int(first), int(second)
