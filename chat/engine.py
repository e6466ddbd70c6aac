"""START HERE for a message: protect, understand, look up, act. One engine for every channel."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from chat import wording
from chat.concern import Concern, pressed, weigh
from chat.considering import beside_advice, look_up
from chat.flows import distress, rights, urgent
from chat.follow_up import LookedUp, asked_before, better, is_follow_up
from chat.incoming import PICTURES, Channel, Incoming, Kind, Reply
from chat.listening import Listening
from chat.pace import Pace
from chat.protection import (
    HEARD,
    KEPT,
    Protected,
    clean,
    details_in,
    protect,
    safe,
    without_colleagues,
    without_contacts,
)
from chat.recall import Recall
from chat.removal import UNSAID, remark, remark_later, take_back
from chat.routes import flow_of
from chat.storing import receive, say_goodbye, store
from chat.talk import Talk, find_received, find_talk, lately, take_talk, under_button, who
from chat.turn import Turn
from chat.understanding import HAPPENING, Intent, understand
from core.database import Database
from core.errors import ChampionError, NotReady
from core.logs import note
from core.sealing import Safe
from delivery.message import Message
from delivery.outbox import Urgency, newest_to
from incidents.alerts import Patience
from knowledge.search import Search
from people.register import NOBODY, Names, Register
from people.sites import contacts_at, ident
from people.staff import Staff
from questions.escalations import shared_site
from safety.also import lines_for, load_lines
from safety.phrases import Phrases
from safety.requests import PRIVACY, Request
from safety.urgent import Category, Level

log = logging.getLogger("chat")

ASKS_WHAT_IS_HELD = frozenset(Intent(name, (Request.ACCESS,)) for name in ("request", "perhaps_request"))

# What costs something, or can be guessed at: so many in a minute from one person.
PACED = frozenset({"ask", "start_command", "link_command"})


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
        register: Register | None = None,
        patience: Patience | None = None,
        safe: Safe | None = None,
        questions_per_minute: int = 60,
    ) -> None:
        """`register`: the sites' names; without one they are hashed with a key that nobody knows after this process.
        `patience`: how long somebody who was alerted has before the next is told. `safe` seals what is typed in an
        emergency; without one nothing of it is kept."""
        self._database = database
        self._search = search
        self._phrases = phrases
        self._listen = Listening(search)
        load_lines()  # a broken file stops the start, and no reply
        self._zone = zone
        self._public_url = public_url
        self._clock = clock
        self.register = register or Register(secrets.token_bytes(32))
        self._recall = Recall()
        self._patience = patience or Patience()
        self._safe = safe
        self._pace = Pace(questions_per_minute)

    def handle(self, incoming: Incoming) -> Reply:
        """The replies; on Telegram they are already in the outbox. A repeat gets what was said the first time.

        Raises only when the database cannot be used; an urgent message gets its reply even then.
        """
        now = self._clock()
        protected = protect(incoming, self._phrases, self._listen, lambda: self._names(incoming))
        if protected.urgent is not None and protected.urgent.level == Level.NOW:
            return self._urgent(incoming, Concern(protected.urgent), now, wanted=protected.wanted)
        if incoming.action.startswith(urgent.CONFIRMED):
            return self._urgent(incoming, pressed(incoming), now)
        return self._converse(incoming, protected, now)

    def advice(self, text: str) -> Message | None:
        """What to do now, for somebody whose message cannot be taken: signed out, or a page that is too old. None when
        it is not urgent. Nothing is stored, nobody is told, and only phrases decide: that costs next to nothing."""
        matter = protect(Incoming(Channel.WEB, "", "", text=text), self._phrases).urgent
        if matter is None or matter.level != Level.NOW:
            return None
        return Message(Concern(matter, also=lines_for(text, self._phrases)).untold().reply)

    def reply_without_details(self, text: str, escalation_id: int, *, by: Staff) -> str:
        """What may be kept of a champion's answer that comes by another way than the chat."""
        typed = clean(text)
        with self._database.reading() as session:
            names = self.register.names(session, by.site_id)
            site_id = shared_site(session, escalation_id, by)
            there, contacts = self.register.names(session, site_id), contacts_at(session, site_id)
        spans = without_colleagues(typed, details_in(typed, names), there)
        return safe(typed, without_contacts(typed, spans, contacts))

    def _names(self, incoming: Incoming) -> Names:
        """What this person's site has told us about names; nothing when the database is away."""
        try:
            with self._database.reading() as session:
                staff = who(session, incoming.channel, incoming.address, now=self._clock())
                return self.register.names(session, staff.site_id if staff else None)
        except Exception:  # whatever it is, an emergency that only the ear hears must get its reply
            log.exception("names not looked up")
            return NOBODY

    def _has_details(self, incoming: Incoming) -> bool:
        """Are there personal details in an urgent message? What cannot be looked through counts as none."""
        try:
            return bool(details_in(clean(incoming.text)[:KEPT], self._names(incoming)))
        except Exception:
            log.exception("urgent message not looked through for details")
            return False

    def _urgent(self, incoming: Incoming, concern: Concern, now: datetime, *, wanted: str = "") -> Reply:
        """The reply does not depend on anything being stored; what was stored is for those who must be told. `wanted`:
        what a passage beside it is looked up by."""
        staff: Staff | None = None
        told: urgent.Told | None = urgent.told_now(incoming, now=now)
        try:
            with self._database.reading() as session:
                if stored := find_received(session, incoming.channel, incoming.external_id):
                    return Reply(stored.messages, queued=True)
                if staff := who(session, incoming.channel, incoming.address, now=now):
                    concern = weigh(session, staff, incoming, concern.urgent, self._phrases, now=now) or concern
                told = urgent.what_was_told(session, incoming, now=now)
        except Exception:
            log.exception("urgent reply without contacts")
        if told is not None:
            concern = replace(concern, also=lines_for(told.words, self._phrases))
        if staff is None:
            concern = concern.untold()  # nobody can be told of a stranger
        stays = urgent.stays_in_chat(incoming, concern, told)
        messages = [Message(concern.reply, (wording.WRITTEN_DOWN,) if stays else ())]
        # Who did it is what a worry about a manager must say, and nobody at their wits' end is told off.
        private = concern.by_manager or concern.urgent.about_self
        detailed = staff is not None and not private and self._has_details(incoming)
        if incoming.kind in PICTURES:
            messages.append(wording.PICTURE_TOO)
        answer = None
        if staff is not None:
            today = self._today(now)
            answer = beside_advice(self._search, wanted, site_id=staff.site_id, role=staff.role, today=today)
        try:
            with self._database.writing() as session:
                turn = self._turn(session, incoming, Intent("urgent"), now)
                received = receive(session, turn)
                if turn.talk.state == "replying":
                    messages.append(wording.REPLY_NOT_SENT)
                if detailed:
                    messages += remark_later(session, turn)
                if staff and concern.urgent.about_self:
                    messages += distress.offer(session, turn)
                question = urgent.note_question(session, turn, concern, answer)
                case = rights.note_incident(session, turn, concern.urgent)
                alert = urgent.alert(session, turn, concern, case)
                messages += rights.incident_noted(session, turn, case, alert) if case else []
                messages += (passages := urgent.passages(question, answer))
                store(session, turn, received, messages, urgency=Urgency.ALERT, numbered=passages)
                if told is not None and stays:
                    urgent.note_copy(session, turn, told)
                if told is not None:
                    urgent.hold_back(session, turn, concern, told)
        except Exception:
            log.exception("urgent reply not stored")
            return Reply((Message(concern.untold().reply),), queued=self._is_stored(incoming))
        return Reply(tuple(messages), queued=True)

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

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
            staff = who(session, incoming.channel, incoming.address, now=now)
            buttons = _buttons_in_view(session, incoming, talk)
            last = lately(session, incoming.channel, incoming.address, limit=1)
            typed = incoming.kind != Kind.ACTION and bool(protected.typed)
            concern = (
                weigh(session, staff, incoming, protected.urgent, self._phrases, now=now) if staff and typed else None
            )
        if concern is not None and concern.urgent.level == Level.NOW:
            return self._urgent(incoming, concern, now)  # the name of whoever leads said what the rest did not
        newest = last[0].messages if last else ()
        state = talk.state if talk else ""
        intent = understand(incoming, protected.text, state=state, buttons=buttons, newest=newest, said=protected.typed)
        if intent.name == HAPPENING:  # typed instead of pressed
            yes = replace(incoming, kind=Kind.ACTION, action=intent.text, text="")
            return self._urgent(yes, pressed(yes), now)
        about_privacy = False
        if protected.said is None or protected.said.category != Category.SELF_HARM:  # "I do not want to be here"
            intent, about_privacy = self._requested(intent, incoming)
        if intent in ASKS_WHAT_IS_HELD and protected.said is None:
            # To the examples alone "what do you hold on me" sounds like harm.
            protected, concern = replace(protected, urgent=None), None
        if intent.name in PACED and protected.urgent is None:
            intent = self._paced(incoming, intent, now)
        looked_up = LookedUp(intent)
        if intent.name == "ask" and staff is not None:
            try:
                looked_up = self._look_up(intent, staff, now)
            except NotReady:
                note(log, "asked before the index was ready")
        try:
            with self._database.writing() as session:
                turn = self._turn(session, incoming, looked_up.intent, now)
                turn = replace(
                    turn,
                    text=protected.text,
                    typed=protected.typed,
                    concern=concern or (Concern(protected.urgent) if protected.urgent else None),
                    asked=protected.asked,
                    about_privacy=about_privacy,
                    spans=protected.spans,
                    also=lines_for(protected.text, self._phrases) if looked_up.answer else (),
                    follows=looked_up.follows,
                    answer=looked_up.answer,
                    vector=looked_up.vector,
                )
                return self._act(session, turn)
        except IntegrityError:
            # The same message came twice at once: the other one's replies stand.
            with self._database.reading() as session:
                stored = find_received(session, incoming.channel, incoming.external_id)
            if stored is None:
                raise
            return Reply(stored.messages, queued=True)

    def _look_up(self, intent: Intent, staff: Staff, now: datetime) -> LookedUp:
        """The question alone, or together with the one before where that says more. Raises NotReady."""
        find = partial(look_up, self._search, site_id=staff.site_id, role=staff.role, today=self._today(now))
        alone = LookedUp(intent, *find(intent.text))
        if not is_follow_up(intent.text):
            return alone
        with self._database.reading() as session:
            before = asked_before(session, staff, now=now)
        both = f"{before}\n{intent.text}"
        together = LookedUp(Intent("ask", (both,)), *find(both), follows=True) if before else alone
        return better(alone, together)

    def _requested(self, intent: Intent, incoming: Incoming) -> tuple[Intent, bool]:
        """A question may be a request in other words, and what was no request after all is a question. Also: does it
        ask who sees what is typed here?"""
        if intent.name == "no_request":
            with self._database.reading() as session:
                asked = under_button(session, incoming, intent.action)
            return (Intent("ask", (asked.said,)) if asked and asked.said else intent), False
        wish = self._listen.request(intent.text[:HEARD]) if intent.name == "ask" else None
        if isinstance(wish, Request):
            return Intent("perhaps_request", (wish,)), False
        return intent, wish == PRIVACY

    def _paced(self, incoming: Incoming, intent: Intent, now: datetime) -> Intent:
        """Before the dear part: searching, or trying an invite."""
        seconds = self._pace.seconds_to_wait(f"{incoming.channel}:{incoming.address}", now=now)
        return Intent("too_fast", (str(seconds),)) if seconds else intent

    def _act(self, session: Session, turn: Turn) -> Reply:
        received = receive(session, turn)
        try:
            with session.begin_nested():
                messages = flow_of(turn)(session, turn)
        except ChampionError as error:
            messages = [Message(str(error))]
        # Of somebody who has not joined nothing is kept: they have not been told yet what is.
        if turn.forgotten:
            return say_goodbye(session, turn, received, messages)
        received.said = UNSAID.get(turn.intent.name, turn.text) if turn.staff and not turn.own_distress else ""
        replies = [*_hint(turn), *remark(session, turn, ident(received.id)), *messages]
        take_back(session, turn)
        store(session, turn, received, replies)
        note(log, "handled", channel=turn.incoming.channel, intent=turn.intent.name, staff=turn.talk.staff_id)
        return Reply(tuple(replies), queued=True)

    def _turn(self, session: Session, incoming: Incoming, intent: Intent, now: datetime) -> Turn:
        talk = take_talk(session, incoming.channel, incoming.address, now=now)
        staff = who(session, incoming.channel, incoming.address, now=now)
        leaver = _leaver(session, talk) if staff is None else None
        talk.staff_id = staff.id if staff else leaver.id if leaver else None
        if staff is not None and staff.telegram_blocked_at and incoming.channel == Channel.TELEGRAM:
            staff.telegram_blocked_at = None  # whoever writes can be written to
            session.add(staff)
        return Turn(
            incoming=incoming,
            intent=intent,
            talk=talk,
            staff=staff,
            leaver=leaver,
            now=now,
            zone=self._zone,
            public_url=self._public_url,
            grace=self._search.grace,
            register=self.register,
            recall=self._recall,
            patience=self._patience,
            safe=self._safe,
            point_out=self._search.point_out,
        )


