"""What people ask and say about the answers leads the next one who asks."""

import pytest
from sqlmodel import select

from knowledge.drafts import Draft
from knowledge.examples import Example, Source
from knowledge.search import Search
from knowledge.sections import Section
from questions.escalations import Escalation
from talking import Phone, World

KNOWN = "How do I charge the hoist battery?"
ASKED = "where does the hoist battery charge overnight"


def learnt(world: World) -> list[tuple[str, str]]:
    """(question, heading) of everything learnt from use."""
    with world.database.reading() as session:
        query = select(Example.text, Section.heading).join(Section).where(Example.source == Source.HELPFUL)
        return [(text, heading) for text, heading in session.exec(query.order_by(Example.id)).all()]  # type: ignore[arg-type]


@pytest.fixture(params=["telegram", "web"])
def ana(request: pytest.FixtureRequest, world: World) -> Phone:
    """Ana, on either channel."""
    return world.phone(world.people.ana) if request.param == "telegram" else world.browser(world.people.ana)


def test_a_helpful_answer_teaches_once_and_not_quite_takes_it_back(world: World, ana: Phone) -> None:
    ana.says(ASKED)
    for _ in range(2):
        ana.presses("Helpful")
    assert learnt(world) == [(ASKED, KNOWN)]
    ana.presses("Not quite")
    assert learnt(world) == []
    ana.presses("Helpful")
    assert learnt(world) == [(ASKED, KNOWN)]


def test_the_search_encodes_what_was_learnt(world: World, ana: Phone, search: Search) -> None:
    ana.says(ASKED)
    ana.presses("Helpful")
    search.refresh()
    with world.database.reading() as session:
        example = session.exec(select(Example).where(Example.source == Source.HELPFUL)).one()
    assert (example.model, len(example.vector)) == (search.encoder.name, 4 * search.encoder.size)


def test_one_asker_counts_once_for_about_the_same_words(world: World, ana: Phone) -> None:
    for text in (ASKED, f"{ASKED}??", ASKED.title()):
        ana.says(text)
        ana.presses("Helpful")
    assert learnt(world) == [(ASKED, KNOWN)]


def test_what_helps_somebody_else_as_well_stays(world: World, ana: Phone) -> None:
    cho = world.phone(world.people.cho)
    for phone in (ana, cho):
        phone.says(ASKED)
        phone.presses("Helpful")
    ana.presses("Not quite")
    assert learnt(world) == [(ASKED, KNOWN)]
    cho.presses("Not quite")
    assert learnt(world) == []


def test_the_title_somebody_picked_learns_and_no_other(world: World, ana: Phone) -> None:
    ana.says("which cupboard please")
    ana.presses("Where are clean aprons kept?")
    ana.presses("Helpful")
    assert learnt(world) == [("which cupboard please", "Where are clean aprons kept?")]


def test_only_the_safe_text_is_learnt(world: World, ana: Phone) -> None:
    ana.says("How do I charge the hoist battery for Mrs Smith on Sunday?")
    ana.presses("Helpful")
    assert learnt(world) == [("How do I charge the hoist battery for [name] on Sunday?", KNOWN)]


@pytest.mark.parametrize("text", ["hoist battery", "she fell how do I charge the hoist battery"])
def test_two_words_or_a_possible_emergency_teach_nothing(world: World, ana: Phone, text: str) -> None:
    ana.says(text)
    ana.presses("Helpful")
    assert learnt(world) == []


def test_a_champions_reply_teaches_what_was_asked_once_it_is_approved(world: World, ana: Phone) -> None:
    unknown = "zebra quantum flute payslip"
    ana.says(unknown)
    cho, lee = world.phone(world.people.cho), world.phone(world.people.lee)
    with world.database.reading() as session:
        number = session.exec(select(Escalation.id)).one()
    cho.acts(f"answer:{number}")
    cho.says("It hangs in the office.")
    cho.acts(f"send_reply:{number}")
    cho.presses("Propose as knowledge")
    with world.database.reading() as session:
        draft = session.exec(select(Draft.id)).one()
    lee.acts(f"approve:{draft}")
    with world.database.reading() as session:
        example = session.exec(select(Example).where(Example.source == Source.CHAMPION)).one()
    assert (example.text, example.weight, example.site_id) == (unknown, 1.0, world.people.home.id)
