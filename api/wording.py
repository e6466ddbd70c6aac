"""Words of the web door that do not stand in a template."""

from collections.abc import Sequence

from delivery.message import Message
from incidents import wording as incidents
from incidents.held import HeldState
from incidents.line import Step
from knowledge.catalogue import Review
from knowledge.drafts import DraftState
from knowledge.examples import Source
from knowledge.importing import Status
from people.names import Why
from people.register import Kind as NameKind
from people.roles import Role
from people.shifts import DutyShift, Shift
from people.sites import CALLED, RECORD_SYSTEM, WELLBEING
from safety.urgent import Category

PRODUCT = "Digital champion"
WELCOME_TITLE = "Welcome"
FIRST_SITE_TITLE = "Your first site"
WHAT_TO_DO = "What to do now"
FORGOTTEN = "Forgotten"

SIGN_IN_FIRST = "Please sign in first: open your invite or your sign-in link."
OLD_PAGE = "This page was open for a long time. Go back, reload it, and try again. Nothing was changed."
FROM_ELSEWHERE = "That was not sent from one of our own pages. Open the page here and try again. Nothing was changed."
TOO_MANY_TRIES = "That did not work several times in a row. Please wait five minutes, then try again."


def link_made(name: str) -> Message:
    """To whoever a link lets in that somebody else made."""
    return Message(
        f"{name} made a link to sign in here as you. Did you ask for it? Then all is well. "
        "If not, please tell your administrator now."
    )


NO_SUCH_PAGE = "There is no such page. Check the address, or start again from the first page."
NOT_UNDERSTOOD = "I could not make sense of that. Please go back and try again. Nothing was changed."
NOT_JSON = "Send JSON, with the header Content-Type: application/json."
BAD_JSON = 'Send {"text": "…"} or {"action": "…"}, and "id" if you want a repeat to count once.'
NO_WEBHOOK = "Telegram does not send updates here: CHAMPION_TELEGRAM_MODE is not webhook."
NOT_FROM_TELEGRAM = "This did not come from Telegram."
NO_PUBLIC_URL = "Links only work on this machine until CHAMPION_PUBLIC_URL is set."
NO_TELEGRAM = "Set CHAMPION_TELEGRAM_TOKEN to let staff use Telegram as well."
NO_ALERTS_FOR_YOU = "Alerts are for those who are told in an emergency. You are not one of them."
HOLD_OFF = "Nothing of what is typed in an emergency is kept."
NO_SUCH_INVITE = "That invite does not work any more, or there never was one."
NOT_A_DAY = "Please give the day like 2026-12-24."
NO_REASON = "Please say in a few words why."
WHOLE_PROVIDER = "The whole provider"
NO_SUCH_TEAM = "There is no such team."
NO_FILES = "Choose at least one file first."
UPLOAD_WITHOUT_SITE = "Choose the site these documents are for."
NO_SUCH_DRAFT = "That one has been decided already, or it is not for you to decide."
DETAILS_OUT = "I took personal details out of your answer. Please read it once more, then send it."
ALREADY_STARTED = "The first start is done. Open your sign-in link."

FAILURE_TITLES = {
    400: "That did not work",
    401: "Please sign in",
    403: "Not part of your role",
    404: "Not found",
    405: "Not found",
    408: "That took too long",
    409: "Somebody was quicker",
    413: "Too big",
    415: "Not JSON",
    422: "That did not work",
    429: "Please wait a little",
    500: "Something went wrong",
    503: "Not ready yet",
}
FAILURE_WORDS = {
    404: NO_SUCH_PAGE,
    405: NO_SUCH_PAGE,
    408: "It took too long to arrive. Please check your connection and send it again.",
    413: "That is too big to send here. A document may have 50 MB, all together 100 MB; a message about ten pages.",
}

