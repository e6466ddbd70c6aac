"""People: who knows of whom, who is told, who has left."""

from datetime import date, datetime

import pytest
from sqlmodel import Session

import make
from core.errors import BadInput, NotThere
from people.roles import Role
from people.sites import Contact, Site
from people.staff import (
    Duty,
    Oversight,
    Staff,
    add_staff,
    champions_of,
    find_staff,
    is_away,
    leave,
    on_duty,
    sees_site,
    sites_seen,
)


def test_a_manager_sees_their_own_site_and_nothing_of_another(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    assert [site.name for site in sites_seen(session, people.zed)] == ["Elm Court"]
    assert not sees_site(session, people.zed, people.home.id)
    assert not sees_site(session, people.zed, None)


def test_oversight_adds_a_site(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    session.add(Oversight(staff_id=people.zed.id or 0, site_id=people.home.id or 0))
    session.flush()
    assert [site.name for site in sites_seen(session, people.zed)] == ["Elm Court", "Rose House"]
    assert [site.name for site in sites_seen(session, people.lee)] == ["Rose House"]


def test_the_whole_provider_sees_every_open_site(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    governance = make.staff(session, "Gil", role=Role.GOVERNANCE, now=now)
    people.other.closed_at = now
    session.add(people.other)
    session.flush()
    assert [site.name for site in sites_seen(session, governance)] == ["Rose House"]
    assert not sites_seen(session, people.zed)


def test_the_champions_of_a_site_are_its_own_or_else_everybodys(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    away = make.staff(session, "Eve", role=Role.CHAMPION, at=make.site(session, "Oak Lodge", now=now), now=now)
    assert [p.name for p in champions_of(session, people.home.id)] == ["Cho"]
    assert [p.name for p in champions_of(session, people.other.id)] == ["Cho", "Eve"]
    leave(session, people.cho, actor="test", now=now)
    session.flush()
    assert champions_of(session, people.home.id) == [away]


def test_those_on_duty_come_in_order_without_leavers(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    home = people.home.id or 0
    session.add(Duty(site_id=home, duty=Contact.DEPUTY, staff_id=people.cho.id or 0, position=2))
    session.add(Duty(site_id=home, duty=Contact.DEPUTY, staff_id=people.lee.id or 0, position=1))
    session.flush()
    assert [p.name for p in on_duty(session, home, Contact.DEPUTY)] == ["Lee", "Cho"]
    leave(session, people.lee, actor="test", now=now)
    session.flush()
    assert [p.name for p in on_duty(session, home, Contact.DEPUTY)] == ["Cho"]


def test_whoever_left_can_join_again_with_the_same_telegram(session: Session, now: datetime) -> None:
    ana = make.staff(session, "Ana", now=now, telegram_id=7_000_000_001)
    leave(session, ana, actor="test", now=now)
    session.flush()
    again = make.staff(session, "Ana", now=now, telegram_id=7_000_000_001)
    session.refresh(again)
    assert again.telegram_id == 7_000_000_001


@pytest.mark.parametrize("name", ["", "   ", "\n\t"])
def test_a_person_needs_a_name(session: Session, now: datetime, name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        add_staff(session, name, role=Role.STAFF, now=now)


def test_somebody_is_found_by_number_name_or_role(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    for wanted in (str(people.cho.id), "CHO", " champion "):
        assert find_staff(session, wanted).id == people.cho.id
    with pytest.raises(BadInput, match=r"Several people fit manager: Lee \(\d+\), Zed \(\d+\)"):
        find_staff(session, "manager")
    with pytest.raises(NotThere, match="nobody called Nobody"):
        find_staff(session, "Nobody")


def test_somebody_is_away_from_the_first_day_to_the_last() -> None:
    ana = Staff(name="Ana", away_from=date(2026, 11, 20), away_until=date(2026, 11, 22))
    away = [is_away(ana, date(2026, 11, day)) for day in (19, 20, 22, 23)]
    assert away == [False, True, True, False]
    ana.away_until = None
    assert is_away(ana, date(2027, 1, 1))


def test_a_closed_site_keeps_its_name(session: Session, now: datetime) -> None:
    site = Site(name="Old House", closed_at=now)
    session.add(site)
    session.flush()
    session.refresh(site)
    assert site.closed_at == now
