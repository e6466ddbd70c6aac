"""Settings without secrets, and the telephone contacts of each site."""

from collections.abc import Callable
from typing import Any

import make
import web
from api.parts import Parts
from core.database import Database
from people.sites import Contact, Site
from people.staff import Staff

Browser = Callable[[Staff], web.Visitor]


def test_a_manager_keeps_the_contacts_of_their_site(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    page = lee.opens("/settings")
    assert "Elm Court" not in page.text
    assert "This installation" not in page.text
    kept = lee.presses("Keep these contacts", deputy="", on_call="Bo <b>, 01632 960009", wifi_password="x")
    assert "a contact that staff need in an emergency is empty now" in kept.text
    assert "Still missing: deputy" in kept.text
    with parts.database.reading() as session:
        site = session.get_one(Site, people.home.id)
    assert site.contacts[Contact.ON_CALL] == "Bo <b>, 01632 960009"
    assert Contact.DEPUTY not in site.contacts
    assert "wifi_password" not in site.contacts
    assert "The contacts are kept" in lee.presses("Keep these contacts", deputy="Dee, 01632 960003").text
    assert "On call: Bo <b>, 01632 960009" in lee.opens("/").text


def test_whom_staff_may_talk_to_is_kept_and_never_missing(parts: Parts, people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    lee.opens("/settings")
    kept = lee.presses("Keep these contacts", wellbeing="Care Talk, 01632 960009")
    assert "Still missing" not in kept.text
    with parts.database.reading() as session:
        assert session.get_one(Site, people.home.id).contacts["wellbeing"] == "Care Talk, 01632 960009"


def test_an_administrator_sees_how_it_is_set_up_but_no_secret(
    database: Database, people: make.Cast, admin: Staff, now: Any, tmp_path: Any
) -> None:
    secrets = {"telegram_token": "123:very-secret", "secret_key": "hush-hush", "embedding_model": "our-model"}
    parts = web.make_parts(database, lambda: now, data_dir=tmp_path, demo=True, **secrets)
    page = web.Visitor(parts).signs_in(admin).opens("/settings")
    assert "our-model" in page.text
    assert "CHAMPION_PUBLIC_URL" in page.text
    for secret in ("very-secret", "hush-hush", str(tmp_path)):
        assert secret not in page.soup.decode()


def test_a_demo_says_so_on_every_page(database: Database, people: make.Cast, now: Any, tmp_path: Any) -> None:
    parts = web.make_parts(database, lambda: now, data_dir=tmp_path, demo=True)
    lee = web.Visitor(parts).signs_in(people.lee)
    for address in ("/", "/inbox", "/week", "/people", "/nowhere", "/docs"):
        assert "Demo." in lee.opens(address).text
    assert "Demo." not in web.Visitor(web.make_parts(database, lambda: now, data_dir=tmp_path)).opens("/").text
