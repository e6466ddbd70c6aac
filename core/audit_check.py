"""Does every row of the audit log still fit the one before? And what the retention may take from its beginning."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from core.audit import ONLY_ROW, AuditEntry, AuditHead, Place, digest_of, hold_head, key_id, record

PURGED = "audit.purged"
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Verdict:
    """`problem` is one plain line about the first row that does not fit, or empty. `end` is where the chain ends."""

    rows: int
    problem: str
    end: Place

    @property
    def fits(self) -> bool:
        return not self.problem


def verify(session: Session, key: bytes, *, noted: Place | None = None) -> Verdict:
    """Read the whole log as far as it reached at the start: others may write meanwhile. `noted` is a place that was
    written down elsewhere: the log must still hold it."""
    head = _head(session)
    rows, place, problem, met = 0, _beginning(session), "", noted is None
    met = met or (noted is not None and noted.position <= place.position)  # purged since
    for entry in _chained(session, head):
        if problem := _trouble(entry, place, key):
            break
        place, rows = Place(entry.position or 0, entry.digest), rows + 1
        met = met or place == noted
    return Verdict(rows, problem or _at_the_end(session, place, head, noted if not met else None), place)


def _head(session: Session) -> Place | None:
    """Where the log says that it ends."""
    head = session.exec(select(AuditHead.position, AuditHead.digest)).first()
    return Place(*head) if head is not None else None


def _beginning(session: Session) -> Place:
    """Before the first row: nothing, or what the newest row about a purge says was there."""
    purged = session.exec(
        select(AuditEntry).where(AuditEntry.action == PURGED).order_by(col(AuditEntry.position).desc()).limit(1)
    ).first()
    return Place(purged.detail["through"], purged.detail["digest"]) if purged else Place(0, "")


def _chained(session: Session, head: Place | None) -> Iterator[AuditEntry]:
    """The rows in their order, a page at a time, so that a log of years fits into memory."""
    place, in_order = -1, select(AuditEntry).order_by(col(AuditEntry.position)).limit(ROWS_AT_ONCE)
    if head is not None:
        in_order = in_order.where(col(AuditEntry.position) <= head.position)
    while page := session.exec(in_order.where(col(AuditEntry.position) > place)).all():
        yield from page
        place = page[-1].position or 0


def _trouble(entry: AuditEntry, before: Place, key: bytes) -> str:
    named = f"row {entry.position}, of {entry.at:%d %B %Y %H:%M}"
    if entry.position != before.position + 1:
        return f"rows are missing before {named}: {before.position + 1} is not there"
    if entry.previous != before.digest:
        return f"{named}, does not follow the row before it; one of them was changed or replaced"
    if not entry.digest.startswith(f"{key_id(key)}:"):
        return f"{named}, was sealed with another key; if the secret key was changed, this cannot be checked without it"
    if entry.digest != digest_of(entry, key):
        return f"{named}, was changed after it was written"
    return ""


def _at_the_end(session: Session, place: Place, head: Place | None, lost: Place | None) -> str:
    if head is not None and head != place:
        return (
            f"rows are missing at the end: the log stops at row {place.position}, and row {head.position} was the last"
        )
    newest = session.exec(select(func.max(AuditEntry.position))).one() or 0
    if (now := _head(session)) is not None and newest > now.position:  # a row and the head are written together
        return f"rows were added after the end: row {now.position} was the last, and row {newest} is there"
    if lost is not None:
        return (
            f"the log no longer holds row {lost.position} as it was noted; rows at its end were taken away or replaced"
        )
    alien = session.exec(select(func.count()).select_from(AuditEntry).where(col(AuditEntry.position).is_(None))).one()
    if alien and head is not None:
        return f"{alien} rows are not part of the chain; they were not written by this program"
    return ""


def purge_audit(session: Session, *, before: datetime, now: datetime, limit: int = ROWS_AT_ONCE) -> int:
    """Delete the oldest rows, those before `before`, at most `limit`. Returns how many. One new row says which went,
    and carries the digest of the last of them, so that what is left still verifies."""
    end = hold_head(session)
    kept = select(func.min(AuditEntry.position)).where(AuditEntry.at >= before)
    first = session.exec(select(func.min(AuditEntry.position))).one()
    last = (session.exec(kept).one() or end.position + 1) - 1
    if first is None or last < first:
        return 0
    last = min(last, first + limit - 1)
    digest = session.exec(select(AuditEntry.digest).where(AuditEntry.position == last)).one()
    session.execute(update(AuditHead).where(col(AuditHead.id) == ONLY_ROW).values(purged_through=last))
    session.execute(delete(AuditEntry).where(col(AuditEntry.position) <= last))
    record(session, PURGED, actor="retention", now=now, through=last, digest=digest, rows=last - first + 1)
    return last - first + 1


def write_down(path: Path, place: Place) -> None:
    """Note outside the database where the log ends: rows taken away from its end show by that alone."""
    path.write_text(json.dumps(asdict(place)), encoding="utf-8")


def written_down(path: Path) -> Place | None:
    """What was noted last, if anything that can be read."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        return Place(int(noted["position"]), str(noted["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
