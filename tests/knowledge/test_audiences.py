import pytest

from knowledge.audiences import EDITORS, EVERY_ROLE, audience_of, role_called
from people.roles import Role

LEADING = {Role.MANAGER, Role.SUPERVISOR} | EDITORS


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Managers only", EDITORS),
        ("For managers", EDITORS),
        ("Registered managers and deputies", EDITORS),
        ("Managers and seniors", LEADING),
        ("Managers and seniors only.", LEADING),
        ("Restricted to team leaders", LEADING),
        ("Team leaders and above", LEADING),
        ("Digital champions only", {Role.CHAMPION} | EDITORS),
        ("Data Protection Lead only", {Role.DATA_PROTECTION} | EDITORS),
    ],
)
def test_a_line_that_plainly_limits_readers_is_kept_to(line: str, roles: set[Role]) -> None:
    audience = audience_of(line)
    assert (audience.roles, audience.understood, audience.limit) == (roles, True, line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "All staff",
        "Everyone",
        "Everybody who works here, agency staff included",
        "Care staff, seniors and branch coordinators",
        "Managers and all care staff",
        "Staff only",
        "All staff; the last section is for managers only",
        "All staff, volunteers and agency workers",
    ],
)
def test_a_line_that_names_staff_means_everybody(line: str) -> None:
    audience = audience_of(line)
    assert (audience.roles, audience.understood, audience.limit) == (EVERY_ROLE, True, "")


@pytest.mark.parametrize(
    "line", ["Nurses only", "Night staff only", "Everybody except agency staff", "Not for managers"]
)
def test_a_limit_that_no_role_here_stands_for_hides_nothing_and_is_shown(line: str) -> None:
    audience = audience_of(line)
    assert (audience.roles, audience.understood, audience.limit) == (EVERY_ROLE, False, line)


@pytest.mark.parametrize("line", ["Applies to managers and team leaders", "Applies to registered managers"])
def test_whom_a_policy_binds_is_shown_and_hides_it_from_nobody(line: str) -> None:
    audience = audience_of(line)
    assert (audience.roles, audience.understood, audience.limit) == (EVERY_ROLE, True, line)
    assert audience_of(f"{line} only").roles != EVERY_ROLE


@pytest.mark.parametrize("line", ["Nurses", "Administrators", "Coordinators", "Rose House"])
def test_words_that_are_not_known_mean_everybody(line: str) -> None:
    audience = audience_of(line)
    assert (audience.roles, audience.understood, audience.limit) == (EVERY_ROLE, False, "")


def test_whoever_looks_after_the_knowledge_may_read_everything() -> None:
    assert all(audience_of("Digital champions only").includes(role) for role in EDITORS)


def test_without_a_role_only_what_is_for_everybody_may_be_read() -> None:
    assert audience_of("All staff").includes(None)
    assert not audience_of("Managers only").includes(None)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Registered Manager", Role.MANAGER),
        ("deputies", Role.MANAGER),
        ("the Data Protection Officer", Role.DATA_PROTECTION),
        ("Quality leads", Role.GOVERNANCE),
        ("Care Lead", None),
        ("", None),
    ],
)
def test_a_role_is_known_by_the_names_people_give_it(words: str, role: Role | None) -> None:
    assert role_called(words) == role
