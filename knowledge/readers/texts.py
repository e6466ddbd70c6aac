"""Text files: their letters, and plain text with its headings guessed modestly."""

import re
from pathlib import Path

from knowledge.readers import wording
from knowledge.readers.assembly import MOST_LETTERS
from knowledge.readers.drafts import Block, Draft, Heading, Passage
from knowledge.readers.parts import Unreadable

LONGEST_HEADING, LONGEST_TITLE = 80, 120
WRAPPED_FROM = 55

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+[A-Z].*")
_ITEM = re.compile(r"\s*(?:[•●▪◦○‣⁃·*–-]|(\d{1,2}[.)]|[a-z][.)]))\s+(.*)")


def text_of(path: Path) -> str:
    """The letters of a UTF-8 file, with every line ending as a newline."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(path.name, wording.not_utf8(line)) from error
    if len(text) > MOST_LETTERS:
        raise Unreadable(path.name, wording.too_long(MOST_LETTERS))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_plain(text: str) -> Draft:
    """Plain text: a heading is a short line that is numbered, underlined or in capitals, or stands alone."""
    parts = [part.split("\n") for part in re.split(r"\n\s*\n", text.strip("\n")) if part.strip()]
    blocks: list[Block] = []
    for place, lines in enumerate(parts):
        level = _heading_level(lines, is_first=place == 0, is_last=place == len(parts) - 1)
        if level is None:
            blocks += _passages(lines)
        else:
            blocks.append(Heading(lines[0].strip().lstrip("# "), level))
            blocks += _passages([line for line in lines[1:] if not _is_rule(line)])
    return Draft(blocks)


def _heading_level(lines: list[str], *, is_first: bool, is_last: bool) -> int | None:
    """1 for the title, deeper for the rest; None when the first line is not a heading."""
    line = lines[0].strip()
    if not looks_like_heading(line, longest=LONGEST_TITLE if is_first else LONGEST_HEADING):
        return None
    underlined = len(lines) > 1 and _is_rule(lines[1])
    if is_first and (len(lines) == 1 or underlined) and not _NUMBERED.fullmatch(line):
        return 1
    if match := _NUMBERED.fullmatch(line):
        # "1. Press Sync" above "2. Wait" is a list, not two headings.
        lone = len(lines) == 1 or not _ITEM.match(lines[1])
        return 2 + match[1].count(".") if lone and not is_last else None
    alone = len(lines) == 1 and not is_last and line[0].isupper()
    return 2 if underlined or line.isupper() or alone else None


def looks_like_heading(line: str, *, longest: int = LONGEST_HEADING) -> bool:
    """Short, with letters, and not ended like a sentence."""
    return len(line) <= longest and bool(re.search(r"[A-Za-z]", line)) and line[-1] not in ".,;:!|"


def _is_rule(line: str) -> bool:
    return bool(re.fullmatch(r"\s*([=\-_*~])\1{2,}\s*", line))


def _passages(lines: list[str]) -> list[Block]:
    """Lines broken only to fit the page are joined again; list items and short lines keep their own."""
    whole: list[str] = []
    wrapped = False
    for line in lines:
        item = _ITEM.fullmatch(line)
        if item:
            whole.append(f"{item[1] or '-'} {item[2].strip()}")
        elif whole and wrapped and "\t" not in line:
            whole[-1] += f" {line.strip()}"
        else:
            whole.append(re.sub(r"(?<=\S)\t+(?=\S)", " | ", line.strip()))
        wrapped = len(line) >= WRAPPED_FROM or (item is not None)
    return [Passage("\n".join(whole))] if any(whole) else []


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raise_digits(text: str) -> str:
    """As they are printed: 10⁹ is not 109, and the mark of a note is no number."""
    return text.translate(_RAISED)
