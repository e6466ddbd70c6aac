"""The packaged model, kept as it is played, gives what it gave."""

import logging
from pathlib import Path

import numpy as np
import pytest

from embeddings import recording
from embeddings.model import packaged
from embeddings.network import AsItIs, Network
from embeddings.recording import recorded

pytestmark = pytest.mark.model

TEXTS = (
    ["x"],
    ["one", "a longer one, so that the first is padded"],
    ["word " * 900, "\u200b", "🙂", ""],
    ["  Zażółć GĘŚLĄ jaźń\n", "naïve café"],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the model kept in it."""
    made = tmp_path_factory.mktemp("kept")
    recorded(packaged(), made)
    return made


@pytest.fixture
def no_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the model was recorded again")

    monkeypatch.setattr(recording, "_record", refuse)
    monkeypatch.setattr(recording, "_made_apart", refuse)


def same(one: Network, other: Network) -> bool:
    pairs = [(one.see(texts), other.see(texts)) for texts in TEXTS]
    assert one.vocabulary == other.vocabulary
    return all(np.allclose(a, b, atol=1e-5) for pair in pairs for a, b in zip(*pair, strict=True))


@pytest.mark.usefixtures("no_loading")
def test_the_kept_model_gives_what_the_model_gives(folder: Path) -> None:
    assert same(recorded(packaged(), folder), AsItIs(packaged().load()))


def test_a_damaged_one_is_made_again(folder: Path) -> None:
    (kept,) = folder.glob("*.pt")
    right = kept.read_bytes()
    middle = len(right) // 2
    kept.write_bytes(right[:middle] + bytes([right[middle] ^ 1]) + right[middle + 1 :])
    assert recorded(packaged(), folder).size == 384
    (again,) = folder.glob("*.pt")
    assert recording.digest(again)[:12] == again.stem[-12:]


def test_those_of_earlier_versions_go(folder: Path) -> None:
    old = folder / "network-000000000000-000000000000.pt"
    old.write_bytes(b"of another version")
    recording.keep(packaged(), "network-111111111111", folder)
    (now,) = folder.glob("*.pt")
    assert now.name.startswith("network-111111111111-")


def test_where_it_cannot_be_kept_it_works_all_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert recorded(packaged(), tmp_path / "nowhere").size == 384
    assert "model not kept" in caplog.text
