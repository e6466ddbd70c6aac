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
from telegram_api import TelegramApi


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and the small encoder of the tests."""
    monkeypatch.setenv("CHAMPION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(house, "SentenceEncoder", lambda _model: FakeEncoder())
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


def test_an_invite_and_a_sign_in_link_are_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
