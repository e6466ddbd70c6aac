"""Two documents that say different things: both are shown, and whoever looks after them hears once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from delivery.message import strong
from delivery.outbox import OutboundMessage
from fakes import FakeEncoder
from knowledge.clashes import Clash
from knowledge.importing import import_paths
from knowledge.search import Search
from questions.questions import Question
from talking import World

ASKED = "when do I write up late visit notes"
FIRST = "Write up late visit notes within 4 hours."
SECOND = "Write up late visit notes within 48 hours."


def policy(title: str, says: str, heading: str = "Late visit notes") -> str:
    head = f"---\ntitle: {title}\nowner_role: Manager\nreview_due: 2028-01-01\n---\n"
    return f"{head}\n## {heading}\n\n{says}\n\n## Blankets\n\nWash blankets on Monday.\n"


@pytest.fixture
def publish(world: World, search: Search, encoder: FakeEncoder, tmp_path: Path) -> Callable[..., None]:
    """Two policies of the home about late notes."""

    def add(one: str, other: str, *, same_site: bool = True) -> None:
        for name, text in (("notes.md", policy("Notes", one)), ("visits.md", policy("Visits", other))):
            (tmp_path / name).write_text(text)
            site = world.people.home.id if same_site or name == "visits.md" else None
            import_paths(world.database, [tmp_path / name], encoder, actor="test", now=world.clock.now, site_id=site)
        search.refresh()

    return add


def told(world: World) -> list[OutboundMessage]:
    with world.database.reading() as session:
        return list(session.exec(select(OutboundMessage).where(OutboundMessage.kind == "clash")).all())


def test_both_are_shown_with_a_plain_line_and_the_owner_is_told(world: World, publish: Callable[..., None]) -> None:
    publish(FIRST, SECOND)
    phone = world.phone(world.people.ana)
    reply = phone.sends(text=ASKED)
    one, other = (message.text for message in reply.messages)
    assert f"> {strong(FIRST)}" in one + other
    assert f"> {strong(SECOND)}" in one + other
    assert other.startswith(
        "Two of our documents say different things about this. Both are here. We have told Lee. "
        "Until it is put right, ask your manager which one holds."
    )
    assert [row.recipient_id for row in told(world)] == [world.people.lee.id]


def test_the_second_who_asks_sees_both_and_nobody_hears_again(world: World, publish: Callable[..., None]) -> None:
    publish(FIRST, SECOND)
    world.phone(world.people.ana).says(ASKED)
    assert "We have told Lee." in world.browser(world.people.cho).says(f"{ASKED} please")
    assert len(told(world)) == 1


def test_one_rating_is_asked_for_and_kept_with_both_sections(world: World, publish: Callable[..., None]) -> None:
    publish(FIRST, SECOND)
    phone = world.phone(world.people.ana)
    reply = phone.sends(text=ASKED)
    assert [[button.label for button in message.buttons] for message in reply.messages] == [
        [],
        ["Helpful", "Not quite", "Ask a champion"],
    ]
    assert "Thank you" in phone.presses("Helpful")
    with world.database.reading() as session:
        row = session.exec(select(Question)).one()
        clash = session.exec(select(Clash)).one()
    assert row.outcome == "answer"
    assert {clash.section_id, clash.other_section_id} <= set(row.offered)


def test_the_persons_own_sites_document_goes_first(world: World, publish: Callable[..., None]) -> None:
    publish(FIRST, SECOND, same_site=False)
    one, other = world.phone(world.people.ana).sends(text=ASKED).messages
    assert (SECOND in one.text, FIRST in other.text) == (True, True)


def test_another_site_sees_no_clash_with_what_it_cannot_see(world: World, publish: Callable[..., None]) -> None:
    publish(FIRST, SECOND, same_site=False)
    reply = world.phone(world.people.zed).says(ASKED)
    assert FIRST in reply
    assert "different things" not in reply
    assert told(world) == []


def test_documents_that_agree_are_not_a_clash(world: World, publish: Callable[..., None]) -> None:
    publish(FIRST, FIRST.replace("4 hours", "four hours"))
    assert "different things" not in world.phone(world.people.ana).says(ASKED)
    assert told(world) == []
