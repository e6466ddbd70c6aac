"""START HERE for the web: every address there is, and what surrounds them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.failures import translate_errors
from api.guard import Guard
from api.limits import Limits
from api.pages import (
    alerts,
    audit,
    cases,
    chat,
    docs,
    document,
    evidence,
    governance,
    held,
    inbox,
    invites,
    join,
    knowledge,
    mydata,
    names,
    pending,
    people,
    person,
    settings,
    signin,
    start,
    week,
)  # fmt: skip
from api.parts import Parts
from api.routes import chat as chat_json
from api.routes import health, metrics, telegram

PAGES = (
    chat, alerts, start, join, signin, inbox, week, knowledge, pending, document, people, names, invites, person,
    governance, evidence, cases, held, audit, settings, mydata, docs,
)  # fmt: skip
ROUTES = (chat_json, health, metrics, telegram)
STATIC = Path(__file__).parent / "static"

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def make_app(parts: Parts, lifespan: Lifespan | None = None) -> FastAPI:
    """The whole web door. What must run beside it (bot, pump, scheduler) goes into `lifespan`."""
    # No way on from /people/ to /people: it would lead to whatever host the browser says this is.
    app = FastAPI(
        title="Digital champion", version="1", docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan
    )
    app.state.parts = parts
    for module in (*PAGES, *ROUTES):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    translate_errors(app)
    # The last added is the outermost: even a refused body leaves with the guard's headers.
    app.add_middleware(Limits)
    app.add_middleware(Guard, https=parts.settings.public_url.startswith("https://"))
    return app
