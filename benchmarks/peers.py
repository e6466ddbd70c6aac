"""The same labelled questions asked of other libraries and of the assistant, with the same model, in one run.

`python -m benchmarks.peers`; needs the extra `bench`. docs/benchmarks.md says what is compared with what.
"""

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.systems import PEERS, Find, bare_faiss
from benchmarks.trial import (
    Encode,
    Timed,
    arguments,
    bare_model,
    fresh_house,
    in_turn,
    labelled,
    middle,
    publish,
    table,
    where_made,
)
from champion import asker
from core.clock import utc_now
from core.errors import ChampionError
from core.places import CONTENT
from house import House
from knowledge.entries import Entry
from knowledge.evaluation import Family, Row, score
from knowledge.index import build
from knowledge.starter import read_examples

OURS = "champion"
ENCODING = "encoding alone"
HEADS = ("", "right first", "among three", "answered right at once", "outside answered", "median ms")


@dataclass(frozen=True)
class Reply:
    """Up to three cards, best first, as `champion ask` prints them, and how sure the system is of the first."""

    cards: list[dict[str, Any]]
    sure: float

    def to_json(self, threshold: float) -> dict[str, Any]:
        return {"outcome": "answer" if self.cards and self.sure >= threshold else "champion", "cards": self.cards}


def as_reply(hits: Iterable[tuple[int, float]], entries: Sequence[Entry]) -> Reply:
    """The first three different sections. The card and the official text of one criterion count as one."""
    cards: dict[str | int, dict[str, Any]] = {}
    sure = -math.inf
    for number, fit in hits:
        entry = entries[number]
        sure = max(sure, fit)
        shown = {"reference": entry.reference, "file": entry.file, "section": entry.section, "text": entry.text}
        cards.setdefault(entry.reference or entry.section_id, shown)
    return Reply(list(cards.values())[:3], sure)


def kindest_threshold(sure_and_right: Iterable[float], wanted: int) -> float:
    """The highest threshold at which `wanted` right answers are still given; all of them, when there are fewer."""
    best = sorted(sure_and_right, reverse=True)[:wanted]
    return best[-1] if best else math.inf


def judge(rows: Sequence[Row], replies: Sequence[Reply], threshold: float) -> Family:
    """Counted as `champion evaluate` counts."""
    following = iter(replies)
    result = score(rows, lambda _text: next(following).to_json(threshold))
    (family,) = result.families.values()
    return family


def judge_peer(rows: Sequence[Row], replies: Sequence[Reply], wanted: int) -> Family:
    """With the threshold that suits it best on these very questions."""
    pairs = zip(rows, replies, strict=True)
    right = [reply.sure for row, reply in pairs if judge([row], [reply], -math.inf).hits["right first"]]
    return judge(rows, replies, kindest_threshold(right, wanted))


def ask_ours(house: House) -> Callable[[str], Reply]:
    reply = asker(house)

    def ask(text: str) -> Reply:
        found = reply(text, "")
        return Reply(found["cards"], 1.0 if found["outcome"] == "answer" else 0.0)

    return ask


def ask_peers(entries: Sequence[Entry], encode: Encode) -> dict[str, Callable[[str], Reply]]:
    """Every peer that is installed, filled with every text that ours has."""
    rows = [(number, f"{entry.section}\n\n{entry.text}") for number, entry in enumerate(entries)]
    systems: dict[str, Callable[[str], Reply]] = {}
    for name, make in PEERS.items():
        print(f"Filling {name} with {len(rows)} sections.", file=sys.stderr)
        try:
            systems[name] = partial(_ask, make(rows, encode), entries)
        except ModuleNotFoundError as error:
            print(f"Left out: {name}. {error}. `make bench` installs it.", file=sys.stderr)
    number_of = {entry.reference: number for number, entry in enumerate(entries)}
    examples = [(number_of[code], text) for code, text in read_examples(CONTENT / "examples") if code in number_of]
    systems["bare FAISS, with our example questions"] = partial(_ask, bare_faiss([*rows, *examples], encode), entries)
    return systems


def _ask(find: Find, entries: Sequence[Entry], text: str) -> Reply:
    return as_reply(find(text), entries)


def compare(rows: Sequence[Row], timed: dict[str, list[Timed[Any]]]) -> list[list[str]]:
    """A line of the table for each system; ours last but for the encoding."""
    replies = {name: [each.reply for each in found] for name, found in timed.items() if name != ENCODING}
    ours = judge(rows, replies.pop(OURS), 0.5)
    wanted = ours.hits["right when answered at once"]
    judged = {name: judge_peer(rows, found, wanted) for name, found in replies.items()} | {OURS: ours}
    lines = [[name, *_figures(family), f"{middle(timed[name]):.1f}"] for name, family in judged.items()]
    return [*lines, [ENCODING, *[""] * 4, f"{middle(timed[ENCODING]):.1f}"]]


def _figures(family: Family) -> list[str]:
    inside, outside = family.of["right first"], family.of["outside answered"]
    found = [("right first", inside), ("right among three", inside), ("right when answered at once", inside)]
    return [_share(family.hits[name], of) for name, of in (*found, ("outside answered", outside))]


def _share(hits: int, of: int) -> str:
    return f"{hits / of:.2f} ({hits} of {of})" if of else "none asked"


def main() -> None:
    given = arguments(__doc__).parse_args()
    families = labelled(given.questions, ("framework", "documents"), given.limit)
    if "documents" in families and not given.policies:
        del families["documents"]
        print("Left out: questions about documents. Name their folder with --policies.", file=sys.stderr)
    if not families:
        print("Skipped: there are no labelled questions. Name a file with --questions.", file=sys.stderr)
        return
    with fresh_house(given.framework, given.policies) as house:
        ours, encode = ask_ours(house), bare_model(house)
        with house.database.reading() as session:
            entries = build(session, house.encoder).entries
        systems: dict[str, Callable[[str], Any]] = {**ask_peers(entries, encode), OURS: ours}
        systems[ENCODING] = lambda text: encode([text])
        parts = [where_made(house, utc_now().date())]
        for name, rows in families.items():
            print(f"Asking {len(rows)} questions about {name}.", file=sys.stderr)
            timed = in_turn(systems, [row["text"] for row in rows])
            parts += [f"**{name.capitalize()}**, {len(rows)} questions", table(HEADS, compare(rows, timed))]
    publish("peers", "\n\n".join(parts), given.write)


if __name__ == "__main__":
    try:
        main()
    except ChampionError as error:
        sys.exit(str(error))
