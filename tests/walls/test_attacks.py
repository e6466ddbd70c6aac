"""Nonsense, spite and guesses at every address: refused clearly, never with a fault of ours, and never let in."""

import csv
import json
import random
import string
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import select
from starlette.requests import Request
from starlette.testclient import TestClient

import web
from api.app import make_app
from api.attempts import FAILURES, JOININGS
from api.guard import HEADERS
from api.parts import Parts
from api.visits import COOKIE, client_address
from people.invites import Invite
from people.roles import Role
from people.signin import WebSession, make_link
from people.staff import Staff
from together import together

NASTY = (
    "", " ", "\x00", "a\x00b", "\u202egnp.exe", "z\u200be\u200bb\u200br\u200ba", "рауро\u0430l",
    "0770\n0900\n123", "'; drop table staff; --",
    "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "%s%s%n", "../../etc/passwd", "..\\..\\win.ini",
    "/etc/passwd\x00.md",
    "=cmd|' /C calc'!A0", "-1", "0", "9" * 30, "9" * 5_000, "1e309", "NaN", "Infinity", "٣", "²", "0x1f", "true",
    "null",
    "[]", "{}", "\ufeff", "\u2028", "𝕳𝖊𝖑𝖕", "é" * 300, "A" * 30_000, "(" * 5_000, "//evil.example/", "https://evil.example",
    "2026-W99", "9999-W01", "0001-01-01", "9999-12-31", "5.5", "999999999.999999999", "\r\nset-cookie: a=b",
)  # fmt: skip
ADDRESSES = (
    "/people/{}", "/people/invites/{}", "/knowledge/{}", "/week/{}", "/week?week={}", "/week.csv?week={}",
    "/week/1?team={}", "/week/1?week={}", "/chat/updates?after={}", "/join/{}", "/signin/{}", "/static/{}",
    "/knowledge/1?unfold=correct&section={}", "/?done={}", "/people?done={}", "/{}", "/docs?{}",
)  # fmt: skip
FORMS = (
    "/people/invites", "/people/sites", "/people/sites/1/teams", "/people/sites/1/duties", "/people/sites/1/name",
    "/people/1/away", "/people/1/work",
    "/settings/contacts/1", "/knowledge/1/correct", "/knowledge/1/retire", "/knowledge/1/again", "/knowledge/1/back",
    "/knowledge/1/sections/1/examples", "/knowledge/1/sections/1/examples/remove", "/knowledge/pending/use",
    "/knowledge/pending/discard", "/inbox/1/answer", "/inbox/1/claim", "/inbox/drafts/1/approve", "/chat",
)  # fmt: skip
FIELDS = (
    "shift", "team", "name", "role", "place", "days", "uses", "duty", "person", "first", "last", "on_call", "title",
    "version", "approved",
    "review_due", "reason", "questions", "example", "versions", "text", "action", "nonce", "after",
)  # fmt: skip


@pytest.fixture
def ade(parts: Parts, home: Any, joins: Callable[..., Staff]) -> web.Visitor:
    """An administrator, who gets furthest in."""
    made = web.Visitor(parts).signs_in(joins("admin", at=None))
    made.opens("/docs")
    return made


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_odd_addresses_are_refused_and_never_break(ade: web.Visitor) -> None:
    for pattern in ADDRESSES:
        for nasty in NASTY:
            answer = ade.client.get(pattern.format(quoted(nasty[:3_000])), follow_redirects=False)
            assert answer.status_code < 500, (pattern, nasty[:40])
            assert not answer.headers.get("location", "/").startswith(("//", "http")), (pattern, nasty)
            assert "<script>alert" not in answer.text
            assert "set-cookie" not in answer.headers or answer.headers["set-cookie"].startswith(COOKIE)


@pytest.mark.parametrize("form", FORMS)
def test_odd_fields_are_refused_and_never_break(ade: web.Visitor, form: str) -> None:
    spite = random.Random(form)
    for round_ in range(40):
        data = {name: spite.choice(NASTY)[:20_000] for name in spite.sample(FIELDS, 8)} | {"csrf": ade.csrf}
        answer = ade.client.post(form, data=data, follow_redirects=False)
        assert answer.status_code < 500, (round_, data)
        assert not answer.headers.get("location", "/").startswith(("//", "http"))


