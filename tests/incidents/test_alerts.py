"""Alerts: told one after the other until somebody takes it on; once, whoever runs the clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

import make
from core.audit import AuditEntry
from core.database import Database
from core.errors import BadInput, NotThere, Taken
from delivery.outbox import OutboundMessage, mark_failed, mark_sent
from incidents.alerts import Alert, AlertCall, Outcome, Patience, State, accused_lately, calls_of, counted
from incidents.calling import MOST_ROUNDS, call_next, due_alerts, keep_deliveries, raise_alert
from incidents.line import line
from incidents.taking import (
    acknowledge,
    alerts_for,
    close,
    is_forgotten,
    may_see_page,
    remind_to_close,
    waiting_for,
)
from people.duties import can_be_told
from people.roles import Role
from people.shifts import DutyShift
from people.signin import IDLE_DAYS, start_session
from people.sites import Contact, Site
from people.staff import Duty, Staff, leave
from privacy.leavers import close_account
from safety.urgent import Category, Level
from scheduler.jobs import call_about_alerts
from together import together

LONDON = ZoneInfo("Europe/London")
PATIENCE = Patience()
MEDICAL = Category.MEDICAL_EMERGENCY


def on_duty(
    session: Session, at: Site, duty: Contact, name: str, number: int, now: datetime, *,
    role: Role = Role.SUPERVISOR, shift: DutyShift = DutyShift.ANY,
) -> Staff:  # fmt: skip
    person = make.staff(session, name, role=role, at=at, telegram_id=number, now=now)
    session.add(Duty(site_id=at.id or 0, duty=duty, staff_id=person.id or 0, position=number, shift=shift))
    session.flush()
    return person


def raised(session: Session, people: make.Cast, now: datetime, category: Category = MEDICAL, **named: object) -> Alert:
    given = {"channel": "telegram", "now": now, "zone": LONDON, "patience": PATIENCE, **named}
    return raise_alert(session, people.ana, category, **given)  # type: ignore[arg-type]


def names(session: Session, alert: Alert) -> list[str]:
    return [session.get_one(Staff, call.staff_id).name for call in calls_of(session, alert)]


def in_line(session: Session, alert: Alert, now: datetime) -> list[str]:
    return [staff.name for _, staff in line(session, alert, now=now, zone=LONDON)]


def next_one(session: Session, alert: Alert, now: datetime) -> bool:
    return call_next(session, alert.id or 0, now=now, zone=LONDON, patience=PATIENCE)


def sent_to(session: Session, staff: Staff) -> Sequence[str]:
    rows = session.exec(select(OutboundMessage).where(OutboundMessage.recipient_id == staff.id)).all()
    return [row.message.text for row in rows]


def test_a_doubt_waits_an_hour_between_two_people_and_everybody_hears_of_it_once_more_at_most(
    session: Session, now: datetime
) -> None:
    people = make.cast(session, now=now)
    on_duty(session, people.home, Contact.SAFEGUARDING_LEAD, "Sal", 911, now)
    oz = on_duty(session, people.home, Contact.ON_CALL, "Oz", 912, now)
    alert = raised(session, people, now, Category.SELF_HARM, level=Level.CHECK)
    first = names(session, alert)
    assert oz.name not in first
    assert not next_one(session, alert, now + timedelta(minutes=59))
    while alert.next_at is not None:
        next_one(session, alert, alert.next_at)
    heard = names(session, alert)
    assert max(heard.count(name) for name in heard) == 2
    assert sent_to(session, oz)[0].startswith("# May be urgent: self harm")


def test_the_line_goes_by_duty_and_shift_then_on_call_deputy_managers_administrators(
    session: Session, now: datetime
) -> None:
    people = make.cast(session, now=now)
    home = people.home
    make.staff(session, "Ade", role=Role.ADMIN, now=now, telegram_id=990)
    on_duty(session, home, Contact.DEPUTY, "Dee", 910, now)
    on_duty(session, home, Contact.ON_CALL, "Olu", 911, now)
    on_duty(session, home, Contact.SAFEGUARDING_LEAD, "Nia", 912, now, shift=DutyShift.NIGHTS)
    on_duty(session, home, Contact.SAFEGUARDING_LEAD, "Day", 913, now, shift=DutyShift.DAYS)
    session.get_one(Duty, 1).shift = DutyShift.LATES  # Lee's
    alert = raised(session, people, now)
    assert in_line(session, alert, now) == ["Day", "Lee", "Nia", "Olu", "Dee", "Ade"]
    assert in_line(session, alert, now.replace(hour=23))[0] == "Nia"


def test_who_is_away_has_left_or_cannot_be_reached_is_passed_over(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    home = people.home
    away = on_duty(session, home, Contact.ON_CALL, "Olu", 911, now)
    away.away_from = date(2026, 11, 20)
    gone = on_duty(session, home, Contact.ON_CALL, "Gus", 912, now)
    leave(session, gone, actor="test", now=now)
    blocked = on_duty(session, home, Contact.ON_CALL, "Bo", 913, now)
    blocked.telegram_blocked_at = now
    alert = raised(session, people, now)
    assert in_line(session, alert, now) == ["Lee"]
    people.lee.telegram_id = None
    # Nobody can be reached: those who work here are told on the web all the same.
    assert in_line(session, alert, now) == ["Lee", "Bo", "Olu"]


def test_the_first_is_told_at_once_with_whoever_is_on_call(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    on_duty(session, people.home, Contact.ON_CALL, "Olu", 911, now)
    on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    assert names(session, raised(session, people, now)) == ["Lee", "Olu"]


def test_after_five_minutes_the_next_is_told_and_not_before(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    alert = raised(session, people, now)
    soon, then = now + timedelta(minutes=4, seconds=59), now + timedelta(minutes=5)
    assert not due_alerts(session, now=soon)
    assert not next_one(session, alert, soon)
    assert due_alerts(session, now=then) == [alert.id]
    assert next_one(session, alert, then)
    assert names(session, alert) == ["Lee", "Dee"]
    assert not next_one(session, alert, then)


def test_what_is_no_danger_to_life_waits_fifteen_minutes(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    alert = raised(session, people, now, Category.SAFEGUARDING)
    assert not due_alerts(session, now=now + timedelta(minutes=14))
    assert due_alerts(session, now=now + timedelta(minutes=15)) == [alert.id]


def test_when_everybody_was_told_all_are_told_again_until_every_shift_of_a_day_has_heard(
    session: Session, now: datetime
) -> None:
    people = make.cast(session, now=now)
    on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    alert = raised(session, people, now)
    moment = now
    for _ in range(4 * 30):
        moment += timedelta(minutes=15)
        next_one(session, alert, moment)
    session.refresh(alert)
    assert calls_of(session, alert)[-1].told_at - now > timedelta(days=1)
    assert (alert.rounds, alert.next_at, alert.state) == (MOST_ROUNDS, None, State.OPEN)
    assert len(calls_of(session, alert)) == 2 + 2 * MOST_ROUNDS
    assert "Nobody has taken this on yet." in sent_to(session, people.lee)[-1]


def test_somebody_given_the_duty_later_is_told_next(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    alert = raised(session, people, now)
    on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    next_one(session, alert, now + timedelta(minutes=5))
    assert names(session, alert) == ["Lee", "Dee"]


def test_whoever_takes_it_on_is_named_to_the_others_and_to_the_worker(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    dee = on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    alert = raised(session, people, now)
    next_one(session, alert, now + timedelta(minutes=5))
    for _ in range(2):  # again is the same
        acknowledge(session, alert.id or 0, by=dee, now=now + timedelta(minutes=6))
    assert (alert.state, alert.acknowledged_by_id) == (State.ACKNOWLEDGED, dee.id)
    assert sent_to(session, people.lee)[1:] == [
        "Dee has got this: medical emergency, Ana at Rose House. You need not do anything."
    ]
    assert sent_to(session, people.ana) == [
        "Dee has seen this and will ring you. In danger, call 999. Do not wait for the call."
    ]
    with pytest.raises(Taken, match="Dee has got this already"):
        acknowledge(session, alert.id or 0, by=people.lee, now=now + timedelta(minutes=7))
    assert not due_alerts(session, now=now + timedelta(days=1))


def test_an_alert_about_a_manager_goes_to_deputies_who_do_not_manage_and_to_administrators(
    session: Session, now: datetime
) -> None:
    people = make.cast(session, now=now)
    ade = make.staff(session, "Ade", role=Role.ADMIN, now=now, telegram_id=990)
    dee = on_duty(session, people.home, Contact.DEPUTY, "Dee", 910, now)
    max_ = on_duty(session, people.home, Contact.DEPUTY, "Max", 911, now, role=Role.MANAGER)
    sam = on_duty(session, people.home, Contact.ON_CALL, "Sam", 912, now)
    alert = raised(session, people, now, Category.SAFEGUARDING, about_manager=True)
    assert in_line(session, alert, now) == ["Dee", "Ade"]
    for hidden_from in (people.lee, max_, sam, people.zed, people.cho):
        assert alerts_for(session, hidden_from, now=now) == []
        assert waiting_for(session, hidden_from) == 0
        with pytest.raises(NotThere):
            acknowledge(session, alert.id or 0, by=hidden_from, now=now)
    for person in (dee, ade):
        assert [row.id for row in alerts_for(session, person, now=now)] == [alert.id]
    acknowledge(session, alert.id or 0, by=dee, now=now)
    assert sent_to(session, people.ana) == []
    assert "about somebody in charge there" in sent_to(session, dee)[0]


def test_somebody_it_may_be_about_is_never_told_whatever_they_become(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    dee = on_duty(session, people.home, Contact.DEPUTY, "Dee", 910, now)
    never = frozenset([dee.id or 0])
    alert = raised(session, people, now, Category.SAFEGUARDING, about_manager=True, never_told=never)
    assert in_line(session, alert, now) == []
    dee.role = Role.ADMIN
    assert in_line(session, alert, now) == []
    for minutes in (15, 30, 45):
        next_one(session, alert, now + timedelta(minutes=minutes))
    assert calls_of(session, alert) == []


def test_who_sees_which_alert(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    home = people.home
    roles = {role: make.staff(session, str(role), role=role, now=now) for role in (Role.ADMIN, Role.DATA_PROTECTION)}
    supervisor = make.staff(session, "Sue", role=Role.SUPERVISOR, at=home, now=now)
    cho_on_call = people.cho
    medical, data = raised(session, people, now), raised(session, people, now, Category.DATA_INCIDENT)
    both = {medical.id, data.id}

    def seen(viewer: Staff) -> set[int | None]:
        return {row.id for row in alerts_for(session, viewer, now=now)}

    assert seen(people.lee) == seen(supervisor) == seen(roles[Role.ADMIN]) == both
    assert seen(roles[Role.DATA_PROTECTION]) == {data.id}
    assert seen(people.zed) == seen(people.ana) == seen(cho_on_call) == set()
    assert not may_see_page(session, people.ana)
    assert not may_see_page(session, cho_on_call)
    session.add(Duty(site_id=home.id or 0, duty=Contact.ON_CALL, staff_id=cho_on_call.id or 0))
    session.flush()
    assert seen(cho_on_call) == both
    assert may_see_page(session, cho_on_call)
    assert counted(session) == {"medical_emergency": 1, "data_incident": 1}


def test_a_data_incident_goes_to_its_own_lead_first(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    make.staff(session, "Pru", role=Role.DATA_PROTECTION, now=now, telegram_id=915)
    on_duty(session, people.home, Contact.ON_CALL, "Olu", 911, now)
    on_duty(session, people.home, Contact.DATA_PROTECTION_LEAD, "Pat", 912, now)
    alert = raised(session, people, now, Category.DATA_INCIDENT)
    assert names(session, alert) == ["Pat"]
    assert in_line(session, alert, now) == ["Pat", "Pru", "Olu", "Lee"]


def test_closing_says_how_it_ended(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    dee = on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    alert = raised(session, people, now)
    for nobody in (None, people.zed.id, people.ana.id):
        with pytest.raises(BadInput, match="Choose who"):
            close(session, alert.id or 0, Outcome.HANDED_ON, by=people.lee, now=now, handed_to=nobody)
    close(session, alert.id or 0, Outcome.HANDED_ON, by=people.lee, now=now, handed_to=dee.id)
    assert (alert.state, alert.outcome, alert.handed_to_id) == (State.CLOSED, "handed_on", dee.id)
    for late in (lambda: close(session, alert.id or 0, Outcome.RANG, by=dee, now=now),
                 lambda: acknowledge(session, alert.id or 0, by=dee, now=now)):  # fmt: skip
        with pytest.raises(Taken, match="closed already"):
            late()
    assert not due_alerts(session, now=now + timedelta(days=1))
    assert alerts_for(session, people.lee, now=now + timedelta(days=31)) == []
    assert len(alerts_for(session, people.lee, now=now + timedelta(days=29))) == 1


def test_what_happened_is_on_record_and_when_each_message_arrived(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    alert = raised(session, people, now)
    acknowledge(session, alert.id or 0, by=people.lee, now=now + timedelta(minutes=1))
    row = session.exec(
        select(OutboundMessage).where(OutboundMessage.key == f"alert:{alert.id}:0:{people.lee.id}")
    ).one()
    mark_sent(session, row.id or 0, provider_id="1", now=now + timedelta(seconds=3))
    session.expire_all()
    assert [keep_deliveries(session, now=now + timedelta(minutes=2)) for _ in range(2)] == [1, 0]
    session.flush()
    assert session.exec(select(AlertCall.delivered_at)).all() == [now + timedelta(seconds=3)]
    acts = session.exec(select(AuditEntry.action).where(AuditEntry.subject == alert.subject)).all()
    assert acts == ["alert.raised", "alert.told", "alert.acknowledged", "alert.delivered"]


def committed(database: Database, now: datetime) -> tuple[make.Cast, int]:
    """Three in line: Lee is told already."""
    with database.writing() as session:
        people = make.cast(session, now=now)
        on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
        make.staff(session, "Ade", role=Role.ADMIN, now=now, telegram_id=990)
        return people, raised(session, people, now).id or 0


def test_a_message_that_came_back_brings_the_next_at_once(database: Database, now: datetime) -> None:
    people, alert_id = committed(database, now)
    with database.writing() as session:
        row = session.exec(select(OutboundMessage).where(OutboundMessage.recipient_id == people.lee.id)).one()
        mark_failed(session, row.id or 0, error="unreachable")
    soon = now + timedelta(minutes=1)
    assert call_about_alerts(database, LONDON, PATIENCE, soon) == 1
    assert call_about_alerts(database, LONDON, PATIENCE, soon) == 0
    with database.reading() as session:
        assert names(session, session.get_one(Alert, alert_id)) == ["Lee", "Dee"]


def test_of_many_clocks_one_tells_the_next(database: Database, now: datetime) -> None:
    _, alert_id = committed(database, now)
    then = now + timedelta(minutes=5)
    results = together([lambda: call_about_alerts(database, LONDON, PATIENCE, then)] * 6)
    assert sorted(results, key=str) == [0, 0, 0, 0, 0, 1]
    with database.reading() as session:
        assert names(session, session.get_one(Alert, alert_id)) == ["Lee", "Dee"]


def test_of_many_who_press_together_one_has_it(database: Database, now: datetime) -> None:
    people, alert_id = committed(database, now)

    def press(name: str) -> str:
        with database.writing() as session:
            by = session.exec(select(Staff).where(Staff.name == name)).one()
            return session.get_one(Staff, acknowledge(session, alert_id, by=by, now=now).acknowledged_by_id).name

    results = together([lambda name=name: press(name) for name in ("Lee", "Dee", "Ade")])  # type: ignore[misc]
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, Taken) for result in results) == 2
    with database.reading() as session:
        assert len(sent_to(session, people.ana)) == 1


def test_a_process_that_dies_half_way_has_told_nobody_and_claimed_nothing(database: Database, now: datetime) -> None:
    _, alert_id = committed(database, now)
    then = now + timedelta(minutes=5)

    def half_way() -> None:
        with database.writing() as session:
            assert call_next(session, alert_id, now=then, zone=LONDON, patience=PATIENCE)
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        half_way()
    assert call_about_alerts(database, LONDON, PATIENCE, then + timedelta(minutes=1)) == 1


def test_who_took_an_alert_and_has_not_closed_it_after_a_day_is_reminded_once(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    alert = raised(session, people, now)
    acknowledge(session, alert.id or 0, by=people.lee, now=now)
    later = raised(session, people, now + timedelta(hours=1))
    acknowledge(session, later.id or 0, by=people.lee, now=now + timedelta(hours=1))
    before = len(sent_to(session, people.lee))
    day = now + timedelta(days=1)
    assert remind_to_close(session, now=day - timedelta(seconds=1), zone=LONDON) == 0
    assert remind_to_close(session, now=day, zone=LONDON) == 1
    assert remind_to_close(session, now=day, zone=LONDON) == 0
    [text] = sent_to(session, people.lee)[before:]
    assert "medical emergency, Ana at Rose House, Mon 23 November, 10:00. It is still open." in text
    assert [row.id for row in alerts_for(session, people.lee, now=day)] == [alert.id, later.id]
    assert is_forgotten(alert, day)
    assert not is_forgotten(later, day)


def test_a_closed_alert_is_not_chased(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    alert = raised(session, people, now)
    acknowledge(session, alert.id or 0, by=people.lee, now=now)
    close(session, alert.id or 0, Outcome.RANG, by=people.lee, now=now)
    assert remind_to_close(session, now=now + timedelta(days=2), zone=LONDON) == 0
    assert not is_forgotten(alert, now + timedelta(days=2))


def test_the_clock_of_the_alerts_reminds(database: Database, now: datetime) -> None:
    with database.writing() as session:
        people = make.cast(session, now=now)
        alert = raised(session, people, now)
        acknowledge(session, alert.id or 0, by=people.lee, now=now)
    jobs = [lambda: call_about_alerts(database, LONDON, PATIENCE, now + timedelta(days=1))] * 3
    assert together(jobs) == [0] * 3
    with database.reading() as session:
        assert sum("It is still open" in text for text in sent_to(session, people.lee)) == 1


def test_whoever_it_is_handed_to_hears_of_it(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    dee = on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    alert = raised(session, people, now)
    close(session, alert.id or 0, Outcome.HANDED_ON, by=people.lee, now=now, handed_to=dee.id)
    assert "Lee has handed this on to you" in sent_to(session, dee)[-1]


def test_what_somebody_who_leaves_had_taken_on_goes_to_the_next(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    dee = on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    alert = raised(session, people, now)
    acknowledge(session, alert.id or 0, by=people.lee, now=now)
    close_account(session, people.lee, actor="test", now=now)
    session.refresh(alert)
    assert (alert.state, due_alerts(session, now=now)) == (State.OPEN, [alert.id])
    next_one(session, alert, now)
    assert len(sent_to(session, dee)) > 0


def test_where_the_administrator_manages_a_worry_about_the_manager_is_not_theirs(
    session: Session, now: datetime
) -> None:
    people = make.cast(session, now=now)
    make.staff(session, "Ade", role=Role.ADMIN, now=now, telegram_id=990)
    dee = on_duty(session, people.home, Contact.DEPUTY, "Dee", 912, now)
    alert = raised(session, people, now, Category.SAFEGUARDING, about_manager=True)
    assert in_line(session, alert, now) == ["Dee", "Ade"]
    leave(session, people.lee, actor="test", now=now)
    assert in_line(session, alert, now) == [dee.name]


def test_leave_begins_after_the_night_that_began_before_it(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    nia = on_duty(session, people.home, Contact.SAFEGUARDING_LEAD, "Nia", 912, now, shift=DutyShift.NIGHTS)
    nia.away_from = now.date()
    alert = raised(session, people, now)
    assert in_line(session, alert, now.replace(hour=2)) == ["Lee", "Nia"]
    assert "Nia" not in in_line(session, alert, now.replace(hour=22))


def test_a_browser_not_used_for_weeks_reaches_nobody(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    people.lee.telegram_id = None
    start_session(session, now=now, staff=people.lee)
    later = now + timedelta(days=IDLE_DAYS)
    assert can_be_told(session, people.lee, now=now + timedelta(days=1), zone=LONDON)
    assert not can_be_told(session, people.lee, now=later, zone=LONDON)


def test_a_second_message_is_not_told_to_whom_the_first_was_about(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    raised(session, people, now, Category.SAFEGUARDING, never_told=frozenset([people.lee.id or 0]))
    lee, later = {people.lee.id}, now + timedelta(hours=2)
    assert accused_lately(session, people.ana, MEDICAL, now=now + timedelta(minutes=1)) == lee
    assert accused_lately(session, people.ana, MEDICAL, now=later) == frozenset()  # who leads must hear of this one
    assert accused_lately(session, people.ana, Category.SAFEGUARDING, now=later) == lee
    assert accused_lately(session, people.ana, Category.SAFEGUARDING, now=now + timedelta(days=1)) == frozenset()
    assert accused_lately(session, people.zed, Category.SAFEGUARDING, now=now) == frozenset()


def test_a_life_at_risk_stands_first_on_the_page(session: Session, now: datetime) -> None:
    people = make.cast(session, now=now)
    raised(session, people, now, Category.SAFEGUARDING)
    later = raised(session, people, now + timedelta(minutes=5))
    assert alerts_for(session, people.lee, now=now + timedelta(minutes=6))[0].id == later.id
