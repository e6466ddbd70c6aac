"""Which flow takes which intent, and who may have it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlmodel import Session

from chat.flows import alerts, ask, champion, details, distress, join, me, quiz, rights, urgent
from chat.turn import Turn
from delivery.message import Message
from people.roles import Act, require

Flow = Callable[[Session, Turn], list[Message]]

# What anybody may do, joined or not.
OPEN_FLOWS: Mapping[str, Flow] = MappingProxyType(
    {
        "start_command": join.start,
        "join_continue": join.notice_read,
        "join_name": join.name_given,
        "join_name_given": join.name_given,
        "join_shift": join.shift_given,
        "privacy_command": me.privacy,
        "request": rights.request,
        "perhaps_request": rights.perhaps,
        "yes_request": rights.confirmed,
        "written": urgent.written,
        "too_fast": me.too_fast,
    }
)
# What needs a person.
FLOWS: Mapping[str, Flow] = MappingProxyType(
    {
        "ask": ask.ask,
        "pick": ask.pick,
        "more": ask.more,
        "helpful": ask.helpful,
        "notquite": ask.not_quite,
        "champion": ask.ask_champion,
        "inbox_command": champion.inbox,
        "claim": champion.claim,
        "answer": champion.start_reply,
        "reply_text": champion.reply_written,
        "send_reply": champion.send_reply,
        "cancel_reply": champion.cancel_reply,
        "pass": champion.pass_on,
        "propose": champion.propose,
        "leave": champion.leave,
        "approve": champion.approve_draft,
        "reject": champion.reject_draft,
        "nothing_personal": details.nothing_personal,
        "word_is_fine": details.word_is_fine,
        "still_a_name": details.still_a_name,
        "name_left": details.name_left,
        "never_mind": details.never_mind,
        "got": alerts.got_this,
        "quiz_command": quiz.start,
        "quiz": quiz.answer,
        "me_command": me.me,
        "link_command": me.sign_in_link,
        "help_command": me.show_help,
        "help_words": me.show_help,
        "contact": me.contact,
        "ask_command": me.ask_away,
        "mydata": rights.my_data,
        "mydata_command": rights.my_data,
        "forget": rights.forget,
        "forget_command": rights.forget,
        "forget_yes": rights.forget_confirmed,
        "forget_no": rights.keep_me,
        "not_meant": rights.not_meant,
        "no_request": me.ask_away,
        "ring": distress.ask_to_ring,
        "ring_no": distress.no_thanks,
        "shift_change": join.change_shift,
        "shift": join.shift_changed,
        "unknown_command": me.unknown_command,
        "unsupported": me.unsupported,
        "empty": me.empty,
        "too_long": me.too_long,
        "edited": me.edited,
    }
)
# Of these, what whoever may not ask (an auditor) needs all the same: their own record, and the way to the pages.
FOR_READERS = frozenset(
    "me_command link_command help_command help_words mydata mydata_command forget forget_command forget_yes "
    "forget_no".split()
)


def flow_of(turn: Turn) -> Flow:
    """Raises NotAllowed for whoever may only look."""
    if flow := OPEN_FLOWS.get(turn.intent.name):
        return flow
    if turn.leaver is not None:
        return rights.leaver
    if turn.staff is None:
        return me.ask_to_join
    if turn.intent.name not in FOR_READERS:
        require(turn.staff, Act.ASK)
    if turn.intent.name == "ask" and turn.own_distress:
        return distress.kindly
    return FLOWS.get(turn.intent.name, me.lost_button)
