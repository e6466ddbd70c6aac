"""What is told as having happened is heard at once, and the same matter asked about is an ordinary question.

The pairs were made up for this file. The labelled rows are counted only: how many of each kind get which level.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from champion import asker, read_jsonl
from core.settings import load_settings
from house import House

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

HERE = Path(__file__).parent
Level = Callable[[str], str]
TOLD = {
    "data_incident": """
        my bag with the visit sheets got stolen outside the chemist
        i have mislaid the office tablet on the ferry
        sent the wrong family the hospital letter
        i typed my care app password in a page that was fake
        gave a stranger the door code on the phone
    """,
    "safeguarding": """
        i saw the cook slap a resident
        marks on both her wrists and she shakes when her son is there
        her lodger is taking her pension every week
        he sent three thousand pounds to a lady he met online
        again she is left in a wet bed all night
        they laugh at how he talks and call him names
    """,
}
ASKED = """
    who do i tell if my bag with visit sheets is stolen
    what is the procedure when a tablet goes missing
    how do i stop letters going to the wrong family
    what does a fake log in page look like
    how often should door codes be changed
    what should i do if i see somebody slap a resident
    what are the signs that a person is afraid of a relative
    can a lodger be somebodys appointee
    how do i explain romance scams to a client
    how do i record continence care at night
    is it bullying to laugh at an accent, for my workbook
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def level(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Level]:
    """A message to "now", "check" or "", with our cards alone."""
    house = House(load_settings(data_dir=tmp_path_factory.mktemp("house"), database_url="", embedding_model=""))
    with closing(house.database):
        reply = asker(house)
        yield lambda text: (reply(text, "")["urgent"] or {"level": ""})["level"]


def test_what_has_happened_is_urgent_now(level: Level) -> None:
    missed = [text for texts in TOLD.values() for text in lines(texts) if level(text) != "now"]
    assert len(missed) <= 2, missed


def test_the_same_only_asked_is_an_ordinary_question(level: Level) -> None:
    """A few may be asked about: whoever asks what to do on seeing a slap may have seen one."""
    heard = {text: level(text) for text in lines(ASKED)}
    assert "now" not in heard.values(), heard
    assert len([each for each in heard.values() if each]) <= 2, heard


def test_most_of_what_is_said_plainly_is_heard_at_once(level: Level) -> None:
    rows = read_jsonl(HERE / "urgent.jsonl")
    heard = [level(row["text"]) for row in rows if row["urgent"] and row["explicit"]]
    assert heard.count("now") >= 0.85 * len(heard)


def test_few_ordinary_questions_are_taken_for_more(level: Level) -> None:
    """Some of them tell of what must be heard: the criteria are about lost data and scams too."""
    rows = read_jsonl(HERE / "framework.jsonl")
    heard = [level(row["text"]) for row in rows]
    assert heard.count("now") <= 0.05 * len(rows)
    assert len(heard) - heard.count("") <= 0.16 * len(rows)
