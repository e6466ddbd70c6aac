"""The official Digital Skills Framework: three-column tables that were torn at every page break, put together again."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.readers import wording
from knowledge.readers.parts import Kind, Level, ReadDocument, ReadSection, Unreadable

TITLE = "Adult Social Care Digital Skills Framework"
CRITERIA_IN_THEME = {1: 9, 2: 9, 3: 8, 4: 11, 5: 10, 6: 6, 7: 9}
EXPECTED_CODES = tuple(f"{theme}.{n}" for theme, many in CRITERIA_IN_THEME.items() for n in range(1, many + 1))

_THEME = re.compile(r"(?:#+\s*)?\**Theme\s+(\d+)\s*[-–—:]\s*(.+?)\**\s*")
_NUMBER = re.compile(r"(\d{1,2})\.\s+(.*)", re.DOTALL)
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FOOTNOTE = re.compile(rf"[{_SUPERSCRIPTS}]+\s*\S")
_TAG = re.compile(r"<[^<>]+>")
_BLOCK_TAG = re.compile(r"</?(p|ul|ol|li|br|div|table|tr|td|h\d)\b[^<>]*>", re.IGNORECASE)
_NESTED = re.compile(r"(?:\s*<ul[^<>]*>)\s*o\s+(?=\S)|\s+○\s+|^\s*○\s+", re.IGNORECASE)
_SIGNPOST = re.compile(r"(?<=[.!?])\s+(?=(?:Useful resources|Learn more):)")
_BULLET, _SUB_BULLET = "- ", "  - "

Row = Sequence[str]


@dataclass
class _Criterion:
    theme: int
    theme_title: str
    number: int
    level: Level
    statement: str
    # Criteria that stand in one cell share one explanation, and so one list.
    explanation: list[str] = field(default_factory=list)


def rows_of_text(text: str) -> list[tuple[str, ...]]:
    """Lines split at tabs, or at the bars of a Markdown table."""
    return [_cells(line) for line in text.split("\n")]


def _cells(line: str) -> tuple[str, ...]:
    stripped = line.strip(" ")
    if stripped.startswith("|") and stripped.endswith("|"):
        return tuple(cell.strip() for cell in stripped[1:-1].split("|"))
    return tuple(cell.strip() for cell in line.split("\t"))


def looks_official(rows: Sequence[Row]) -> bool:
    """Whether this is the framework itself, and not a document that speaks about it."""
    named = any("digital skills framework" in " ".join(row).casefold() for row in rows[:60])
    themes = {match[1] for row in rows if (match := _theme(row))}
    return named and len(themes) >= 5 and sum(map(_is_header, rows)) >= 3


def read_framework(rows: Iterable[Row], path: Path) -> ReadDocument:
    """All 62 criteria in order; Unreadable names those that are missing, repeated or strange."""
    rows = list(rows)
    criteria = list(_criteria(rows))
    codes = [f"{one.theme}.{one.number}" for one in criteria]
    if not criteria:
        raise Unreadable(path.name, wording.FRAMEWORK_ONLY)
    if missing := [code for code in EXPECTED_CODES if code not in codes]:
        raise Unreadable(path.name, wording.missing_criteria(missing))
    if strange := [code for code in codes if code not in EXPECTED_CODES or codes.count(code) > 1]:
        raise Unreadable(path.name, wording.strange_criteria(list(dict.fromkeys(strange))))
    sections = tuple(map(_section, sorted(criteria, key=lambda one: (one.theme, one.number))))
    return ReadDocument(TITLE, Kind.FRAMEWORK, path.name, sections)


def _section(criterion: _Criterion) -> ReadSection:
    return ReadSection(
        heading=criterion.statement,
        path=(criterion.theme_title,),
        text=re.sub(f"[{_SUPERSCRIPTS}]+", "", _join_blocks(criterion.explanation)),
        reference=f"{criterion.theme}.{criterion.number}",
        level=criterion.level,
        theme=criterion.theme,
    )


def _criteria(rows: Iterable[Row]) -> Iterator[_Criterion]:
    """Reads only the tables with explanations; the two-column overview before them says the same in short."""
    theme, title, level, detailed = 0, "", Level.ALL, False
    current: list[_Criterion] = []
    for row in rows:
        if found := _theme(row):
            theme, title, level, detailed, current = int(found[1]), found[2], Level.ALL, False, []
        elif _is_header(row):
            detailed = _is_header(row, with_explanation=True)
        elif detailed and theme and not _is_noise(row):
            who, statement, explanation = _columns(row)
            level = _level(who) or level
            if numbered := _statements(statement):
                shared: list[str] = []
                current = [_Criterion(theme, title, number, level, words, shared) for number, words in numbered]
                shared += _paragraphs(explanation)
                yield from current
            elif current:
                current[-1].statement = _continued(current[-1].statement, _plain(statement))
                _continue(current[-1].explanation, _paragraphs(explanation))


def _theme(row: Row) -> re.Match[str] | None:
    filled = [cell for cell in row if cell.strip()]
    return _THEME.fullmatch(filled[0].strip()) if len(filled) == 1 else None


def _is_header(row: Row, *, with_explanation: bool = False) -> bool:
    cells = [_plain(cell).casefold() for cell in row if cell.strip()]
    starts = len(cells) >= 2 and cells[0] in ("level", "levels") and cells[1].startswith("knowledge")
    return starts and (not with_explanation or len(cells) >= 3)


def _is_noise(row: Row) -> bool:
    joined = "".join(row).strip()
    return not joined or not joined.strip("-—: ") or bool(_FOOTNOTE.match(joined))


def _columns(row: Row) -> tuple[str, str, str]:
    """Level, statement, explanation. A lone cell carries on with the explanation."""
    if len(row) == 1:
        return "", "", row[0]
    if len(row) == 2:
        return row[0], row[1], ""
    return row[0], row[1], " ".join(row[2:])


def _level(cell: str) -> Level | None:
    words = _plain(cell).casefold()
    return (
        Level.FURTHER if words.startswith("go further") else Level.ALL if words.startswith("digital skills") else None
    )


def _statements(cell: str) -> list[tuple[int, str]]:
    """The numbered statements in a cell; several when the table gives them one explanation."""
    parts = [_plain(part) for part in re.split(r"</p>\s*|\n", cell, flags=re.IGNORECASE)]
    found: list[tuple[int, str]] = []
    for part in filter(None, parts):
        if match := _NUMBER.fullmatch(part):
            found.append((int(match[1]), match[2]))
        elif found:
            found[-1] = (found[-1][0], _continued(found[-1][1], part))
    return found


def _paragraphs(cell: str) -> list[str]:
    """A cell's paragraphs and list items as blocks, the items marked "- "."""
    marked = _NESTED.sub(f"\n{_SUB_BULLET}", cell.replace("•", f"\n{_BULLET}"))
    lines = _BLOCK_TAG.sub("\n", marked).split("\n")
    whole = [_line(line) for line in lines]
    return [part for line in whole if line.strip(" -") for part in _SIGNPOST.split(line)]


