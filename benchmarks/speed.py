"""How fast the assistant is, against encoding the same text with the bare model in the same run.

`python -m benchmarks.speed [--parts answer,personal,together,urgent,start,many]`; needs nothing but the product.
"""

import logging
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.trial import arguments, bare_model, fresh_house, in_turn, labelled, middle, publish, table, where_made
from champion import asker
from chat.engine import Engine
from chat.incoming import Channel, Incoming
from core.clock import utc_now
from core.database import Database
from core.errors import BadInput, ChampionError
from core.places import CONTENT, ROOT
from core.settings import PREFIX
from embeddings.encoder import Meaning, Vectors
from embeddings.shelf import Shelf
from embeddings.words import Words
from house import House
from knowledge.entries import Entry
from knowledge.index import build
from knowledge.prepared import prepare
from knowledge.publishing import store
from knowledge.readers.parts import Kind, ReadDocument, ReadSection
from knowledge.search import Search
from knowledge.starter import read_examples
from safety.personal import find_personal
from safety.phrase_files import load_phrases

Figure = tuple[str, str]
Figures = Iterable[Figure]

SEED = 1
HUGE = 100_000
HOSTILE = (
    "0",
    "07",
    "0 ",
    "1-",
    "a@",
    "a ",
    "mr ",
    "nhs ",
    "pin ",
    "room ",
    "12 mill ",
    "Aa ",
    "12 Aa, ",
    "dob ",
    "joan ",
    "qzx",
    "1/1/",
)
PER_DOCUMENT = 1000
SENTENCES = 6  # in a made-up section: two passages or so
WORDS_EACH = 30  # of a made-up passage
NOISE = 0.05  # for each of 384 numbers: a cosine of about 0.7 to the real vector it began as
ROUNDS = 3
EMERGENCY = "he is on the floor and not waking up"
PATIENCE = 120.0  # seconds for a child to be ready
LOOK_EVERY = 0.02


def answer(house: House, texts: Sequence[str], given: Any) -> Figures:
    """One question at a time, beside the encoding alone."""
    reply, encode = asker(house), bare_model(house)
    systems: dict[str, Callable[[str], Any]] = {"ask": lambda text: reply(text, ""), "encode": lambda t: encode([t])}
    timed = in_turn(systems, texts[: given.count])
    yield f"One question, of {min(given.count, len(texts))}", spread([each.ms for each in timed["ask"]])
    yield "Encoding the same text alone, bare model", spread([each.ms for each in timed["encode"]])
    yield "Answering against encoding, by the medians", f"{middle(timed['ask']) / middle(timed['encode']):.2f} times"


