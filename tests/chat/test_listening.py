from collections.abc import Callable
from pathlib import Path

import pytest
from make_ear import weights

from chat.listening import EAR, REQUESTS, Listening
from core.database import Database
from embeddings.encoder import SentenceEncoder
from fakes import FakeEncoder
from knowledge.search import Search
from safety.ear import NONE, Ear, load_ear, save_ear
from safety.requests import Request, likely


class Broken:
    name, taught, size = "broken@1", "broken@1", 2

    def hear(self, texts: object) -> object:
        raise RuntimeError("the model is gone")


@pytest.fixture
def ear(tmp_path: Path) -> Callable[[str, int], Path]:
    def make(model: str, size: int) -> Path:
        save_ear(tmp_path / "ear.npz", Ear(model, (NONE, "safeguarding"), weights(size=size, matters=2)))
        return tmp_path / "ear.npz"

    return make


def test_it_hears_once_the_search_is_ready(database: Database, ear: Callable[[str, int], Path]) -> None:
    encoder = FakeEncoder()
    search = Search(database, encoder)
    listen = Listening(search, ear(encoder.taught, encoder.size))
    assert listen("he is on the floor", None) is None
    search.refresh()
    assert listen("he is on the floor", None) == {NONE: 0.5, "safeguarding": 0.5}


def test_another_model_leaves_it_to_the_phrases(database: Database, ear: Callable[[str, int], Path]) -> None:
    search = Search(database, FakeEncoder())
    search.refresh()
    assert Listening(search, ear("another@1", 256))("he is on the floor", None) is None


def test_a_broken_model_leaves_it_to_the_phrases(database: Database, ear: Callable[[str, int], Path]) -> None:
    search = Search(database, Broken())  # type: ignore[arg-type]
    search.refresh()
    assert Listening(search, ear("broken@1", 2))("he is on the floor", None) is None


def listened(ear: Ear, encoder: SentenceEncoder, text: str) -> dict[str, float]:
    [heard] = encoder.hear([text])
    return ear.chances(text, heard.meaning.vector, heard.tokens, None)


@pytest.mark.model
def test_the_ear_that_ships_was_made_for_the_model_that_ships() -> None:
    encoder = SentenceEncoder()
    kept = load_ear(EAR, model=encoder.taught)
    assert kept is not None, "run training/ear.py again"
    grey, ringtone = "she has gone grey and I cant wake her", "how do I change the ringtone"
    assert listened(kept, encoder, grey)[NONE] < 0.1
    assert listened(kept, encoder, ringtone)[NONE] > 0.9


def test_without_a_model_phrases_alone_say_who_reads_along(database: Database, tmp_path: Path) -> None:
    listen = Listening(Search(database, FakeEncoder()), requests=tmp_path / "none.npz")
    assert listen.request("who can read this chat") == "privacy_question"
    assert listen.request("where are the gloves") is None


@pytest.mark.model
def test_the_ear_for_requests_was_made_for_the_model_that_ships() -> None:
    encoder = SentenceEncoder()
    kept = load_ear(REQUESTS, model=encoder.taught)
    assert kept is not None, "run training/asking.py again"
    heard = {
        text: likely(text, listened(kept, encoder, text))
        for text in (
            "whatever the office wrote down concerning me, i would like to read it",
            "how do I change the ringtone",
        )
    }
    assert list(heard.values()) == [Request.ACCESS, None]
