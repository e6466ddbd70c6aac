"""From a run of blocks to a finished document: its title, its sections, its metadata, and what to check."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.readers import controls, wording
from knowledge.readers.apparatus import without_contents, without_history
from knowledge.readers.dates import written_date
from knowledge.readers.drafts import Block, Draft, Heading, Passage, Table
from knowledge.readers.parts import Kind, ReadDocument, ReadSection, Unreadable
from knowledge.readers.titles import says_more, title_from_name

MOST_LETTERS = 3_000_000
_NOT_IN_FORCE = re.compile(
    r"\b(?:DRAFT|SUPERSEDED|OBSOLETE|WITHDRAWN|ARCHIVED|NOT APPROVED|FOR COMMENT|Superseded|Obsolete)\b|"
    r"^draft\b|\bdraft$|\((?:draft|superseded|archived|withdrawn)\)"
)
DATE_NAMES = {"approved": "approval", "review_due": "review"}


def assemble(draft: Draft, path: Path, kind: Kind | None) -> ReadDocument:
    """Raises Unreadable when there are no words, or far too many."""
    blocks, found = controls.take(without_contents(draft.blocks))
    blocks, latest = without_history(blocks)
    printed = controls.from_furniture(draft.furniture)
    facts = {**({"version": latest} if latest else {}), **printed, **found, **draft.stated}
    title, blocks = _title(blocks, draft, facts.pop("title", None) or draft.title, path)
    sections = tuple(sections_of(blocks, title))
    letters = sum(len(section.text) for section in sections)
    if not letters:
        raise Unreadable(path.name, wording.NO_WORDS)
    if letters > MOST_LETTERS:
        raise Unreadable(path.name, wording.too_long(MOST_LETTERS))
    approved, about_approved = settled_date("approved", facts)
    review_due, about_review = settled_date("review_due", facts)
    document = ReadDocument(
        title=title,
        kind=kind or likely_kind(title),
        file_name=path.name,
        sections=sections,
        version=controls.plain_version(facts["version"]) if facts.get("version") else None,
        owner_role=facts.get("owner_role") or None,
        approved=approved,
        review_due=review_due,
        audience=facts.get("audience") or (f"Applies to {facts['applies']}" if facts.get("applies") else None),
        in_force_from=begins.day if (begins := written_date(facts.get("in_force_from", ""))) else None,
    )
    doubts = (
        *_in_force(title, path, draft),
        *draft.warnings,
        *about_approved,
        *about_review,
        *_gaps(document, facts),
        *_clashes(facts, printed),
    )
    return _warned(document, doubts)


def _in_force(title: str, path: Path, draft: Draft) -> Iterable[str]:
    """What stands in the title, at the top or on every page, and says that it may not hold."""
    top = [block.text for block in draft.blocks[:3] if not isinstance(block, Table)]
    for text in (title, path.stem.replace("_", " "), draft.spare_title or "", *draft.furniture, *top):
        if match := _NOT_IN_FORCE.search(text):
            return [wording.not_in_force(match[0])]
    return []


def likely_kind(title: str) -> Kind:
    return Kind.GUIDE if re.search(r"\b(guide|guidance|how to|manual)\b", title, re.IGNORECASE) else Kind.POLICY


def settled_date(field: str, facts: dict[str, str]) -> tuple[date | None, list[str]]:
    """The date in `facts[field]`, and what to tell a person about it."""
    value, name = facts.get(field, ""), DATE_NAMES[field]
    if not value:
        return None, []
    written = written_date(value)
    if written is None:
        return None, [wording.unread_date(name, value)]
    whole = [wording.whole_month(name, value, f"{written.day:%d %B %Y}")] if written.whole_month else []
    return written.day, whole


def sections_of(blocks: Iterable[Block], title: str) -> Iterable[ReadSection]:
    """A heading without words of its own is only a step in the path of those below it."""
    above: list[Heading] = []
    texts: list[str] = []
    for block in [*blocks, Heading("", 1)]:
        if not isinstance(block, Heading):
            texts.append(_words(block))
            continue
        if text := "\n\n".join(filter(None, texts)):
            heading = above[-1].text if above else title
            yield ReadSection(heading=heading, path=tuple(step.text for step in above[:-1]), text=text)
        texts = []
        above = [*(step for step in above if step.level < block.level), Heading(_line(block.text), block.level)]


def _words(block: Passage | Table) -> str:
    if isinstance(block, Table):
        rows = ([_line(cell) for cell in row] for row in block.rows)
        return "\n".join(" | ".join(row) for row in rows if any(row))
    text = block.text.replace("\xad", "")  # a soft hyphen is no letter
    lines = (re.sub(r"[ \t\xa0]*\t[ \t\xa0]*", " ", line.strip("\t")).rstrip() for line in text.split("\n"))
    return "\n".join(lines).strip("\n")


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xad", "")).strip()


def _title(blocks: list[Block], draft: Draft, known: str | None, path: Path) -> tuple[str, list[Block]]:
    """The title, and the blocks without the heading that is the title."""
    first = next((block for block in blocks if isinstance(block, Heading)), None)
    if first is not None and (_is_same(first.text, known) if known else _stands_alone(first, blocks)):
        return known or _best(first.text, path), [block for block in blocks if block is not first]
    return (_line(known) if known else _best(draft.spare_title or "", path)), blocks


def _best(found: str, path: Path) -> str:
    """The cover may show no more than whose document it is."""
    title = _line(found)
    return title_from_name(path) if not title or says_more(path, title) else title


def _stands_alone(first: Heading, blocks: Sequence[Block]) -> bool:
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    numbered = re.match(r"\d", first.text)
    return not numbered and blocks[0] is first and first.level == min(levels) and levels.count(first.level) == 1


def _is_same(heading: str, title: str) -> bool:
    """The same words, or nearly all of them: "Gate Policy" and "The Gate Policy", but not "Policy"."""
    short, long = sorted((re.sub(r"\W+", " ", text).strip().casefold() for text in (heading, title)), key=len)
    return short in long and len(short) > 0.6 * len(long)


def _gaps(document: ReadDocument, facts: dict[str, str]) -> Iterable[str]:
    if document.version is None:
        yield wording.NO_VERSION
    if document.owner_role is None:
        yield wording.NO_OWNER
    if not facts.get("approved"):
        yield wording.NO_APPROVED
    if not facts.get("review_due"):
        yield wording.NO_REVIEW
    if document.approved and document.review_due and document.review_due < document.approved:
        yield wording.REVIEW_FIRST
    if len(document.sections) == 1 and document.sections[0].heading == document.title:
        yield wording.ONE_SECTION


def _clashes(facts: dict[str, str], printed: dict[str, str]) -> Iterable[str]:
    version = controls.plain_version(facts.get("version", ""))
    if "version" in printed and not controls.same_version(printed["version"], version):
        yield wording.disagrees("version", version, printed["version"])
    for field, name in DATE_NAMES.items():
        stated, shown = written_date(facts.get(field, "")), written_date(printed.get(field, ""))
        if stated and shown and stated.day != shown.day:
            yield wording.disagrees(f"{name} date", facts[field], printed[field])


def _warned(document: ReadDocument, doubts: Iterable[str]) -> ReadDocument:
    return replace(document, warnings=tuple(dict.fromkeys(doubts)))
