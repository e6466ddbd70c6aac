"""The manager's week: one sentence, the figures behind it, the people behind those, and what is waiting."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api import wording
from api.forms import Number
from api.parts import Parts, parts_of
from api.rendering import render
from api.visits import Viewer
from core.errors import NotThere
from people.roles import Act, may
from people.sites import Site
from people.staff import Staff
from questions.escalations import Escalation, waiting_at
from questions.wording import clock_words
from reporting.completion import Status
from reporting.isoweek import IsoWeek, recent_weeks
from reporting.weekly import Correct, SiteWeek, TeamWeek, Week, persons, weekly

router = APIRouter(include_in_schema=False)

# Worst news first: whom to speak to stands on top.
ORDER = (Status.NOT_YET, Status.NOT_REACHABLE, Status.COMPLETED, Status.ON_LEAVE, Status.NEW_STARTER)
COLUMNS = (
    "week", "site", "team", "everybody", "counted", "asked", "completed", "not_yet", "not_reachable", "on_leave",
    "new_starters", "answers_given", "answers_right",
)  # fmt: skip
# A spreadsheet would take a cell that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@router.get("/week")
def week_page(request: Request, viewer: Viewer, week: str = "") -> Response:
    parts = parts_of(request)
    chosen = _chosen(parts, week)
    with parts.database.reading() as session:
        report = _report(session, parts, viewer, chosen)
        waiting = waiting_rows(session, parts, viewer)
    weeks = recent_weeks(parts.clock(), parts.settings.zone)
    tally, this_week = report.tally, chosen == weeks[0]
    return render(
        request,
        "week/page.html",
        title="Week",
        report=report,
        weeks=[(each, _week_words(each, place)) for place, each in enumerate(weeks)],
        sentence=wording.quiz_sentence(tally.completed, tally.people, tally.asked, this_week=this_week),
        week_words=_week_words(chosen, len(weeks)),
        left_out=wording.not_counted(tally.on_leave, tally.new_starters),
        waiting=waiting,
        sees_persons=may(viewer, Act.SEE_PERSON),
    )


def _chosen(parts: Parts, week: str) -> IsoWeek:
    return IsoWeek.parse(week) if week else IsoWeek.of(parts.clock(), parts.settings.zone)


def _report(session: Session, parts: Parts, viewer: Staff, week: IsoWeek) -> Week:
    return weekly(session, viewer, week=week, now=parts.clock(), zone=parts.settings.zone)


@dataclass(frozen=True)
class Waiting:
    """A question with the champions, as managers see it."""

    row: Escalation
    site: str
    due: str
    overdue: bool
    claimed_by: str


def waiting_rows(session: Session, parts: Parts, viewer: Staff) -> list[Waiting]:
    """What waits at the sites this person sees, soonest due first."""
    now = parts.clock()
    return [
        Waiting(
            row=row,
            site=session.get_one(Site, row.site_id).name if row.site_id else "",
            due=clock_words(row.due_at, now, parts.settings.zone),
            overdue=row.due_at < now,
            claimed_by=session.get_one(Staff, row.claimed_by_id).name if row.claimed_by_id else "",
        )
        for row in waiting_at(session, viewer)
    ]


def _week_words(week: IsoWeek, place: int) -> str:
    """'This week, 23 to 29 Nov'."""
    first, last = week.monday, week.sunday
    begins = str(first.day) if first.month == last.month else f"{first.day} {first.strftime('%b')}"
    dates = f"{begins} to {last.day} {last.strftime('%b')}"
    return f"{('This week', 'Last week')[place]}, {dates}" if place < 2 else dates


@router.get("/week/{site_id}")
def persons_page(
    request: Request, viewer: Viewer, site_id: Number, week: str = "", team: int | None = None
) -> Response:
    """Who is behind the figures of one site or team, by what became of their quiz."""
    parts = parts_of(request)
    chosen = _chosen(parts, week)
    with parts.database.reading() as session:
        now, zone = parts.clock(), parts.settings.zone
        found = persons(session, viewer, site_id=site_id, team_id=team, week=chosen, now=now, zone=zone)
        place = _place(_report(session, parts, viewer, chosen), site_id, team)
    by_status = [(status, [person.name for person in found if person.status == status]) for status in ORDER]
    groups = [(wording.STATUSES[status], names) for status, names in by_status if names]
    return render(request, "week/persons.html", title=place, groups=groups, week=chosen, place=place)


def _place(report: Week, site_id: int, team_id: int | None) -> str:
    site = next(site for site in report.sites if site.site_id == site_id)
    if team_id is None:
        return site.name
    for team in site.teams:
        if team.team_id == team_id:
            return f"{site.name}, {team.name}"
    raise NotThere(wording.NO_SUCH_TEAM)


@router.get("/week.csv")
def week_csv(request: Request, viewer: Viewer, week: str = "") -> Response:
    """The same figures for a spreadsheet. No names of people."""
    parts = parts_of(request)
    chosen = _chosen(parts, week)
    with parts.database.reading() as session:
        report = _report(session, parts, viewer, chosen)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_rows(report))
    headers = {"content-disposition": f'attachment; filename="quiz-{chosen}.csv"'}
    # The mark at the start tells Excel that it is UTF-8.
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _rows(report: Week) -> Iterator[Sequence[object]]:
    for site in report.sites:
        yield _row(report.week, site.name, "", site)
        for team in site.teams:
            yield _row(report.week, site.name, team.name, team)


def _row(week: IsoWeek, site: str, team: str, part: SiteWeek | TeamWeek) -> Sequence[object]:
    tally, correct = part.tally, part.correct or Correct(0, 0)
    answers = (correct.answered, correct.right) if part.correct else ("", "")
    return (
        str(week), _plain(site), _plain(team), tally.everybody, tally.people, tally.asked, tally.completed,
        tally.not_yet, tally.not_reachable, tally.on_leave, tally.new_starters, *answers,
    )  # fmt: skip


def _plain(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA_STARTS) else name
