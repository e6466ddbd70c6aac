"""The page of alerts: who sees which, taking on, closing, and the mark beside the way to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

import make
import web
from api.parts import Parts
from incidents.alerts import Alert, Patience
from incidents.calling import call_next
from people.roles import Role
from people.sites import Contact
from people.staff import Duty, Staff

Browser = Callable[[Staff], web.Visitor]


@pytest.fixture
def dee(parts: Parts, people: make.Cast) -> Staff:
    """The deputy of Rose House, who is no manager."""
    with parts.database.writing() as session:
        dee = make.staff(session, "Dee", at=people.home, now=parts.clock())
        session.add(Duty(site_id=people.home.id or 0, duty=Contact.DEPUTY, staff_id=dee.id or 0))
    return dee


def the_alert(parts: Parts) -> Alert:
    with parts.database.reading() as session:
        return session.exec(select(Alert)).one()


def test_an_alert_is_shown_taken_on_and_closed(parts: Parts, people: make.Cast, dee: Staff, browser: Browser) -> None:
    lee, ana = browser(people.lee), browser(people.ana)
    ana.asks("he is not breathing")
    page = lee.opens("/alerts")
    assert "Nobody has it, 0 minutes" in page.text
    assert "Medical emergency Ana at Rose House" in page.text
    assert "Lee on shift for this, told 10:00, not arrived yet" in page.text
    assert "breathing" not in page.text
    assert page.soup.select(".mark")[0].get_text(" ", strip=True) == "1 waiting"

    taken = lee.presses("I have got this")
    assert "This one is yours" in taken.text
    assert "Lee took it on at 10:00" in taken.text
    assert not taken.soup.select(".mark")
    assert "Lee has seen this and will ring you" in ana.opens("/").text

    assert lee.presses("Close", outcome="handed_on").status == 400
    lee.opens("/alerts")
    closed = lee.presses("Close", outcome="handed_on", handed_to=str(dee.id))
    assert "Handed to Dee" in closed.text
    assert "Closed by Lee" in closed.text
    assert "Nothing is urgent now" in closed.text
    assert lee.client.post(f"/alerts/{the_alert(parts).id}/take", data={"csrf": lee.csrf}).status_code == 409


def test_at_another_site_there_is_nothing(parts: Parts, people: make.Cast, browser: Browser) -> None:
    browser(people.ana).asks("he is not breathing")
    alert, zed = the_alert(parts), browser(people.zed)
    page = zed.opens("/alerts")
    assert "Nothing is urgent now" in page.text
    assert "Rose House" not in page.text
    assert not page.soup.select(".mark")
    zed.opens("/people")
    for act in ("take", "close"):
        sent = zed.client.post(f"/alerts/{alert.id}/{act}", data={"csrf": zed.csrf, "outcome": "rang"})
        missing = zed.client.post(f"/alerts/4711/{act}", data={"csrf": zed.csrf, "outcome": "rang"})
        assert (sent.status_code, missing.status_code) == (404, 404)
        assert sent.text == missing.text
    assert the_alert(parts).state == "open"


def test_an_alert_about_the_manager_shows_nowhere_to_them(
    parts: Parts, people: make.Cast, dee: Staff, admin: Staff, browser: Browser
) -> None:
    browser(people.ana).asks("Lee is the one shouting at residents")
    lee = browser(people.lee)
    lee.opens("/people")
    alert = the_alert(parts)
    assert lee.client.post(f"/alerts/{alert.id}/take", data={"csrf": lee.csrf}).status_code == 404
    for page in ("/", "/alerts", "/week", f"/week/{people.home.id}", "/inbox", f"/people/{people.ana.id}"):
        opened = lee.opens(page)
        assert not opened.soup.select(".mark"), page
        assert "afeguarding Ana" not in opened.text, page
        assert "Urgent, shown what to do" not in opened.text, page
    deputy = browser(dee)
    assert "It may be about somebody in charge there" in deputy.opens("/alerts").text
    assert "I have got this" in " ".join(deputy.page.buttons())
    assert "Safeguarding" in browser(admin).opens("/alerts").text


def test_somebody_without_role_or_duty_is_told_it_is_not_for_them(people: make.Cast, browser: Browser) -> None:
    ana = browser(people.ana)
    assert ana.opens("/alerts").status == 403
    assert "/alerts" not in [str(link["href"]) for link in ana.opens("/").soup.select("nav a")]


def test_a_duty_opens_the_page_in_any_role(people: make.Cast, dee: Staff, browser: Browser) -> None:
    browser(people.ana).asks("he is not breathing")
    deputy = browser(dee)
    assert "/alerts" in [str(link["href"]) for link in deputy.opens("/").soup.select("nav a")]
    assert "Medical emergency" in deputy.opens("/alerts").text


def test_data_protection_sees_data_incidents_only(parts: Parts, people: make.Cast, browser: Browser) -> None:
    with parts.database.writing() as session:
        pru = make.staff(session, "Pru", role=Role.DATA_PROTECTION, now=parts.clock())
    ana = browser(people.ana)
    ana.asks("he is not breathing")
    ana.asks("I sent the care plan to the wrong family")
    page = browser(pru).opens("/alerts")
    assert "Data incident" in page.text
    assert "Medical" not in page.text


def test_when_everybody_was_told_in_vain_it_is_shown_red(parts: Parts, people: make.Cast, browser: Browser) -> None:
    browser(people.ana).asks("he is not breathing")
    lee, alert = browser(people.lee), the_alert(parts)
    assert not lee.opens("/alerts").soup.select(".card.alarm")
    with parts.database.writing() as session:
        then = parts.clock() + timedelta(minutes=5)
        call_next(session, alert.id or 0, now=then, zone=web.ZONE, patience=Patience())
    shown = lee.opens("/alerts")
    assert shown.soup.select(".card.alarm")
    assert "Everybody in line was told" in shown.text
    assert "Please ring Ana now" in shown.text


def test_where_there_was_nobody_to_tell_that_is_said(parts: Parts, people: make.Cast, browser: Browser) -> None:
    with parts.database.writing() as session:
        alone = make.staff(session, "Adi", now=parts.clock(), role=Role.ADMIN)
        for person in (people.lee, people.cho):
            person.left_at = parts.clock()
            session.add(person)
    adi = browser(alone)
    adi.asks("he is not breathing")
    shown = adi.opens("/alerts")
    assert "There was nobody to tell" in shown.text
    assert "Everybody in line" not in shown.text


def test_metrics_count_alerts_without_saying_where_or_who(
    parts: Parts, people: make.Cast, browser: Browser, stranger: web.Visitor
) -> None:
    browser(people.ana).asks("he is not breathing")
    text = stranger.client.get("/metrics").text
    assert "champion_alerts_open 1" in text
    assert 'champion_alerts_total{category="medical_emergency"} 1' in text
    assert "Rose" not in text
