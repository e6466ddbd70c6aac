"""The manager's week: every person counted once, and nobody hidden."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

import make
import make_quiz
from core.errors import BadInput, NotAllowed, NotThere
from delivery.message import Message
from delivery.outbox import mark_failed
from delivery.reach import tell
from people.roles import Role
from people.signin import start_session
from people.sites import Site, Team, add_team
from people.staff import Oversight, Staff, leave
from quizzes.assignments import Round, history_of
from quizzes.rounds import assign, start_now
from reporting.completion import Status
from reporting.isoweek import IsoWeek, recent_weeks
from reporting.weekly import Correct, SiteWeek, Tally, Week, persons, weekly

LONDON = ZoneInfo("Europe/London")
TELEGRAM_IDS = count(5000)


@pytest.fixture
def people(session: Session, now: datetime) -> make.Cast:
    """The cast, here for two months, and a bank of quiz items."""
    make_quiz.bank(session, now=now)
    return make.cast(session, now=now - timedelta(days=60))


@pytest.fixture
def monday(session: Session, people: make.Cast, now: datetime) -> Round:
    """Monday's round, open."""
    return make_quiz.round_at(session, now)


def joined(session: Session, name: str, at: Site, now: datetime, **more: Any) -> Staff:
    """Somebody on Telegram who has been here for two months."""
    person = make.staff(session, name, at=at, now=now - timedelta(days=60), telegram_id=next(TELEGRAM_IDS))
    for key, value in more.items():
        setattr(person, key, value)
    session.flush()
    return person


def report(session: Session, viewer: Staff, now: datetime, week: IsoWeek | None = None) -> Week:
    return weekly(session, viewer, week=week or IsoWeek.of(now, LONDON), now=now, zone=LONDON)


def statuses(
    session: Session, viewer: Staff, site: Site, now: datetime, week: IsoWeek | None = None, team: Team | None = None
) -> dict[str, str]:
    week = week or IsoWeek.of(now, LONDON)
    found = persons(
        session, viewer, site_id=site.id or 0, week=week, now=now, zone=LONDON, team_id=team.id if team else None
    )
    return {person.name: person.status for person in found}


def adds_up(tally: Tally) -> bool:
    parts = tally.completed + tally.not_yet + tally.not_reachable
    return tally.people == parts and tally.everybody == parts + tally.on_leave + tally.new_starters