def _hint(turn: Turn) -> list[Message]:
    """What is said before anything else, in any state. The word of a command, as in /help, is no hint."""
    concern = None if turn.intent.name.endswith("_command") else turn.concern
    if concern is not None and concern.urgent.about_self:
        return [wording.kind_words(concern.wellbeing) if turn.own_distress else wording.IF_IT_IS_HARD]
    if concern is not None:
        return [wording.if_happening(concern.urgent.category, concern.action)]
    if turn.about_privacy:
        return [wording.PRIVACY]
    return [wording.if_now(turn.asked)] if turn.asked and turn.intent.name == "ask" and turn.staff else []


def _leaver(session: Session, talk: Talk) -> Staff | None:
    """Who wrote here while they still worked here."""
    staff = session.get(Staff, talk.staff_id) if talk.staff_id else None
    return staff if staff and staff.left_at else None


def _buttons_in_view(session: Session, incoming: Incoming, talk: Talk | None) -> list[dict[str, str]]:
    """The newest buttons this person got: of the last reply, or of something pushed since, such as a quiz. Not that of
    an urgent reply: a letter typed next is an answer to the quiz."""
    since = talk.updated_at if talk else datetime.min.replace(tzinfo=UTC)
    pushed = newest_to(session, incoming.channel, incoming.address, since=since)
    asked = [row for row in pushed if row.body["buttons"] and (row.kind, row.urgency) != ("reply", Urgency.ALERT)]
    return asked[0].body["buttons"] if asked else talk.buttons if talk else []
