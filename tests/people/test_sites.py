"""Sites, teams and whom to ring."""

from datetime import datetime

import pytest
from sqlmodel import Session, func, select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import BadInput, NotThere
from people.first import first_setup
from people.roles import Role
from people.sites import Contact, Site, add_site, add_team, find_site, missing_contacts, set_contacts
from people.staff import Staff
from together import together


def test_a_site_has_a_name_of_its_own(session: Session, now: datetime) -> None:
    add_site(session, " Rose House ", actor="test", now=now)
    for name in ("", "  ", "Rose House"):
        with pytest.raises(BadInput):
            add_site(session, name, actor="test", now=now)


def test_long_names_that_end_differently_are_the_same_name(session: Session, now: datetime) -> None:
    site = add_site(session, "R" * 120, actor="test", now=now)
    add_team(session, site, "T" * 120, actor="test", now=now)
    with pytest.raises(BadInput):
        add_site(session, "R" * 121, actor="test", now=now)
    with pytest.raises(BadInput):
        add_team(session, site, "T" * 121, actor="test", now=now)


def test_two_sites_may_have_teams_of_the_same_name(session: Session, now: datetime) -> None:
    for name in ("Rose House", "Elm Court"):
        add_team(session, make.site(session, name, now=now), "Nights", actor="test", now=now)
    with pytest.raises(BadInput, match="Elm Court already has a team called Nights"):
        add_team(session, find_site(session, "elm court"), "Nights", actor="test", now=now)


def test_of_two_who_add_the_same_site_one_is_told_so(database: Database, now: datetime) -> None:
    def add() -> str:
        with database.writing() as session:
            return add_site(session, "Rose House", actor="test", now=now).name

    results = together([add] * 4)
    assert results.count("Rose House") == 1
    assert all(isinstance(result, BadInput) for result in results if result != "Rose House")


def test_the_contacts_that_are_missing_are_named_in_order(session: Session, now: datetime) -> None:
    site = make.site(session, now=now)
    assert not missing_contacts(site)
    set_contacts(session, site, {Contact.DEPUTY: "Dee", Contact.COUNCIL: "  "}, actor="test", now=now)
    session.flush()
    session.refresh(site)
    assert site.contacts == {"deputy": "Dee"}
    assert missing_contacts(site)[:2] == [Contact.ON_CALL, Contact.SAFEGUARDING_LEAD]
    with pytest.raises(BadInput, match="Unknown contact: plumber"):
        set_contacts(session, site, {"plumber": "Pat"}, actor="test", now=now)


def test_a_site_that_is_not_there_names_those_that_are(session: Session, now: datetime) -> None:
    with pytest.raises(NotThere, match="none yet"):
        find_site(session, "Rose House")
    make.cast(session, now=now)
    with pytest.raises(NotThere, match="Elm Court, Rose House"):
        find_site(session, "Ash Grove")


def test_the_first_start_makes_one_site_and_one_administrator(database: Database, now: datetime) -> None:
    def start() -> str | None:
        with database.writing() as session:
            made = first_setup(session, now=now)
            return made.name if made else None

    results = together([start] * 4)
    assert sorted(results, key=str) == ["Administrator", None, None, None]
    with database.reading() as session:
        assert session.exec(select(Staff.role)).all() == [Role.ADMIN]
        assert session.exec(select(func.count()).select_from(Site)).one() == 1


def test_the_audit_log_says_which_contacts_were_changed(session: Session, now: datetime) -> None:
    site = make.site(session, now=now)
    set_contacts(session, site, {**make.CONTACTS, Contact.DEPUTY: "Ed Low", "on_call": ""}, actor="staff:1", now=now)
    session.flush()
    rows = session.exec(select(AuditEntry.detail).where(AuditEntry.action == "site.contacts")).all()
    assert rows[-1] == {"changed": ["deputy", "on_call"]}
