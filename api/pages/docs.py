"""A page about the JSON, made from its own description; nothing is loaded from elsewhere."""

import json
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.rendering import render
from api.visits import find_visit

router = APIRouter(include_in_schema=False)


@router.get("/docs", dependencies=[Depends(find_visit)])
def docs(request: Request) -> Response:
    schema: dict[str, Any] = request.app.openapi()
    calls = [
        {"method": method.upper(), "path": path, **_described(call)}
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]
    return render(request, "docs.html", title="For programs", calls=calls, about=schema["info"])


def _described(call: dict[str, Any]) -> dict[str, Any]:
    body = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "summary": call.get("summary", ""),
        "description": call.get("description", ""),
        "examples": [json.dumps(example) for example in body.get("examples", [])],
        "responses": [(status, answer["description"]) for status, answer in call["responses"].items()],
    }
