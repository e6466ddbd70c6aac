"""What watches over the process reads: alive, ready, metrics; and the page for programmers."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

import make
import web
from api.parts import Parts
from people.sites import Contact, Site, add_site, set_contacts
from people.staff import Staff


def test_alive_and_ready(parts: Parts, people: make.Cast, stranger: web.Visitor) -> None:
    assert stranger.client.get("/healthz").json() == {"status": "alive"}
    ready = stranger.client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "problems": [], "warnings": []})
    with parts.database.writing() as session:
        site = session.get_one(Site, people.home.id)
        set_contacts(session, site, {Contact.ON_CALL: "Olu"}, actor="test", now=parts.clock())
    warned = stranger.client.get("/readyz")
    assert warned.status_code == 200
    assert warned.json()["warnings"] == ["contacts: 1 of 2 sites lack some. The settings page shows which."]
    with parts.database.writing() as session:
        add_site(session, "Oak Lodge", actor="test", now=parts.clock())
    assert stranger.client.get("/readyz").json()["warnings"] == [
        "contacts: 2 of 3 sites lack some. The settings page shows which.",
        "live: 1 of 3 sites are not live, so staff cannot join there. The people page shows which.",
    ]


def test_not_ready_says_what_is_missing(
    parts: Parts, people: make.Cast, stranger: web.Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(parts.search, "_index", None)
    monkeypatch.setattr(parts.database, "reading", gone)
    answer = stranger.client.get("/readyz")
    assert answer.status_code == 503
    assert [problem.split(":")[0] for problem in answer.json()["problems"]] == ["database", "index"]
    assert stranger.client.get("/healthz").status_code == 200


def test_metrics_are_counts_and_never_words(
    parts: Parts, people: make.Cast, stranger: web.Visitor, browser: Callable[[Staff], web.Visitor]
) -> None:
    browser(people.ana).asks("zebra wombat pangolin")
    text = stranger.client.get("/metrics").text
    assert 'champion_questions{outcome="champion"} 1' in text
    assert "champion_escalations_open 1" in text
    assert "champion_escalations_overdue 0" in text
    assert 'champion_outbox_messages{channel="telegram",state="queued"} 1' in text
    assert "champion_index_ready 1" in text
    assert "zebra" not in text
    assert "Ana" not in text


def test_the_json_is_described_and_the_description_is_readable(stranger: web.Visitor) -> None:
    schema = stranger.client.get("/openapi.json").json()
    assert set(schema["paths"]) == {"/api/chat", "/healthz", "/readyz", "/metrics", "/telegram"}
    page = stranger.opens("/docs")
    assert "POST /api/chat" in page.text
    assert "No session" in page.text
