"""An answer card as a message: plain version first, then the passage word for word, then where it comes from."""

from collections.abc import Sequence
from datetime import date

from chat import wording
from delivery.message import Button, Message, strong
from knowledge.cards import Card
from knowledge.context import Stretch
from knowledge.readers.parts import Kind


def card_message(
    question_id: int,
    card: Card,
    *,
    whole: bool = False,
    remark: str = "",
    rated: bool = True,
    beside: Card | None = None,
) -> Message:
    """The card with its buttons. `whole` shows the full section however long it is; a `remark` stands above it; only
    a `rated` one asks whether it helped; `beside` is one press away."""
    shown = card.text if whole else card.shown
    parts = [*filter(None, [remark]), f"# {card.section}"]
    if card.plain:
        parts.append(f"In plain words: {card.plain}\n\nThe exact words:")
    parts.append("\n".join(f"> {line}" for line in _pointed_out(shown.splitlines(), () if whole else card.answering)))
    if card.audience:
        parts.append(f"Who this is for: {card.audience}")
    if card.note:
        parts.append(f"Editor's note: {card.note}")
    if card.expired:
        parts.append("This is past its review date. Check with your manager before you rely on it.")
    parts.append(source_line(card))
    more = (Button("Show the whole section", f"more:{question_id}:{card.section_id}"),) if shown != card.text else ()
    also = (wording.pick(question_id, beside.section_id, f"Your provider: {beside.title[:44]}"),) if beside else ()
    return Message("\n\n".join(parts), (*more, *also, *(_rating(question_id) if rated else ())))


def _pointed_out(lines: list[str], answering: Sequence[Stretch]) -> list[str]:
    for line, start, end in sorted(answering, reverse=True):  # from the end, so that places stay right
        words = lines[line]
        lines[line] = words[:start] + strong(words[start:end]) + words[end:]
    return lines


def titles(cards: Sequence[Card]) -> list[wording.Title]:
    """What these are offered by."""
    return [wording.Title(card.section_id, card.title, card.document) for card in cards]


def source_line(card: Card) -> str:
    """Document, section reference, version, owner and review date: why this can be relied on."""
    origin = _origin(card)
    facts = [f"{origin}: {card.document}"]
    if card.reference:
        facts.append(card.reference)
    if card.version:
        facts.append(f"version {card.version}")
    if card.owner_role:
        facts.append(f"owner {card.owner_role}")
    facts.append(f"review by {_day(card.review_due)}" if card.review_due else "no review date given")
    return " · ".join(facts)


def _origin(card: Card) -> str:
    if card.kind != Kind.FRAMEWORK:
        return "Your provider"
    # Our own cards came from no file: nobody may take them for the official text.
    return "National framework" if card.file else "Our own words about the national framework"


def _day(day: date) -> str:
    return f"{day.day} {day.strftime('%B %Y')}"


def _rating(question_id: int) -> tuple[Button, ...]:
    return (
        Button("Helpful", f"helpful:{question_id}"),
        Button("Not quite", f"notquite:{question_id}"),
        Button("Ask a champion", f"champion:{question_id}"),
    )
