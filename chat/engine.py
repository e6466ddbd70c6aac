"""START HERE for a message: protect, understand, look up, act. One engine for every channel."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from chat import wording
from chat.considering import look_up
from chat.flows import ask, champion, distress, join, me, quiz, urgent
from chat.incoming import Channel, Incoming, Reply
from chat.listening import Listening
from chat.protection import Protected, protect
from chat.talk import Received, Talk, find_received, find_talk, take_talk, who
from chat.turn import Turn
from chat.understanding import Intent, understand
from core.database import Database
from core.errors import ChampionError, NotReady
from core.logs import note
from delivery.message import Message
from delivery.outbox import Urgency, newest_to, queue
from knowledge.search import Search
from people.sites import Site
from people.staff import Staff
from safety.phrases import Phrases
from safety.urgent import CHOKING, Category, Level, Urgent
from safety.wording import urgent_reply

log = logging.getLogger("chat")

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
        "quiz_command": quiz.start,
        "quiz": quiz.answer,
        "me_command": me.me,
        "link_command": me.sign_in_link,
        "help_command": me.show_help,
        "ask_command": me.ask_away,
        "ring_me": distress.choose,
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


class Engine:
    """Takes a message from any door. Safe to call from several threads."""

    def __init__(
        self,
        database: Database,
        search: Search,
        phrases: Phrases,
        *,
        zone: ZoneInfo,
        public_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._search = search
        self._phrases = phrases
        self._listen = Listening(search)
        self._zone = zone
        self._public_url = public_url
        self._clock = clock

    def handle(self, incoming: Incoming) -> Reply:
        """The replies; on Telegram they are already in the outbox. A repeat gets what was said the first time.

        Raises only when the database cannot be used; an urgent message gets its reply even then.
        """
        now = self._clock()
        protected = protect(incoming, self._phrases, self._listen)
        if protected.urgent is not None and protected.urgent.level == Level.NOW:
            return self._urgent(incoming, protected.urgent, now)
        if incoming.action.startswith("now:"):
            return self._urgent(incoming, _confirmed(incoming.action), now)
        return self._converse(incoming, protected, now)

    def _urgent(self, incoming: Incoming, matter: Urgent, now: datetime) -> Reply:
        """The reply does not depend on anything being stored; what was stored is for those who must be told."""
        staff, contacts = None, {}
        try:
            with self._database.reading() as session:
                if stored := find_received(session, incoming.channel, incoming.external_id):
                    return Reply(stored.messages, queued=True)
                staff = who(session, incoming.channel, incoming.address)
                contacts = _contacts(session, staff)
        except Exception:
            log.exception("urgent reply without contacts")
        # It says that somebody is told, which cannot be for a stranger.
        messages = [Message(urgent_reply(matter if staff else replace(matter, life_in_danger=False), contacts))]
        if staff and matter.about_self:
            messages.append(wording.SHALL_SOMEBODY_RING)
        try:
            with self._database.writing() as session:
                turn = self._turn(session, incoming, Intent("urgent"), now)
                if turn.talk.state == "replying":
                    messages.append(wording.REPLY_NOT_SENT)
                urgent.alert(session, turn, matter)
                self._store(session, turn, "", messages, urgency=Urgency.ALERT, keep_buttons=True)
        except Exception:
            log.exception("urgent reply not stored")
            messages[0] = Message(urgent_reply(replace(matter, life_in_danger=False), contacts))
            return Reply(tuple(messages), queued=self._is_stored(incoming))
        return Reply(tuple(messages), queued=True)

    def _is_stored(self, incoming: Incoming) -> bool:
        """Did the same message, come twice at once, get its reply?"""
        try:
            with self._database.reading() as session:
                return find_received(session, incoming.channel, incoming.external_id) is not None
        except SQLAlchemyError:
            return False

    def _converse(self, incoming: Incoming, protected: Protected, now: datetime) -> Reply:
        with self._database.reading() as session:
            if stored := find_received(session, incoming.channel, incoming.external_id):
                return Reply(stored.messages, queued=True)
            talk = find_talk(session, incoming.channel, incoming.address)
            staff = who(session, incoming.channel, incoming.address)
            buttons = _buttons_in_view(session, incoming, talk)
        intent = understand(incoming, protected.text, state=talk.state if talk else "", buttons=buttons)
        answer, vector = None, None
        if intent.name == "ask" and staff is not None:
            try:
                today = now.astimezone(self._zone).date()
                answer, vector = look_up(self._search, intent.text, site_id=staff.site_id, role=staff.role, today=today)
            except NotReady:
                note(log, "asked before the index was ready")
        try:
            with self._database.writing() as session:
                turn = self._turn(session, incoming, intent, now)
                turn = replace(
                    turn,
                    text=protected.text,
                    typed=protected.typed,
                    urgent=protected.urgent,
                    asked=protected.asked,
                    removed=bool(protected.spans),
                    answer=answer,
                    vector=vector,
                )
                return self._act(session, turn)
        except IntegrityError:
            # The same message came twice at once: the other one's replies stand.
            with self._database.reading() as session:
                stored = find_received(session, incoming.channel, incoming.external_id)
            if stored is None:
                raise
            return Reply(stored.messages, queued=True)

    def _act(self, session: Session, turn: Turn) -> Reply:
        try:
            with session.begin_nested():
                messages = self._flow(turn)(session, turn)
        except ChampionError as error:
            messages = [Message(str(error))]
        # Of somebody who has not joined nothing is kept: they have not been told yet what is.
        replies = [*_remarks(turn), *messages]
        # Nor of somebody's own distress.
        kept = turn.text if turn.staff and not (turn.urgent and turn.urgent.about_self) else ""
        self._store(session, turn, kept, replies)
        note(log, "handled", channel=turn.incoming.channel, intent=turn.intent.name, staff=turn.talk.staff_id)
        return Reply(tuple(replies), queued=True)

    @staticmethod
    def _flow(turn: Turn) -> Flow:
        if flow := OPEN_FLOWS.get(turn.intent.name):
            return flow
        if turn.staff is None:
            return me.ask_to_join
        if turn.intent.name == "ask" and turn.urgent and turn.urgent.about_self:
            return distress.kindly
        return FLOWS.get(turn.intent.name, me.lost_button)

    def _turn(self, session: Session, incoming: Incoming, intent: Intent, now: datetime) -> Turn:
        talk = take_talk(session, incoming.channel, incoming.address, now=now)
        staff = who(session, incoming.channel, incoming.address)
        talk.staff_id = staff.id if staff else None
        if staff is not None and staff.telegram_blocked_at and incoming.channel == Channel.TELEGRAM:
            staff.telegram_blocked_at = None  # whoever writes can be written to
            session.add(staff)
        return Turn(
            incoming=incoming,
            intent=intent,
            talk=talk,
            staff=staff,
            now=now,
            zone=self._zone,
            public_url=self._public_url,
            grace=self._search.grace,
        )

    @staticmethod
    def _store(
        session: Session,
        turn: Turn,
        said: str,
        messages: list[Message],
        *,
        urgency: Urgency = Urgency.REPLY,
        keep_buttons: bool = False,
    ) -> None:
        """What was said, what was replied, where the talk stands, and the replies on their way: one transaction."""
        incoming, talk = turn.incoming, turn.talk
        bodies = [message.to_json() for message in messages]
        if not keep_buttons:
            talk.buttons, talk.updated_at = bodies[-1]["buttons"], turn.now
        session.add(talk)
        session.add(
            Received(
                channel=incoming.channel,
                external_id=incoming.external_id,
                address=incoming.address,
                at=turn.now,
                said=said,
                replies=bodies,
            )
        )
        session.flush()
        if incoming.channel == Channel.TELEGRAM:
            for message in messages:
                queue(
                    session,
                    message,
                    channel=incoming.channel,
                    address=incoming.address,
                    now=turn.now,
                    recipient_id=talk.staff_id,
                    urgency=urgency,
                )


def _remarks(turn: Turn) -> list[Message]:
    """What is said before the reply itself, in any state. The word of a command, as in /help, is no hint."""
    urgent = None if turn.intent.name.endswith("_command") else turn.urgent
    if turn.asked and turn.intent.name == "ask" and turn.staff:
        return [wording.if_now(turn.asked), *([wording.REMOVED_DETAILS] if turn.removed else [])]
    hint = [wording.KIND_WORDS if urgent.about_self else wording.if_happening(urgent)] if urgent else []
    removed = [wording.REMOVED_DETAILS] if turn.removed and turn.staff else []
    return [*hint, *removed]


def _buttons_in_view(session: Session, incoming: Incoming, talk: Talk | None) -> list[dict[str, str]]:
    """The newest buttons this person got: of the last reply, or of something pushed since, such as a quiz."""
    if talk is None:
        return []
    pushed = newest_to(session, incoming.channel, incoming.address, since=talk.updated_at)
    return next((row.body["buttons"] for row in pushed if row.body["buttons"]), talk.buttons)


def _contacts(session: Session, staff: Staff | None) -> dict[str, str]:
    site = session.get(Site, staff.site_id) if staff and staff.site_id else None
    return dict(site.contacts) if site else {}


def _confirmed(action: str) -> Urgent:
    """The button under a possible emergency was pressed: it is happening now."""
    name, _, about = action.removeprefix("now:").partition(":")
    category = Category(name) if name in set(Category) else Category.SAFEGUARDING
    topic = CHOKING if about == CHOKING else ""
    return Urgent(Level.NOW, category, about_manager=about == "manager", topic=topic)
