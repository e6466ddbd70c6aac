"""Abuse told with two first names, as people tell it."""

import pytest

from chat.incoming import Channel, Incoming
from chat.protection import protect
from safety.ear import NONE
from safety.phrase_files import load_phrases
from safety.urgent import Category, Level, Urgent

PHRASES = load_phrases()


@pytest.mark.parametrize("text", ["Sue pushed Doris over", "Sue locked Doris in her room", "saw Sue hit Doris"])
def test_it_is_noticed_as_it_would_be_of_a_resident(text: str) -> None:
    found = protect(Incoming(Channel.WEB, "1", "1", text=text), PHRASES).urgent
    assert found is not None
    assert (found.level, found.category) == (Level.NOW, Category.SAFEGUARDING)


@pytest.mark.parametrize("text", ["Sue rang Doris", "can Sue show Doris the tablet", "Joan taught Betty to knit"])
def test_two_names_alone_alarm_nobody(text: str) -> None:
    found = protect(Incoming(Channel.WEB, "1", "1", text=text), PHRASES).urgent
    assert found is None or found.level == Level.CHECK


@pytest.mark.parametrize(
    ("text", "category"),
    [("Sue slapped Doris", Category.SAFEGUARDING), ("Doris slapped me and I hit Sue", Category.STAFF_DANGER)],
)
def test_an_ear_that_hears_only_blows_does_not_make_it_the_writers_danger(text: str, category: Category) -> None:
    def ear(_text: str, _heard: Urgent | None) -> dict[str, float]:
        return {NONE: 0.01, Category.STAFF_DANGER: 0.9, Category.SAFEGUARDING: 0.09}

    found = protect(Incoming(Channel.WEB, "1", "1", text=text), PHRASES, ear).urgent
    assert found is not None
    assert (found.level, found.category) == (Level.NOW, category)


@pytest.mark.parametrize("text", ["morning all", "the second one", "cheers love", "number 3 pls", "and in the car?"])
def test_an_ear_is_not_asked_about_words_that_say_nothing(text: str) -> None:
    def ear(_text: str, _heard: Urgent | None) -> dict[str, float]:
        return {NONE: 0.1, Category.SELF_HARM: 0.9}

    assert protect(Incoming(Channel.WEB, "1", "1", text=text), PHRASES, ear).urgent is None
    assert protect(Incoming(Channel.WEB, "1", "1", text="goodbye all"), PHRASES, ear).urgent is not None
