"""Who may do what: one table, asked by every domain function, so page, API and chat cannot differ."""

from enum import StrEnum
from typing import TYPE_CHECKING

from core.errors import NotAllowed

if TYPE_CHECKING:
    from people.staff import Staff


class Role(StrEnum):
    STAFF = "staff"
    CHAMPION = "champion"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    GOVERNANCE = "governance"
    DATA_PROTECTION = "data_protection"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Act(StrEnum):
    ASK = "ask"
    ANSWER = "answer"  # claim, reply to and pass on escalations
    APPROVE = "approve"  # make a proposed answer knowledge
    EDIT_KNOWLEDGE = "edit_knowledge"
    SEE_KNOWLEDGE = "see_knowledge"
    SEE_WEEK = "see_week"
    SEE_PERSON = "see_person"  # one person's completion
    EDIT_PEOPLE = "edit_people"  # invites, teams, leavers
    EDIT_SITES = "edit_sites"
    SEE_GOVERNANCE = "see_governance"
    SEE_EVIDENCE = "see_evidence"
    SEE_AUDIT = "see_audit"
    SEE_CASES = "see_cases"  # data incidents and requests; deciding is for those who lead, see incidents.leads
    SEE_HELD = "see_held"  # that urgent messages are held, not what they say: incidents.held asks for the duty
    EDIT_SETTINGS = "edit_settings"
    SEE_ALERTS = "see_alerts"  # those of their sites; who holds a duty at a site sees its alerts in any role


_EVERYBODY = frozenset(Role)
ALLOWED: dict[Act, frozenset[Role]] = {
    Act.ASK: _EVERYBODY - {Role.AUDITOR},
    Act.ANSWER: frozenset({Role.CHAMPION, Role.ADMIN}),
    Act.APPROVE: frozenset({Role.CHAMPION, Role.MANAGER, Role.GOVERNANCE, Role.ADMIN}),
    Act.EDIT_KNOWLEDGE: frozenset({Role.MANAGER, Role.GOVERNANCE, Role.ADMIN}),
    Act.SEE_KNOWLEDGE: _EVERYBODY - {Role.STAFF},
    Act.SEE_WEEK: frozenset({Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.AUDITOR, Role.ADMIN}),
    Act.SEE_PERSON: frozenset({Role.SUPERVISOR, Role.MANAGER, Role.ADMIN}),
    Act.EDIT_PEOPLE: frozenset({Role.MANAGER, Role.ADMIN}),
    Act.EDIT_SITES: frozenset({Role.ADMIN}),
    Act.SEE_GOVERNANCE: frozenset({Role.MANAGER, Role.GOVERNANCE, Role.AUDITOR, Role.ADMIN}),
    Act.SEE_EVIDENCE: frozenset({Role.MANAGER, Role.GOVERNANCE, Role.AUDITOR, Role.ADMIN}),
    Act.SEE_AUDIT: frozenset({Role.DATA_PROTECTION, Role.AUDITOR, Role.ADMIN}),
    Act.SEE_CASES: frozenset({Role.DATA_PROTECTION, Role.AUDITOR}),
    Act.SEE_HELD: frozenset({Role.MANAGER, Role.DATA_PROTECTION, Role.ADMIN}),
    Act.EDIT_SETTINGS: frozenset({Role.ADMIN}),
    Act.SEE_ALERTS: frozenset({Role.SUPERVISOR, Role.MANAGER, Role.GOVERNANCE, Role.DATA_PROTECTION, Role.ADMIN}),
}

# Roles that a site's manager may hand out; the rest come from an administrator.
SITE_ROLES = frozenset({Role.STAFF, Role.CHAMPION, Role.SUPERVISOR})


def roles_to_give(by: "Staff") -> list[Role]:
    """Those this person may hand out, and whose holders they look after, if they manage people at all."""
    return [role for role in Role if by.role == Role.ADMIN or role in SITE_ROLES]


def may(staff: "Staff", act: Act) -> bool:
    """Does the role allow it, and does the person still work here?"""
    return staff.left_at is None and Role(staff.role) in ALLOWED[act]


def require(staff: "Staff", act: Act) -> None:
    """Raises NotAllowed."""
    if not may(staff, act):
        raise NotAllowed("Your role does not include this. Ask your manager if you think it should.")
