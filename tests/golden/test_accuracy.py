"""What the assistant must reach on the labelled rows here, asked as `champion evaluate` asks, with the real model.

The official framework text is not ours to ship, so its questions are answered by our own cards alone.

    .venv/bin/python -m pytest tests/golden/test_accuracy.py -s      # prints the figures first
"""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from champion import asker, read_jsonl
from core.clock import utc_now
from core.settings import load_settings
from house import House
from knowledge.evaluation import Result, score
from knowledge.importing import Status, import_paths

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]

HERE = Path(__file__).parent
CALIBRATION = "expected calibration error"

# Which rows, with our cards alone or with the policies too; the figure; how low and how high it may be.
BARS = [
    ("framework, cards", "right first", 0.84, 1),
    ("framework, cards", "right among three", 0.92, 1),
    ("framework, cards", "answered or offered", 0.89, 1),
    ("framework, cards", "right when answered at once", 0.88, 1),
    ("framework, cards", "outside answered", 0, 0.05),
    ("framework, cards", CALIBRATION, 0, 0.15),
    ("framework, cards and policies", "right first", 0.72, 1),
    ("framework, cards and policies", "right among three", 0.9, 1),
    ("framework, cards and policies", "outside answered", 0, 0.05),
    ("documents, cards and policies", "right first", 0.66, 1),
    ("documents, cards and policies", "right among three", 0.76, 1),
    ("documents, cards and policies", "answer in first", 0.66, 1),
    ("documents, cards and policies", "answered or offered", 0.66, 1),
    ("documents, cards and policies", CALIBRATION, 0, 0.3),
    ("urgent, cards", "caught, said plainly", 0.96, 1),
    ("urgent, cards", "caught, hinted", 0.94, 1),
    ("urgent, cards", "right category when caught", 0.7, 1),
    ("urgent, cards", "harmless alarmed", 0, 0.08),
    ("urgent, cards", "harmless alarmed or checked", 0, 0.2),
    ("personal, cards", "names removed", 0.93, 1),
    ("personal, cards", "identifiers removed", 0.98, 1),
    ("personal, cards", "clean altered", 0, 0.06),
]
ROWS = {name: read_jsonl(HERE / f"{name}.jsonl") for name in ("framework", "documents", "urgent", "personal")}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, float]]:
    """Every figure by its name, for each set of rows and what it was asked of."""
    found: dict[str, Mapping[str, float]] = {}
    folder = tmp_path_factory.mktemp("house")
    # The policies have review dates, and one long past would not be answered from.
    house = House(load_settings(data_dir=folder, database_url="", embedding_model="", review_grace_days=3650))
    with closing(house.database):
        for name in ("framework", "urgent", "personal"):
            found[f"{name}, cards"] = figures(name, house)
        results = import_paths(house.database, [HERE / "policies"], house.encoder, actor="test", now=utc_now())
        assert [result.status for result in results] == [Status.ADDED] * 10
        for name in ("framework", "documents"):
            found[f"{name}, cards and policies"] = figures(name, house)
    return found


def figures(name: str, house: House) -> Mapping[str, float]:
    reply = asker(house)
    result: Result = score(ROWS[name], lambda text: reply(text, ""))
    print(f"\n{result.in_words()}")
    [family] = result.families.values()
    return {**family.figures(), CALIBRATION: family.reliability.error()}


@pytest.mark.parametrize(("asked", "figure", "least", "most"), BARS, ids=lambda value: str(value))
def test_a_figure_stays_within_its_bar(
    measured: Mapping[str, Mapping[str, float]], asked: str, figure: str, least: float, most: float
) -> None:
    assert least <= measured[asked][figure] <= most


def test_every_row_has_labels_that_are_known() -> None:
    assert {name: len(rows) for name, rows in ROWS.items()} == {
        "framework": 160,
        "documents": 60,
        "urgent": 120,
        "personal": 100,
    }
    for rows in ROWS.values():
        result = score(rows, lambda _: NOTHING)
        assert (result.unknown, len(result.families)) == (0, 1)


NOTHING = {"outcome": "champion", "confidence": 0.0, "cards": [], "urgent": None, "personal_data": [], "safe_text": ""}
