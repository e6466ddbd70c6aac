from pathlib import Path

import pytest

from core.errors import BadInput
from safety.normal import tokens
from safety.phrase_files import load_phrases
from safety.phrases import Phrases
from safety.urgent import Category

FILE = """
approved_by: ""
reviewed: 2026-11-20
lists:
  WHO: he | she | old man
shared:
  {{idioms: "{phrase}", practice: , lower: , manager: , not_manager: , choking: , distress: , somebody: , everyday: }}
categories: {{}}
spellings: {{breathing: brething}}
often_misspelt: choking
real_words: cooking
"""


def made_of(folder: Path, phrase: str) -> Phrases:
    path = folder / "phrases.yaml"
    path.write_text(FILE.format(phrase=phrase))
    return load_phrases(path)


@pytest.mark.parametrize(
    ("phrase", "said", "not_said"),
    [
        ("not breathing", "she is NOT breathing", "breathing not bad"),
        ("{slap|hit|pushed over}", "was pushed over", "pushed the door over"),
        ("hit [the|a] man", "hit man", "hit that man"),
        ("bleed*", "bleeding", "nosebleed"),
        ("WHO fell", "the old man fell", "old fell"),
        ("gone * missing", "gone one two three four missing", "gone 1 2 3 4 5 missing"),
        ("gone ** missing", "gone 1 2 3 4 5 6 7 8 9 10 missing", "gone home. he is missing"),
        (". help .", "so! help. me", "so help me"),
        ("not breathing", "not brething", "not braething"),
        ("is choking", "is chokimg", "is cooking"),
    ],
)
def test_the_little_language_means_what_the_file_says(tmp_path: Path, phrase: str, said: str, not_said: str) -> None:
    phrases = made_of(tmp_path, phrase)
    assert phrases.shared["idioms"].in_(phrases.read(said))
    assert not phrases.shared["idioms"].in_(phrases.read(not_said))


@pytest.mark.parametrize("phrase", ["{slap|hit", "slap]", "* hit", "[the] man", "NOBODY hit"])
def test_a_phrase_that_cannot_be_read_is_named(tmp_path: Path, phrase: str) -> None:
    with pytest.raises(BadInput, match=r"urgent phrase"):
        made_of(tmp_path, phrase)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("lists: {}", "cannot be read"),
        ("lists: {", "cannot be read"),
        (FILE.format(phrase="x").replace("lower: ,", ""), "'lower'"),
        (FILE.format(phrase="x").replace("{}", "{fire: {life_at_risk: true, nwo: smoke}}"), "'nwo'"),
    ],
)
def test_a_file_that_is_laid_out_wrongly_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "phrases.yaml"
    path.write_text(text)
    with pytest.raises(BadInput, match=complaint):
        load_phrases(path)


def test_the_file_that_ships_has_every_category_and_waits_for_its_reviewer() -> None:
    phrases = load_phrases()
    assert set(phrases.sorts) == set(Category)
    assert phrases.approved_by == ""
    least = {Category.MEDICAL_EMERGENCY: 40, Category.SAFEGUARDING: 50}
    assert all(len(sort.now.phrases) >= least.get(Category(name), 20) for name, sort in phrases.sorts.items())


def test_many_ways_of_typing_become_one_spelling() -> None:
    assert tokens("Can’t, cannot; CAN'T can´t") == ["can", "not"] * 4
    assert tokens("He fell... hit his héad!!") == ["he", "fell", "hit", "his", "head", "!!"]
    assert tokens("ѕuісide\u200b £4k Mr. K") == ["suicide", "pounds", "4k", "mr", "k"]
