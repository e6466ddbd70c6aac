"""Journeys 1 to 5: joining, and asking with every outcome."""

import pytest
from sqlmodel import select

from people.staff import Staff
from phones import Product, TelegramPhone, WebPhone
from questions.questions import Feedback, Question

ANSWERED = "write your notes on the tablet before you leave the house"
UNKNOWN = "zebra wombat pangolin lemur"


def test_somebody_with_an_invite_joins_and_gets_a_first_answer(product: Product, channel: str) -> None:
    code = product.invite()
    phone: TelegramPhone | WebPhone
    if channel == "telegram":
        phone = TelegramPhone(product.telegram, 950)
        phone.says(f"/start {code}")
    else:
        phone = WebPhone(product.url)
        phone.opens(f"/join/{code}")
        phone.submits("Start")
    assert "type no names" in phone.waits_for("five things to know")
    phone.presses("I understand, continue")
    phone.waits_for("What is your name?")
    phone.says("Ngozi")
    phone.waits_for("When do you mostly work?")
    phone.presses("Nights")
    phone.waits_for("Welcome, Ngozi")
    phone.says(ANSWERED)
    phone.waits_for("within one hour and mark them late")
    joined = product.write(lambda s: s.exec(select(Staff).where(Staff.name == "Ngozi")).one())
    assert (joined.site_id, joined.role, joined.shift) == (product.people.home.id, "staff", "nights")


def test_an_answer_is_word_for_word_with_its_source_and_can_be_rated(product: Product, channel: str) -> None:
    phone = product.phone(channel, product.people.ana)
    phone.says(ANSWERED)
    card = phone.waits_for("within one hour and mark them late")
    assert "If you cannot, write them within one hour and mark them late." in card
    assert "Notes on Visits" in card
    assert "version 1.2" in card
    assert "review by 1 February 2028" in card
    phone.presses("Helpful")
    phone.waits_for("Thank you")
    assert product.write(lambda s: s.exec(select(Question)).one()).feedback == Feedback.HELPFUL


def test_a_close_call_offers_titles_to_choose_from(product: Product, channel: str) -> None:
    phone = product.phone(channel, product.people.ana)
    phone.says("photos of people and photos of wounds")
    phone.waits_for("Which one do you mean?")
    phone.presses("2. Photos of wounds")
    assert "body map" in phone.waits_for("clinic camera")


def test_an_unknown_question_is_stored_then_confirmed_with_a_reference_and_a_time(
    product: Product, channel: str
) -> None:
    phone = product.phone(channel, product.people.ana)
    phone.says(UNKNOWN)
    confirmed = phone.waits_for("I will not guess")
    stored = product.write(lambda s: s.exec(select(Question)).one())
    assert stored.reference in confirmed
    assert "Expect an answer by" in confirmed
    assert product.people.home.contacts["on_call"] in confirmed


def test_the_champion_replies_and_everybody_who_asked_hears_once(product: Product, channel: str) -> None:
    people = product.people
    ana, cho = product.phone(channel, people.ana), product.phone(channel, people.cho)
    lee = product.phone(channel, people.lee)
    ana.says(UNKNOWN)
    ana.waits_for("I will not guess")
    lee.says(UNKNOWN)
    lee.waits_for("I will not guess")

    # A person reachable on Telegram is told there; the web shows the same in the inbox.
    told = product.phone("telegram", people.cho)
    told.waits_for("A question from Rose House")
    cho.says("/inbox")
    cho.waits_for(UNKNOWN)
    cho.presses("Answer")
    cho.waits_for("Please type your answer now")
    cho.says("Look in the yellow folder by the office door.")
    cho.waits_for("Shall I send it?")
    cho.presses("Send it")
    cho.waits_for("All 2 people who asked will hear")

    for phone in (ana, lee):
        heard = phone.waits_for("yellow folder")
        assert "Cho, digital champion, says" in heard
        assert phone.count("Cho, digital champion, says") == 1
    ana.presses("Helpful")
    ana.waits_for("That helps the next person too")


def test_an_approved_reply_becomes_knowledge_that_answers_the_next_person(product: Product, channel: str) -> None:
    people = product.people
    ana, cho, lee = (product.phone(channel, person) for person in (people.ana, people.cho, people.lee))
    ana.says(UNKNOWN)
    ana.waits_for("I will not guess")
    cho.says("/inbox")
    cho.waits_for(UNKNOWN)
    cho.presses("Answer")
    cho.waits_for("Please type your answer now")
    cho.says("Look in the yellow folder by the office door.")
    cho.waits_for("Shall I send it?")
    cho.presses("Send it")
    cho.waits_for("Shall this become knowledge")
    cho.presses("Propose as knowledge")
    cho.waits_for("A second person will check it")

    product.phone("telegram", people.lee).waits_for("Please check an answer")
    if channel == "telegram":
        lee.presses("Approve")
        lee.waits_for("It can be found from now on")
    else:
        page = WebPhone.signed_in(product, people.lee)
        page.opens("/inbox")
        page.submits("Approve")

    ana.says(f"{UNKNOWN} please")
    product.house.search.refresh()
    ana.says(f"please {UNKNOWN}")
    assert "yellow folder" in ana.waits_for("Your provider")


@pytest.mark.parametrize("text", ["do bank staff get holiday money"])
def test_a_question_outside_is_sent_on_without_a_champions_time(product: Product, channel: str, text: str) -> None:
    phone = product.phone(channel, product.people.ana)
    phone.says(text)
    phone.waits_for("I cannot find that in what I hold")
    assert product.telegram.user(902, "Cho").messages == []
