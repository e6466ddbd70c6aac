"""JSON lines on stderr. Ids and outcomes only: never the words of a message."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

# Loggers of libraries that would print addresses holding the bot token, or request bodies.
TALKATIVE = ("alembic", "httpx", "httpcore", "telegram", "apscheduler", "sentence_transformers", "bm25s", "pypdf")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, event, and the fields given as `extra={"fields": …}`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            # The kind of error and where it happened; its text may quote a message, so it stays out.
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__ if kind else ""
            line["where"] = _last_place(trace)
        return json.dumps(line, ensure_ascii=False, default=str)


def _last_place(trace: Any) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""


def start_logging(level: str) -> None:
    """Send every log line through the formatter. Called once by a process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def note(logger: logging.Logger, event: str, **fields: Any) -> None:
    """One line at level info, with fields."""
    logger.info(event, extra={"fields": fields})
