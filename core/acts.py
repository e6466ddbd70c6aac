"""What the audit log's codes mean, in words: one line for every act that is recorded anywhere."""

from collections.abc import Mapping
from types import MappingProxyType

ACTS: Mapping[str, str] = MappingProxyType(
    {
        "alert.acknowledged": "Took an alert on",
        "alert.closed": "Closed an alert",
        "alert.delivered": "An alert reached somebody",
        "alert.raised": "Reported something urgent",
        "alert.reminded": "Reminded somebody to close an alert",
        "alert.reopened": "Somebody left, so an alert went to the next in line",
        "alert.repeated": "Told everybody about an alert again",
        "alert.told": "Told somebody about an alert",
        "audit.purged": "Cleared old rows of this log",
        "backup.made": "Made a backup",
        "backup.restored": "Put a backup back",
        "case.acknowledged": "Told the person that their complaint has arrived",
        "case.decided": "Decided a case",
        "case.extended": "Took more time for a case",
        "case.fulfilled": "A request was done at once",
        "case.opened": "A case was opened",
        "case.taken": "Took a case on",
        "case.withdrawn": "Took a request back",
        "demo.filled": "Filled the demo",
        "distress.replied": "Somebody was told where to find help for themselves",
        "draft.approved": "Approved an answer",
        "draft.proposed": "Proposed an answer",
        "draft.rejected": "Turned an answer down",
        "duty.ended": "Took a duty away",
        "duty.given": "Gave a duty",
        "duty.moved": "Changed who is told first",
        "escalation.claimed": "Took a question on",
        "escalation.opened": "A question went to the champions",
        "escalation.passed": "Passed a question on",
        "escalation.replied": "Answered a question",
        "example.removed": "Took an example question away",
        "examples.added": "Added example questions",
        "held.kept": "Kept a held message as evidence",
        "held.opened": "Opened a held message",
        "held.released": "Released a held message",
        "held.sealed": "Sealed what was typed in an emergency",
        "held.unreadable": "Tried to open a held message that cannot be read",
        "invite.made": "Made an invite",
        "invite.revoked": "Took an invite back",
        "knowledge.added": "Added a document",
        "knowledge.clash": "Found two documents that say different things",
        "knowledge.corrected": "Corrected a document",
        "knowledge.discarded": "Discarded a document that was waiting",
        "knowledge.new_version": "Added a new version of a document",
        "knowledge.put_back": "Put an earlier version of a document back",
        "knowledge.retired": "Took a document out of use",
        "knowledge.used_again": "Put a document back in use",
        "knowledge.starter": "Loaded the starter content",
        "names.added": "Added to the list of names",
        "names.learnt": "Learnt a word for the list of names",
        "names.removed": "Took words off the list of names",
        "privacy.copied": "Took a copy of their own data",
        "privacy.erased": "Was forgotten at their own wish",
        "quiz.bank_loaded": "Loaded the quiz questions",
        "retention.cleared": "Cleared what was old enough",
        "ring.asked": "Asked for somebody to ring",
        "settings.changed": "Settings were changed",
        "signin.link_made": "Made a sign-in link",
        "signin.used": "Signed in",
        "site.added": "Added a site",
        "site.contacts": "Changed who to ring at a site",
        "site.live": "A site went live",
        "site.renamed": "Gave a site another name",
        "staff.away": "Noted when somebody is away",
        "staff.changed": "Changed what somebody does here",
        "staff.joined": "Joined",
        "staff.left": "Somebody stopped working here",
        "team.added": "Added a team",
        "urgent.replied": "Somebody was told what to do in an emergency",
        "urgent.unlinked": "Somebody who has not joined was told what to do in an emergency",
    }
)
# Whoever acts without being a person, as `actor` names them.
ACTORS: Mapping[str, str] = MappingProxyType(
    {
        "assistant": "the assistant",
        "clock": "the clock",
        "command line": "somebody at the command line",
        "content": "the starter content",
        "end of access": "the end of their access",
        "first start": "the first start",
        "retention": "the nightly clearing",
        "start": "the start of the assistant",
        "visitor": "somebody who has not joined",
        "worker": "somebody who is not named",
    }
)
# What stands before the number of a thing, where its own word would not do.
THINGS: Mapping[str, str] = MappingProxyType(
    {
        "case": "case C-",
        "clash": "documents that differ, number ",
        "draft": "answer ",
        "escalation": "question to the champions ",
        "held": "held message ",
    }
)


def act_words(action: str) -> str:
    """'A case was opened'; of an act from another version, its code with spaces."""
    return ACTS.get(action, action.replace(".", " ").replace("_", " ").capitalize())


def thing_words(subject: str) -> str:
    """'case C-1', 'alert 3': what is behind "case:1" or "alert:3". Nothing for nothing."""
    noun, _, number = subject.partition(":")
    return f"{THINGS.get(noun, noun + ' ')}{number}".strip()
