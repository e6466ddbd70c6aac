"""The pages there are, and who is shown the way to which."""

from dataclasses import dataclass

from people.roles import Act, may
from people.staff import Staff


@dataclass(frozen=True)
class Page:
    """`acts`: any one of them opens it."""

    label: str
    address: str
    acts: tuple[Act, ...]


ALERTS = "/alerts"
PAGES = (
    Page("Chat", "/", (Act.ASK,)),
    Page("Inbox", "/inbox", (Act.ANSWER, Act.APPROVE)),
    Page("Alerts", ALERTS, (Act.SEE_ALERTS,)),
    Page("Week", "/week", (Act.SEE_WEEK,)),
    Page("Knowledge", "/knowledge", (Act.SEE_KNOWLEDGE,)),
    Page("People", "/people", (Act.EDIT_PEOPLE,)),
    Page("Governance", "/governance", (Act.SEE_GOVERNANCE,)),
    Page("Evidence", "/evidence", (Act.SEE_EVIDENCE,)),
    Page("Cases", "/cases", (Act.SEE_CASES,)),
    Page("Held", "/held", (Act.SEE_HELD,)),
    Page("Audit", "/audit", (Act.SEE_AUDIT,)),
    Page("Settings", "/settings", (Act.EDIT_PEOPLE,)),
)


@dataclass(frozen=True)
class Link:
    label: str
    address: str
    current: bool
    waiting: int = 0


def links_for(staff: Staff, path: str, *, also: frozenset[Act] = frozenset(), alerts: int = 0) -> list[Link]:
    """The way to every page this person may open, by role or by a duty (`also`); `current` is the one they are on.
    `alerts`: how many wait for them."""
    mine = [page for page in PAGES if any(may(staff, act) or act in also for act in page.acts)]
    return [
        Link(page.label, page.address, _is_at(page.address, path), alerts if page.address == ALERTS else 0)
        for page in mine
    ]


def _is_at(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(f"{address}/"))
