"""One document: what was understood of it, what it says and is asked, and putting right what is wrong."""

from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import wording
from api.forms import Fields, Number, Words, a_number
from api.parts import parts_of
from api.rendering import render
from api.visits import Poster, Viewer
from core.errors import BadInput, NotThere
from knowledge import catalogue
from knowledge.audiences import audience_of
from knowledge.documents import last_used, version_before
from knowledge.editing import (
    Details,
    add_examples,
    correct,
    details_of,
    put_back,
    readable_examples,
    remove_example,
)
from knowledge.sections import sections_of
from people.roles import Act, may, require
from people.sites import Site
from people.staff import Staff

router = APIRouter(include_in_schema=False)

MOST_EXAMPLES = 500  # shown all together; of more, one section's at a time, for small phones


@router.get("/knowledge/{document_id}")
def document_page(
    request: Request, document_id: Number, viewer: Viewer, unfold: str = "", section: str = ""
) -> Response:
    """`unfold` is `correct` when details are to be corrected; `section` the one whose questions were changed."""
    return _document(request, document_id, viewer, correcting=unfold == "correct", section=section)


def _document(
    request: Request,
    document_id: int,
    viewer: Staff,
    *,
    correcting: bool = False,
    section: str = "",
    problem: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    """With what was typed, where it could not be kept."""
    require(viewer, Act.SEE_KNOWLEDGE)
    parts = parts_of(request)
    with parts.database.reading() as session:
        document = catalogue.see_document(session, document_id, by=viewer)
        version = last_used(session, document)
        if version is None:
            raise NotThere(wording.NO_SUCH_PAGE)
        sections = list(sections_of(session, version))
        examples = readable_examples(session, sections, by=viewer)
        before = version_before(session, document)
        site = session.get(Site, document.site_id) if document.site_id else None
    review = catalogue.review_state(version.review_due, parts.today, document.kind, parts.settings.review_grace)
    return render(
        request, "knowledge/document.html", status=400 if problem else 200, title=document.title, document=document,
        version=version, before=before, sections=sections, examples=examples, section_open=section, problem=problem,
        many=sum(map(len, examples.values())) > MOST_EXAMPLES, correcting=correcting,
        details=typed or details_of(document, version), review=review,
        place=site.name if site else wording.WHOLE_PROVIDER, edits=may(viewer, Act.EDIT_KNOWLEDGE),
    )  # fmt: skip


@router.post("/knowledge/{document_id}/correct")
def correct_details(request: Request, document_id: Number, poster: Poster, fields: Fields) -> Response:
    parts = parts_of(request)
    try:
        details = _details(fields)
        with parts.database.writing() as session:
            correct(session, document_id, details, by=poster, now=parts.clock())
    except BadInput as error:
        typed = {name: fields.get(name, "") for name in Details.__dataclass_fields__}
        return _document(request, document_id, poster, correcting=True, problem=str(error), typed=typed)
    done = "corrected" if audience_of(details.audience).understood else "for_whom"
    return RedirectResponse(f"/knowledge/{document_id}?done={done}", 303)


def _details(fields: dict[str, str]) -> Details:
    return Details(
        title=fields.get("title", ""),
        version=fields.get("version", ""),
        approved=_day("approval", fields.get("approved", "")),
        review_due=_day("review", fields.get("review_due", "")),
        owner=fields.get("owner", ""),
        audience=fields.get("audience", ""),
    )


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise BadInput(wording.not_this_day(name)) from error


@router.post("/knowledge/{document_id}/sections/{section_id}/examples")
def add_questions(
    request: Request, document_id: Number, section_id: Number, poster: Poster, questions: Words = ""
) -> Response:
    parts = parts_of(request)
    with parts.database.writing() as session:
        kept = add_examples(session, document_id, section_id, questions, by=poster, now=parts.clock())
    return _to_section(document_id, section_id, "learnt" if kept else "known")


@router.post("/knowledge/{document_id}/sections/{section_id}/examples/remove")
def remove_question(
    request: Request, document_id: Number, section_id: Number, poster: Poster, example: Words = ""
) -> Response:
    parts = parts_of(request)
    number = a_number(example)
    with parts.database.writing() as session:
        remove_example(session, document_id, number, by=poster, now=parts.clock())
    return _to_section(document_id, section_id, "forgotten")


def _to_section(document_id: int, section_id: int, done: str) -> Response:
    return RedirectResponse(f"/knowledge/{document_id}?done={done}&section={section_id}#section-{section_id}", 303)


@router.post("/knowledge/{document_id}/back")
def back(request: Request, document_id: Number, poster: Poster, reason: Words = "") -> Response:
    given, parts = _reason(reason), parts_of(request)
    with parts.database.writing() as session:
        put_back(session, document_id, actor=poster.actor, by=poster, now=parts.clock(), reason=given)
    return RedirectResponse(f"/knowledge/{document_id}?done=back", 303)


@router.post("/knowledge/{document_id}/retire")
def retire(request: Request, document_id: Number, poster: Poster, reason: Words = "") -> Response:
    given, parts = _reason(reason), parts_of(request)
    with parts.database.writing() as session:
        catalogue.retire(session, document_id, actor=poster.actor, by=poster, now=parts.clock(), reason=given)
    return RedirectResponse("/knowledge?done=retired", 303)


@router.post("/knowledge/{document_id}/again")
def use_again(request: Request, document_id: Number, poster: Poster, reason: Words = "") -> Response:
    given, parts = _reason(reason), parts_of(request)
    with parts.database.writing() as session:
        catalogue.use_again(session, document_id, by=poster, now=parts.clock(), reason=given)
    return RedirectResponse(f"/knowledge/{document_id}?done=again", 303)


def _reason(words: str) -> str:
    if not words.strip():
        raise BadInput(wording.NO_REASON)
    return words.strip()