BODIES: dict[str, bytes] = {
    "deep lists": b"[" * 60_000,
    "deep text": b'{"text":' * 8_000,
    "half a pair": b'{"text": "\\ud800"}',
    "null byte": b'{"text": "a\\u0000b"}',
    "huge number": b'{"text": ' + b"9" * 60_000 + b"}",
    "a list as text": b'{"text": ["a"]}',
    "both": b'{"text": "a", "action": "b"}',
    "twice the same key": b'{"text": "a", "text": "b"}',
    "more than is known": b'{"text": "a", "__proto__": {}}',
    "not utf-8": b'{"text": "\xff\xfe"}',
    "nothing": b"",
    "a very long name": b'{"' + b"a" * 60_000 + b'": 1}',
    "words of one letter": json.dumps({"text": "a " * 30_000}).encode(),
    "right to left": json.dumps({"text": "\u202e" * 20_000}, ensure_ascii=False).encode(),
    "a button of a mile": json.dumps({"action": "claim:" + "1" * 50}).encode(),
}


@pytest.mark.parametrize("body", BODIES)
def test_odd_json_is_refused_or_answered(ade: web.Visitor, body: str) -> None:
    answer = ade.client.post("/api/chat", content=BODIES[body], headers={"content-type": "application/json"})
    assert answer.status_code in (200, 400), answer.text[:300]
    assert set(answer.json()) in ({"messages"}, {"error"})


def test_random_json_never_breaks_the_chat(ade: web.Visitor) -> None:
    chance = random.Random(4)
    values: list[Any] = [None, True, 1, -1, 1e308, [], {}, "x", "\u202e", "now:", *NASTY]
    for _ in range(200):
        said = {chance.choice(["text", "action", "id", "other"]): chance.choice(values) for _ in range(3)}
        body = json.dumps(said)[: chance.randrange(1, 40_000)].encode("utf-8", "surrogatepass")
        answer = ade.client.post("/api/chat", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (200, 400), said


def test_too_much_is_refused(ade: web.Visitor) -> None:
    many = "&".join(f"f{number}=x" for number in range(10_000))
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert ade.client.post("/chat", content=many, headers=form).status_code == 413
    assert ade.client.post("/chat", content="&" * 60_000, headers=form).status_code in (400, 403)
    assert ade.client.post("/chat", content="text=" + "a" * 100_000, headers=form).status_code == 413
    assert ade.client.post("/api/chat", json={"text": "a" * 100_000}).status_code == 413
    parts = {f"f{number}": (None, "x") for number in range(2_000)}
    assert ade.client.post("/knowledge", files=parts).status_code == 400
    files = [("files", (f"{number}.md", b"# a")) for number in range(60)]
    assert ade.client.post("/knowledge", data={"csrf": ade.csrf}, files=files).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "HEAD"])
def test_other_methods_do_nothing_and_keep_the_headers(ade: web.Visitor, home: Any, method: str) -> None:
    override = {"x-http-method-override": "POST", "x-method-override": "POST", "x-http-method": "DELETE"}
    for address in (
        "/",
        "/people/1",
        "/chat",
        "/api/chat",
        "/people/1/left",
        "/telegram",
        "/static/style.css",
        "/nowhere",
    ):
        answer = ade.client.request(method, address, headers=override)
        assert answer.status_code in (200, 404, 405), (method, address)
        assert answer.status_code != 200 or method == "HEAD"
        assert {*HEADERS} <= {*answer.headers}


def test_a_method_cannot_be_smuggled_into_a_form(ade: web.Visitor, home: Any) -> None:
    ade.client.post("/people", data={"csrf": ade.csrf, "_method": "DELETE"})
    assert ade.client.get("/people/1?_method=POST").status_code == 200


