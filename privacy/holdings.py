"""Where something about a person is held: every table, what of it they are shown, and how their rows are found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, false, or_
from sqlmodel import SQLModel

from delivery.outbox import TELEGRAM, WEB
from delivery.reach import web_address
from people.staff import Staff


@dataclass(frozen=True)
class Holding:
    """One table. `by`: the columns that name the person, None for all foreign keys to staff and all addresses and
    actors. `shown`: the columns in their copy; the rest is left out for the reasons in privacy.wording. `veiled`: the
    column that is about other people, unless the row's kind is one of `own_kinds`."""

    table: str
    title: str
    shown: tuple[str, ...]
    by: tuple[str, ...] | None = None
    veiled: str = ""
    own_kinds: frozenset[str] = frozenset()

    def is_about_others(self, row: Mapping[str, Any]) -> bool:
        return bool(self.veiled) and row["kind"] not in self.own_kinds


HELD: tuple[Holding, ...] = (
    Holding(
        "staff", "Who you are here",
        ("id", "name", "role", "site_id", "team_id", "shift", "telegram_id", "telegram_blocked_at", "away_from",
         "away_until", "joined_at", "left_at", "telegram_until", "signed_in_at", "forgotten_at"),
        by=("id",),
    ),
    Holding("oversight", "Other sites you look after", ("site_id",)),
    Holding("duty", "What you are told about in an emergency", ("site_id", "duty")),
    Holding(
        "question", "Questions you asked",
        ("id", "asked_at", "channel", "site_id", "text", "outcome", "topic", "urgent", "section_id", "state",
         "feedback"),
    ),
    Holding("received", "What you typed, and what the assistant said", ("at", "channel", "said", "replies")),
    Holding(
        "outbound_message", "Messages sent to you", ("created_at", "channel", "kind", "body", "state", "sent_at"),
        veiled="body", own_kinds=frozenset({"reply", "answer", "quiz", "request", "farewell"}),
    ),
    Holding("talk", "Where the talk stands", ("channel", "updated_at", "state", "data")),
    Holding(
        "round_item", "Quiz questions you got, and your answers",
        ("sent_at", "item_id", "answered_at", "choice", "correct"),
    ),
    Holding("quiz_round", "Quizzes you started yourself", ("opens_at", "closes_at")),
    Holding(
        "escalation", "Questions of others that you took or answered as a champion",
        ("id", "site_id", "opened_at", "claimed_at", "replied_at", "state"),
    ),
    Holding("escalation_pass", "Questions of others that you passed on", ("escalation_id", "at")),
    Holding("draft", "Answers you proposed or checked", ("id", "state", "proposed_at", "decided_at")),
    Holding(
        "case_file", "Incidents you reported, and requests you made",
        ("id", "kind", "site_id", "name", "received_at", "due_at", "state", "acknowledged_at", "extended_at",
         "extension_reason", "outcome", "decided_at"),
        by=("person_id",),
    ),
    Holding("document_version", "Documents you added", ("document_id", "label", "imported_at")),
    Holding("signin_link", "Sign-in links made for you", ("expires_at", "used_at")),
    Holding("web_session", "Browsers you signed in with", ("made_at", "expires_at")),
    Holding("audit_entry", "What the log says you did, or was done about you", ("at", "actor", "action", "subject")),
    Holding(
        "alert", "Emergencies you told the assistant about", ("id", "site_id", "category", "raised_at", "state"),
        by=("worker_id",),
    ),
    Holding("alert_call", "When you were told about an emergency", ("told_at", "delivered_at"), by=("staff_id",)),
    Holding(
        "held_message", "That what you typed in an emergency is held, sealed", ("id", "at", "category", "state"),
        by=("worker_id",),
    ),
    Holding("held_opening", "When you opened a held message", ("at",), by=("staff_id",)),
    Holding("chat_copy", "Messages to be taken out of your chat", ("channel", "sent_at", "due_at", "asked_at")),
)  # fmt: skip

# Tables with a way to a person of which nothing is in the copy, and why.
NOT_COPIED: Mapping[str, str] = {}

_ACTORS = frozenset({"actor", "subject", "imported_by"})


def table_of(holding: Holding) -> Table:
    return SQLModel.metadata.tables[holding.table]


def naming(table: Table) -> Iterator[str]:
    """The columns of a table that can name a person: foreign keys to staff, addresses and actors."""
    for column in table.columns:
        is_key = any(key.column.table.name == "staff" for key in column.foreign_keys)
        if is_key or column.name in _ACTORS or (column.name == "address" and "channel" in table.columns):
            yield column.name


def rows_of(holding: Holding, person: Staff) -> ColumnElement[bool]:
    """Which rows of the table are about this person."""
    table = table_of(holding)
    names = holding.by if holding.by is not None else tuple(naming(table))
    return or_(false(), *(_is(table, name, person) for name in names))


def _is(table: Table, name: str, person: Staff) -> ColumnElement[bool]:
    column = table.columns[name]
    if name == "address":
        return at_address(table, person)
    return column == (person.actor if name in _ACTORS else person.id)


def at_address(table: Table, person: Staff) -> ColumnElement[bool]:
    """At the person's own place on the web, in their Telegram, or wherever else they have talked: on an earlier phone,
    or as a visitor who was about to join."""
    channel, address = table.columns["channel"], table.columns["address"]
    talk = SQLModel.metadata.tables["talk"].alias()
    theirs = exists().where(
        talk.columns["staff_id"] == person.id,
        talk.columns["channel"] == channel,
        talk.columns["address"] == address,
    )
    telegram = and_(channel == TELEGRAM, address == str(person.telegram_id or ""))
    return or_(and_(channel == WEB, address == web_address(person.id)), telegram, theirs)
