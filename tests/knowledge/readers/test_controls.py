"""What a control block says, in the words that providers use."""

import pytest

from knowledge.readers.controls import from_line, from_table


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Version No.: 3", {"version": "3"}),
        ("Review: 1/9/2026", {"review_due": "1/9/2026"}),
        (
            "Version 3 Approved: 5/1/2026 Review date: 4/1/2027",
            {"version": "3", "approved": "5/1/2026", "review_due": "4/1/2027"},
        ),
        ("Expiry date: June 2027", {"review_due": "June 2027"}),
        ("Ratified: 3 May 2025", {"approved": "3 May 2025"}),
        ("Effective from: 1 June 2025", {"in_force_from": "1 June 2025"}),
        ("Comes into force on 1 June 2025", {"in_force_from": "1 June 2025"}),
        ("Applies to: Team Leaders and Registered Managers", {"applies": "Team Leaders and Registered Managers"}),
    ],
)
def test_a_control_line_is_read(line: str, said: dict[str, str]) -> None:
    assert from_line(line) == said


@pytest.mark.parametrize(
    "line",
    ["Review: the manager reads each plan every month.", "Issued: gloves and aprons.", "Effective: when signed."],
)
def test_a_rule_that_begins_like_one_is_left_in(line: str) -> None:
    assert from_line(line) == {}


@pytest.mark.parametrize(
    "rows",
    [
        (("Document", "Owner", "Version", "Review"), ("Body map", "Deputy", "7", "Every Friday")),
        (("Owner", "Review date"), ("Deputy", "Every Friday")),
    ],
)
def test_a_table_of_rules_with_the_same_names_is_left_in(rows: tuple[tuple[str, ...], ...]) -> None:
    assert from_table(rows) == {}
