"""Willowbank Care as content/demo/people.yaml tells it: sites, teams, people, duties."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlmodel import Session

from chat.incoming import Channel
from core.places import CONTENT
from delivery.reach import channel_for
from people.invites import make_invite, use_invite
from people.roles import SITE_ROLES, Role
from people.shifts import Shift, within_hours
from people.signin import start_session
from people.sites import Site, Team, add_site, add_team, ident, set_contacts
from people.staff import Duty, Oversight, Staff, add_staff, is_away

WORDS = CONTENT / "demo"
ACTOR = "demo"
HOME_CARE = "Willowbank at Home"
# Beyond any number that Telegram gives to a person (52 bits), so that nobody real is ever written to.
FIRST_TELEGRAM_ID = 9_000_000_000_000_000
SOON_AFTER_JOINING = timedelta(hours=2)
BETWEEN_SIGN_INS = timedelta(days=2)
ON_TELEGRAM = ("telegram", "blocked")


@dataclass(frozen=True)
class Person:
    """Somebody as the history needs them. `staff` is as it was at the beginning. `habit` is how likely they are to
    finish a week's quiz, 0 to 1; `talks` whether they use the assistant at all."""

    staff: Staff
    site: str  # "" for the whole provider
    channel: Channel
    address: str
    habit: float
    talks: bool
    left: datetime | None
    blocked: datetime | None

    @property
    def id(self) -> int:
        return ident(self.staff.id)

    def uses_it(self, moment: datetime) -> bool:
        """Have they joined, and not yet left or blocked the bot?"""
        gone = self.left or self.blocked
        return self.talks and self.staff.joined_at <= moment and (gone is None or moment < gone)

    def at_work(self, moment: datetime, zone: ZoneInfo) -> bool:
        """In their hours, not away, and using the assistant."""
        away = is_away(self.staff, moment.astimezone(zone).date())
        return self.uses_it(moment) and not away and within_hours(Shift(self.staff.shift), moment, zone)


def read(name: str) -> Any:
    """One file of content/demo."""
    return yaml.safe_load((WORDS / f"{name}.yaml").read_text(encoding="utf-8"))


def found_provider(session: Session, *, start: datetime, monday: date, now: datetime) -> list[Person]:
    """Everything and everybody of people.yaml, saved. `start` is in the provider's zone, `monday` this week's."""
    return _Founding(session, start, monday, now).people()


@dataclass
class _Founding:
    session: Session
    start: datetime
    monday: date
    now: datetime

    def people(self) -> list[Person]:
        told = read("people")
        sites = {row["name"]: self._site(row) for row in told["sites"]}
        found = [self._person(row, None, None) for row in told["provider"]]
        for row in told["sites"]:
            found += self._people_of(sites[row["name"]], row["people"])
        by_name = {person.staff.name: person for person in found}
        for row in told["sites"]:
            self._duties(ident(sites[row["name"]].id), row["duties"], by_name)
            for person in row["people"]:
                self._oversight(by_name[person["name"]], [sites[name] for name in person.get("also", [])])
        return found

    def _site(self, row: dict[str, Any]) -> Site:
        site = add_site(self.session, row["name"], actor=ACTOR, now=self.start)
        set_contacts(self.session, site, row["contacts"], actor=ACTOR, now=self.start)
        make_invite(self.session, role=Role.STAFF, site=site, now=self.now)  # one to hand out now
        return site

    def _people_of(self, site: Site, rows: list[dict[str, Any]]) -> Iterator[Person]:
        names = dict.fromkeys(row["team"] for row in rows if "team" in row)
        teams = {name: add_team(self.session, site, name, actor=ACTOR, now=self.start) for name in names}
        for row in rows:
            yield self._person(row, site, teams.get(row.get("team", "")))

    def _person(self, row: dict[str, Any], site: Site | None, team: Team | None) -> Person:
        staff = self._join(row, site, team)
        if "away" in row:
            first, last = row["away"]
            staff.away_from, staff.away_until = self.monday + timedelta(first), self.monday + timedelta(last)
        reach = row.get("reach", "telegram")
        if reach in ON_TELEGRAM:
            staff.telegram_id = FIRST_TELEGRAM_ID + ident(staff.id)
        self.session.add(staff)
        if reach == "web":
            self._sign_in_regularly(staff)
        channel, address = channel_for(staff)
        return Person(
            staff=staff,
            site=site.name if site else "",
            channel=Channel(channel),
            address=address,
            habit=row.get("habit", 0.0),
            talks=reach != "none",
            left=self._moment(row["left"]) if "left" in row else None,
            blocked=self._moment(row["blocked"]) if "blocked" in row else None,
        )

    def _join(self, row: dict[str, Any], site: Site | None, team: Team | None) -> Staff:
        """By an invite, as people do; managers and people of the whole provider are put in by the administrator."""
        long_ago = self.start - timedelta(days=30 + 17 * (len(row["name"]) + len(row.get("team", ""))))
        joined = self._moment(row["joined"]) if "joined" in row else long_ago
        role, shift = Role(row.get("role", Role.STAFF)), Shift(row.get("shift", Shift.DAYS))
        if role not in SITE_ROLES:
            where = site.id if site else None
            return add_staff(self.session, row["name"], role=role, site_id=where, shift=shift, now=joined)
        invite = make_invite(self.session, role=role, site=site, team=team, uses=1, now=joined)
        return use_invite(self.session, ident(invite.id), name=row["name"], shift=shift, now=joined)

    def _moment(self, day: int) -> datetime:
        today = self.now.astimezone(self.start.tzinfo).date()
        return datetime.combine(today + timedelta(day), time(9), self.start.tzinfo)

    def _sign_in_regularly(self, staff: Staff) -> None:
        """Often enough for the sessions still kept to show that in each week of the report they had a way in."""
        moment = max(staff.joined_at, self.start) + SOON_AFTER_JOINING
        while moment < self.now:
            start_session(self.session, now=moment, staff=staff)
            moment += BETWEEN_SIGN_INS

    def _duties(self, site_id: int, duties: dict[str, list[str]], by_name: dict[str, Person]) -> None:
        for duty, names in duties.items():
            for position, name in enumerate(names):
                staff_id = by_name[name].id
                self.session.add(Duty(site_id=site_id, duty=duty, staff_id=staff_id, position=position))

    def _oversight(self, person: Person, sites: list[Site]) -> None:
        for site in sites:
            self.session.add(Oversight(staff_id=person.id, site_id=ident(site.id)))
