"""Journeys 6 (its core), 8 and 9: urgent help, the quiz, and Monday morning."""

from sqlmodel import select

from core.clock import utc_now
from house import timed_work
from phones import Product, WebPhone
from quizzes.assignments import RoundItem
from scheduler.timetable import JobName


def test_an_urgent_message_gets_999_first_and_the_lead_is_alerted_without_the_story(
    product: Product, channel: str
) -> None:
    phone = product.phone(channel, product.people.ana)
    phone.says("he is on the floor not waking up")
    reply = phone.waits_for("999")
    assert "This chat is not watched" in reply
    assert product.people.home.contacts["on_call"] in reply
    alert = product.phone("telegram", product.people.lee).waits_for("Urgent: medical emergency")
    assert "Ana at Rose House" in alert
    assert "floor" not in alert


def test_the_quiz_comes_within_their_hours_and_counts_once(product: Product, channel: str) -> None:
    ana = product.people.ana
    phone = product.phone(channel, ana)
    if channel == "web":
        _only_on_the_web(product)
    work = timed_work(product.house)
    for _ in range(2):  # the sweep runs twice, the quiz comes once
        work[JobName.OPEN_QUIZ](utc_now())
        work[JobName.PUSH_QUIZ](utc_now())
    phone.waits_for("Quick question 1 of 2")
    phone.presses("A")
    phone.waits_for("Quick question 2 of 2")
    phone.presses("B")
    phone.waits_for("That is all for today")
    rows = product.write(lambda s: s.exec(select(RoundItem).where(RoundItem.staff_id == ana.id)).all())
    assert [row.answered_at is not None for row in rows] == [True, True]
    assert phone.count("Quick question 1 of 2") == 1

    manager = WebPhone.signed_in(product, product.people.lee)
    manager.opens("/week")
    assert "Rose House" in manager.page
    assert "Elm Court" not in manager.page


def _only_on_the_web(product: Product) -> None:
    def unlink(session):  # type: ignore[no-untyped-def]
        person = session.get_one(type(product.people.ana), product.people.ana.id)
        person.telegram_id = None
        session.add(person)

    product.write(unlink)
