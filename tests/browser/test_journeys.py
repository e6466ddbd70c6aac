"""What people do, in a real browser: with our script, without any, and when the network is gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete
from sqlmodel import select

from delivery.message import Message
from delivery.reach import tell
from people.signin import WebSession
from questions.questions import Feedback, Question
from window import DESK, PHONE, Door, Screen

pytestmark = pytest.mark.browser

ASKED = "Can I share my password with a colleague?"
ANSWER = "Never share your password"


def questions(door: Door) -> list[Question]:
    with door.parts.database.reading() as session:
        return list(session.exec(select(Question).where(Question.text == ASKED)).all())


def test_without_javascript_somebody_asks_and_says_it_helped(door: Door, screen: Callable[..., Screen]) -> None:
    page = screen(PHONE, door.people.ana, scripts=False).page
    page.get_by_label("Your question").fill(ASKED)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(ANSWER)).to_be_in_viewport()
    page.get_by_role("button", name="Helpful").last.click()
    expect(page.get_by_text("That helps the next person too")).to_be_in_viewport()
    assert [question.feedback for question in questions(door)] == [Feedback.HELPFUL]


def test_without_javascript_a_champion_answers(door: Door, screen: Callable[..., Screen]) -> None:
    page = screen(PHONE, door.people.cho, scripts=False).page
    page.goto(f"{door.url}/inbox")
    card = page.locator(".card", has_text="lost medicine key")
    card.get_by_text("Answer", exact=True).click()
    card.get_by_label("Your answer").fill("In the blue folder.")
    card.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("status")).to_contain_text("hears from you")
    expect(page.get_by_text("In the blue folder.")).to_be_visible()


def test_with_javascript_the_answer_comes_without_loading_the_page_again(
    door: Door, screen: Callable[..., Screen]
) -> None:
    window = screen(DESK, door.people.ana)
    page = window.page
    page.evaluate("document.body.dataset.same = 'yes'")
    box = page.get_by_label("Your question")
    box.fill(ASKED)
    box.press("Enter")
    expect(page.get_by_text(ANSWER)).to_be_in_viewport()
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    page.get_by_role("button", name="Helpful").last.dblclick()
    expect(page.get_by_text("That helps the next person too")).to_have_count(1)
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert window.complaints == []


def test_what_is_pushed_appears_by_itself(door: Door, screen: Callable[..., Screen]) -> None:
    page = screen(PHONE, door.people.ana).page
    with door.parts.database.writing() as session:
        tell(session, door.people.ana, Message("# News\n> for you"), now=door.parts.clock(), prefer="web")
    expect(page.get_by_text("for you")).to_be_in_viewport(timeout=15_000)


def test_what_is_longer_than_the_window_is_read_from_its_beginning(door: Door, screen: Callable[..., Screen]) -> None:
    page = screen(PHONE, door.people.ana).page
    long = "\n".join(["# Where it begins", *(f"> line {number}" for number in range(80)), "Where it ends"])
    with door.parts.database.writing() as session:
        tell(session, door.people.ana, Message(long), now=door.parts.clock(), prefer="web")
    expect(page.get_by_text("Where it begins")).to_be_in_viewport(timeout=15_000)
    expect(page.get_by_text("Where it ends")).not_to_be_in_viewport()
    with door.parts.database.writing() as session:
        tell(session, door.people.ana, Message("A short one"), now=door.parts.clock(), prefer="web")
    expect(page.get_by_text("A short one")).to_be_in_viewport(timeout=15_000)


def test_advice_for_somebody_signed_out_stays_in_view(door: Door, screen: Callable[..., Screen]) -> None:
    page = screen(PHONE, door.people.ana).page
    with door.parts.database.writing() as session:
        session.execute(delete(WebSession))  # signed out in another tab
    page.get_by_label("Your question").fill("he has collapsed and is not breathing")
    page.get_by_role("button", name="Send").click()
    advice = page.get_by_text("Call 999 now")
    expect(advice.last).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("You are signed out", timeout=10_000)
    expect(advice.last).to_be_visible()


def test_the_last_words_to_somebody_forgotten_stay_in_view(door: Door, screen: Callable[..., Screen]) -> None:
    page = screen(PHONE, door.people.ana).page
    page.get_by_label("Your question").fill("/forget")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Yes, forget me").click()
    last = page.get_by_text("You are forgotten here")
    expect(last).to_be_in_viewport()
    expect(page.get_by_role("button", name="Send")).to_be_hidden()
    page.wait_for_timeout(5000)  # longer than the page waits before it looks for news
    expect(last).to_be_in_viewport()


def test_words_are_kept_when_the_network_is_gone_and_then_count_once(door: Door, screen: Callable[..., Screen]) -> None:
    page = screen(PHONE, door.people.ana).page
    box = page.get_by_label("Your question")
    box.fill(ASKED)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Your words are still here")
    expect(box).to_have_value(ASKED)
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(ANSWER)).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert len(questions(door)) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_joins_on_their_phone(
    door: Door, screen: Callable[..., Screen], screenshots: Path, *, scripts: bool
) -> None:
    page = screen(PHONE, scripts=scripts).page
    page.goto(f"{door.url}/join/{door.invite}")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("five things to know")).to_be_visible()
    page.screenshot(path=screenshots / "joining-notice-phone.png")
    page.get_by_role("button", name="I understand").click()
    page.get_by_label("Your reply").fill("Ngozi")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Nights").click()
    expect(page.get_by_role("heading", name="Welcome, Ngozi")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_visible()
    page.screenshot(path=screenshots / "joined-phone.png")


def test_the_pages_can_be_reached_by_keyboard_and_menu(
    door: Door, screen: Callable[..., Screen], screenshots: Path
) -> None:
    page = screen(PHONE, door.people.lee).page
    page.goto(f"{door.url}/week")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.locator("summary", has_text="Menu").press("Enter")
    page.screenshot(path=screenshots / "menu-phone.png")
    page.get_by_role("navigation", name="All pages").get_by_role("link", name="Inbox").press("Enter")
    expect(page.get_by_role("heading", name="Inbox", exact=True)).to_be_visible()


def test_the_week_prints_as_figures_alone(door: Door, screen: Callable[..., Screen], screenshots: Path) -> None:
    page = screen(DESK, door.people.lee).page
    page.goto(f"{door.url}/week")
    page.emulate_media(media="print")
    page.screenshot(path=screenshots / "week-print.png", full_page=True)
    expect(page.get_by_role("heading", name="6 of 12 people")).to_be_visible()
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.get_by_label("Week", exact=True)).to_be_hidden()
