"""Scores what the assistant replies to labelled rows, for `champion evaluate`. Families are told by their keys."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.reliability import Reliability
from knowledge.sections import heading_key

Row = Mapping[str, Any]
Reply = Mapping[str, Any]  # the JSON of `champion ask`
Ask = Callable[[str], Reply]

OUTCOMES = ("answer", "choices", "champion", "signpost", "chat", "urgent")
MOST_PAIRS = 15  # of sections taken for one another


@dataclass
class Family:
    """Counted shares of one kind of rows: how many of how many, by name. Of questions also the outcomes by the kind of
    row, the replies by how sure they were, and which section was `taken` for which."""

    rows: int = 0
    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    of: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[dict[str, Any]] = field(default_factory=list)
    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reliability: Reliability = field(default_factory=Reliability)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, figure: str, hit: bool) -> None:
        self.hits[figure] += hit
        self.of[figure] += 1

    def figures(self) -> dict[str, float]:
        """Each share from 0 to 1."""
        return {name: round(self.hits[name] / total, 4) for name, total in self.of.items()}

    def to_json(self, *, wrong: bool) -> dict[str, Any]:
        found: dict[str, Any] = {"rows": self.rows, **self.figures()}
        if self.outcomes:
            found["outcomes"] = {kind: {o: counted[o] for o in OUTCOMES} for kind, counted in self.outcomes.items()}
            found["reliability"] = self.reliability.to_json()
            found["confusion"] = [{"wanted": w, "taken": t, "rows": n} for (w, t), n in self.confusion()]
        return found | ({"wrong": self.wrong} if wrong else {})

    def confusion(self) -> list[tuple[tuple[str, str], int]]:
        """((wanted, taken), how often), most often first."""
        return self.taken.most_common(MOST_PAIRS)

    def lines(self, *, wrong: bool) -> Iterable[str]:
        yield from (f"  {share:.2f}  {n} ({self.hits[n]} of {self.of[n]})" for n, share in self.figures().items())
        for kind, counted in self.outcomes.items():
            yield f"  {kind}: " + ", ".join(f"{outcome} {counted[outcome]}" for outcome in OUTCOMES)
        if self.outcomes:
            yield from self.reliability.lines()
        if wrong:
            yield from (f"  confused {n} times: {w} was wanted, {t} was taken" for (w, t), n in self.confusion())
            yield from (f"  wrong: {row['id']}: {row['problem']}: {row['text']}" for row in self.wrong)


@dataclass
class Result:
    """Every family that the rows held."""

    families: dict[str, Family] = field(default_factory=lambda: defaultdict(Family))
    unknown: int = 0

    def to_json(self, *, wrong: bool = False) -> dict[str, Any]:
        found = {name: family.to_json(wrong=wrong) for name, family in self.families.items()}
        return {**found, "unknown_rows": self.unknown}

    def in_words(self, *, wrong: bool = False) -> str:
        return "\n".join(self._lines(wrong))

    def _lines(self, wrong: bool) -> Iterable[str]:
        for name, family in self.families.items():
            yield f"{name}: {family.rows} rows"
            yield from family.lines(wrong=wrong)
        if self.unknown:
            yield f"{self.unknown} rows have no labels that are known."


def score(rows: Sequence[Row], ask: Ask) -> Result:
    """Ask every row and count."""
    result = Result()
    for row in rows:
        judged = next(((name, judge) for key, name, judge in FAMILIES if key in row), None)
        if judged is None:
            result.unknown += 1
            continue
        name, judge = judged
        family = result.families[name]
        family.rows += 1
        reply = ask(str(row.get("text", "")))
        if problem := judge(family, row, reply):
            cards = [{k: card[k] for k in ("reference", "file", "section")} for card in reply["cards"]]
            family.wrong.append({**row, "problem": problem, "outcome": reply["outcome"], "cards": cards})
    return result


def _framework(family: Family, row: Row, reply: Reply) -> str:
    right = [card["reference"] in row["gold"] for card in reply["cards"]]
    return _question(family, row, reply, right, wanted=next(iter(row["gold"]), ""))


def _documents(family: Family, row: Row, reply: Reply) -> str:
    if row["kind"] != "answerable":
        return _question(family, row, reply, [False] * len(reply["cards"]))
    named = [{"doc": row["gold_doc"], "heading": row["gold_heading"]}, *(row.get("also") or [])]
    gold = {(each["doc"], heading_key(each["heading"])) for each in named}
    cards = reply["cards"]
    right = [(card["file"], heading_key(card["section"])) in gold for card in cards]
    words = [wanted.casefold() for wanted in row.get("answer_contains") or []]
    family.count("answer in first", bool(cards) and all(word in _one_line(cards[0]["text"]) for word in words))
    return _question(family, row, reply, right, wanted=f"{row['gold_doc']}, {row['gold_heading']}")


def _question(family: Family, row: Row, reply: Reply, right: Sequence[bool], *, wanted: str = "") -> str:
    """What is counted of every question. `right`: whether each card is; `wanted`: the section that was meant."""
    inside = row["kind"] == "answerable"
    family.outcomes[row["kind"]][reply["outcome"]] += 1
    # An urgent reply is not about its cards, however sure it is; other systems may not say how sure they are.
    if right and "confidence" in reply and reply["outcome"] != "urgent":
        family.reliability.count(reply["confidence"], inside and right[0])
    if inside and right and not right[0]:
        family.taken[wanted, _name(reply["cards"][0])] += 1
    return _answerable(family, right, reply) if inside else _outside(family, row, reply)


def _name(card: Mapping[str, Any]) -> str:
    return str(card["reference"] or f"{card['file']}, {card['section']}")


def _one_line(text: str) -> str:
    return " ".join(text.casefold().split())


def _answerable(family: Family, right: Sequence[bool], reply: Reply) -> str:
    first, three, outcome = any(right[:1]), any(right[:3]), reply["outcome"]
    served = (outcome == "answer" and first) or (outcome == "choices" and three)
    family.count("right first", first)
    family.count("right among three", three)
    family.count("answered or offered", served)
    family.count("answered at once", outcome == "answer")
    if outcome == "answer":
        family.count("right when answered at once", first)
    return "" if first and served else "not first" if three and served else "not served" if three else "not found"


def _outside(family: Family, row: Row, reply: Reply) -> str:
    answered = reply["outcome"] == "answer"
    family.count("outside answered", answered)
    family.count(f"{row['kind']} offered choices", reply["outcome"] == "choices")
    return "answered, but nothing answers it" if answered else ""


def _urgent(family: Family, row: Row, reply: Reply) -> str:
    urgent = reply["urgent"]
    if row["urgent"]:
        family.count("caught, said plainly" if row.get("explicit") else "caught, hinted", urgent is not None)
        if urgent is not None:
            family.count("right category when caught", urgent["category"] == row.get("category"))
        return "" if urgent else "missed"
    alarmed = urgent is not None and urgent["level"] == "now"
    family.count("harmless alarmed", alarmed)
    family.count("harmless alarmed or checked", urgent is not None)
    return "false alarm" if alarmed else ""


def _personal(family: Family, row: Row, reply: Reply) -> str:
    found = {n for span in reply["personal_data"] for n in range(span["start"], span["end"])}
    if not row["spans"]:
        altered = bool(found) or reply["safe_text"] != row["text"]
        family.count("clean altered", altered)
        return "altered, but clean" if altered else ""
    missed = [span for span in row["spans"] if not _letters(row["text"], span) <= found]
    for span in row["spans"]:
        family.count("names removed" if span["type"] == "PERSON" else "identifiers removed", span not in missed)
        family.count(f"{span['type']} removed", span not in missed)
    return f"left in: {', '.join(sorted({span['type'] for span in missed}))}" if missed else ""


def _letters(text: str, span: Mapping[str, Any]) -> set[int]:
    return {n for n in range(span["start"], span["end"]) if n < len(text) and text[n].isalnum()}


FAMILIES: tuple[tuple[str, str, Callable[[Family, Row, Reply], str]], ...] = (
    ("spans", "personal", _personal),
    ("urgent", "urgent", _urgent),
    ("gold_doc", "documents", _documents),
    ("gold", "framework", _framework),
)
