"""Abuse told with two first names, as people tell it."""

import pytest

from chat.incoming import Channel, Incoming
from chat.protection import protect
from safety.phrase_files import load_phrases
from safety.urgent import Category, Level

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
