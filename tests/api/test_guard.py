"""What surrounds every response."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import make
import web
from api.app import make_app
from api.guard import POLICY
from api.parts import Parts
from core.database import Database
from people.staff import Staff

ADDRESSES = (
    "/", "/inbox", "/week", "/week/1", "/week.csv", "/knowledge", "/people", "/people/1", "/governance", "/evidence",
    "/settings", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/static/style.css", "/static/live.js",
    "/static/icon.svg", "/static/none", "/nowhere", "/people/none", "/join/NOPE", "/signin/nope",
)  # fmt: skip


def test_every_answer_tells_the_browser_to_run_only_our_own_files(
    people: make.Cast, browser: Callable[[Staff], web.Visitor], admin: Staff
) -> None:
    ade = browser(admin)
    for address in ADDRESSES:
        headers = ade.client.get(address).headers
        assert headers["content-security-policy"] == POLICY, address
        assert headers["x-content-type-options"] == "nosniff", address
        assert headers["referrer-policy"] == "no-referrer", address


def test_no_page_needs_what_the_policy_forbids(
    people: make.Cast, browser: Callable[[Staff], web.Visitor], admin: Staff
) -> None:
    ade = browser(admin)
    for address in ADDRESSES:
        text = ade.client.get(address).text
        if not text.startswith("<!doctype html>"):
            continue
        soup = web.BeautifulSoup(text, "html.parser")
        assert not soup.select("[style], style, script:not([src]), iframe, object, embed"), address
        assert not re.search(r"<[^>]+\son\w+=", text), address
        outside = [str(tag.get("src") or tag.get("href")) for tag in soup.select("[src], link[href]")]
        assert all(link.startswith("/static/") for link in outside), address
        assert soup.html is not None
        assert soup.html["lang"] == "en-GB"
        assert len(soup.select("h1")) == 1, address


def test_pages_are_not_kept_and_our_own_files_are_asked_after(stranger: web.Visitor) -> None:
    assert stranger.client.get("/").headers["cache-control"] == "no-store"
    style = stranger.client.get("/static/style.css")
    assert style.headers["cache-control"] == "no-cache"
    again = stranger.client.get("/static/style.css", headers={"if-none-match": style.headers["etag"]})
    assert again.status_code == 304


def test_with_a_public_https_address_cookies_and_browsers_keep_to_it(
    database: Database, people: make.Cast, now: Any, tmp_path: Path
) -> None:
    parts = web.make_parts(database, lambda: now, data_dir=tmp_path, public_url="https://champion.example")
    ana = web.Visitor(parts, base_url="https://testserver").signs_in(people.ana)
    assert "max-age" in ana.client.get("/").headers["strict-transport-security"]
    cookie = next(iter(ana.client.cookies.jar))
    assert (cookie.secure, cookie.path, cookie.has_nonstandard_attr("HttpOnly")) == (True, "/", True)
    assert cookie.get_nonstandard_attr("SameSite") == "lax"


def test_a_fault_of_ours_is_a_kind_page_without_its_cause(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts.database, "reading", lambda: 1 / 0)
    client = TestClient(make_app(parts))
    broken = client.get("/")
    assert broken.status_code == 500
    assert "call 999" in broken.text
    assert "ZeroDivision" not in broken.text
    assert broken.headers["content-security-policy"] == POLICY
    client.cookies.set("champion_session", "x")
    answer = client.post("/api/chat", json={"text": "hello"})
    assert answer.status_code == 500
    assert "call 999" in answer.json()["error"]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_big_is_refused(
    people: make.Cast, browser: Callable[[Staff], web.Visitor], *, chunked: bool
) -> None:
    ana = browser(people.ana)
    body = b'{"text": "' + b"a" * 70_000 + b'"}'
    content = iter([body[:40_000], body[40_000:]]) if chunked else body
    refused = ana.client.post("/api/chat", content=content, headers={"content-type": "application/json"})
    assert refused.status_code == 413
    assert "too big" in refused.json()["error"]
    assert refused.headers["content-security-policy"] == POLICY
