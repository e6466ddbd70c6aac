"""Every error, translated once: a status, and a kind page or a line of JSON."""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import wording
from api.attempts import WITHIN, TooManyTries
from api.forms import printable
from api.rendering import render
from api.visits import SignInFirst, find_visit
from chat.wording import TROUBLE
from core.errors import BadInput, ChampionError, NotAllowed, NotReady, NotThere, Taken

STATUS: dict[type[ChampionError], int] = {
    BadInput: 400,
    NotAllowed: 403,
    NotThere: 404,
    Taken: 409,
    NotReady: 503,
}
FOR_PROGRAMS = ("/api/", "/telegram", "/healthz", "/readyz", "/metrics", "/openapi.json")


def status_of(error: ChampionError) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def failure(
    request: Request, status: int, words: str, headers: dict[str, str] | None = None, typed: Sequence[str] = ()
) -> Response:
    """JSON for programs, a page for people. `typed`: what was in the form, given back to whoever filled it in."""
    if request.url.path.startswith(FOR_PROGRAMS):
        return JSONResponse({"error": words}, status_code=status, headers=headers)
    title = wording.FAILURE_TITLES.get(status, wording.FAILURE_TITLES[500])
    response = render(request, "failure.html", status=status, title=title, reason=words, typed=typed)
    response.headers.update(headers or {})
    return response


def trouble(request: Request) -> Response:
    """The last word, when something broke."""
    return failure(request, 500, TROUBLE.text)


async def _typed(request: Request) -> list[str]:
    """The words of a refused form, so that nobody thinks of them twice. One word alone is a choice or a number."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return []
    form = await request.form()  # read already, or there would be nothing to refuse
    fields = [printable(value).strip() for value in form.values() if isinstance(value, str)]
    return [value for value in fields if len(value.split()) > 1]


def translate_errors(app: FastAPI) -> None:
    """Teach the application the whole family."""

    @app.exception_handler(ChampionError)
    async def known(request: Request, error: ChampionError) -> Response:
        return failure(request, status_of(error), str(error), typed=await _typed(request))

    @app.exception_handler(SignInFirst)
    async def nobody(request: Request, _error: SignInFirst) -> Response:
        if request.url.path.startswith(FOR_PROGRAMS):
            return failure(request, 401, wording.SIGN_IN_FIRST)
        return render(request, "welcome.html", status=401, title=wording.WELCOME_TITLE)

    @app.exception_handler(TooManyTries)
    async def too_many(request: Request, _error: TooManyTries) -> Response:
        return failure(request, 429, wording.TOO_MANY_TRIES, {"retry-after": str(int(WITHIN.total_seconds()))})

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> Response:
        in_path = any(problem["loc"][:1] == ("path",) for problem in error.errors())
        if in_path:
            return failure(request, 404, wording.NO_SUCH_PAGE)
        return failure(request, 400, wording.NOT_UNDERSTOOD, typed=await _typed(request))

    @app.exception_handler(HTTPException)
    def by_status(request: Request, error: HTTPException) -> Response:
        find_visit(request)  # an unknown address has no page that would have asked who it is
        words = wording.FAILURE_WORDS.get(error.status_code, wording.NOT_UNDERSTOOD)
        return failure(request, error.status_code, words, dict(error.headers or {}))