def test_every_answer_has_the_headers_whatever_becomes_of_it(parts: Parts, ade: web.Visitor) -> None:
    stranger = TestClient(make_app(parts), raise_server_exceptions=False)
    made = {
        "redirect": ade.client.post("/people/sites", data={"csrf": ade.csrf, "name": "Oak"}, follow_redirects=False),
        "unauthorised": stranger.get("/people"),
        "not found": stranger.get("/nowhere"),
        "method": stranger.delete("/people"),
        "too big": ade.client.post("/chat", data={"text": "a" * 70_000}),
        "forbidden": ade.client.post("/people/sites", data={"name": "Oak"}),
        "from elsewhere": ade.client.post("/signout", headers={"sec-fetch-site": "cross-site"}),
        "bad": ade.client.post("/people/invites", data={"csrf": ade.csrf}),
        "static": stranger.get("/static/style.css"),
        "no such file": stranger.get("/static/../app.py"),
        "openapi": stranger.get("/openapi.json"),
        "docs": stranger.get("/docs"),
        "csv": ade.client.get("/week.csv"),
        "webhook": stranger.post("/telegram", json={}),
    }
    for name, answer in made.items():
        assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS, name
        assert "server" not in answer.headers, name
        assert answer.headers["cache-control"] in ("no-store", "no-cache"), name


def test_a_form_from_another_sites_page_is_refused(parts: Parts, home: Any) -> None:
    """Even with a link that is good: else a page elsewhere could sign somebody in as another person."""
    with parts.database.writing() as session:
        token = make_link(session, home.people.ana, now=parts.clock(), actor="test")
    browser = TestClient(make_app(parts))
    for site in ("cross-site", "same-site", "nonsense"):
        refused = browser.post(f"/signin/{token}", headers={"sec-fetch-site": site}, follow_redirects=False)
        assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)
    taken = browser.post(f"/signin/{token}", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    assert taken.status_code == 303


def test_no_link_or_way_on_is_made_from_what_the_browser_calls_us(parts: Parts, home: Any, tmp_path: Any) -> None:
    made = web.make_parts(parts.database, parts.clock, data_dir=tmp_path, public_url="https://champion.example")
    made.search.refresh()
    lee = web.Visitor(made, base_url="https://testserver").signs_in(home.people.lee)
    lee.opens("/people")
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    for address in (
        "/",
        "/people",
        f"/people/invites/{home.things['invite_id']}",
        "/people/",
        "//evil.example/people/",
    ):
        answer = lee.client.get(address, headers=evil, follow_redirects=False)
        assert "evil.example" not in answer.text + answer.headers.get("location", ""), address
    link = lee.client.post(f"/people/{home.people.ana.id}/link", data={"csrf": lee.csrf}, headers=evil)
    assert "https://champion.example/signin/" in link.text
    assert "evil.example" not in link.text


def test_a_cookie_of_a_secure_site_cannot_be_planted_from_a_neighbour(parts: Parts, home: Any, tmp_path: Any) -> None:
    made = web.make_parts(parts.database, parts.clock, data_dir=tmp_path, public_url="https://champion.example")
    ana = web.Visitor(made, base_url="https://testserver").signs_in(home.people.ana)
    [cookie] = ana.client.cookies.jar
    assert (cookie.name, cookie.secure, cookie.path, cookie.domain_specified) == (
        "__Host-champion_session", True, "/", False,
    )  # fmt: skip
    other = TestClient(make_app(made), base_url="https://testserver")
    other.cookies.set("champion_session", str(cookie.value))
    assert other.post("/api/chat", json={"text": "hello"}).status_code == 401


# ---- links


def test_of_two_presses_at_once_one_gets_in_and_previews_use_nothing_up(parts: Parts, home: Any) -> None:
    with parts.database.writing() as session:
        token = make_link(session, home.people.ana, now=parts.clock(), actor="test")
    app = make_app(parts)
    for _ in range(3):  # a preview of a messenger, more than once
        assert TestClient(app).get(f"/signin/{token}").status_code == 200
    statuses = together([lambda: TestClient(app).post(f"/signin/{token}", follow_redirects=False).status_code] * 4)
    assert sorted(statuses) == [303, 404, 404, 404]


def test_a_forged_or_broken_link_says_the_same_as_one_that_was_used(parts: Parts, home: Any) -> None:
    with parts.database.writing() as session:
        token = make_link(session, home.people.ana, now=parts.clock(), actor="test")
    answers = set()
    for forged in (token[:-1], token + "x", token.swapcase(), "x" * 32, "x", "%00", "é"):
        answer = TestClient(make_app(parts)).post(f"/signin/{forged}")
        answers.add((answer.status_code, answer.text))
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    with parts.database.reading() as session:
        assert {row.staff_id for row in session.exec(select(WebSession)).all()} == {home.people.lee.id}


def test_signing_in_gives_a_new_session_each_time(parts: Parts, home: Any) -> None:
    ana = web.Visitor(parts).signs_in(home.people.ana)
    first = ana.client.cookies[COOKIE]
    ana.signs_in(home.people.ana)
    second = ana.client.cookies[COOKIE]
    assert first != second
    ana.client.cookies.clear()
    ana.client.cookies.set(COOKIE, first)
    assert ana.says(text="hello").status_code == 401


# ---- too often


def test_joining_over_and_over_is_slowed_down(parts: Parts, home: Any) -> None:
    with parts.database.reading() as session:
        code = session.exec(select(Invite.code)).first()
    begun = [TestClient(make_app(parts)).post(f"/join/{code}", follow_redirects=False) for _ in range(3)]
    assert {answer.status_code for answer in begun} == {303}
    parts.joinings._most = 3
    slowed = TestClient(make_app(parts)).post(f"/join/{code}", follow_redirects=False)
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "300")
    assert JOININGS > 50


