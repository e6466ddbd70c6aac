"""The first step of every message: is it urgent, and what must not be kept? Nothing below sees the typed words."""

from dataclasses import dataclass

from chat.incoming import Incoming, Kind
from safety.personal import Span, find_personal, scrub
from safety.phrases import Phrases
from safety.urgent import Level, Urgent, triage

# Zero-width and direction characters that hide words from a reader; joiners inside emoji are harmless to drop.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x2060, 0xFEFF, 0x00AD, *range(0xE0000, 0xE0080)])


@dataclass(frozen=True)
class Protected:
    """`text` may be stored; `typed` may not, and goes only to the flow that asked for a name."""

    text: str
    typed: str
    spans: tuple[Span, ...]
    urgent: Urgent | None


def protect(incoming: Incoming, phrases: Phrases) -> Protected:
    """Urgency first: an urgent message keeps no text at all, so nothing later can keep it from its reply."""
    typed = clean(incoming.text) if incoming.kind != Kind.ACTION else ""
    urgent = triage(typed, phrases) if typed else None
    if urgent is not None and urgent.level == Level.NOW:
        return Protected(text="", typed="", spans=(), urgent=urgent)
    spans = find_personal(typed) if typed else []
    return Protected(text=scrub(typed, spans), typed=typed, spans=tuple(spans), urgent=urgent)


def clean(text: str) -> str:
    """Without control and invisible characters; line ends as they are. Offsets are the same only if there were none."""
    visible = text.translate(_INVISIBLE)
    return "".join(c for c in visible if c == "\n" or c == "\t" or c.isprintable() or c in "\u200d\u200e\u200f")
