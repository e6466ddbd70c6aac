"""Who is meant when a policy says who is to be told. Pure."""

import re
from enum import StrEnum


class Post(StrEnum):
    """Whoever leads a shift and whoever leads the home are one: policies say either and mean the same."""

    DATA = "data"
    SAFEGUARDING = "safeguarding"
    COMPUTERS = "computers"
    CHAMPION = "champion"
    COUNCIL = "council"
    INSPECTOR = "inspector"
    REGULATOR = "regulator"
    EMERGENCY = "emergency"
    HEALTH = "health"
    FAMILY = "family"
    OFFICE = "office"
    NOMINATED = "nominated"
    LEADER = "leader"


# The first that fits counts: "data protection manager" is no leader of a shift.
_NAMES = {
    Post.DATA: r"data (?:protection|security)(?: and \w+)? (?:lead|officer|manager|team)|dpo|caldicott guardian|"
    r"information governance (?:lead|team|officer|manager)",
    Post.SAFEGUARDING: r"(?:adult )?safeguarding (?:lead|officer|team|manager)",
    Post.COMPUTERS: r"(?:it|ict|digital|systems?|technical) (?:lead|team|desk|help ?desk|support|manager)|help ?desk",
    Post.CHAMPION: r"(?:digital )?champions?",
    Post.COUNCIL: r"council|local authority",
    Post.INSPECTOR: r"cqc|care quality commission",
    Post.REGULATOR: r"ico|information commissioner|regulator",
    Post.EMERGENCY: r"police|ambulance|999|101",
    Post.HEALTH: r"gp|doctor|nurse|pharmacist|pharmacy|111|paramedics?",
    Post.FAMILY: r"famil(?:y|ies)|relatives?|next of kin",
    Post.OFFICE: r"hr|human resources|payroll",
    Post.NOMINATED: r"nominated individual",
    Post.LEADER: r"managers?|supervisors?|team leaders?|shift lead(?:er)?s?|deput(?:y|ies)|seniors?|in charge|on call",
}
_POST = re.compile("|".join(rf"\b(?P<{post.name}>{names})\b(?!['’]s)" for post, names in _NAMES.items()))
MARK = "post_"


def marked(text: str) -> str:
    """The text, in small letters, with each post as one word that post_of knows."""
    return _POST.sub(lambda match: f" {MARK}{str(match.lastgroup).casefold()} ", text)


def post_of(word: str) -> Post | None:
    """The post that `marked` put there."""
    return Post(word.removeprefix(MARK)) if word.startswith(MARK) else None
