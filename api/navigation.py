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


HELD = "/held"
PAGES = (
    Page("Chat", "/", (Act.ASK,)),
    Page("Inbox", "/inbox", (Act.ANSWER, Act.APPROVE)),
    Page("Week", "/week", (Act.SEE_WEEK,)),
    Page("Knowledge", "/knowledge", (Act.SEE_KNOWLEDGE,)),
    Page("People", "/people", (Act.EDIT_PEOPLE,)),
    Page("Governance", "/governance", (Act.SEE_GOVERNANCE,)),
    Page("Evidence", "/evidence", (Act.SEE_EVIDENCE,)),
    Page("Held", HELD, (Act.SEE_HELD,)),
    Page("Audit", "/audit", (Act.SEE_AUDIT,)),
    Page("Settings", "/settings", (Act.EDIT_PEOPLE,)),
)


@dataclass(frozen=True)
class Link:
    label: str
    address: str
    current: bool


def links_for(staff: Staff, path: str, *, on_duty: bool = False) -> list[Link]:
    """The way to every page this person may open; `current` is the one they are on. `on_duty`: they hold a duty, which
    opens the held messages to any role."""
    mine = [page for page in PAGES if any(may(staff, act) for act in page.acts) or (on_duty and page.address == HELD)]
    return [Link(page.label, page.address, _is_at(page.address, path)) for page in mine]


def _is_at(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(f"{address}/"))
