"""The manager's week: who has done the quiz, by site and team, with denominators that hide nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from core.errors import BadInput, NotThere
from people.roles import Act, require
from people.sites import Site, Team, ident, teams_of
from people.staff import Staff, sites_seen
from reporting.completion import PersonWeek, Status, gather, people_in, person_week
from reporting.isoweek import WEEKS_KEPT, IsoWeek, recent_weeks

# Of fewer people than this, nobody is told how many answers were right: it would point at somebody.
FEWEST_FOR_CORRECT = 5
NO_TEAM = "No team"


@dataclass(frozen=True)
class Tally:
    """Counts of people. completed + not_yet + not_reachable = people; with on_leave and new_starters = everybody."""

    everybody: int
    people: int
    asked: int  # of `people`: sent at least one question
    completed: int
    not_yet: int
    not_reachable: int
    on_leave: int
    new_starters: int


@dataclass(frozen=True)
class Correct:
    """Answers, not people: how many were given, and how many were right at the first press."""

    answered: int
    right: int


@dataclass(frozen=True)
class TeamWeek:
    """`team_id` None are the people of the site who are in no team."""

    team_id: int | None
    name: str
    tally: Tally
    correct: Correct | None  # None where it would point at somebody


@dataclass(frozen=True)
class SiteWeek:
    site_id: int
    name: str
    tally: Tally
    correct: Correct | None
    teams: tuple[TeamWeek, ...]


@dataclass(frozen=True)
class Week:
    """One week at the sites the viewer sees. There is no sum of right answers: it would undo what sites keep back."""

    week: IsoWeek
    tally: Tally
    sites: tuple[SiteWeek, ...]


@dataclass(frozen=True)
class Person:
    staff_id: int
    name: str
    status: Status


def weekly(session: Session, viewer: Staff, *, week: IsoWeek, now: datetime, zone: ZoneInfo) -> Week:
    """The report of the current week or one of the four before. Raises NotAllowed, or BadInput for another week.

    It covers everybody who takes quizzes (staff, champions, supervisors) and worked at a site the viewer sees at the
    end of the week, or now. Each has one reporting.completion.Status. Past weeks are counted with today's site, team
    and leave dates, since only those are kept.
    """
    require(viewer, Act.SEE_WEEK)
    _check(week, now, zone)
    sites = sites_seen(session, viewer)
    found = _people(session, sites, week=week, now=now, zone=zone)
    rows = []
    for site in sites:
        teams = teams_of(session, site.id)
        rows.append(_site_week(site, teams, [person for person in found if person.staff.site_id == site.id]))
    return Week(week=week, tally=tally(found), sites=tuple(rows))


def persons(
    session: Session,
    viewer: Staff,
    *,
    site_id: int,
    week: IsoWeek,
    now: datetime,
    zone: ZoneInfo,
    team_id: int | None = None,
) -> list[Person]:
    """Who is behind the counts of a site or team, by name; never how they answered. Raises as `weekly`, or NotThere."""
    require(viewer, Act.SEE_PERSON)
    _check(week, now, zone)
    sites = [site for site in sites_seen(session, viewer) if site.id == site_id]
    if not sites:
        raise NotThere("There is no such site.")
    found = _people(session, sites, week=week, now=now, zone=zone)
    return [
        Person(ident(person.staff.id), person.staff.name, person.status)
        for person in found
        if team_id is None or person.staff.team_id == team_id
    ]


def _check(week: IsoWeek, now: datetime, zone: ZoneInfo) -> None:
    if week not in recent_weeks(now, zone):
        raise BadInput(f"The report covers this week and the {WEEKS_KEPT - 1} before it.")


def _people(
    session: Session, sites: Sequence[Site], *, week: IsoWeek, now: datetime, zone: ZoneInfo
) -> list[PersonWeek]:
    site_ids = [ident(site.id) for site in sites]
    facts = gather(session, site_ids, week=week, now=now, zone=zone)
    return [person_week(person, facts) for person in people_in(session, site_ids, facts)]


def tally(people: Sequence[PersonWeek]) -> Tally:
    """Count. Pure."""
    count = {status: sum(person.status == status for person in people) for status in Status}
    counted = [person for person in people if person.status not in (Status.NEW_STARTER, Status.ON_LEAVE)]
    return Tally(
        everybody=len(people),
        people=len(counted),
        asked=sum(person.sent > 0 for person in counted),
        completed=count[Status.COMPLETED],
        not_yet=count[Status.NOT_YET],
        not_reachable=count[Status.NOT_REACHABLE],
        on_leave=count[Status.ON_LEAVE],
        new_starters=count[Status.NEW_STARTER],
    )


def _site_week(site: Site, teams: Sequence[Team], people: Sequence[PersonWeek]) -> SiteWeek:
    groups: list[tuple[int | None, str, list[PersonWeek]]] = [
        (team.id, team.name, [person for person in people if person.staff.team_id == team.id]) for team in teams
    ]
    alone = [person for person in people if person.staff.team_id not in {team.id for team in teams}]
    if groups and alone:
        groups.append((None, NO_TEAM, alone))
    # One small team kept back could be worked out from the site's figures and the others', so then none is shown.
    shown = not any(_points_at_somebody(group) for _, _, group in groups)
    return SiteWeek(
        site_id=ident(site.id),
        name=site.name,
        tally=tally(people),
        correct=correct(people),
        teams=tuple(
            TeamWeek(team_id, name, tally(group), correct(group) if shown else None) for team_id, name, group in groups
        ),
    )


def _points_at_somebody(people: Sequence[PersonWeek]) -> bool:
    return 0 < sum(person.answered > 0 for person in people) < FEWEST_FOR_CORRECT


def correct(people: Sequence[PersonWeek]) -> Correct | None:
    """The answers of a group; None when fewer than five people gave them. Pure."""
    if sum(person.answered > 0 for person in people) < FEWEST_FOR_CORRECT:
        return None
    return Correct(sum(person.answered for person in people), sum(person.correct for person in people))
