"""What both benchmarks need: labelled questions, documents in a fresh house, the bare model, and fair timing."""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar

import numpy as np

from champion import read_jsonl
from core.clock import utc_now
from core.errors import BadInput
from core.places import ROOT
from core.settings import load_settings
from embeddings.encoder import Vectors
from embeddings.model import packaged_folder
from house import House
from knowledge.evaluation import FAMILIES, Row
from knowledge.importing import Status, import_paths
from knowledge.readers.parts import Kind

GOLDEN = ROOT / "tests" / "golden"
Encode = Callable[[Sequence[str]], Vectors]
T = TypeVar("T")


def arguments(about: str | None) -> argparse.ArgumentParser:
    """The arguments that both commands take. Without them nothing outside the repository is read."""
    parser = argparse.ArgumentParser(description=about)
    policies = GOLDEN / "policies"
    parser.add_argument("--framework", type=Path, metavar="FILE", help="the official text; our cards alone without it")
    parser.add_argument(
        "--policies", type=Path, metavar="FOLDER", default=policies if policies.is_dir() else None, help="documents"
    )
    parser.add_argument(
        "--questions", type=Path, nargs="+", metavar="FILE", default=sorted(GOLDEN.glob("*.jsonl")), help="JSON lines"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="ask only N questions of each kind")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="fill the marked place of this page too")
    return parser


def labelled(files: Iterable[Path], families: Sequence[str], limit: int | None = None) -> dict[str, list[Row]]:
    """The rows of these families, told apart as `champion evaluate` does; of each at most `limit` that have an answer
    and as many that have none. A family without rows is left out."""
    found: dict[str, list[Row]] = {name: [] for name in families}
    for row in (row for path in files for row in read_jsonl(path)):
        family = next((name for key, name, _ in FAMILIES if key in row), None)
        if family in found:
            found[family].append(row)
    return {name: _some(rows, limit) for name, rows in found.items() if rows}


def _some(rows: list[Row], limit: int | None) -> list[Row]:
    inside = [row for row in rows if row["kind"] == "answerable"]
    return [*inside[:limit], *[row for row in rows if row["kind"] != "answerable"][:limit]]


@contextmanager
def fresh_house(framework: Path | None, policies: Path | None) -> Iterator[House]:
    """A house in a temporary folder that holds our content and these documents. Raises BadInput if one cannot be
    read."""
    with TemporaryDirectory(prefix="champion-bench-") as folder:
        house = House(load_settings(data_dir=Path(folder), database_url="", embedding_model=""))
        try:
            house.load_content()
            for path, kind in ((framework, Kind.FRAMEWORK), (policies, None)):
                if path is not None:
                    _bring_in(house, path, kind)
            yield house
        finally:
            house.database.close()


def _bring_in(house: House, path: Path, kind: Kind | None) -> None:
    for outcome in import_paths(house.database, [path], house.encoder, actor="bench", now=utc_now(), kind=kind):
        if outcome.status == Status.FAILED:
            raise BadInput(f"{outcome.file}: {outcome.reason}")


def bare_model(house: House) -> Encode:
    """The packaged all-MiniLM-L6-v2 as sentence-transformers runs it, without our adapter or anything else of ours.

    Loaded a second time, after the house's own, which settles for the whole process that the network is never asked
    and how many threads torch takes: the same for everybody.
    """
    assert house.encoder.size
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)

    def encode(texts: Sequence[str]) -> Vectors:
        found = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    return encode


@dataclass(frozen=True)
class Timed(Generic[T]):
    """A reply, and the milliseconds it took."""

    reply: T
    ms: float


def in_turn(systems: Mapping[str, Callable[[str], T]], texts: Sequence[str]) -> dict[str, list[Timed[T]]]:
    """Every text asked of every system, once each is warm. Who begins changes from text to text, so that a busy moment
    of the machine favours nobody."""
    names = list(systems)
    found: dict[str, list[Timed[T]]] = {name: [] for name in names}
    for ask in systems.values():
        ask(texts[0])
    for number, text in enumerate(texts):
        start = number % len(names)
        for name in (*names[start:], *names[:start]):
            began = time.perf_counter()
            reply = systems[name](text)
            found[name].append(Timed(reply, (time.perf_counter() - began) * 1000))
    return found


def middle(times: Iterable[Timed[object]]) -> float:
    """The median, in milliseconds."""
    return median(each.ms for each in times)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is words and the others are figures."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def where_made(house: House, today: date) -> str:
    """On what the figures were made."""
    cores = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"Made by `make bench` on {today.isoformat()}: {cores}. Our encoder: `{house.encoder.name}`."


def publish(name: str, text: str, page: Path | None) -> None:
    """Print it, and put it in its place on the page, if there is one."""
    print(text)
    if page is not None:
        page.write_text(filled(page.read_text(encoding="utf-8"), name, text), encoding="utf-8")


def filled(page: str, name: str, text: str) -> str:
    """The page with this text between the two marks of that name. Raises BadInput if they are not there."""
    start, end = f"<!-- {name}: made by make bench -->", f"<!-- end of {name} -->"
    if not -1 < page.find(start) < page.find(end):
        raise BadInput(f"The page has no place for this. It needs the lines {start} and {end}.")
    before, after = page[: page.index(start)], page[page.index(end) :]
    return f"{before}{start}\n\n{text.strip()}\n\n{after}"
