"""Scores what the assistant replies to labelled rows, for `champion evaluate`. Families are told by their keys."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.sections import heading_key

Row = Mapping[str, Any]
Reply = Mapping[str, Any]  # the JSON of `champion ask`
Ask = Callable[[str], Reply]


@dataclass
class Family:
    """Counted shares of one kind of rows: how many of how many, by name."""

    rows: int = 0
    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    of: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[dict[str, Any]] = field(default_factory=list)

    def count(self, figure: str, hit: bool) -> None:
        self.hits[figure] += hit
        self.of[figure] += 1

    def figures(self) -> dict[str, float]:
        """Each share from 0 to 1."""
        return {name: round(self.hits[name] / total, 4) for name, total in self.of.items()}


@dataclass
class Result:
    """Every family that the rows held."""

    families: dict[str, Family] = field(default_factory=lambda: defaultdict(Family))
    unknown: int = 0

    def to_json(self, *, wrong: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: {"rows": family.rows, **family.figures(), **({"wrong": family.wrong} if wrong else {})}
            for name, family in self.families.items()
        }
        return {**found, "unknown_rows": self.unknown}

    def in_words(self, *, wrong: bool = False) -> str:
        return "\n".join(self._lines(wrong))

    def _lines(self, wrong: bool) -> Iterable[str]:
        for name, family in self.families.items():
            yield f"{name}: {family.rows} rows"
            yield from (
                f"  {share:.2f}  {figure} ({family.hits[figure]} of {family.of[figure]})"
                for figure, share in family.figures().items()
            )
            if wrong:
                yield from (f"  wrong: {row['id']}: {row['problem']}: {row['text']}" for row in family.wrong)
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
    return _answerable(family, right, reply) if row["kind"] == "answerable" else _outside(family, row, reply)


def _documents(family: Family, row: Row, reply: Reply) -> str:
    if row["kind"] != "answerable":
        return _outside(family, row, reply)
    named = [{"doc": row["gold_doc"], "heading": row["gold_heading"]}, *(row.get("also") or [])]
    gold = {(each["doc"], heading_key(each["heading"])) for each in named}
    cards = reply["cards"]
    right = [(card["file"], heading_key(card["section"])) in gold for card in cards]
    words = [wanted.casefold() for wanted in row.get("answer_contains") or []]
    family.count("answer in first", bool(cards) and all(word in _one_line(cards[0]["text"]) for word in words))
    return _answerable(family, right, reply)


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
