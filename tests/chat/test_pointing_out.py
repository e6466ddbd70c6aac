"""The sentences that answer stand out on the card, at once and when a title is picked."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlmodel import select

from delivery.message import Message, strong
from fakes import FakeEncoder
from knowledge.answering import Pointer
from knowledge.importing import Status, import_paths
from knowledge.search import Search
from questions.questions import Question
from talking import World

KEYS = "Hang the van keys on the hook in the office at the end of each round."
VANS = f"""# Using the vans

Wear the badge on the left side of the tunic so that everybody can read it. Shake the mats out when it is dry. Wipe the
seats down twice a week.

{KEYS}

- Fill the tank before it is below a quarter, and keep the receipt.
- Report a broken light to the garage in the morning. Never drive without lights.
"""
ASKED = "van: hang the van keys on the hook in the office at the end of each round"


@pytest.fixture
def vans(world: World, search: Search, encoder: FakeEncoder, tmp_path: Path) -> World:
    (tmp_path / "vans.md").write_text(VANS)
    [outcome] = import_paths(world.database, [tmp_path / "vans.md"], encoder, actor="test", now=world.clock.now)
    assert outcome.status == Status.ADDED
    search.refresh()
    return world


def text_of(messages: Iterable[Message]) -> str:
    return "\n".join(message.text for message in messages)


def test_what_answers_stands_out_in_the_whole_section(vans: World) -> None:
    reply = vans.phone(vans.people.ana).sends(text=ASKED)
    assert f"> {strong(KEYS)}\n" in text_of(reply.messages)
    assert "> - Fill the tank" in text_of(reply.messages)


def test_a_repeat_gets_the_same(vans: World) -> None:
    phone = vans.phone(vans.people.ana)
    first = phone.sends(text=ASKED, external_id="twice")
    assert phone.sends(text=ASKED, external_id="twice").messages == first.messages


def test_it_stands_out_too_when_a_title_is_picked(vans: World) -> None:
    phone = vans.phone(vans.people.ana)
    phone.says(ASKED)
    question, section = phone.seen[-1].buttons[0].action.split(":")[1], _section(vans)
    assert strong(KEYS) in text_of(phone.sends(kind="action", action=f"pick:{question}:{section}").messages)


def test_a_card_is_shown_when_nothing_can_be_pointed_out(
    vans: World, search: Search, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the model is gone")

    monkeypatch.setattr(Pointer, "answering", broken)
    shown = text_of(vans.phone(vans.people.ana).sends(text=ASKED).messages)
    assert KEYS in shown
    assert strong(KEYS) not in shown
    assert "nothing that stands out" in caplog.text


def _section(world: World) -> int:
    with world.database.reading() as session:
        return session.exec(select(Question)).one().offered[0]
