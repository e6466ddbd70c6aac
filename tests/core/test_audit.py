"""The audit log."""

from datetime import datetime

from sqlmodel import Session, select

from core.audit import AuditEntry, record


def test_a_row_says_who_did_what_to_what_and_when(session: Session, now: datetime) -> None:
    record(session, "site.added", actor="staff:1", now=now, subject="site:2", names=["on_call"])
    session.flush()
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.subject, entry.at) == ("staff:1", "site.added", "site:2", now)
    assert entry.detail == {"names": ["on_call"]}
