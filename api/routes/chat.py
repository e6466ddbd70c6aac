"""The chat for programs: JSON in, JSON out, as the person whose session cookie comes with it."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import wording
from api.failures import failure
from api.parts import parts_of
from api.talking import exchange, joined
from api.visits import SignInFirst, Visit, find_visit, give_cookie
from chat.incoming import Reply
from core.errors import NotAllowed
from delivery.message import unmarked

router = APIRouter()

JSON = "application/json"
EXAMPLES: list[JsonValue] = [{"text": "Can I share my password?"}, {"action": "helpful:12", "id": "a-mark-of-your-own"}]


class Said(BaseModel):
    """Either `text` or `action`. The same `id` again is the same message, and gets the same reply."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": EXAMPLES})

    text: str | None = None
    action: Annotated[str | None, Field(max_length=64)] = None
    id: Annotated[str | None, Field(max_length=200)] = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "Said":
        if (self.text is None) == (self.action is None):
            raise ValueError("give text or action, and not both")
        return self


class PressableButton(BaseModel):
    label: str
    action: str


class Replied(BaseModel):
    text: str
    buttons: list[PressableButton]


class Replies(BaseModel):
    messages: list[Replied]


class Problem(BaseModel):
    error: str


RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is not what is described here."},
    401: {"model": Problem, "description": "No session: open an invite or a sign-in link first."},
    403: {"model": Problem, "description": "The role does not include asking."},
    413: {"model": Problem, "description": "The body is over 64 kB."},
    415: {"model": Problem, "description": "The body is not application/json."},
    500: {"model": Problem, "description": "Something broke."},
}
BODY = {"requestBody": {"required": True, "content": {JSON: {"schema": Said.model_json_schema()}}}}


@router.post("/api/chat", response_model=Replies, responses=RESPONSES, openapi_extra=BODY, summary="Say something")
async def say(request: Request) -> Response:
    """What the assistant replies to a text or a pressed button. Sign in first; the session's cookie says who asks.

    Only JSON is taken: a form on somebody else's page cannot send it.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        return failure(request, 415, wording.NOT_JSON)
    visit = await asyncio.to_thread(find_visit, request)
    try:
        said = Said.model_validate_json(await request.body())
    except ValidationError as error:
        if visit is None:
            raise SignInFirst from error
        return failure(request, 400, wording.BAD_JSON)
    return await asyncio.to_thread(_answer, request, visit, said)


def _answer(request: Request, visit: Visit | None, said: Said) -> Response:
    """Whoever may not say anything here still reads what to do in an emergency."""
    parts = parts_of(request)
    try:
        if visit is None:
            raise SignInFirst
        reply = exchange(parts, visit, text=said.text or "", action=said.action or "", repeat_of=said.id or "")
    except (SignInFirst, NotAllowed):
        if (advice := parts.engine.advice(said.text or "")) is None:
            raise
        return JSONResponse(_as_json(Reply((advice,), queued=False)))
    response = JSONResponse(_as_json(reply))
    token = joined(parts, visit) if reply.queued else None
    return give_cookie(request, response, token) if token else response


def _as_json(reply: Reply) -> dict[str, Any]:
    """For a program, which gets the words alone."""
    return {"messages": [message.to_json() | {"text": unmarked(message.text)} for message in reply.messages]}