def _line(raw: str) -> str:
    mark = next((mark for mark in (_SUB_BULLET, _BULLET) if raw.startswith(mark)), "")
    # The export left a lone dash where a list met the next paragraph.
    return mark + re.sub(r"\s+-$", "", _plain(raw[len(mark) :])) if raw.strip(" -") else ""


def _plain(text: str) -> str:
    """Without tags, entities and Markdown marks, on one line."""
    bare = html.unescape(_TAG.sub("", text))
    bare = re.sub(r"\[([^\[\]]*)\]\([^()\s]*\)", r"\1", bare).replace("**", "")
    return re.sub(r"\s+", " ", bare).strip()


def _continued(start: str, more: str) -> str:
    return f"{start}{'' if start.endswith('-') else ' '}{more}" if start and more else start or more


def _continue(blocks: list[str], more: list[str]) -> None:
    """A page break may fall in the middle of a sentence: then the next page starts in lower case."""
    torn = blocks and more and more[0][0].islower() and blocks[-1][-1] not in ".!?:;"
    if torn:
        blocks[-1] = _continued(blocks[-1], more[0])
    blocks += more[1:] if torn else more


def _join_blocks(blocks: Sequence[str]) -> str:
    joined = ""
    before_is_item = False
    for block in blocks:
        is_item = block.startswith((_BULLET, _SUB_BULLET))
        joined += ("\n" if is_item and before_is_item else "\n\n" if joined else "") + block
        before_is_item = is_item
    return joined
