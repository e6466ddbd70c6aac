"""Makes content/lessons.npz: `python -m training.lessons`, after the adapter or the starter content has changed.

An index can learn from its own questions how a framework criterion is asked about, but not what a question about a
policy just uploaded looks like, which nobody has asked about yet. So that is learnt from the policies of providers that
the adapter has not seen, uploaded here into an installation of their own.
"""

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import yaml

from core.clock import utc_now
from core.settings import load_settings
from house import LESSONS, House
from knowledge.importing import import_paths
from knowledge.index import Index, build
from knowledge.lessons import Asked, lessons, own_questions, save_lessons
from knowledge.sections import heading_key
from training.parallels import KEPT_BACK, POLICIES, from_policies


def main() -> None:
    with TemporaryDirectory() as folder:
        os.environ["CHAMPION_DATA_DIR"] = folder
        house = House(load_settings())
        house.load_content()
        policies = [
            yaml.safe_load(path.read_text(encoding="utf-8"))
            for path in sorted(POLICIES.glob("*.yaml"))
            if path.name.startswith(KEPT_BACK)
        ]
        files = [_as_file(policy, Path(folder)) for policy in policies]
        import_paths(house.database, files, house.encoder, actor="training", now=utc_now())
        with house.database.reading() as session:
            index = build(session, house.encoder)
        # As for any document just uploaded: what its own messages say is not known.
        index = replace(index, parallels=from_policies(house.encoder, leave_out=KEPT_BACK))
        asked = _asked(index, policies, house)
        made = lessons(index, asked)
        save_lessons(LESSONS, made, model=house.encoder.name)
        found = np.mean([lesson.right == 0 for lesson in made])
        print(f"{len(made)} lessons kept; with the shipped weights {found:.2f} find their section first.")
        print(f"{len(own_questions(index))} more come from the content itself, at each index.")


def _as_file(policy: dict, folder: Path) -> Path:
    path = folder / f"{policy['title']}.md"
    parts = [f"# {policy['title']}", *(f"## {s['heading']}\n\n{s['text']}" for s in policy["sections"])]
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return path


def _asked(index: Index, policies: list[dict], house: House) -> list[Asked]:
    places = {(entry.document, heading_key(entry.section)): number for number, entry in enumerate(index.entries)}
    pairs = [
        (message, places[policy["title"], heading_key(section["heading"])])
        for policy in policies
        for section in policy["sections"]
        for message in section["messages"]
    ]
    vectors = house.encoder.encode([message for message, _ in pairs])
    return [Asked(message, vector, place) for (message, place), vector in zip(pairs, vectors, strict=True)]


if __name__ == "__main__":
    main()
