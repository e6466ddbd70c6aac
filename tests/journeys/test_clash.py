"""Two policies that say different things: both are shown, and whoever looks after them is told once."""

from pathlib import Path

from core.clock import utc_now
from knowledge.importing import import_paths
from phones import Product

ASKED = "when do I report a leaking kettle"
POLICY = """---
title: {title}
owner_role: Manager
review_due: 2099-01-01
---

# {title}

## 1. Leaking kettle

Report a leaking kettle within {time}.

## 2. Blankets

Wash blankets on Monday and hang them in the yard.
"""


def publish(product: Product, folder: Path, title: str, time: str) -> None:
    """A policy of the home, in use from now on."""
    path = folder / f"{title}.md"
    path.write_text(POLICY.format(title=title, time=time))
    house, home = product.house, product.people.home
    import_paths(house.database, [path], house.encoder, actor="test", now=utc_now(), site_id=home.id)
    house.search.refresh()


def test_both_of_two_policies_are_shown_and_the_manager_is_told_once(
    product: Product, channel: str, tmp_path: Path
) -> None:
    publish(product, tmp_path, "Records", "4 hours")
    publish(product, tmp_path, "Visiting", "2 days")
    people = product.people
    ana, cho = product.phone(channel, people.ana), product.phone(channel, people.cho)

    ana.says(ASKED)
    ana.waits_for("within 4 hours")
    second = ana.waits_for("Two of our documents say different things about this")
    assert "We have told Lee." in second
    assert "within 2 days" in second
    lee = product.phone("telegram", people.lee)  # who can be reached there is told there
    told = lee.waits_for("Two documents say different things")
    assert "Records (1. Leaking kettle)" in told
    assert "Visiting (1. Leaking kettle)" in told

    cho.says(ASKED)
    cho.waits_for("Two of our documents say different things about this")
    ana.presses("Helpful")
    ana.waits_for("That helps the next person too")
    assert lee.count("Two documents say different things") == 1


def test_a_new_version_that_agrees_ends_it(product: Product, channel: str, tmp_path: Path) -> None:
    publish(product, tmp_path, "Records", "4 hours")
    publish(product, tmp_path, "Visiting", "2 days")
    publish(product, tmp_path, "Visiting", "four hours")
    ana = product.phone(channel, product.people.ana)
    ana.says(ASKED)
    ana.waits_for("kettle")
    assert ana.count("different things") == 0
