"""An urgent message, looked at more closely: may it be about one of those who would be told? The words stay here."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

from chat.incoming import Incoming, Kind
from chat.protection import clean
from incidents.alerts import accused_lately
from people.duties import also_see_alerts, in_charge, managers_at
from people.sites import WELLBEING, Contact, Site
from people.staff import Staff, on_duty, site_for_help
from safety.accused import Key, accused, as_manager, manager_did_it, names_in_common
from safety.also import Line
from safety.phrases import Phrases
from safety.urgent import CHOKING, Category, Level, Urgent, matters_who, triage
from safety.wording import urgent_reply

# Offices, whose words name nobody who works here.
_OFFICES = (Contact.COUNCIL, Contact.OUT_OF_HOURS)
_MOST_NAMED = 4  # ids that fit into a button beside the category
_NAME = re.compile(r"^[^\d,;:(]*")  # of a contact such as "Sam Lee, 01632 960002"


@dataclass(frozen=True)
class Concern:
    """`never_told`: ids of staff it may be about. `by_manager`: whoever leads may have done it, whatever the reply is.
    `contacts` are those that name none of them; `no_deputy`: the deputy is among them. `also`: what these words ask
    for beyond the fixed reply."""

    urgent: Urgent
    by_manager: bool = False
    never_told: frozenset[int] = frozenset()
    contacts: Mapping[str, str] = field(default_factory=dict)
    no_deputy: bool = False
    also: tuple[Line, ...] = ()

    @property
    def reply(self) -> str:
        return urgent_reply(self.urgent, self.contacts, no_deputy=self.no_deputy, also=self.also)

    @property
    def wellbeing(self) -> str:
        """Whom the site gives for a worker's own troubles, or empty."""
        return self.contacts.get(WELLBEING, "")

    def untold(self) -> "Concern":
        """The same, where nobody can be told: the reply must not say that somebody is."""
        return replace(self, urgent=replace(self.urgent, life_in_danger=False))

    @property
    def action(self) -> str:
        """What a button carries that says: yes, it is happening now."""
        return f"now:{self.marks}"

    @property
    def marks(self) -> str:
        """What a button must remember of it."""
        marks = ["m"] * self.by_manager + ["c"] * (self.urgent.topic == CHOKING)
        named = [str(staff_id) for staff_id in sorted(self.never_told)[:_MOST_NAMED]]
        return ":".join([str(self.urgent.category), *([",".join([*marks, *named])] if marks or named else [])])


def pressed(incoming: Incoming) -> Concern:
    """The button under a possible emergency: it is happening now. Never raises, whatever the button carries."""
    return remembered(incoming.action.removeprefix("now:"), Level.NOW)


def remembered(marks: str, level: Level) -> Concern:
    """From what a button carries, whatever that is; without contacts."""
    category, _, others = marks.partition(":")
    given = set(others.split(","))
    named = frozenset(int(mark) for mark in given if mark.isascii() and mark.isdigit() and len(mark) < 10)
    matter = Category(category) if category in set(Category) else Category.SAFEGUARDING
    topic = CHOKING if "c" in given and matter == Category.MEDICAL_EMERGENCY else ""
    urgent = Urgent(level, matter, matters_who(matter) and "m" in given, topic=topic)
    return Concern(urgent, by_manager="m" in given, never_told=named)


