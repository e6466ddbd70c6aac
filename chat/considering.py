"""What the assistant makes of a text, with nothing stored; the engine and the command line both ask here."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chat.incoming import Channel, Incoming
from chat.protection import HEARD, Listen, Protected, kept, protect
from chat.understanding import LONGEST_QUESTION
from core.errors import NotReady
from knowledge.answers import Answer, Outcome, decide
from knowledge.context import stretches_of
from knowledge.search import Search
from people.register import NOBODY, Names
from safety.phrases import Phrases
from safety.requests import Request, likely, requested
from safety.urgent import Category, Level

log = logging.getLogger("chat")


@dataclass(frozen=True)
class Considered:
    """`answer` is None for a message that is urgent now, unless passages help beside the advice, for a `request` about
    one's own data, and where there are no words. `places`: where the protected text's characters stood before."""

    protected: Protected
    places: list[int]
    answer: Answer | None
    vector: bytes | None
    request: Request | None = None

    def to_json(self, identity: str) -> dict[str, Any]:
        """The JSON of `ask`. `cards` are the best three at most, best first, also when a champion is asked, or beside
        urgent advice. `personal_data` counts characters of the text as given. `safe_text` may be stored."""
        urgent, answer = self.protected.urgent, self.answer
        now = urgent is not None and urgent.level == Level.NOW
        cards = () if answer is None else answer.beside_advice if now else answer.cards
        outcome = "urgent" if now else "signpost" if self.request else answer.outcome if answer else "chat"
        return {
            "id": identity,
            "outcome": outcome,
            "confidence": 1.0 if now or self.request else round(answer.confidence, 4) if answer else 0.0,
            "cards": [card.to_json() for card in cards],
            "signpost": str(self.request) if self.request else answer.signpost if answer and not now else None,
            "urgent": {"level": str(urgent.level), "category": str(urgent.category)} if urgent else None,
            "personal_data": [
                {"start": self.places[s.start], "end": self.places[s.end - 1] + 1, "type": s.type}
                for s in self.protected.spans
            ],
            "safe_text": self.protected.text,
        }


def look_up(search: Search, text: str, *, site_id: int | None, role: str | None, today: date) -> tuple[Answer, bytes]:
    """The decision and the question's vector (float32 bytes). Raises NotReady while the index is being built."""
    found = search.find(text[:LONGEST_QUESTION], site_id=site_id, role=role, today=today)
    return _pointed_out(decide(found), search, found.text), found.vector.astype("float32").tobytes()


def _pointed_out(answer: Answer, search: Search, text: str) -> Answer:
    """What is shown at once says which of its sentences answer; of two that disagree those in which they do."""
    if answer.outcome != Outcome.ANSWER:
        return answer
    first, *others = answer.cards
    if answer.clash:
        second, *others = others
        both = (first, answer.clash.first), (second, answer.clash.second)
        marked = (replace(card, answering=stretches_of(words, card.shown)) for card, words in both)
        return replace(answer, cards=(*marked, *others))
    return replace(answer, cards=(search.point_out(first, text), *others))


def beside_advice(search: Search, wanted: str, *, site_id: int | None, role: str | None, today: date) -> Answer | None:
    """What is written down about an urgent matter, none of it pointed out: there all of it counts. An emergency gets
    its reply without, whatever is broken."""
    if not wanted.strip():
        return None
    try:
        return decide(search.find(wanted[:LONGEST_QUESTION], site_id=site_id, role=role, today=today))
    except NotReady:
        return None
    except Exception:
        log.exception("urgent reply without a passage")
        return None


def consider(
    text: str,
    *,
    phrases: Phrases,
    search: Search,
    listen: Listen,
    site_id: int | None,
    role: str | None,
    today: date,
    names: Names = NOBODY,
    wish: Callable[[str], Request | str | None] = lambda text: likely(text, None),
) -> Considered:
    """Protect, then look up; neither empty messages nor most of those that are urgent now."""
    protected = protect(Incoming(Channel.WEB, "", "", text=text), phrases, listen, lambda: names)
    if not protected.text.strip():  # urgent now, or no words
        beside = beside_advice(search, protected.wanted, site_id=site_id, role=role, today=today)
        return Considered(protected, kept(text), beside, None)
    harm = protected.said is not None and protected.said.category == Category.SELF_HARM
    request = requested(protected.text) or (None if harm else wish(protected.text[:HEARD]))
    if isinstance(request, Request):
        return Considered(protected, kept(text), None, None, request)
    answer, vector = look_up(search, protected.text, site_id=site_id, role=role, today=today)
    return Considered(protected, kept(text), answer, vector)
