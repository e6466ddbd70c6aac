"""JSON lines on stderr. Ids and outcomes only: never the words of a message."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# Who may say what is not trouble. Libraries would print addresses that hold the bot's token, and what people typed.
OURS = frozenset(
    "api bot champion chat core delivery demo embeddings incidents knowledge people privacy questions quizzes "
    "reporting safety scheduler uvicorn".split()
)
# The last net, for what no line should hold: bot tokens, links and codes that let somebody in, cookies, keys.
_SECRETS = re.compile(
    r"(?<!\d)\d{4,}(?::|%3A)[\w-]{5,}|(?<=/signin/)[\w-]+|(?<=/join/)[\w-]+|(?<=/start )[\w-]+|(?<=start=)[\w-]+"
    r"|(?<=champion_session=)[\w-]+|\b[0-9a-f]{64}\b",
    re.ASCII,
)


def without_secrets(text: str) -> str:
    return _SECRETS.sub("[secret]", text)


class OursOrTrouble(logging.Filter):
    """Lines of our own, and of libraries only warnings and worse."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS


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
        return without_secrets(json.dumps(line, ensure_ascii=False, default=str))


def _last_place(trace: Any) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""


def start_logging(level: str) -> None:
    """Send every log line through the formatter. Called once by a process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(OursOrTrouble())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.raiseExceptions = False  # a line that cannot be written would be printed as it is, with its secrets
    sys.excepthook = _last_words


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends the program is told in full, but for secrets: an error of Telegram's library may quote the token."""
    sys.stderr.write(without_secrets("".join(traceback.format_exception(kind, error, trace))))


def note(logger: logging.Logger, event: str, **fields: Any) -> None:
    """One line at level info, with fields."""
    logger.info(event, extra={"fields": fields})