def test_the_webhook_slows_down_whoever_guesses_but_not_telegram(parts: Parts) -> None:
    async def feed(update: Any) -> None:
        return

    parts.feed_telegram, parts.telegram_secret = feed, "right"
    client, header = TestClient(make_app(parts)), "x-telegram-bot-api-secret-token"
    statuses = [client.post("/telegram", json={}, headers={header: f"no{n}"}).status_code for n in range(FAILURES + 1)]
    assert statuses == [401] * FAILURES + [429]
    assert client.post("/telegram", json={"update_id": 1}, headers={header: "right"}).status_code == 200
    assert client.post("/telegram", content=b"[" * 900_000, headers={header: "right"}).status_code == 400


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_whose_tries_are_counted_together(host: str, counted: str) -> None:
    forged = [(b"x-forwarded-for", b"1.2.3.4"), (b"x-real-ip", b"1.2.3.4"), (b"forwarded", b"for=1.2.3.4")]
    assert client_address(Request({"type": "http", "client": (host, 1), "headers": forged})) == counted


# ---- files


NAMES = (
    "../../evil.md", "..\\..\\evil.md", "/etc/evil.md", "a/../../evil.md", "\x00evil.md", "." * 200, "con.md",
    "é" * 200 + ".md",
)  # fmt: skip


def test_a_file_cannot_be_put_elsewhere_by_its_name(parts: Parts, home: Any, tmp_path: Any) -> None:
    lee = web.Visitor(parts).signs_in(home.people.lee)
    before = set(tmp_path.rglob("*"))
    for name in NAMES:
        lee.opens("/knowledge")
        form = {"csrf": lee.csrf, "site": home.people.home.id}
        sent = lee.client.post("/knowledge", data=form, files={"files": (name, b"# T\n\n## H\n\nWords.\n")})
        assert sent.status_code < 500, name
    assert {path for path in set(tmp_path.rglob("*")) - before if "evil" in path.name} == set()


def test_a_cell_of_the_export_is_never_a_formula(parts: Parts, home: Any) -> None:
    lee = web.Visitor(parts).signs_in(home.people.lee)
    lee.opens("/people")
    for name in ("=1+1", "+1", "-1", "@sum", "\t=1", '"=1'):
        lee.client.post(f"/people/sites/{home.people.home.id}/teams", data={"csrf": lee.csrf, "name": name})
    rows = list(csv.reader(lee.client.get("/week.csv").text.splitlines()))
    assert "'=1+1" in {cell for row in rows for cell in row}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_only_roles_that_exist_can_be_given(parts: Parts, home: Any) -> None:
    lee = web.Visitor(parts).signs_in(home.people.lee)
    lee.opens("/people")
    for role in ("root", "ADMIN", "", "admin\x00", *string.punctuation):
        sent = lee.client.post("/people/invites", data={"csrf": lee.csrf, "role": role, "place": home.people.home.id})
        assert sent.status_code == 400, role
    for role in (Role.MANAGER, Role.ADMIN, Role.AUDITOR, Role.GOVERNANCE, Role.DATA_PROTECTION):
        sent = lee.client.post("/people/invites", data={"csrf": lee.csrf, "role": role, "place": home.people.home.id})
        assert sent.status_code == 403, role
