"""How the installation is set up, noted in the audit log whenever that has changed: settings, and the words of help."""

import hashlib
import hmac
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlmodel import Session, col, select

from core.audit import AuditEntry, record
from core.settings import Settings

NOTED = "settings.changed"
_MARK_LENGTH = 12


def setup_of(settings: Settings, content: Path, key: bytes) -> dict[str, Any]:
    """Every setting by name, the program's version, and a mark of each file of urgent words. Of what is secret, or may
    hold a password, only a mark that tells one from another."""
    values: dict[str, Any] = {"program": version("champion")}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        secret = value.get_secret_value() if isinstance(value, SecretStr) else value
        hidden = isinstance(value, SecretStr) or name == "database_url"
        values[name] = (_mark(str(secret).encode(), key) if secret else "") if hidden else _plain(value)
    for path in sorted((content / "safety").glob("*.yaml")):
        values[f"content/safety/{path.name}"] = _mark(path.read_bytes(), key)
    return values


def _plain(value: object) -> Any:
    return value if isinstance(value, bool | int) else str(value)


def _mark(value: bytes, key: bytes) -> str:
    return hmac.new(key, value, hashlib.sha256).hexdigest()[:_MARK_LENGTH]


def note_setup(session: Session, values: dict[str, Any], *, now: datetime) -> list[str]:
    """Record what is not as it was noted last. Returns the names, or nothing when all is the same."""
    query = select(AuditEntry).where(AuditEntry.action == NOTED).order_by(col(AuditEntry.id).desc()).limit(1)
    last = session.exec(query).first()
    before = last.detail["values"] if last else {}
    changed = sorted(name for name in {*values, *before} if values.get(name) != before.get(name))
    if changed:
        record(session, NOTED, actor="start", now=now, changed=changed, values=values)
    return changed