# What a page says after something was done; the key travels in the address, never the words.
DONE = {
    "claimed": "Claimed. This one is yours.",
    "passed": "Thank you. It has gone to the next person.",
    "sent": "Sent. Everybody who asked this hears from you.",
    "proposed": "Thank you. A second person will check it.",
    "approved": "Approved. It can be found from now on.",
    "rejected": "Turned down. It will not become knowledge.",
    "in_use": "That is in use now. Answers come from it within a second or two.",
    "discarded": "Discarded. Nothing of it was ever shown to staff.",
    "for_whom": "Kept. But I cannot tell who that is for, so everybody may read it. Better: Managers and seniors only.",
    "corrected": "Kept. Answers show it from now on.",
    "learnt": "The questions are kept. They lead people here from now on.",
    "known": "Those questions were there already.",
    "forgotten": "Removed. That question does not lead here any more.",
    "back": "The previous version is back. Answers come from it again.",
    "retired": "Taken out of use. It is no longer shown to anybody.",
    "again": "It is in use again. Answers come from it from now on.",
    "site": "The site is there. Next: its telephone contacts, under Settings.",
    "renamed": "The site has its new name.",
    "team": "The team is there.",
    "revoked": "The invite no longer works. People who joined with it stay.",
    "left": "Marked as left. They can no longer sign in, and nothing more is sent to them.",
    "work": "The changes are kept, and hold from now on.",
    "away": "The dates are kept. No quizzes are sent in between.",
    "duty": "They will be told.",
    "duty_moved": "The order is changed.",
    "duty_ended": "They will no longer be told.",
    "got": "This one is yours. Please ring them now.",
    "closed": "Closed. Thank you for dealing with it.",
    "live": "Your site is live. Next: make an invite, and choose who is told in an emergency.",
    "later": "Your site is not live yet: staff cannot be invited or join until all six contacts are there.",
    "contacts_missing": "Saved, but a contact that staff need in an emergency is empty now. Please fill it in today.",
    "contacts": "The contacts are kept. A site is live as soon as all six are there.",
    "decided": "Your decision is kept.",
    "taken": "You look after this one now.",
    "acknowledged": "They have been told.",
    "extended": "The new date is kept, and they have been told why.",
    "held_kept": "Kept as evidence. Your reason is on record.",
    "held_released": "Released. The words are gone for good; your reason is on record.",
}

