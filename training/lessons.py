"""Makes content/lessons.npz: `python -m training.lessons`, after the adapter or the starter content has changed.

What a question of somebody new looks like, an index cannot learn from its own examples: the adapter has seen them.
So it is learnt from messages that neither the adapter nor the examples have seen: about the framework
(framework/asked.txt) and about the policies of some providers, each uploaded here into an installation of its own.
"""

import os
import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from core.clock import utc_now
from core.settings import load_settings
from house import LESSONS, House
from knowledge.fitting import Lesson
from knowledge.importing import import_paths
from knowledge.index import Index, build
from knowledge.lessons import Asked, lessons, save_lessons
from knowledge.parallels import Parallels, load_parallels
from knowledge.readers.parts import Kind
from knowledge.sections import heading_key
from training.parallels import without
from training.providers import KEPT_BACK, read_policies

ASKED = Path(__file__).parent / "framework" / "asked.txt"
MESSAGES = 250  # of each provider: twice as many as about the framework, for a policy goes before it


def main() -> None:
    with TemporaryDirectory() as folder:
        parallels = load_parallels(House(load_settings()).encoder.name)
        if parallels is None:
            raise SystemExit("Make the parallels first: python -m training.parallels")
        made = [
            lesson
            for number, provider in enumerate(KEPT_BACK)
            for lesson in about(provider, number, without(parallels, provider), Path(folder, provider))
        ]
        save_lessons(LESSONS, made, model=parallels.model)
        found = np.mean([lesson.right == 0 for lesson in made])
        print(f"{len(made)} lessons kept; with the shipped weights {found:.2f} find their section first.")


def about(provider: str, number: int, parallels: Parallels, folder: Path) -> list[Lesson]:
    """Lessons with this provider's policies uploaded beside the framework; `number` says which part of the questions
    about the framework they hold."""
    folder.mkdir()
    os.environ["CHAMPION_DATA_DIR"] = str(folder)
    house = House(load_settings())
    house.load_content()
    policies = [policy for _, policy in read_policies(provider)]
    files = [_as_file(policy, folder) for policy in policies]
    import_paths(house.database, files, house.encoder, actor="training", now=utc_now())
    with house.database.reading() as session:
        # As for any document just uploaded: what its own messages say is not known.
        index = replace(build(session, house.encoder), parallels=parallels)
    chosen = random.Random(provider).sample(_about_policies(index, policies), MESSAGES)
    asked = [*chosen, *_about_framework(index)[number :: len(KEPT_BACK)]]
    meanings = house.encoder.meanings([message for message, _ in asked])
    house.database.close()
    return lessons(index, [Asked(text, each, place) for (text, place), each in zip(asked, meanings, strict=True)])


def _as_file(policy: dict, folder: Path) -> Path:
    path = folder / f"{policy['title']}.md"
    parts = [f"# {policy['title']}", *(f"## {s['heading']}\n\n{s['text']}" for s in policy["sections"])]
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return path


def _about_policies(index: Index, policies: list[dict]) -> list[tuple[str, int]]:
    """Each message with the number of the section that answers it."""
    places = {(entry.document, heading_key(entry.section)): number for number, entry in enumerate(index.entries)}
    return [
        (message, places[policy["title"], heading_key(section["heading"])])
        for policy in policies
        for section in policy["sections"]
        for message in section["messages"]
    ]


def _about_framework(index: Index) -> list[tuple[str, int]]:
    places = {entry.reference: number for number, entry in enumerate(index.entries) if entry.kind == Kind.FRAMEWORK}
    rows = (line.split("|", 1) for line in ASKED.read_text(encoding="utf-8").splitlines())
    return [(message, places[reference]) for reference, message in rows]


if __name__ == "__main__":
    main()