def personal(_house: House, texts: Sequence[str], given: Any) -> Figures:
    """Finding personal details, in messages as they come and in the longest and strangest."""
    began = time.perf_counter()
    find_personal("Joan")
    yield "Reading the lists of names, once", f"{(time.perf_counter() - began) * 1000:.0f} ms"
    some = texts[: given.count]
    timed = in_turn({"find": find_personal}, some)
    letters = sum(map(len, some)) / len(some)
    yield f"Personal details in a message of {letters:.0f} letters", spread([each.ms for each in timed["find"]])
    slowest = 0.0
    for unit in HOSTILE:
        began = time.perf_counter()
        find_personal(unit * (HUGE // len(unit)))
        slowest = max(slowest, time.perf_counter() - began)
    yield f"The slowest of {len(HOSTILE)} hostile texts of {HUGE:,} letters", f"{slowest:.2f} s"


def together(house: House, texts: Sequence[str], given: Any) -> Figures:
    """Many people at once."""
    reply, some = asker(house), texts[: given.count]
    per_second: dict[int, list[float]] = {1: [], given.threads: []}
    for _ in range(ROUNDS):
        for threads, found in per_second.items():
            with ThreadPoolExecutor(threads) as pool:
                began = time.perf_counter()
                list(pool.map(lambda text: reply(text, ""), some))
                found.append(len(some) / (time.perf_counter() - began))
    for threads, found in per_second.items():
        yield f"{threads} asking at once", f"{median(found):.1f} questions a second"


def urgent(house: House, _texts: Sequence[str], given: Any) -> Figures:
    """Help with nothing but the words in the files: the model is not loaded, and the database is gone."""
    with TemporaryDirectory() as folder:
        lost = Database(f"sqlite:///{folder}/nowhere/champion.db")
        search = Search(lost, Shelf(house.encoder, Path(folder) / "no-shelf.npz"))
        engine = Engine(lost, search, load_phrases(), zone=house.settings.zone, public_url="", clock=utc_now)
        logging.getLogger("chat").setLevel(logging.CRITICAL)  # it says each time that nothing could be stored
        times = [_helped(engine, number) for number in range(given.count)]
        logging.getLogger("chat").setLevel(logging.NOTSET)
    yield "Urgent reply, no model and no database", f"{spread(times)}, slowest {max(times):.1f} ms"


def _helped(engine: Engine, number: int) -> float:
    """Milliseconds until an emergency got its reply."""
    incoming = Incoming(Channel.TELEGRAM, "1", f"bench-{number}", text=EMERGENCY)
    began = time.perf_counter()
    reply = engine.handle(incoming)
    took = (time.perf_counter() - began) * 1000
    if "999" not in reply.messages[0].text:
        raise BadInput("An emergency got another reply.")
    return took


def start(house: House, texts: Sequence[str], _given: Any) -> Figures:
    """From a command to an answer, and from `serve` to ready, on a data folder that is filled."""
    house.ready_search()
    runs = [_ask_once(house.settings.data_dir, texts[0]) for _ in range(ROUNDS + 1)][1:]  # the first warms the disk
    yield "`champion ask`, from start to answer", f"{median(seconds for seconds, _ in runs):.1f} s"
    yield "Its peak memory", _megabytes(max(peak for _, peak in runs))
    alive, ready, peak = _serve_once(house.settings.data_dir)
    yield "`champion serve`, until pages and urgent help work", f"{alive:.1f} s"
    yield "The same, until answers are ready", f"{ready:.1f} s"
    yield "Its peak memory until then", _megabytes(peak)


def many(house: House, texts: Sequence[str], given: Any) -> Figures:
    """A great many made-up sections. Questions are encoded beforehand: what is timed is everything else."""
    _make_up(house, given.sections)
    house.search = Search(house.database, Shelf(house.encoder, house.settings.data_dir / "no-shelf.npz"))
    began = time.perf_counter()
    reply = asker(house)
    built = time.perf_counter() - began
    some = texts[: given.count]
    for text in some:
        reply(text, "")
    timed = in_turn({"ask": lambda text: reply(text, "")}, some)
    yield f"One question among {given.sections:,} sections, beyond the encoding", spread([t.ms for t in timed["ask"]])
    yield "Building that index from the database", f"{built:.0f} s"


PARTS: dict[str, Callable[[House, Sequence[str], Any], Figures]] = {
    "answer": answer,
    "personal": personal,
    "together": together,
    "urgent": urgent,
    "start": start,
    "many": many,
}


def spread(ms: Sequence[float]) -> str:
    """The median, and what 95 of 100 stay within."""
    return f"median {median(ms):.1f} ms, 95th percentile {np.percentile(ms, 95):.1f} ms"


def _megabytes(peak: int) -> str:
    return f"{peak / 2**20:.0f} MB" if peak else "not measured: no /proc here"


def _child(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`champion` in a process of its own, on that data folder, with every other setting left as it comes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return subprocess.Popen(
        [sys.executable, "-m", "champion", *arguments],
        cwd=ROOT,
        env={**kept, f"{PREFIX}DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _peak(process: subprocess.Popen[bytes]) -> int:
    """The most memory it has held so far, in bytes; 0 where the system does not say."""
    # Not what wait4 tells: that counts the memory of this process as the child's, from before it became another.
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _ask_once(folder: Path, text: str) -> tuple[float, int]:
    """Seconds and bytes."""
    began, peak = time.perf_counter(), 0
    process = _child(folder, "ask", text)
    while process.poll() is None:
        peak = max(peak, _peak(process))
        time.sleep(LOOK_EVERY)
    if process.returncode:
        raise BadInput(f"`champion ask` failed with exit status {process.returncode}.")
    return time.perf_counter() - began, peak


def _serve_once(folder: Path) -> tuple[float, float, int]:
    """Seconds until alive, seconds until ready, bytes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.perf_counter()
    process = _child(folder, "serve", "--parts", "web", "--port", str(port))
    try:
        alive, ready = (_wait_for(f"http://127.0.0.1:{port}/{page}", began) for page in ("healthz", "readyz"))
        return alive, ready, _peak(process)
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, began: float) -> float:
    while time.perf_counter() - began < PATIENCE:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError), urllib.request.urlopen(url, timeout=5):
            return time.perf_counter() - began
        time.sleep(LOOK_EVERY)
    raise BadInput(f"{url} did not answer within {PATIENCE:.0f} seconds.")


class NearReal:
    """An encoder of made-up texts: real vectors with noise added, and words of other texts. Under the model's name, so
    that they are used."""

    def __init__(self, name: str, real: Vectors, words: Words) -> None:
        self.name, self.size = name, real.shape[1]
        self._real, self._words, self._dice = real, words, np.random.default_rng(SEED)

    def meanings(self, texts: Sequence[str]) -> list[Meaning]:
        drawn = self._dice.integers(len(self._words), size=(len(texts), WORDS_EACH))
        return [Meaning(vector, self._words[row]) for vector, row in zip(self.encode(texts), drawn, strict=True)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        chosen = self._real[self._dice.integers(len(self._real), size=len(texts))]
        noisy = chosen + NOISE * self._dice.standard_normal(chosen.shape, dtype=np.float32)
        lengths: Vectors = np.linalg.norm(noisy, axis=1, keepdims=True)
        return (noisy / lengths).astype(np.float32)


def made_up(entries: Sequence[Entry], count: int) -> Iterator[ReadDocument]:
    """Documents of so many sections in all, each of sentences drawn from real sections."""
    dice = np.random.default_rng(SEED)
    sentences = [sentence for entry in entries for sentence in entry.text.replace("\n", " ").split(". ") if sentence]
    for first in range(0, count, PER_DOCUMENT):
        drawn = dice.integers(len(sentences), size=(min(PER_DOCUMENT, count - first), SENTENCES)).tolist()
        texts = [". ".join(sentences[n].rstrip(".") for n in row) + "." for row in drawn]
        sections = tuple(ReadSection(f"Section {first + n}", (), text) for n, text in enumerate(texts))
        name = f"made-up-{first // PER_DOCUMENT}"
        yield ReadDocument(title=name, kind=Kind.POLICY, file_name=f"{name}.md", sections=sections)


def _make_up(house: House, count: int) -> None:
    house.ready_search()
    with house.database.reading() as session:
        index = build(session, house.encoder)
    real = [index.passage_vectors.row(number) for number in range(len(index.passages))]
    encoder = NearReal(house.encoder.name, np.stack(real), np.concatenate(index.example_words))
    for document in made_up(index.entries, count):
        prepared = prepare(document, encoder)
        with house.database.writing() as session:
            store(session, prepared, actor="bench", now=utc_now())


def questions(given: Any) -> list[str]:
    """What is asked: the labelled questions, or our own examples where there are none; time does not know them."""
    families = labelled(given.questions, ("framework", "documents"), given.limit)
    asked = [str(row["text"]) for rows in families.values() for row in rows]
    asked = asked or [text for _, text in read_examples(CONTENT / "examples")]
    return [asked[place] for place in np.random.default_rng(SEED).permutation(len(asked))]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--count", type=int, default=200, help="questions asked, at most")
    parser.add_argument("--threads", type=int, default=8, help="people who ask at once")
    parser.add_argument("--sections", type=int, default=100_000, help="made-up sections")
    given = parser.parse_args()
    if unknown := set(given.parts.split(",")) - set(PARTS):
        parser.error(f"--parts takes some of {','.join(PARTS)}, not {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    with fresh_house(given.framework, given.policies) as house:
        texts, made = questions(given), where_made(house, utc_now().date())
        for name in (name for name in PARTS if name in given.parts.split(",")):  # `many` last: it fills the house
            print(f"Measuring: {name}.", file=sys.stderr)
            figures += PARTS[name](house, texts, given)
    publish("speed", f"{made}\n\n{table(('', 'figure'), figures)}", given.write)


if __name__ == "__main__":
    try:
        main()
    except ChampionError as error:
        sys.exit(str(error))