ROLES = {
    Role.STAFF: "Staff",
    Role.CHAMPION: "Digital champion",
    Role.SUPERVISOR: "Supervisor",
    Role.MANAGER: "Manager",
    Role.GOVERNANCE: "Governance",
    Role.DATA_PROTECTION: "Data protection lead",
    Role.AUDITOR: "Auditor",
    Role.ADMIN: "Administrator",
}
SHIFTS = {Shift.DAYS: "Days", Shift.LATES: "Lates", Shift.NIGHTS: "Nights", Shift.MIXED: "Mixed"}
# Why somebody was told of an alert, and where it stands.
STEPS = {
    Step.ON_SHIFT: "on shift for this",
    Step.OFF_SHIFT: "holds this duty",
    Step.DATA_PROTECTION: "data protection",
    Step.ON_CALL: "on call",
    Step.DEPUTY: "deputy",
    Step.MANAGER: "manager",
    Step.ADMIN: "administrator",
    Step.GOVERNANCE: "governance",
}
ALERT_OUTCOMES = incidents.OUTCOMES
DUTY_SHIFTS = {
    DutyShift.ANY: "At any hour",
    DutyShift.DAYS: "Days",
    DutyShift.LATES: "Lates",
    DutyShift.NIGHTS: "Nights",
}
CONTACTS = {
    **CALLED,
    RECORD_SYSTEM: "Where care is recorded",
    WELLBEING: "Wellbeing contact for staff (optional)",
}
SOURCES = {
    Source.STARTER: "comes with the product",
    Source.EDITOR: "written in the document",
    Source.ADDED: "added by an editor",
    Source.HELPFUL: "somebody asked it, and this helped",
    Source.CHAMPION: "somebody asked it, and a champion answered",
}
KINDS = {"framework": "Framework", "policy": "Policy", "guide": "Guide", "faq": "Question and answer"}
REVIEWS = {
    Review.CURRENT: "Review by",
    Review.SOON: "Review soon, by",
    Review.OVERDUE: "Review was due",
    Review.LAPSED: "Not shown any more, review was due",
    Review.NO_DATE: "No review date",
}
# How a label looks: a word of the stylesheet.
REVIEW_STYLES = {
    Review.CURRENT: "",
    Review.SOON: "warn",
    Review.OVERDUE: "bad",
    Review.LAPSED: "bad",
    Review.NO_DATE: "warn",
}
IMPORTS = {
    Status.ADDED: "New document",
    Status.NEW_VERSION: "New version",
    Status.UNCHANGED: "Nothing new in it",
    Status.SKIPPED: "Left out",
    Status.FAILED: "Not added",
}
IMPORT_STYLES = {
    Status.ADDED: "good",
    Status.NEW_VERSION: "good",
    Status.UNCHANGED: "",
    Status.SKIPPED: "warn",
    Status.FAILED: "bad",
}
DRAFT_STATES = {
    DraftState.PROPOSED: "A second person is checking whether this becomes knowledge.",
    DraftState.APPROVED: "This has become knowledge.",
    DraftState.REJECTED: "This was turned down as knowledge.",
}
CATEGORIES = {
    Category.SAFEGUARDING: "Safeguarding",
    Category.MEDICAL_EMERGENCY: "Medical emergency",
    Category.FIRE_OR_GAS: "Fire or gas",
    Category.MISSING_PERSON: "Missing person",
    Category.SELF_HARM: "Self-harm",
    Category.MEDICATION_ERROR: "Medication error",
    Category.DATA_INCIDENT: "Data incident",
    Category.STAFF_DANGER: "Danger to staff",
}
HELD_STATES = {
    HeldState.HELD: "Waits for a decision",
    HeldState.KEPT: "Kept as evidence",
    HeldState.RELEASED: "Released",
}
HELD_STYLES = {HeldState.HELD: "warn", HeldState.KEPT: "good", HeldState.RELEASED: ""}
PERIOD_OVER = "its period was over"
OUTCOMES = {
    "answer": "Answered from your documents",
    "choices": "Offered a choice of passages",
    "champion": "Sent to a champion",
    "signpost": "Outside, sent to the right person",
    "urgent": "Urgent, shown what to do",
}
# The columns of the week, in their order.
FIGURES = ("Asked", "Done", "Not yet", "Could not be reached", "On leave")
STATUSES = {
    "not_yet": "Not finished yet",
    "not_reachable": "Could not be reached",
    "completed": "Finished",
    "on_leave": "On leave all week",
    "new_starter": "New, not counted yet",
}
NAME_LISTS = {
    NameKind.SUPPORTED: "People we support",
    NameKind.STAFF: "Relatives, agency staff, visitors",
    NameKind.ORDINARY: "Words that only look like names",
}
REFUSED_NAMES = {
    Why.SHORT: "Too short to tell apart from other words",
    Why.COMMON: "Everyday words, which would spoil ordinary questions",
}


def quiz_sentence(completed: int, people: int, asked: int, *, this_week: bool) -> str:
    """The one line a manager reads first."""
    week = "this week's" if this_week else "that week's"
    if people == 0:
        return f"Nobody is counted for {week} quiz."
    if asked == 0:
        return "No quiz has gone out this week yet." if this_week else "No quiz went out that week."
    have = "have" if this_week else "had"
    return f"{completed} of {people} {'person' if people == 1 else 'people'} {have} finished {week} quiz."


def not_counted(on_leave: int, new_starters: int) -> str:
    """Who is left out of the sum, so that nobody disappears. Empty when nobody is."""
    parts = []
    if on_leave:
        parts.append(f"{on_leave} on leave")
    if new_starters:
        parts.append(f"{new_starters} new {'starter' if new_starters == 1 else 'starters'}")
    return f"Not counted: {' and '.join(parts)}." if parts else ""


def asked_by(people: int, references: Sequence[str]) -> str:
    """The references are those that the askers were given, and may quote."""
    asked = "1 person asked this" if people == 1 else f"{people} people asked this"
    return f"{asked}, as {', '.join(references)}"


def not_this_day(name: str) -> str:
    return f"The {name} date is not a day I can read. Please give it like 2026-12-24."
