"""The command line: what it prints, and one plain line with exit status 2 for what a person can put right."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import champion
import house
from core.database import Database
from fakes import FakeEncoder
from knowledge.importing import Outcome, Status
from knowledge.trial import Stolen
from people.sites import Contact
from telegram_api import TelegramApi


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and the small encoder of the tests."""
    monkeypatch.setenv("CHAMPION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(house, "SentenceEncoder", lambda *_: FakeEncoder())
    monkeypatch.setattr(house, "LESSONS", None)  # the weights we ship: a fit to such vectors says nothing
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout, stderr of `champion` with these arguments."""
    sys.argv = ["champion", *arguments]
    with pytest.raises(SystemExit) as stopped:
        champion.main()
    printed = capsys.readouterr()
    return int(stopped.value.code or 0), printed.out, printed.err


def one_plain_line(status: int, err: str) -> bool:
    lines = [line for line in err.splitlines() if not line.startswith("{")]
    return status == 2 and len(lines) == 1 and "Traceback" not in err


def test_ask_prints_the_agreed_json_and_stores_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "ask", "how do i write a late entry in my notes", "--json")
    found = json.loads(out)
    assert status == 0
    assert set(found) == {
        "id", "outcome", "confidence", "cards", "signpost", "urgent", "personal_data", "safe_text",
    }  # fmt: skip
    assert len(found["cards"]) == 3
    assert set(found["cards"][0]) == {
        "reference", "document", "file", "section", "kind", "text", "plain", "version", "review_due",
    }  # fmt: skip
    with Database(f"sqlite:///{folder / 'data' / 'champion.db'}").reading() as session:
        assert session.execute(text("select count(*) from question")).scalar() == 0


def test_a_file_of_questions_is_answered_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = folder / "in.jsonl"
    questions.write_text('{"id": "a", "text": "smoke in the kitchen"}\n\n{"id": "b", "text": "hi"}\n')
    status, out, _ = run(capsys, "ask", "--file", str(questions))
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [row["id"] for row in rows] == ["a", "b"]
    assert rows[1]["outcome"] == "chat"


@pytest.mark.parametrize("content", ["not json\n", "[1, 2]\n", '{"id": 1, "text": "x"}\n{"broken"\n'])
def test_a_bad_file_of_questions_names_the_line(folder: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    questions = folder / "in.jsonl"
    questions.write_text(content)
    status, out, err = run(capsys, "ask", "--file", str(questions))
    assert one_plain_line(status, err)
    assert f"line {len(content.splitlines())}" in err
    assert out == ""


def test_a_damaged_document_is_named_and_the_others_are_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = folder / "documents"
    documents.mkdir()
    (documents / "good.md").write_text("# Phones\n\n## Charging\n\nCharge the phone overnight.\n")
    (documents / "bad.pdf").write_bytes(b"%PDF-1.4 nothing more")
    (documents / "fake.docx").write_bytes(b"%PDF-1.4 nothing more")
    (documents / "empty.md").write_text("")
    status, out, err = run(capsys, "knowledge", "add", str(documents))
    assert status == 1
    assert "added: Phones" in out
    assert all(name in err for name in ("bad.pdf", "fake.docx", "empty.md"))
    status, out, _ = run(capsys, "knowledge", "list", "--json")
    assert [row["title"] for row in json.loads(out) if row["kind"] != "framework"] == ["Phones"]


PHONES = """---
title: Work phones
version: "1.0"
approved: 2026-01-10
review_due: 2027-01-10
---

# Work phones

## Charging

### At night

Charge the phone overnight.

## Lost phones

Ring the on-call manager.
"""


def test_what_was_understood_of_a_file_is_said_in_plain_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "phones.md").write_text(PHONES)
    _, out, err = run(capsys, "knowledge", "add", str(folder / "phones.md"))
    assert out.splitlines()[:4] == [
        "added: Work phones",
        "  version 1.0, approved 10 January 2026, review due 10 January 2027",
        "  sections: 2, headings: 3",
        "  please check: No owner was found.",
    ]
    assert err == ""  # no bar where there is no terminal


@pytest.mark.parametrize(("options", "shown"), [((), True), (("--json",), False)])
def test_a_terminal_shows_how_far_an_import_has_come(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    shown: bool,
) -> None:
    (folder / "phones.md").write_text(PHONES)
    (folder / "doors.md").write_text("# Doors\n\n## Locks\n\nLock the back door.\n")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    _, _, err = run(capsys, "knowledge", "add", str(folder / "phones.md"), str(folder / "doors.md"), *options)
    assert ("100%" in err) == shown
    assert ("3 sections, " in err) == shown


def test_one_command_puts_the_previous_version_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "phones.md"
    for words in (PHONES, PHONES.replace("1.0", "1.1").replace("overnight", "at noon")):
        path.write_text(words)
        run(capsys, "knowledge", "add", str(path))
    status, out, _ = run(capsys, "knowledge", "back", "--json")
    told = json.loads(out)
    assert (status, told["title"], told["version"], told["set_aside"]) == (0, "Work phones", "1.0", "1.1")
    status, out, err = run(capsys, "knowledge", "back", str(told["document_id"]))
    assert (status, out) == (2, "")
    assert "no earlier version of Work phones" in err
    _, out, _ = run(capsys, "knowledge", "list")
    assert "version 1.0" in out


MENDING = """question,answer,phrasings
Who mends a phone?,The office mends it.,the red mower will not start|the old mower will not start|will the mower start
"""
MOWERS = "# Mowers\n\n## The mower will not start\n\nWhen the old red mower will not start, look for fuel.\n"


def test_questions_that_a_file_takes_from_others_are_named_after_it_is_published(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mowers = folder / "mowers.md"
    mowers.write_text(MOWERS)
    (folder / "mending.csv").write_text(MENDING)
    run(capsys, "knowledge", "add", str(folder / "mending.csv"))
    status, tried, _ = run(capsys, "knowledge", "add", str(mowers), "--try", "--json")
    assert status == 0
    stolen = json.loads(tried)[0]["stolen"]
    assert {
        "text": "the red mower will not start",
        "document": "Mending",
        "section": "Who mends a phone?",
        "thief_document": "Mowers",
        "thief_section": "The mower will not start",
    } in stolen
    _, out, _ = run(capsys, "knowledge", "list")
    assert "Mowers" not in out

    _, tried, _ = run(capsys, "knowledge", "add", str(mowers), "--try")
    _, out, _ = run(capsys, "knowledge", "add", str(mowers))
    assert tried == f"Nothing is changed. This is what would happen:\n{out}"
    assert f"  please check: {len(stolen)} questions that staff ask now find another answer" in out.splitlines()


def test_of_many_stolen_questions_five_are_named_and_the_rest_counted() -> None:
    many = tuple(Stolen(f"question {n}", "Phones", "Charging", "Tablets", "Power") for n in range(7))
    told = champion.imported_in_words(Outcome("a.md", Status.ADDED, title="Tablets", stolen=many, astray=many[:1]))
    assert told.splitlines()[3:] == [
        "  please check: 7 questions that staff ask now find another answer",
        *(f'    "question {n}": not Phones (Charging), but Tablets (Power)' for n in range(5)),
        "    and 2 more",
        "  please check: 1 of its own questions leads somewhere else",
        '    "question 0": not Phones (Charging), but Tablets (Power)',
    ]


def test_staff_are_invited_only_once_the_site_says_whom_to_ring(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "invite", "--site", "our service")
    assert one_plain_line(status, err)
    assert out == ""
    assert "Our service is not live yet" in err
    assert "on call, safeguarding lead, deputy, council, out of hours, data protection lead" in err
    status, out, _ = run(capsys, "contacts", "--site", "our service", "on_call=Olu, 01632 960001")
    assert "on_call: Olu, 01632 960001" in out
    assert "not live, so staff cannot join; still missing: safeguarding_lead, deputy" in out
    assert one_plain_line(*run(capsys, "contacts", "--site", "our service", "plumber=Pat")[::2])
    assert run(capsys, "invite", "--site", "our service", "--role", "manager")[0] == 0


def test_an_invite_and_a_sign_in_link_are_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "contacts", "--site", "our service", *(f"{name}=01632 960001" for name in Contact))
    assert "Our service is live; nothing is missing." in out
    status, out, _ = run(capsys, "invite", "--site", "our service", "--json")
    made = json.loads(out)
    assert status == 0
    assert made["url"].endswith(f"/join/{made['code']}")
    status, out, _ = run(capsys, "link", "admin")
    assert status == 0
    assert "/signin/" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("link", "nobody of this name"),
        ("invite", "--site", "no such site"),
        ("invite", "--site", "our service", "--days", "0"),
        ("ask",),
        ("serve", "--parts", "web,cooker"),
        ("evaluate", "/nowhere/at/all.jsonl"),
        ("knowledge", "retire", "4711"),
        ("knowledge", "back", "4711"),
        ("knowledge", "back"),
        ("restore", "/nowhere/at/all.zip"),
    ],
)
def test_bad_input_gets_one_plain_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    status, _, err = run(capsys, *arguments)
    assert one_plain_line(status, err), err


def test_a_taken_port_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, err = run(capsys, "serve", "--port", str(port))
    assert one_plain_line(status, err)
    assert str(port) in err


def test_a_data_folder_that_cannot_be_written_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "file").write_text("")
    monkeypatch.setenv("CHAMPION_DATA_DIR", str(folder / "file"))
    status, _, err = run(capsys, "link", "admin")
    assert one_plain_line(status, err)
    assert "CHAMPION_DATA_DIR" in err


def test_a_database_newer_than_the_program_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "link", "admin")
    database = Database(f"sqlite:///{folder / 'data' / 'champion.db'}")
    with database.writing() as session:
        session.execute(text("update alembic_version set version_num = 'from-the-future'"))
    status, _, err = run(capsys, "link", "admin")
    assert one_plain_line(status, err)
    assert "newer version" in err
    database.close()


@pytest.fixture
def telegram() -> Iterator[TelegramApi]:
    with TelegramApi() as server:
        yield server


def test_a_token_that_telegram_refuses_is_said_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, telegram: TelegramApi
) -> None:
    monkeypatch.setenv("CHAMPION_TELEGRAM_API_URL", telegram.url)
    monkeypatch.setenv("CHAMPION_TELEGRAM_TOKEN", "999999:somebody-elses")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    status, _, err = run(capsys, "serve", "--port", str(port))
    plain = [line for line in err.splitlines() if not line.startswith("{")]
    assert status == 2
    assert "CHAMPION_TELEGRAM_TOKEN" in plain[-1]
    assert "Traceback" not in err
    assert "somebody-elses" not in err


def test_telegram_out_of_reach_at_the_start_is_said_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    monkeypatch.setenv("CHAMPION_TELEGRAM_API_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("CHAMPION_TELEGRAM_TOKEN", "123456:TEST-token")
    status, _, err = run(capsys, "serve", "--port", str(port))
    plain = [line for line in err.splitlines() if not line.startswith("{")]
    assert status == 2
    assert plain[-1].startswith("Telegram cannot be reached.")
    assert "Traceback" not in err


def test_the_doctor_says_which_site_is_not_live(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "contacts", "--site", "our service", "on_call=Olu, 01632 960001")
    status, out, _ = run(capsys, "doctor", "--json")
    [contacts] = [finding for finding in json.loads(out) if finding["part"] == "contacts"]
    assert (status, contacts["ok"]) == (1, False)
    assert contacts["words"].startswith("Our service has no safeguarding lead, deputy")
    assert contacts["words"].endswith("it is not live, so staff cannot join")
