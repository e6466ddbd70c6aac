"""Who may do what."""

from datetime import datetime

import pytest
from sqlmodel import Session

import make
from core.errors import NotAllowed
from people.roles import ALLOWED, SITE_ROLES, Act, Role, may, require
from people.staff import leave


def test_every_act_says_who_may_do_it() -> None:
    assert set(ALLOWED) == set(Act)
    assert all(ALLOWED[act] for act in Act)


def test_every_role_may_do_something_and_an_administrator_nearly_everything() -> None:
    assert all(any(role in roles for roles in ALLOWED.values()) for role in Role)
    assert {act for act in Act if Role.ADMIN not in ALLOWED[act]} == {Act.SEE_CASES}


@pytest.mark.parametrize(
    ("role", "act", "allowed"),
    [
        (Role.STAFF, Act.ASK, True),
        (Role.STAFF, Act.ANSWER, False),
        (Role.STAFF, Act.SEE_WEEK, False),
        (Role.CHAMPION, Act.ANSWER, True),
        (Role.CHAMPION, Act.SEE_PERSON, False),
        (Role.SUPERVISOR, Act.SEE_PERSON, True),
        (Role.SUPERVISOR, Act.EDIT_PEOPLE, False),
        (Role.MANAGER, Act.EDIT_PEOPLE, True),
        (Role.MANAGER, Act.SEE_AUDIT, False),
        (Role.GOVERNANCE, Act.SEE_PERSON, False),
        (Role.DATA_PROTECTION, Act.SEE_AUDIT, True),
        (Role.AUDITOR, Act.SEE_EVIDENCE, True),
        (Role.AUDITOR, Act.ASK, False),
    ],
)
def test_a_role_may_do_its_own_work_and_no_more(
    session: Session, now: datetime, role: Role, act: Act, *, allowed: bool
) -> None:
    person = make.staff(session, "Sam", role=role, now=now)
    assert may(person, act) is allowed


def test_an_auditor_changes_nothing() -> None:
    assert {act for act in Act if Role.AUDITOR in ALLOWED[act]} == {
        Act.SEE_KNOWLEDGE,
        Act.SEE_WEEK,
        Act.SEE_GOVERNANCE,
        Act.SEE_EVIDENCE,
        Act.SEE_AUDIT,
        Act.SEE_CASES,
    }


def test_a_manager_hands_out_no_role_above_a_supervisor() -> None:
    assert {Role.STAFF, Role.CHAMPION, Role.SUPERVISOR} == SITE_ROLES


def test_whoever_left_may_do_nothing(session: Session, now: datetime) -> None:
    person = make.staff(session, "Sam", role=Role.ADMIN, now=now)
    require(person, Act.EDIT_SETTINGS)
    leave(session, person, actor="test", now=now)
    assert not any(may(person, act) for act in Act)
    with pytest.raises(NotAllowed, match="Ask your manager"):
        require(person, Act.ASK)