def weigh(
    session: Session, staff: Staff, incoming: Incoming, urgent: Urgent | None, phrases: Phrases, *, now: datetime
) -> Concern | None:
    """What an urgent message of this person is about, with the contacts that may be shown. None when it is not urgent,
    even with the names of those in charge in mind."""
    site = site_for_help(session, staff)
    if incoming.kind == Kind.ACTION:
        said = pressed(incoming)
        said = replace(said, never_told=said.never_told | accused_lately(session, staff, said.urgent.category, now=now))
        return _with_contacts(session, site, said, (), phrases)
    typed = clean(incoming.text)
    people: dict[Key, str] = {}
    if site is not None and typed:
        people = {person.id or 0: person.name for person in in_charge(session, site.id or 0) if person.id != staff.id}
    named = people | _names_of(site, phrases)
    deputies: set[Key] = {Contact.DEPUTY, *(person.id or 0 for person in _deputies(session, site))}
    whom = partial(accused, typed, named, phrases, deputies=deputies)
    urgent = _heard_again(urgent, typed, named, phrases, whom)
    if urgent is None:
        return None
    hits = whom(category=urgent.category)
    by_manager = urgent.about_manager or bool(hits) or manager_did_it(typed, category=urgent.category)
    by_manager = by_manager and urgent.category != Category.DATA_INCIDENT
    if by_manager and urgent.level == Level.CHECK and not urgent.about_self and triage(typed, phrases) is None:
        # "Lee hit Doris": what only the examples take for a hurt tells of Lee first.
        urgent = replace(urgent, category=Category.SAFEGUARDING)
    about_manager = by_manager and matters_who(urgent.category)
    # What may be about a manager never goes the ordinary way: a champion would read it, and in the end the manager.
    level = Level.NOW if about_manager else urgent.level
    concern = Concern(
        replace(urgent, level=level, about_manager=about_manager),
        by_manager=by_manager,
        never_told=frozenset(
            hit for hit in (*hits, *_others(session, site, staff, typed, urgent, phrases)) if isinstance(hit, int)
        )
        | accused_lately(session, staff, urgent.category, now=now),
        no_deputy=bool(hits & deputies),
    )
    return _with_contacts(session, site, concern, [hit for hit in hits if isinstance(hit, str)], phrases)


def _others(
    session: Session, site: Site | None, staff: Staff, typed: str, urgent: Urgent, phrases: Phrases
) -> Collection[Key]:
    """Supervisors and others who would see the alert: it may be about one of them too."""
    seeing = also_see_alerts(session, site.id) if site is not None and typed else ()
    people: dict[Key, str] = {person.id or 0: person.name for person in seeing if person.id != staff.id}
    return accused(typed, people, phrases, category=urgent.category)


def _heard_again(
    urgent: Urgent | None,
    typed: str,
    named: Mapping[int | str, str],
    phrases: Phrases,
    whom: Callable[..., Collection[Key]],
) -> Urgent | None:
    """ "Lee is the one shouting at residents" says as much as "the manager is", where Lee is the manager."""
    if urgent is not None and (urgent.level == Level.NOW or not typed):
        return urgent
    said = as_manager(typed, named, phrases)
    closer = triage(said, phrases) if said is not typed else None
    return closer if closer is not None and closer.about_manager and whom(category=closer.category) else urgent


def _names_of(site: Site | None, phrases: Phrases) -> dict[Key, str]:
    """The people whom the site's contacts name, by contact; words such as "the duty manager" name nobody."""
    found: dict[Key, str] = {}
    for contact, words in (site.contacts if site else {}).items():
        parts = [part for part in re.findall(r"[^\W\d_]+", (_NAME.match(words) or [""])[0]) if len(part) > 1]
        names = [part for part in parts if part.lower() not in phrases.known]
        if names and contact in set(Contact) - set(_OFFICES):
            found[contact] = " ".join(names)
    return found


def _deputies(session: Session, site: Site | None) -> Iterable[Staff]:
    return on_duty(session, site.id or 0, Contact.DEPUTY) if site else ()


def _with_contacts(
    session: Session, site: Site | None, concern: Concern, hits: Iterable[str], phrases: Phrases
) -> Concern:
    """The site's contacts without those that name somebody it may be about: for these the plain words stand."""
    if site is None:
        return concern
    named = [session.get(Staff, staff_id) for staff_id in concern.never_told]
    leading = managers_at(session, site.id or 0) if concern.by_manager and not concern.never_told else ()
    names = [person.name for person in (*named, *leading) if person is not None]
    hidden = {
        contact
        for contact, words in site.contacts.items()
        if contact in hits or (contact in set(Contact) and any(names_in_common(words, name, phrases) for name in names))
    }
    shown = {contact: words for contact, words in site.contacts.items() if contact not in hidden}
    no_deputy = concern.no_deputy or (Contact.DEPUTY in hidden and bool(concern.never_told))
    return replace(concern, contacts=shown, no_deputy=no_deputy)
