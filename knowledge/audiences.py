"""Whom a document is for, from the words in its own "audience" line. Pure.

Careful: only a line that says plainly "these and nobody else", in words that stand for roles here, hides a document.
Every other line means everybody, because a policy that somebody needs and cannot find does more harm.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType

from people.roles import ALLOWED, Act, Role

EVERY_ROLE = frozenset(Role)
EDITORS = ALLOWED[Act.EDIT_KNOWLEDGE]

# The names that care providers give to the roles of the product. "Administrators" is left out: it may mean the office.
NAMES = MappingProxyType(
    {
        Role.MANAGER: "manager|management|registered manager|home manager|care manager|branch manager|service manager|"
        "line manager|deputy|deputy manager",
        Role.SUPERVISOR: "senior|senior carer|senior care worker|senior care assistant|supervisor|team leader|"
        "shift leader|shift lead",
        Role.CHAMPION: "champion|digital champion",
        Role.GOVERNANCE: "governance|governance lead|governance team|quality lead|quality team",
        Role.DATA_PROTECTION: "data protection lead|data protection officer|dpo|information governance lead",
    }
)
_ROLE_OF = {name: role for role, names in NAMES.items() for name in names.split("|")}
_ONLY = re.compile(r"\b(?:only|solely|restricted to|limited to)\b")
_APPLIES = re.compile(r"applies to\b")
_EXCEPT = re.compile(r"\b(?:not|except|excluding|apart from|other than)\b")
_BETWEEN = re.compile(r"[,;/&+]|\band\b|\bor\b")
_EMPTY = re.compile(r"\b(?:for|the|our|all|any|of|this|document|policy|is|staff group)\b|[^\w\s-]")
_ABOVE = re.compile(r"\b(?:above|upwards|more senior)\b")
_GENERAL = re.compile(
    r"\b(?:staff|every(?:one|body)|any(?:one|body)|all|carers?|workers?|teams?|employees?|colleagues|volunteers?|"
    r"assistants?)\b"
)
_GENERAL_ALONE = re.compile(r"(?:care |support )?(?:staff|everyone|everybody|carers?|workers?|employees|colleagues)")


@dataclass(frozen=True)
class Audience:
    """`roles` may read it; always those who look after the knowledge. `understood` is false when the line says
    something about readers that could not be told, and so everybody may. `limit` is a line that says "only" or names
    certain roles, to be shown with the words: readers may know better than we do that it is not for them."""

    roles: frozenset[Role] = EVERY_ROLE
    understood: bool = True
    limit: str = ""

    @property
    def is_everybody(self) -> bool:
        return self.roles == EVERY_ROLE

    def includes(self, role: str | None) -> bool:
        """Without a role, only what is for everybody."""
        return self.is_everybody or role in self.roles


EVERYBODY = Audience()


def audience_of(line: str) -> Audience:
    """Whom an audience line means. An empty one means everybody."""
    words = line.casefold()
    if _EXCEPT.search(words):
        return Audience(understood=False, limit=line.strip())
    named = _BETWEEN.split(_ONLY.sub(" ", _APPLIES.sub(" ", words)))
    groups = [name for part in named if (name := _name(part))]
    roles = [role_called(name) for name in groups]
    if groups and all(roles):
        if _APPLIES.match(words) and not _ONLY.search(words):
            return Audience(limit=line.strip())  # whom it binds, not who may read it
        return Audience(frozenset(role for role in roles if role) | EDITORS, limit=line.strip())
    if any(_GENERAL_ALONE.fullmatch(name) for name in groups):
        return Audience()
    if _ONLY.search(words):
        return Audience(understood=False, limit=line.strip())
    return Audience(understood=not groups or bool(_GENERAL.search(words)))


def role_called(words: str) -> Role | None:
    """The role that goes by this name: "Registered managers" is a manager. None when no role is meant for certain."""
    name = _name(words)
    for form in (name, name.removesuffix("s"), name.replace("deputies", "deputy"), name.replace("leads", "lead")):
        if form in _ROLE_OF:
            return _ROLE_OF[form]
    return None


def _name(part: str) -> str:
    return " ".join(_EMPTY.sub(" ", _ABOVE.sub(" ", part.casefold())).split())
