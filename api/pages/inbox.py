"""The champions' inbox: who waits for an answer, what was answered, and what is to be checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.failures import status_of
from api.forms import Number, Words
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Poster, Viewer, require_any
from core.errors import ChampionError, NotAllowed, NotThere
from knowledge.drafts import Draft, approve, reject
from people.roles import Act, may
from people.sites import Site, ident
from people.staff import Staff
from questions import escalations, proposals
from questions.escalations import Escalation
from questions.questions import unheard
from questions.wording import clock_words

router = APIRouter(include_in_schema=False)

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Open:
    """One question that waits, as the page shows it."""

    row: Escalation
    site: str
    due: str
    overdue: bool
    asked: int
    asked_as: list[str]
    claimed_by: str  # empty, or a name
    mine: bool
    passed: bool  # on to the others, by whoever looks


@dataclass(frozen=True)
class Answered:
    row: Escalation
    site: str
    by: str
    draft: Draft | None


@dataclass(frozen=True)
class Proposed:
    draft: Draft
    by: str


@dataclass(frozen=True)
class Typed:
    """An answer that could not be sent, given back so that it is not lost."""

    escalation_id: int
    text: str


@router.get("/inbox")
def inbox(request: Request, viewer: Viewer) -> Response:
    return _page(request, viewer)


def _page(
    request: Request, viewer: Staff, *, status: int = 200, problem: str = "", typed: Typed | None = None
) -> Response:
    require_any(viewer, Act.ANSWER, Act.APPROVE)
    parts = parts_of(request)
    with parts.database.reading() as session:
        answers, approves = may(viewer, Act.ANSWER), may(viewer, Act.APPROVE)
        waiting = _open(session, parts, viewer) if answers else []
        answered = _answered(session, parts, viewer) if answers else []
        drafts = _proposed(session, viewer) if approves else []
    return render(
        request, "inbox/page.html", status=status, title="Inbox", answers=answers, approves=approves,
        waiting=waiting, answered=answered, drafts=drafts, problem=problem, typed=typed,
    )  # fmt: skip


def _open(session: Session, parts: Parts, viewer: Staff) -> Sequence[Open]:
    now, zone = parts.clock(), parts.settings.zone
    passed = escalations.passed_by(session, viewer)
    rows = [
        Open(
            row=row,
            site=_site(session, row.site_id),
            due=clock_words(row.due_at, now, zone),
            overdue=row.due_at < now,
            asked=escalations.askers(session, ident(row.id)),
            asked_as=[question.reference for question in unheard(session, ident(row.id))],
            claimed_by=_name(session, row.claimed_by_id),
            mine=row.claimed_by_id == viewer.id,
            passed=row.id in passed and not row.claimed_by_id,
        )
        for row in escalations.inbox(session, viewer)
    ]
    return sorted(rows, key=lambda each: each.passed)


def _answered(session: Session, parts: Parts, viewer: Staff) -> Sequence[Answered]:
    rows = escalations.answered_lately(session, viewer, since=parts.clock() - LATELY)
    return [
        Answered(
            row=row,
            site=_site(session, row.site_id),
            by=_name(session, row.replied_by_id),
            draft=session.get(Draft, row.draft_id) if row.draft_id else None,
        )
        for row in rows
    ]


def _proposed(session: Session, viewer: Staff) -> Sequence[Proposed]:
    return [Proposed(draft, _name(session, draft.proposed_by_id)) for draft in proposals.open_drafts(session, viewer)]


def _name(session: Session, staff_id: int | None) -> str:
    staff = session.get(Staff, staff_id) if staff_id else None
    return staff.name if staff else ""


def _site(session: Session, site_id: int | None) -> str:
    site = session.get(Site, site_id) if site_id else None
    return site.name if site else "All sites"


@router.post("/inbox/{escalation_id}/claim")
def claim(request: Request, escalation_id: Number, poster: Poster) -> Response:
    def work(session: Session, parts: Parts) -> None:
        escalations.claim(session, escalation_id, by=poster, now=parts.clock())

    return _act(request, poster, work, done=f"claimed#question-{escalation_id}")


@router.post("/inbox/{escalation_id}/pass")
def pass_on(request: Request, escalation_id: Number, poster: Poster) -> Response:
    def work(session: Session, parts: Parts) -> None:
        escalations.pass_on(session, escalation_id, by=poster, now=parts.clock(), zone=parts.settings.zone)

    return _act(request, poster, work, done="passed")


@router.post("/inbox/{escalation_id}/answer")
def answer(request: Request, escalation_id: Number, poster: Poster, text: Words = "") -> Response:
    """Personal details come out first, as in the chat; then the champion reads it once more before it is sent."""
    safe = parts_of(request).engine.reply_without_details(text, escalation_id, by=poster)
    if safe != text:
        return _page(request, poster, problem=wording.DETAILS_OUT, typed=Typed(escalation_id, safe))

    def work(session: Session, parts: Parts) -> None:
        escalations.reply(session, escalation_id, text, by=poster, now=parts.clock())

    return _act(request, poster, work, done="sent#answered", typed=Typed(escalation_id, text))


@router.post("/inbox/{escalation_id}/propose")
def propose(request: Request, escalation_id: Number, poster: Poster) -> Response:
    def work(session: Session, parts: Parts) -> None:
        proposals.propose_reply(session, escalation_id, by=poster, now=parts.clock())

    return _act(request, poster, work, done="proposed#answered")


@router.post("/inbox/drafts/{draft_id}/approve")
def approve_draft(request: Request, draft_id: Number, poster: Poster) -> Response:
    def work(session: Session, parts: Parts) -> None:
        draft = _draft(session, draft_id, poster)
        approve(session, draft, by=poster, now=parts.clock())
        proposals.tell_approved(session, draft, now=parts.clock())

    return _act(request, poster, work, done="approved")


@router.post("/inbox/drafts/{draft_id}/reject")
def reject_draft(request: Request, draft_id: Number, poster: Poster) -> Response:
    def work(session: Session, parts: Parts) -> None:
        draft = _draft(session, draft_id, poster)
        reject(session, draft, by=poster, now=parts.clock())
        proposals.reopen(session, draft, now=parts.clock(), zone=parts.settings.zone)

    return _act(request, poster, work, done="rejected")


def _draft(session: Session, draft_id: int, poster: Staff) -> Draft:
    for draft in proposals.open_drafts(session, poster):
        if draft.id == draft_id:
            return draft
    raise NotThere(wording.NO_SUCH_DRAFT)


def _act(
    request: Request, poster: Staff, work: Callable[[Session, Parts], None], *, done: str, typed: Typed | None = None
) -> Response:
    """Do it, then show the inbox anew; what went wrong stands on top of it: somebody may have been quicker."""
    parts = parts_of(request)
    try:
        with parts.database.writing() as session:
            work(session, parts)
    except ChampionError as error:
        if isinstance(error, NotAllowed):
            raise
        return _page(request, poster, status=status_of(error), problem=str(error), typed=typed)
    return RedirectResponse(f"/inbox?done={done}", 303)
