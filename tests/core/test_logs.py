"""Log lines: one JSON object each, and never the words of a message."""

import json
import logging

import pytest

from core.logs import JsonLines, note, start_logging


@pytest.fixture
def log() -> logging.Logger:
    return logging.getLogger("test.logs")


@pytest.fixture(autouse=True)
def _restore() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_a_line_is_one_json_object_with_its_fields(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("info")
    note(log, "handled", staff=7, outcome="answer")
    line = json.loads(capsys.readouterr().err)
    assert {"level": "info", "from": "test.logs", "event": "handled", "staff": 7, "outcome": "answer"}.items() <= (
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


def test_libraries_that_print_addresses_with_tokens_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("DEBUG")
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot123:secret/getMe")
    assert not capsys.readouterr().err
