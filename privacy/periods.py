"""How long each kind of data is kept, and what becomes of it then: one list, in which every table has its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.settings import Settings

SOMEBODY = "Somebody who left"
NO_MESSAGE = {"text": "", "buttons": []}


class Fate(StrEnum):
    """What happens when the period is over. CHAINED: deleted so that the rest of the log still verifies."""

    KEPT = "kept"
    DELETED = "deleted"
    BLANKED = "blanked"
    CHAINED = "chained"


@dataclass(frozen=True)
class Rule:
    """One kind of data. Its age is counted from the column `age`, of the table itself or of the one that `through`
    (own column, other table) leads to. `period` is a setting, in days. `only` is SQL that both databases understand:
    what is still open is not touched. `blank` is what the columns hold afterwards. `why` says it to people."""

    kind: str
    table: str
    fate: Fate
    why: str
    period: str = ""
    age: str = ""
    through: tuple[str, str] | None = None
    only: str = ""
    blank: Mapping[str, Any] = field(default_factory=dict)


def _kept(kind: str, why: str, *tables: str) -> tuple[Rule, ...]:
    return tuple(Rule(kind, table, Fate.KEPT, why) for table in tables)


_CHAT, _QUESTIONS, _TRAINING = "keep_chat_days", "keep_questions_days", "keep_training_days"
_HELD, _TECHNICAL, _AUDIT = "keep_held_days", "keep_technical_days", "keep_audit_days"
_LEFT = ("staff_id", "staff")

RULES = (
    Rule(
        "What was said in chats", "received", Fate.BLANKED, "The words go; that there was a message stays.",
        _CHAT, "at", blank={"said": "", "replies": []},
    ),
    Rule(
        "Messages sent", "outbound_message", Fate.BLANKED,
        "The words go; that it was sent stays. One that its reader has not fetched yet waits, a year at most.",
        _CHAT, "created_at", only="state IN ('sent', 'failed', 'cancelled')", blank={"body": NO_MESSAGE},
    ),
    Rule(
        "Half-finished talks", "talk", Fate.BLANKED, "What was half typed, and the buttons.",
        _CHAT, "updated_at", only="staff_id IS NOT NULL", blank={"state": "", "data": {}, "buttons": []},
    ),
    Rule(
        "Talks of visitors", "talk", Fate.DELETED, "Of people who never joined.",
        _CHAT, "updated_at", only="staff_id IS NULL",
    ),
    Rule("Talks of leavers", "talk", Fate.DELETED, "After they left.", _CHAT, "left_at", _LEFT),
    Rule("Copies in chats", "chat_copy", Fate.DELETED, "Where an urgent message stood.", _CHAT, "sent_at"),
    Rule("That there was a message", "received", Fate.DELETED, "The rest of the row.", _QUESTIONS, "at"),
    Rule("That a message was sent", "outbound_message", Fate.DELETED, "The rest of the row.", _QUESTIONS, "created_at"),
    Rule(
        "Questions", "question", Fate.BLANKED, "The words go, so that the counts stay true. Not while one waits.",
        _QUESTIONS, "asked_at", only="state <> 'waiting'", blank={"text": "", "vector": None},
    ),
    Rule(
        "Questions to champions", "escalation", Fate.BLANKED, "The words and the reply go. Not while one is open.",
        _QUESTIONS, "replied_at",
        only="state = 'replied' AND (draft_id IS NULL OR draft_id IN (SELECT id FROM draft WHERE state <> 'proposed'))",
        blank={"text": "", "reply": "", "vector": None},
    ),
    Rule(
        "Who passed a question on", "escalation_pass", Fate.DELETED, "Once it was answered.", _QUESTIONS, "at",
        only="escalation_id IN (SELECT id FROM escalation WHERE state = 'replied')",
    ),
    Rule(
        "Answers turned down as knowledge", "draft", Fate.BLANKED, "What was approved is knowledge, and stays.",
        _QUESTIONS, "decided_at", only="state = 'rejected'", blank={"heading": "", "text": "", "examples": []},
    ),
    Rule("Invites", "invite", Fate.DELETED, "After they ran out.", _QUESTIONS, "expires_at"),
    Rule(
        "Names of leavers", "staff", Fate.BLANKED,
        "The name goes; quiz answers and counts stay, and are nobody's from then on.", _TRAINING, "left_at",
        blank={"name": SOMEBODY, "telegram_id": None, "telegram_blocked_at": None, "away_from": None,
               "away_until": None},
    ),
    Rule("Duties of leavers", "duty", Fate.DELETED, "After they left.", _TRAINING, "left_at", _LEFT),
    Rule("Sites leavers looked after", "oversight", Fate.DELETED, "After they left.", _TRAINING, "left_at", _LEFT),
    Rule("First sign-in of leavers", "web_session", Fate.DELETED, "After they left.", _TRAINING, "left_at", _LEFT),
    Rule(
        "Held evidence", "held_message", Fate.BLANKED,
        "The sealed words are destroyed, whatever was decided. That there was a message stays.", _HELD, "at",
        blank={"sealed": None, "state": "released"},
    ),
    Rule(
        "Who opened held evidence", "held_opening", Fate.DELETED, "With the message it belongs to.", _AUDIT, "at",
        ("held_id", "held_message"),
    ),
    Rule("That evidence was held", "held_message", Fate.DELETED, "The rest of the row.", _AUDIT, "at"),
    Rule(
        "Who was told of an emergency", "alert_call", Fate.DELETED, "Once somebody had taken it.", _AUDIT, "told_at",
        only="alert_id IN (SELECT id FROM alert WHERE state <> 'open')",
    ),
    Rule(
        "Emergencies", "alert", Fate.DELETED, "What kind, where and when, not the story. Not while it is open.",
        _AUDIT, "raised_at", only="state <> 'open' AND id NOT IN (SELECT alert_id FROM alert_call)",
    ),
    Rule(
        "Data incidents and requests", "case_file", Fate.DELETED, "Not while one is open.", _AUDIT, "decided_at",
        only="state = 'closed' AND id NOT IN (SELECT case_id FROM alert WHERE case_id IS NOT NULL)",
    ),
    Rule("Sign-in links", "signin_link", Fate.DELETED, "After they ran out.", _TECHNICAL, "expires_at"),
    Rule(
        "Browser sessions", "web_session", Fate.DELETED,
        "After they ran out. The first of each person stays: it shows that they had a way in.",
        _TECHNICAL, "expires_at",
        only="id NOT IN (SELECT min(id) FROM web_session WHERE staff_id IS NOT NULL GROUP BY staff_id)",
    ),
    Rule("Records of timed work", "job_run", Fate.DELETED, "What ran when.", _TECHNICAL, "started_at"),
    Rule("Records of this clearing", "purge_run", Fate.DELETED, "What was cleared when.", _AUDIT, "started_at"),
    Rule(
        "Audit log", "audit_entry", Fate.CHAINED, "The oldest rows go; one new row keeps the rest verifiable.",
        _AUDIT, "at",
    ),
    *_kept("Where the audit log ends", "One row, without anybody in it.", "audit_head"),
    *_kept("Sites and teams", "The provider's own; their contacts are changed under Settings.", "site", "team"),
    *_kept(
        "Quiz answers", "The provider's training evidence. Nobody's once the person's name has gone.",
        "quiz_round", "round_item",
    ),
    *_kept("Names to be taken out", "Keyed hashes that nobody can read; a manager takes them out.", "known_name"),
    *_kept("The quiz", "Comes with the product; nobody is in it.", "quiz_item"),
    *_kept(
        "Knowledge",
        "The provider's own documents, each version, and questions without personal details that lead to them. "
        "A document never put in use goes after 14 days.",
        "document", "document_version", "section", "passage", "example", "outside_example", "clash", "stamp",
        "fitted_scorer", "starter_part",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """One line of what people are shown. `days` None: kept for ever."""

    kind: str
    days: int | None
    fate: Fate
    why: str


def periods_in(settings: Settings) -> list[Period]:
    """Every kind of data once, with its period here."""
    lines = [Period(r.kind, getattr(settings, r.period) if r.period else None, r.fate, r.why) for r in RULES]
    return list(dict.fromkeys(lines))
