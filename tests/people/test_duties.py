"""Who is told in an emergency, in which order, and when it is their turn."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

import make
from core.errors import NotThere
from people.duties import can_be_told, give_duty, holders, in_charge, move_duty, on_now
from people.roles import Role
from people.shifts import DutyShift
from people.signin import start_session
from people.sites import Contact
from people.staff import Duty, Oversight

LONDON = ZoneInfo("Europe/London")


def test_the_order_can_be_changed_and_giving_a_duty_again_changes_its_shift(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    home = people.home.id or 0
    dee = make.staff(session, "Dee", at=people.home, now=now)
    for person in (people.cho, dee):
        give_duty(session, home, Contact.SAFEGUARDING_LEAD, person.id or 0, by=people.lee, now=now)
    give_duty(session, home, Contact.SAFEGUARDING_LEAD, dee.id or 0, by=people.lee, now=now, shift=DutyShift.NIGHTS)

    def order() -> list[str]:
        session.flush()
        session.expire_all()
        return [staff.name for _, staff in holders(session, people.home)]

    assert order() == ["Lee", "Cho", "Dee"]
    held = session.exec(select(Duty).where(Duty.staff_id == dee.id)).one()
    assert held.shift == DutyShift.NIGHTS
    for expected in (["Lee", "Dee", "Cho"], ["Dee", "Lee", "Cho"], ["Dee", "Lee", "Cho"]):
        move_duty(session, held.id or 0, by=people.lee, now=now)
        assert order() == expected
    with pytest.raises(NotThere):
        move_duty(session, held.id or 0, by=people.zed, now=now)


@pytest.mark.parametrize(
    ("shift", "ten", "three"), [("any", True, True), ("days", True, False), ("nights", False, True)]
)
def test_a_duty_has_its_hours(session: Session, now: datetime, shift: str, ten: bool, three: bool) -> None:
    people = make.cast(session, now=now)
    duty = Duty(site_id=1, duty="deputy", staff_id=1, shift=shift)
    assert on_now(duty, people.lee, now, LONDON) == ten
    assert on_now(duty, people.lee, now.replace(hour=3), LONDON) == three
    people.lee.away_from = date(2026, 11, 23)
    assert not on_now(duty, people.lee, now, LONDON)


def test_somebody_without_telegram_is_reached_where_they_are_signed_in(session: Session, now: datetime) -> None:
    lee = make.cast(session, now=now).lee
    assert can_be_told(session, lee, now=now, zone=LONDON)
    lee.telegram_blocked_at = now
    assert not can_be_told(session, lee, now=now, zone=LONDON)
    start_session(session, now=now, staff=lee)
    assert can_be_told(session, lee, now=now, zone=LONDON)


def test_in_charge_are_duty_holders_managers_and_administrators(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    make.staff(session, "Ade", role=Role.ADMIN, now=now)
    home = people.home.id or 0
    assert [person.name for person in in_charge(session, home)] == ["Lee", "Ade"]
    session.add(Duty(site_id=home, duty=Contact.ON_CALL, staff_id=people.cho.id or 0))
    session.add(Oversight(staff_id=people.zed.id or 0, site_id=home))
    session.flush()
    assert [person.name for person in in_charge(session, home)] == ["Lee", "Cho", "Zed", "Ade"]
