"""Every page at a phone, at a desk, and much enlarged: it fits, nothing complains, and axe finds nothing wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from window import DESK, PHONE, SMALLEST, Door, Screen

pytestmark = pytest.mark.browser

SIZES = {"phone": PHONE, "desk": DESK, "enlarged": SMALLEST}
# Whose eyes, and which address. "" is somebody who is not signed in.
PAGES = {
    "welcome": ("", "/"),
    "chat": ("ana", "/"),
    "join": ("", "/join/{invite}"),
    "inbox": ("cho", "/inbox"),
    "checking": ("lee", "/inbox"),
    "alerts": ("lee", "/alerts"),
    "first-site": ("admin", "/start/site"),
    "week": ("lee", "/week"),
    "week-persons": ("lee", "/week/1"),
    "knowledge": ("lee", "/knowledge"),
    "pending": ("lee", "/knowledge/pending"),
    "document": ("lee", "/knowledge/1"),
    "document-changing": ("lee", "/knowledge/1?unfold=correct&section=1"),
    "people": ("admin", "/people"),
    "person": ("admin", "/people/1"),
    "names": ("admin", "/people/sites/1/names"),
    "invite": ("admin", "/people/invites/1"),
    "governance": ("lee", "/governance"),
    "evidence": ("lee", "/evidence"),
    "held": ("lee", "/held"),
    "held-stub": ("admin", "/held"),
    "audit": ("admin", "/audit"),
    "settings": ("admin", "/settings"),
    "cases": ("admin", "/cases"),
    "mydata": ("ana", "/mydata"),
    "docs": ("", "/docs"),
    "not-found": ("lee", "/nowhere"),
}


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_is_accessible(
    door: Door, screen: Callable[..., Screen], screenshots: Path, size: str
) -> None:
    people = {"": None, "admin": door.admin, "ana": door.people.ana, "cho": door.people.cho, "lee": door.people.lee}
    windows = {who: screen(SIZES[size], staff) for who, staff in people.items()}
    talk(windows["ana"])
    read_what_is_held(windows["lee"], door, screenshots / f"held-opened-{size}.png")
    for name, (who, address) in PAGES.items():
        window = windows[who]
        window.page.goto(door.url + address.format(invite=door.invite))
        window.page.screenshot(path=screenshots / f"{name}-{size}.png", full_page=size != "enlarged")
        assert_fits(window, name)
        if name != "not-found":
            assert window.complaints == [], name
        found = Axe().run(window.page)
        assert found.violations_count == 0, f"{name} at {size}: {found.generate_report()}"


def read_what_is_held(window: Screen, door: Door, picture: Path) -> None:
    """The page that only an answer to a form shows."""
    window.page.goto(f"{door.url}/held")
    window.page.get_by_label("Why do you need to read it?").fill("To write the report")
    window.page.get_by_role("button", name="Open").click()
    window.page.get_by_role("heading", name="What was typed").wait_for()
    window.page.screenshot(path=picture, full_page=True)
    assert_fits(window, "held-opened")
    found = Axe().run(window.page)
    assert found.violations_count == 0, f"held-opened: {found.generate_report()}"


def talk(window: Screen) -> None:
    """A few exchanges, so that there is something to look at."""
    for words in (
        "Can I share Mr Hale's password with a colleague?", "zebra wombat pangolin lemur", "he is not breathing",
    ):  # fmt: skip
        before = window.page.locator(".ours").count()
        window.page.get_by_label("Your question").fill(words)
        window.page.get_by_role("button", name="Send").click()
        window.page.locator(".ours").nth(before).wait_for()


def assert_fits(window: Screen, name: str) -> None:
    width = window.page.evaluate("document.documentElement.scrollWidth")
    assert width <= window.page.viewport_size["width"], f"{name} is {width} wide"  # type: ignore[index]
