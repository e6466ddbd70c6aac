"""Log lines: one JSON object each, and never the words of a message."""

import json
import logging
import sys

import pytest

from core.logs import JsonLines, note, start_logging


@pytest.fixture
def log() -> logging.Logger:
    return logging.getLogger("chat.test")


@pytest.fixture(autouse=True)
def _restore() -> object:
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook


def test_a_line_is_one_json_object_with_its_fields(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("info")
    note(log, "handled", staff=7, outcome="answer")
    line = json.loads(capsys.readouterr().err)
    assert {"level": "info", "from": "chat.test", "event": "handled", "staff": 7, "outcome": "answer"}.items() <= (
        line.items()
    )


def test_the_text_of_an_exception_stays_out(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("INFO")
    try:
        try:
            raise KeyError("my mother Jane")
        except KeyError as error:
            raise ValueError("she lives at 4 High Street") from error
    except ValueError:
        log.exception("it went wrong")
    written = capsys.readouterr().err
    line = json.loads(written)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["where"]
    assert "Jane" not in written
    assert "High Street" not in written


def test_what_json_cannot_hold_is_still_one_line() -> None:
    record = logging.makeLogRecord({"msg": "two\nlines", "fields": {"when": object()}})
    assert "\n" not in JsonLines().format(record)


@pytest.mark.parametrize("library", ["httpx", "httpcore.http11", "telegram.Bot", "multipart", "one.of.next.year"])
def test_libraries_only_speak_of_trouble(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("DEBUG")
    logging.getLogger(library).info("POST https://api.telegram.org/bot123:secret/getMe")
    assert not capsys.readouterr().err
    logging.getLogger(library).warning("trouble")
    assert "trouble" in capsys.readouterr().err


SECRETS = (
    "POST https://api.telegram.org/bot8123456789:AAF-{}/getMe", "The token `123456:{}` was rejected by the server.",
    "GET /signin/{}", "GET /join/{} 404", "/start {}", "https://t.me/bot?start={}", "cookie: champion_session={}; a=b",
    "x-telegram-bot-api-secret-token: {hexes}",
)  # fmt: skip


@pytest.mark.parametrize("said", SECRETS)
def test_no_line_holds_what_lets_somebody_in(
    log: logging.Logger, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging("DEBUG")
    secret, hexes = "Zq7-SECRET_x", "0123456789abcdef" * 4
    line = said.format(secret, hexes=hexes)
    log.error(line)
    log.info("fields", extra={"fields": {"address": line}})
    sys.excepthook(ValueError, ValueError(line), None)
    written = capsys.readouterr().err
    assert written.count("[secret]") == 3
    assert secret not in written
    assert hexes not in written


def test_what_is_no_secret_stays(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("INFO")
    note(log, "handled", at="2026-11-23T10:00:00", where="a.py:1234", staff=12345, id="staff:5")
    assert "[secret]" not in capsys.readouterr().err
