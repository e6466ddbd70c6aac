"""Questions and answers from a spreadsheet saved as CSV: all of its rows, or none."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.readers import wording
from knowledge.readers.assembly import MOST_LETTERS, settled_date
from knowledge.readers.dates import written_date
from knowledge.readers.framework import EXPECTED_CODES
from knowledge.readers.parts import Kind, ReadDocument, ReadSection, Unreadable
from knowledge.readers.titles import title_from_name

REQUIRED = ("question", "answer", "phrasings")
OPTIONAL = ("reference", "owner_role", "review_due")
MOST_ROWS = 50_000
LONGEST_CELL = 20_000

Row = dict[str, str]


def read_faq(path: Path) -> ReadDocument:
    """Each row becomes a section: its question the heading, its answer the text. Rows are counted as Excel does."""
    numbered = list(_rows(path))
    reasons = [f"row {number}: {reason}" for number, row in numbered for reason in _faults(row)]
    if reasons:
        raise Unreadable(path.name, wording.bad_rows(reasons))
    if not numbered:
        raise Unreadable(path.name, wording.NO_QUESTIONS)
    rows = [row for _, row in numbered]
    owners = list(dict.fromkeys(row["owner_role"] for row in rows if row["owner_role"]))
    # The whole file is due as soon as its first answer is.
    due = min((row["review_due"] for row in rows if row["review_due"]), key=_day, default="")
    review_due, about_review = settled_date("review_due", {"review_due": due})
    doubts = [wording.NO_REVIEW] if not due else about_review
    doubts += [wording.NO_OWNER] if not owners else [wording.several_owners(owners)] if len(owners) > 1 else []
    return ReadDocument(
        title=title_from_name(path),
        kind=Kind.FAQ,
        file_name=path.name,
        sections=tuple(_section(row) for row in rows),
        owner_role=owners[0] if len(owners) == 1 else None,
        review_due=review_due,
        warnings=(*doubts, *_repeats(numbered)),
    )


def _section(row: Row) -> ReadSection:
    phrasings = tuple(dict.fromkeys(filter(None, (part.strip() for part in row["phrasings"].split("|")))))
    reference = row["reference"] or None
    return ReadSection(row["question"], (), row["answer"], reference=reference, phrasings=phrasings)


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    lines = csv.reader(io.StringIO(_letters(path), newline=""), strict=True)
    try:
        columns = [name.strip().casefold() for name in next(lines, [])]
        missing = [name for name in REQUIRED if name not in columns]
        if missing:
            raise Unreadable(path.name, wording.missing_columns(missing, columns))
        for number, cells in enumerate(lines, start=2):
            if number > MOST_ROWS + 1:
                raise Unreadable(path.name, wording.too_many_rows(MOST_ROWS))
            if any(cell.strip() for cell in cells):
                yield number, _row(columns, cells)
    except csv.Error as error:
        raise Unreadable(path.name, wording.bad_rows([f"near line {lines.line_num}: {error}"])) from error


def _row(columns: Sequence[str], cells: Sequence[str]) -> Row:
    row = dict.fromkeys((*REQUIRED, *OPTIONAL), "") | dict(zip(columns, map(str.strip, cells), strict=False))
    return row | {"spilled": "|".join(cell for cell in cells[len(columns) :] if cell.strip())}


def _letters(path: Path) -> str:
    raw = path.read_bytes()
    if len(raw) > 4 * MOST_LETTERS:
        raise Unreadable(path.name, wording.too_long(MOST_LETTERS))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = _row_reached(raw[: error.start].decode("utf-8-sig"))
        raise Unreadable(path.name, wording.row_not_utf8(row)) from error


def _row_reached(text: str) -> int:
    """A quoted answer may run over several lines and is still one row."""
    breaks = re.sub(r'"[^"]*("|$)', "", text)
    return breaks.count("\n") + 1


def _faults(row: Row) -> Iterator[str]:
    for name in ("question", "answer"):
        if not row[name]:
            yield f"the {name} is empty"
    if any(len(cell) > LONGEST_CELL for cell in row.values()):
        yield f"a cell is longer than {LONGEST_CELL:,} letters"
    if row["spilled"]:
        yield "there are more cells than columns (put quote marks around an answer with commas)"
    if row["review_due"] and not written_date(row["review_due"]):
        yield f"the review date “{row['review_due']}” is not a date such as 2026-03-31"
    if row["reference"] and row["reference"] not in EXPECTED_CODES:
        yield f"the reference “{row['reference']}” is not a criterion such as 4.6"


def _repeats(rows: Sequence[tuple[int, Row]]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for number, row in rows:
        earlier = seen.setdefault(re.sub(r"\W+", " ", row["question"]).strip().casefold(), number)
        if earlier != number:
            yield wording.same_question(number, earlier)


def _day(value: str) -> str:
    written = written_date(value)
    return written.day.isoformat() if written else ""
