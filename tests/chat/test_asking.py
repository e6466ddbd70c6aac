"""Asking: a card, a choice, a signpost, a champion, or a friendly word."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from fakes import FakeEncoder
from knowledge.catalogue import retire
from knowledge.documents import Document
from knowledge.importing import import_paths
from knowledge.search import Search
from questions.escalations import Escalation
from questions.questions import Question
from talking import World, words

KNOWN = "How do I charge the hoist battery?"
CLOSE = "which cupboard"
UNKNOWN = "zebra quantum flute payslip"


def asked(world: World) -> Question:
    """The newest question."""
    with world.database.reading() as session:
        return session.exec(select(Question).order_by(Question.id.desc())).all()[0]  # type: ignore[union-attr]


def test_a_known_question_gets_the_card_with_its_source(world: World) -> None:
    phone = world.phone(world.people.ana)
    card = phone.says(KNOWN)
    assert "> Put it in the dock in the laundry." in card
    assert "review by 1 January 2027" in card
    assert phone.labels == ["Helpful", "Not quite", "Ask a champion"]
    row = asked(world)
    assert (row.text, row.outcome, row.state, row.channel) == (KNOWN, "answer", "shown", "telegram")
    assert row.section_id in row.offered
    assert row.vector


def test_feedback_is_kept_and_can_be_changed(world: World) -> None:
    phone = world.phone(world.people.ana)
    phone.says(KNOWN)
    assert "Thank you" in phone.presses("Helpful")
    assert asked(world).feedback == "helpful"
    assert "Sorry that was not it" in phone.presses("Not quite")
    assert asked(world).feedback == "not_quite"


def test_a_close_call_offers_titles_and_the_pick_shows_its_card(world: World) -> None:
    phone = world.phone(world.people.ana)
    assert "Which one do you mean?" in phone.says(CLOSE)
    assert set(phone.labels) >= {"Where are spare gloves kept?", "Where are clean aprons kept?", "None of these"}
    assert "green cupboard" in phone.says("where are clean aprons kept?")  # typed instead of pressed
    with world.database.reading() as session:
        row = session.get_one(Question, asked(world).id)
    assert (row.outcome, row.section_id in row.offered) == ("choices", True)
    assert "blue cupboard" in phone.presses("Where are spare gloves kept?")


def test_only_what_was_offered_can_be_picked(world: World) -> None:
    phone = world.phone(world.people.ana)
    phone.says(CLOSE)
    assert "not one of the choices" in phone.acts(f"pick:{asked(world).id}:999")


def test_a_card_past_its_review_says_so(world: World) -> None:
    assert "past its review date" in world.phone(world.people.ana).says("Where are spare gloves kept?")


def test_a_long_section_is_shown_in_part_with_the_whole_one_press_away(world: World) -> None:
    phone = world.phone(world.people.ana)
    short = phone.says("How do I clean a wheelchair?")
    whole = phone.presses("Show the whole section")
    assert len(short) < 1_200 < len(whole)
    assert "Show the whole section" not in phone.labels


def test_something_else_than_care_gets_a_signpost_and_no_champions_time(world: World) -> None:
    phone = world.phone(world.people.ana)
    assert "Please ask the pay office." in phone.says("When do I get my payslip?")
    assert (asked(world).outcome, asked(world).topic) == ("signpost", "pay")
    with world.database.reading() as session:
        assert not session.exec(select(Escalation)).all()
    assert "Your reference is Q-" in phone.presses("It is something else")


def test_a_greeting_is_greeted_and_not_stored_as_a_question(world: World) -> None:
    assert "Hello" in world.phone(world.people.ana).says("hello")
    with world.database.reading() as session:
        assert not session.exec(select(Question)).all()


def test_an_unknown_question_is_stored_promised_and_passed_on(world: World) -> None:
    reply = world.phone(world.people.ana).says(UNKNOWN)
    assert f"Your reference is Q-{asked(world).id}. Expect an answer by 2 pm today." in reply
    assert "ring Olu Ade, 01632 960001" in reply
    assert asked(world).state == "waiting"


def test_a_champion_is_one_press_away_and_the_same_one_each_time(world: World) -> None:
    phone = world.phone(world.people.ana)
    phone.says(KNOWN)
    first = phone.presses("Ask a champion")
    assert phone.presses("Ask a champion") == first
    with world.database.reading() as session:
        assert len(session.exec(select(Escalation)).all()) == 1


def test_whoever_asks_the_same_after_the_promised_time_is_promised_a_new_one(world: World) -> None:
    world.phone(world.people.ana).says(UNKNOWN)
    world.clock.passes(hours=5)
    assert "Expect an answer by 7 pm today" in world.browser(world.people.lee).says(UNKNOWN)


def test_somebody_elses_question_is_not_there(world: World) -> None:
    world.phone(world.people.ana).says(KNOWN)
    number, section = asked(world).id, asked(world).section_id
    for action in (
        f"helpful:{number}",
        f"notquite:{number}",
        f"champion:{number}",
        f"pick:{number}:{section}",
        f"more:{number}:{section}",
    ):
        reply = world.phone(world.people.zed).acts(action)
        assert reply == "I cannot find that question. Please ask it again."
    assert (asked(world).feedback, asked(world).state) == ("", "shown")


def test_a_title_taken_out_of_use_meanwhile_is_left_out(world: World) -> None:
    phone = world.phone(world.people.ana)
    phone.says(CLOSE)
    with world.database.writing() as session:
        for document in session.exec(select(Document)).all():
            retire(session, document.id or 0, actor="test", now=world.clock.now, reason="old")
    assert "Shall I ask a champion?" in phone.acts(f"notquite:{asked(world).id}")
    assert phone.labels == ["Ask a champion"]
    picked = phone.presses("Where are spare gloves kept?")
    assert "blue cupboard" not in picked


def test_personal_details_are_taken_out_and_the_question_is_still_answered(world: World) -> None:
    reply = world.phone(world.people.ana).says("How do I charge the hoist battery for Mrs Smith?")
    assert "took personal details out" in reply
    assert "dock in the laundry" in reply
    assert "Smith" not in asked(world).text


def test_what_is_asked_on_the_web_is_answered_there(world: World) -> None:
    browser = world.browser(world.people.ana)
    assert "dock in the laundry" in browser.says(KNOWN)
    assert asked(world).channel == "web"


@pytest.mark.parametrize("text", ["/ask How do I charge the hoist battery?", "  How do I charge the hoist battery?  "])
def test_a_question_can_be_asked_as_a_command(world: World, text: str) -> None:
    assert "dock in the laundry" in world.phone(world.people.ana).says(text)
    assert asked(world).text == KNOWN


def test_an_old_card_still_takes_feedback_months_later(world: World) -> None:
    phone = world.phone(world.people.ana)
    phone.says(KNOWN)
    world.clock.now += timedelta(days=90)
    assert "Thank you" in phone.presses("Helpful")


def test_a_document_of_another_site_is_not_shown(world: World) -> None:
    with world.database.writing() as session:
        for document in session.exec(select(Document)).all():
            document.site_id = world.people.other.id
            session.add(document)
    phone = world.phone(world.people.ana)
    phone.says(CLOSE)
    for section in asked(world).offered:
        assert "cupboard" not in phone.acts(f"pick:{asked(world).id}:{section}")


def test_two_messages_show_as_two(world: World) -> None:
    reply = world.phone(world.people.ana).sends(text="How do I charge the hoist battery for Mrs Smith?")
    assert len(reply.messages) == 2
    assert words(reply).startswith("I took personal details out")


def test_a_picked_title_shows_the_words_of_a_long_section_that_fitted(
    world: World, search: Search, tmp_path: Path
) -> None:
    washing = "\n\n".join(
        f"Paragraph {number} is about washing and rinsing and other things. " * 4 for number in range(9)
    )
    rule = "The zebra blanket goes to the flute cleaner on Fridays."
    path = tmp_path / "laundry.md"
    path.write_text(f"# Laundry\n\n## Blankets\n\n{washing}\n\n{rule}\n\n{washing}\n")
    import_paths(world.database, [path], FakeEncoder(), actor="test", now=world.clock.now)
    search.refresh()
    ana = world.phone(world.people.ana)
    assert rule in ana.says("zebra flute cleaner hoist")
    with world.database.reading() as session:
        [asked] = session.exec(select(Question)).all()
    assert rule in ana.acts(f"pick:{asked.id}:{asked.offered[0]}")


def test_a_heading_typed_word_for_word_is_found(world: World) -> None:
    assert (
        world.phone(world.people.ana).says("how do i clean a wheelchair").startswith("# How do I clean a wheelchair?")
    )