def test_every_person_has_one_status_and_the_numbers_add_up(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    home = people.home
    make_quiz.take(session, monday, people.ana, now=now)
    make_quiz.take(session, monday, people.cho, now=now, count=1)
    joined(session, "Al", home, now, away_from=now.date() - timedelta(days=3))
    joined(session, "Bo", home, now, telegram_id=None)
    joined(session, "Cy", home, now, telegram_blocked_at=now - timedelta(days=1))
    make.staff(session, "Di", at=home, now=now - timedelta(days=6))
    joined(session, "Ed", home, now)
    leave(session, joined(session, "Flo", home, now), actor="test", now=now - timedelta(hours=1))
    later = now + timedelta(hours=1)
    assert statuses(session, people.lee, home, later) == {
        "Al": "on_leave",
        "Ana": "completed",
        "Bo": "not_reachable",
        "Cho": "not_yet",
        "Cy": "not_reachable",
        "Di": "new_starter",
        "Ed": "not_yet",
    }
    week = report(session, people.lee, later)
    assert week.tally == Tally(
        everybody=7, people=5, asked=2, completed=1, not_yet=2, not_reachable=2, on_leave=1, new_starters=1
    )
    assert adds_up(week.tally)


def test_completed_means_every_question_of_every_round_of_that_week(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    make_quiz.take(session, monday, people.ana, now=now)
    wednesday = make_quiz.round_at(session, now + timedelta(days=2), "2026-W48-3")
    assign(session, wednesday, people.ana, now=now + timedelta(days=2))
    assert statuses(session, people.lee, people.home, now + timedelta(days=3))["Ana"] == "not_yet"
    make_quiz.take(session, wednesday, people.ana, now=now + timedelta(days=3))
    assert statuses(session, people.lee, people.home, now + timedelta(days=3))["Ana"] == "completed"


def test_an_answer_after_sunday_still_counts_for_the_week_of_its_round(
    session: Session, people: make.Cast, now: datetime
) -> None:
    friday = now + timedelta(days=4)
    round_ = make_quiz.round_at(session, friday, "2026-W48-5")
    assign(session, round_, people.ana, now=friday)
    tuesday, week = now + timedelta(days=8), IsoWeek.of(now, LONDON)
    assert statuses(session, people.lee, people.home, tuesday, week)["Ana"] == "not_yet"
    make_quiz.take(session, round_, people.ana, now=tuesday)
    assert statuses(session, people.lee, people.home, tuesday, week)["Ana"] == "completed"
    assert report(session, people.lee, tuesday).tally.asked == 0


def test_own_practice_counts_nowhere(session: Session, people: make.Cast, now: datetime) -> None:
    start_now(session, people.ana, now=now)
    for row in history_of(session, people.ana):
        row.answered_at, row.choice, row.correct = now, 1, True
    tally = report(session, people.lee, now).tally
    assert (tally.asked, tally.completed) == (0, 0)


def test_leave_for_part_of_the_week_keeps_a_person_in_the_count(
    session: Session, people: make.Cast, now: datetime
) -> None:
    people.ana.away_from, people.ana.away_until = now.date(), now.date() + timedelta(days=5)
    assert statuses(session, people.lee, people.home, now)["Ana"] == "not_yet"
    people.ana.away_until = now.date() + timedelta(days=6)
    assert statuses(session, people.lee, people.home, now)["Ana"] == "on_leave"


def test_signing_in_on_the_web_makes_a_person_reachable(session: Session, people: make.Cast, now: datetime) -> None:
    people.ana.telegram_id = None
    assert statuses(session, people.lee, people.home, now)["Ana"] == "not_reachable"
    start_session(session, now=now, staff=people.ana)
    assert statuses(session, people.lee, people.home, now + timedelta(minutes=1))["Ana"] == "not_yet"


def test_a_question_that_could_not_be_delivered_is_not_held_against_the_person(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    assign(session, monday, people.ana, now=now)
    sent = tell(session, people.ana, Message("Quick question"), now=now, kind="quiz")
    assert sent is not None
    mark_failed(session, sent.id or 0, error="refused")
    assert statuses(session, people.lee, people.home, now)["Ana"] == "not_reachable"
    make_quiz.take(session, monday, people.ana, now=now)
    assert statuses(session, people.lee, people.home, now)["Ana"] == "completed"


def test_a_past_week_keeps_who_left_since_and_leaves_out_who_joined_since(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    make_quiz.take(session, monday, people.ana, now=now)
    assign(session, monday, people.cho, now=now)
    next_week = now + timedelta(days=9)
    for person in (people.ana, people.cho):
        leave(session, person, actor="test", now=next_week)
    make.staff(session, "Newt", at=people.home, now=next_week, telegram_id=77)
    past = statuses(session, people.lee, people.home, next_week, IsoWeek.of(now, LONDON))
    assert past == {"Ana": "completed", "Cho": "not_yet"}
    assert statuses(session, people.lee, people.home, next_week) == {"Newt": "new_starter"}


def test_blocking_telegram_this_week_does_not_rewrite_last_week(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    next_week = now + timedelta(days=8)
    people.ana.telegram_blocked_at = next_week
    session.flush()
    assert statuses(session, people.lee, people.home, next_week, IsoWeek.of(now, LONDON))["Ana"] == "not_yet"
    assert statuses(session, people.lee, people.home, next_week + timedelta(hours=1))["Ana"] == "not_reachable"


@pytest.mark.parametrize(
    ("sent", "week"),
    [
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "2026-W43"),  # Sunday night, the clocks went back that morning
        (datetime(2026, 10, 26, 0, 30, tzinfo=UTC), "2026-W44"),
        (datetime(2027, 3, 28, 22, 30, tzinfo=UTC), "2027-W12"),  # half past eleven on Sunday, summer time
        (datetime(2027, 3, 28, 23, 30, tzinfo=UTC), "2027-W13"),  # half past midnight on Monday
        (datetime(2027, 1, 3, 23, 30, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, 0, 30, tzinfo=UTC), "2027-W01"),
    ],
)
def test_a_question_counts_in_the_week_of_the_wall_clock(
    session: Session, people: make.Cast, sent: datetime, week: str
) -> None:
    people.ana.joined_at = sent - timedelta(days=90)
    round_ = make_quiz.round_at(session, sent)
    make_quiz.take(session, round_, people.ana, now=sent)
    later = sent + timedelta(days=7)
    asked = [str(one) for one in recent_weeks(later, LONDON) if report(session, people.lee, later, one).tally.asked]
    assert asked == [week]


def test_zed_at_another_site_sees_nothing_of_it(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    make_quiz.take(session, monday, people.ana, now=now)
    seen = report(session, people.zed, now)
    assert [site.name for site in seen.sites] == ["Elm Court"]
    assert seen.tally.everybody == 0
    with pytest.raises(NotThere):
        statuses(session, people.zed, people.home, now)


def test_who_looks_after_a_second_site_sees_both_and_governance_sees_all(
    session: Session, people: make.Cast, now: datetime
) -> None:
    session.add(Oversight(staff_id=people.zed.id or 0, site_id=people.home.id or 0))
    gail = make.staff(session, "Gail", role=Role.GOVERNANCE, now=now)
    for viewer in (people.zed, gail):
        assert [site.name for site in report(session, viewer, now).sites] == ["Elm Court", "Rose House"]
    with pytest.raises(NotAllowed):
        statuses(session, gail, people.home, now)


def test_staff_and_champions_do_not_see_the_week(session: Session, people: make.Cast, now: datetime) -> None:
    for viewer in (people.ana, people.cho):
        with pytest.raises(NotAllowed):
            report(session, viewer, now)
        with pytest.raises(NotAllowed):
            statuses(session, viewer, people.home, now)


def test_weeks_that_are_not_kept_are_refused(session: Session, people: make.Cast, now: datetime) -> None:
    this = IsoWeek.of(now, LONDON)
    assert report(session, people.lee, now, this.back(4)).week == this.back(4)
    for week in (this.back(5), this.back(-1)):
        with pytest.raises(BadInput):
            report(session, people.lee, now, week)


def grouped(session: Session, people: make.Cast, monday: Round, now: datetime, **sizes: int) -> SiteWeek:
    """Rose House with teams of these sizes, where everybody has answered, all right but the first of each team."""
    for person in (people.ana, people.cho):
        leave(session, person, actor="test", now=now)
    for name, size in sizes.items():
        team = add_team(session, people.home, name, actor="test", now=now)
        for number in range(size):
            person = joined(session, f"{name} {number}", people.home, now, team_id=team.id)
            make_quiz.take(session, monday, person, now=now, right=number > 0)
    return report(session, people.lee, now).sites[0]


def test_teams_add_up_to_their_site(session: Session, people: make.Cast, monday: Round, now: datetime) -> None:
    joined(session, "Solo", people.home, now)
    home = grouped(session, people, monday, now, Days=5, Nights=6)
    assert [(team.name, team.tally.completed) for team in home.teams] == [("Days", 5), ("Nights", 6), ("No team", 0)]
    for figure in fields(Tally):
        assert sum(getattr(team.tally, figure.name) for team in home.teams) == getattr(home.tally, figure.name)
    assert all(adds_up(team.tally) for team in home.teams)
    assert home.correct == Correct(answered=22, right=18)
    assert home.teams[0].correct == Correct(answered=10, right=8)


def test_right_answers_of_fewer_than_five_people_are_not_shown_but_completion_is(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    home = grouped(session, people, monday, now, Nights=4)
    assert home.correct is None
    assert home.teams[0].correct is None
    assert home.teams[0].tally.completed == 4


def test_a_small_team_cannot_be_worked_out_from_its_neighbours(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    home = grouped(session, people, monday, now, Days=6, Nights=3)
    assert home.correct is not None
    assert [team.correct for team in home.teams] == [None, None]


def test_one_team_can_be_opened_to_its_people(
    session: Session, people: make.Cast, monday: Round, now: datetime
) -> None:
    nights = add_team(session, people.home, "Nights", actor="test", now=now)
    joined(session, "Nell", people.home, now, team_id=nights.id)
    assert statuses(session, people.lee, people.home, now, team=nights) == {"Nell": Status.NOT_YET}
