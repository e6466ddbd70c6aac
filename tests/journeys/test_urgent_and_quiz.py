"""Journeys 6 (its core), 8 and 9: urgent help, the quiz, and Monday morning."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

import make
from core.clock import utc_now
from delivery.outbox import OutboundMessage
from house import timed_work
from people.roles import Role
from people.sites import Contact
from people.staff import Duty, Staff
from phones import Product, WebPhone
from quizzes.assignments import RoundItem
from scheduler.ticker import Ticker
from scheduler.timetable import Every, Job, JobName


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


def test_when_the_lead_is_silent_the_next_is_told_takes_it_on_and_the_worker_hears(
    product: Product, channel: str
) -> None:
    dee = product.write(lambda s: _deputy(s, product))
    product.telegram.user(dee.telegram_id or 0, dee.name)
    worker, lead, deputy = (
        product.phone(channel, product.people.ana),
        product.phone("telegram", product.people.lee),
        product.phone("telegram", dee),
    )
    worker.says("he is on the floor not waking up")
    lead.waits_for("Urgent: medical emergency")
    _tick(product, minutes=4)
    assert deputy.count("Urgent") == 0
    _tick(product, minutes=6)
    _tick(product, minutes=6)  # the same minute on another machine
    deputy.waits_for("Urgent: medical emergency")
    deputy.presses("I have got this")
    deputy.waits_for("This one is yours")
    worker.waits_for("Dee has seen this and will ring you")
    lead.waits_for("Dee has got this: medical emergency, Ana at Rose House")
    _tick(product, minutes=60)
    assert lead.count("Urgent") == deputy.count("Urgent") == 1


def test_a_manager_who_is_named_hears_nothing_on_any_page_or_phone(product: Product, channel: str) -> None:
    dee = product.write(lambda s: _deputy(s, product))
    product.telegram.user(dee.telegram_id or 0, dee.name)
    worker = product.phone(channel, product.people.ana)
    worker.says("Lee is the one shouting at residents")
    assert "I have not told the person you mean" in worker.waits_for("CQC on 03000 616161")
    assert "about somebody in charge there" in product.phone("telegram", dee).waits_for("Urgent: safeguarding")
    _tick(product, minutes=60)
    assert product.phone("telegram", product.people.lee).count("Urgent") == 0
    manager = WebPhone.signed_in(product, product.people.lee)
    for page in ("/", "/alerts", "/week", "/inbox"):
        manager.opens(page)
        assert "afeguarding: Ana" not in manager.page, page
        assert "waiting" not in manager.page.partition("Menu")[0], page


def _deputy(session: Session, product: Product) -> Staff:
    """Dee, on Telegram, who is told after Lee."""
    home = product.people.home
    dee = make.staff(session, "Dee", role=Role.SUPERVISOR, at=home, telegram_id=905, now=utc_now())
    session.add(Duty(site_id=home.id or 0, duty=Contact.DEPUTY, staff_id=dee.id or 0))
    return dee


def _tick(product: Product, *, minutes: int) -> None:
    """The ticker as it runs beside the pages, with its clock moved on."""
    house, now = product.house, utc_now() + timedelta(minutes=minutes)
    job = Job(JobName.CALL_ABOUT_ALERTS, Every(timedelta(minutes=1)))
    Ticker(house.database, (job,), timed_work(house), zone=house.settings.zone, clock=lambda: now).tick(job)
    # The pump's own clock has not moved: what was queued just now may leave now.
    later = col(OutboundMessage.not_before) > utc_now()
    product.write(lambda s: s.execute(update(OutboundMessage).where(later).values(not_before=utc_now())))


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
    phone.waits_for("All done")
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
