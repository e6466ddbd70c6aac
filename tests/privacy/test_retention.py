"""Every table has its place in the list, what is old goes, what is open stays, and no figure changes."""

from datetime import datetime, timedelta
from functools import partial
from threading import Thread

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, func, select

import make
import make_question
import make_quiz
import tables
from chat.copies import ChatCopy
from chat.incoming import Channel
from chat.talk import Received, Talk
from core.audit import AuditEntry
from core.audit_check import verify
from core.database import Database
from core.sealing import Safe
from core.settings import Settings
from delivery.message import Message
from delivery.outbox import OutboundMessage, mark_failed, mark_sent, queue
from delivery.reach import tell
from incidents.held import HeldMessage, HeldOpening, hold, open_held
from knowledge.drafts import Draft
from people.invites import Invite, make_invite
from people.roles import Role
from people.signin import SigninLink, WebSession, make_link, start_session
from people.sites import Contact
from people.staff import Duty, Oversight, Staff, leave
from privacy import retention
from privacy.periods import RULES, SOMEBODY, Fate, periods_in
from privacy.retention import PurgeRun, clear, recent_runs
from questions.escalations import Escalation, reply
from questions.questions import Question, record_question
from quizzes.assignments import RoundItem
from reporting.isoweek import recent_weeks
from reporting.weekly import persons, weekly
from safety.urgent import Category, Level, Urgent
from scheduler.slots import JobRun, claim_slot

SETTINGS = Settings()
SAFE = Safe.of(b"the key of the tests", "held evidence")
OLD = timedelta(days=400)
LONG_AGO = timedelta(days=4000)


@pytest.fixture
def people(database: Database, now: datetime) -> make.Cast:
    with database.writing() as session:
        return make.cast(session, now=now - LONG_AGO)


def count(session: Session, table: type[object]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()  # type: ignore[call-overload, no-any-return]


# --- the list


def test_every_table_has_its_place_in_the_list() -> None:
    """A new table needs a rule in privacy/periods.py: for how long, or why for ever."""
    assert {rule.table for rule in RULES} == {str(table.__tablename__) for table in tables.ALL}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}-{rule.table}")
def test_every_rule_can_be_carried_out(rule: retention.Rule, session: Session, now: datetime) -> None:
    assert rule.why
    if rule.fate == Fate.KEPT:
        assert rule.period == rule.age == ""
    else:
        assert rule.period in Settings.model_fields
        assert (rule.fate == Fate.BLANKED) == bool(rule.blank)
        retention._step(session, rule, now - LONG_AGO, 0, now)


def test_no_column_with_words_of_people_is_kept_for_ever() -> None:
    words = {("received", "said"), ("received", "replies"), ("outbound_message", "body"), ("question", "text"),
             ("escalation", "text"), ("escalation", "reply"), ("talk", "data"), ("held_message", "sealed")}  # fmt: skip
    assert words <= {(rule.table, name) for rule in RULES for name in rule.blank}


def test_people_are_shown_each_kind_once_with_its_period() -> None:
    shown = periods_in(Settings(keep_chat_days=7))
    assert len({each.kind for each in shown}) == len(shown)
    assert {each.days for each in shown if each.kind == "What was said in chats"} == {7}
    assert None in {each.days for each in shown}


# --- what goes, and what stays


def said(session: Session, people: make.Cast, at: datetime, number: int) -> None:
    message = Message("the passage").to_json()
    session.add(
        Received(channel="web", external_id=f"x{number}", address="staff:1", at=at, said="a word", replies=[message])
    )


def test_the_words_of_chats_go_after_a_month_and_the_rows_after_a_year(
    database: Database, people: make.Cast, now: datetime
) -> None:
    with database.writing() as session:
        for number, days in enumerate((1, 29, 31, 364, 366)):
            said(session, people, now - timedelta(days=days), number)
            row = queue(session, Message("hello"), channel="web", address="staff:1", now=now - timedelta(days=days))
            assert row is not None
            mark_sent(session, row.id or 0, provider_id="1", now=now)
    run = clear(database, SETTINGS, now)
    with database.reading() as session:
        received = session.exec(select(Received).order_by(col(Received.at).desc())).all()
        assert [(row.said, len(row.replies)) for row in received] == [("a word", 1), ("a word", 1), ("", 0), ("", 0)]
        sent = session.exec(select(OutboundMessage).order_by(col(OutboundMessage.created_at).desc())).all()
        assert [row.message.text for row in sent] == ["hello", "hello", "", ""]
    assert run.counts["What was said in chats"] == 3
    assert run.counts["That there was a message"] == 1


def test_a_message_that_has_not_left_keeps_its_words(database: Database, people: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        queue(session, Message("hello"), channel="telegram", address="901", now=now - timedelta(days=100))
    clear(database, SETTINGS, now)
    with database.reading() as session:
        assert session.exec(select(OutboundMessage)).one().message.text == "hello"


def test_questions_lose_their_words_and_go_on_counting(database: Database, people: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        for days in (100, 400):
            question = make_question.question(session, people.ana, now=now - timedelta(days=days), vector=b"1234")
            question.topic = "theme-1"
        answered = make_question.escalation(session, people.ana, "Where is the key?", now=now - OLD)
        make_question.escalation(session, people.ana, "Who has the van?", now=now - OLD)
        reply(session, answered.id or 0, "In the office.", by=people.cho, now=now - OLD)
    clear(database, SETTINGS, now)
    with database.reading() as session:
        rows = session.exec(select(Question).order_by(Question.id)).all()
        assert [(row.text, row.vector is None) for row in rows] == [
            (make_question.TEXT, False),
            ("", True),
            ("", True),
            ("Who has the van?", True),  # still waits for an answer
        ]
        assert [row.outcome for row in rows] == ["champion"] * 4
        assert {row.asker_id for row in rows} == {people.ana.id}
        escalations = session.exec(select(Escalation).order_by(Escalation.id)).all()
        assert [(row.text, row.reply) for row in escalations] == [("", ""), ("Who has the van?", "")]


def test_a_reply_that_is_still_being_checked_keeps_its_words(
    database: Database, people: make.Cast, now: datetime
) -> None:
    with database.writing() as session:
        row = make_question.escalation(session, people.ana, now=now - OLD)
        reply(session, row.id or 0, "In the office.", by=people.cho, now=now - OLD)
        draft = Draft(heading="Key", text="In the office.", proposed_by_id=people.cho.id or 0, proposed_at=now - OLD)
        session.add(draft)
        session.flush()
        row.draft_id = draft.id
    clear(database, SETTINGS, now)
    with database.writing() as session:
        assert session.exec(select(Escalation.reply)).one() == "In the office."
        draft = session.exec(select(Draft)).one()
        assert draft.text == "In the office."
        draft.state, draft.decided_at = "rejected", now - OLD
    clear(database, SETTINGS, now)
    with database.reading() as session:
        assert session.exec(select(Escalation.reply)).one() == ""
        assert session.exec(select(Draft.text)).one() == ""


def test_a_leavers_name_goes_after_three_years_and_their_answers_stay(
    database: Database, people: make.Cast, now: datetime
) -> None:
    with database.writing() as session:
        make_quiz.bank(session, now=now - LONG_AGO)
        round_ = make_quiz.round_at(session, now - LONG_AGO)
        gone, just_gone = (make.staff(session, name, at=people.home, now=now - LONG_AGO) for name in ("Gil", "Jo"))
        for person in (gone, just_gone):
            make_quiz.take(session, round_, person, now=now - LONG_AGO)
            session.add(Duty(site_id=people.home.id or 0, duty=Contact.DEPUTY, staff_id=person.id or 0))
            session.add(Oversight(staff_id=person.id or 0, site_id=people.other.id or 0))
            session.add(Talk(channel="web", address=f"staff:{person.id}", staff_id=person.id, updated_at=now))
            start_session(session, now=now - LONG_AGO, staff=person)
        leave(session, gone, actor="test", now=now - timedelta(days=1100))
        leave(session, just_gone, actor="test", now=now - timedelta(days=1000))
    clear(database, SETTINGS, now)
    with database.reading() as session:
        assert session.get_one(Staff, gone.id).name == SOMEBODY
        assert session.get_one(Staff, just_gone.id).name == "Jo"
        assert session.get_one(Staff, people.ana.id).name == "Ana"
        assert count(session, RoundItem) == 4
        for table in (Oversight, WebSession):
            assert session.exec(select(table.staff_id)).all() == [just_gone.id]
        assert session.exec(select(Duty.staff_id).where(Duty.duty == Contact.DEPUTY)).all() == [just_gone.id]
        assert count(session, Talk) == 0


def test_sessions_and_links_go_a_month_after_they_ran_out(database: Database, people: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        for days in (100, 90, 40, 1):
            start_session(session, now=now - timedelta(days=days), staff=people.ana)
            make_link(session, people.ana, now=now - timedelta(days=days), actor="test")
        start_session(session, now=now - timedelta(days=100))
    clear(database, SETTINGS, now)
    with database.reading() as session:
        days = [(now - row.made_at).days for row in session.exec(select(WebSession).order_by(WebSession.id))]
        assert days == [100, 40, 1]  # the first shows that Ana had a way in; the visitor's is gone
        assert count(session, SigninLink) == 1


def test_half_finished_talks_invites_job_runs_and_copies_go(
    database: Database, people: make.Cast, now: datetime
) -> None:
    with database.writing() as session:
        for address, staff in (("staff:1", people.ana), ("visitor:1", None)):
            for channel, age in ((Channel.WEB, 40), (Channel.TELEGRAM, 1)):
                talk = Talk(
                    channel=channel, address=address, staff_id=staff and staff.id, updated_at=now - timedelta(days=age)
                )
                talk.enter("replying", text="half a reply")
                session.add(talk)
        for days in (500, 10):
            make_invite(session, role=Role.STAFF, site=people.home, now=now - timedelta(days=days))
            claim_slot(session, "job", str(days), now - timedelta(days=days))
            sent_at = now - timedelta(days=days)
            session.add(ChatCopy(channel="telegram", address="1", message_id="1", sent_at=sent_at, due_at=sent_at))
    clear(database, SETTINGS, now)
    with database.reading() as session:
        talks = session.exec(select(Talk).order_by(Talk.id)).all()
        assert [(talk.address, talk.state, talk.data) for talk in talks] == [
            ("staff:1", "", {}),
            ("staff:1", "replying", {"text": "half a reply"}),
            ("visitor:1", "replying", {"text": "half a reply"}),
        ]
        assert [count(session, table) for table in (Invite, JobRun, ChatCopy)] == [1, 1, 1]


def test_held_evidence_goes_by_its_own_period_and_its_stub_later(
    database: Database, people: make.Cast, now: datetime
) -> None:
    urgent = Urgent(Level.NOW, Category.FIRE_OR_GAS)
    with database.writing() as session:
        for days in (10, 1200, 2300):
            then = now - timedelta(days=days)
            row = hold(session, SAFE, "smoke", worker=people.ana, urgent=urgent, reference=f"x{days}", now=then)
            assert row is not None
            open_held(session, SAFE, row.id or 0, by=people.lee, reason="to report", now=then)
    clear(database, SETTINGS, now)
    with database.reading() as session:
        rows = session.exec(select(HeldMessage).order_by(col(HeldMessage.at).desc())).all()
        assert [(row.state, row.sealed is None) for row in rows] == [("held", False), ("released", True)]
        assert count(session, HeldOpening) == 2


def test_the_audit_log_goes_after_six_years_and_still_verifies(
    database: Database, people: make.Cast, now: datetime
) -> None:
    with database.reading() as session:
        before = count(session, AuditEntry)
    clear(database, SETTINGS, now)
    with database.reading() as session:
        actions = session.exec(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions == ["audit.purged", "retention.cleared"]
        assert verify(session, database.audit_key).fits
    assert before > 5


# --- how it runs


def test_what_it_did_is_on_record(database: Database, people: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        said(session, people, now - timedelta(days=31), 1)
    clear(database, SETTINGS, now)
    with database.reading() as session:
        [run] = recent_runs(session)
        assert (run.started_at, run.finished_at, run.failed) == (now, now, [])
        assert run.counts["What was said in chats"] == 1
        row = session.exec(select(AuditEntry).where(AuditEntry.action == "retention.cleared")).one()
        assert (row.actor, row.detail) == ("retention", {"counts": run.counts, "failed": []})


def test_run_again_there_is_nothing_to_do(database: Database, people: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        said(session, people, now - timedelta(days=31), 1)
        record_question(session, people.ana, "why", channel="web", now=now - OLD, outcome="answer")
        leave(session, people.zed, actor="test", now=now - timedelta(days=1200))
    clear(database, SETTINGS, now)
    assert clear(database, SETTINGS, now).counts == {}


def test_it_goes_on_in_steps(
    database: Database, people: make.Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    with database.writing() as session:
        for number in range(8):
            said(session, people, now - timedelta(days=31), number)
    assert clear(database, SETTINGS, now).counts["What was said in chats"] == 8


def test_two_at_once_clear_everything_once(
    database: Database, database_url: str, people: make.Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 5)
    with database.writing() as session:
        for number in range(40):
            said(session, people, now - timedelta(days=31), number)
    own = [Database(database_url), Database(database_url)]
    threads = [Thread(target=partial(clear, each, SETTINGS, now)) for each in own]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in own:
        each.close()
    with database.reading() as session:
        assert session.exec(select(Received.said).distinct()).all() == [""]
        runs = recent_runs(session)
        assert sum(run.counts.get("What was said in chats", 0) for run in runs) == 40
        assert [(bool(run.finished_at), run.failed) for run in runs] == [(True, [])] * 2
        assert verify(session, database.audit_key).fits


def test_a_kind_that_cannot_be_cleared_holds_up_no_other(database: Database, people: make.Cast, now: datetime) -> None:
    with database.writing() as session:
        said(session, people, now - timedelta(days=31), 1)
        session.execute(text("ALTER TABLE received RENAME TO away"))
        record_question(session, people.ana, "why", channel="web", now=now - OLD, outcome="answer")
    run = clear(database, SETTINGS, now)
    assert run.failed == ["What was said in chats", "That there was a message"]
    assert run.counts["Questions"] == 1
    with database.writing() as session:
        session.execute(text("ALTER TABLE away RENAME TO received"))
    assert clear(database, SETTINGS, now).counts["What was said in chats"] == 1
    with database.reading() as session:
        assert count(session, PurgeRun) == 2


# --- the figures


def test_the_managers_weeks_are_the_same_before_and_after(database: Database, now: datetime) -> None:
    """The shortest periods that the settings allow, at the end of five weeks in which everything happened."""
    shortest = Settings(keep_chat_days=3, keep_questions_days=60, keep_training_days=30, keep_technical_days=1)
    with database.writing() as session:
        people = make.cast(session, now=now - timedelta(days=90))
        make_quiz.bank(session, now=now - timedelta(days=90))
        admin = make.staff(session, "Ade", role=Role.ADMIN, now=now)
        staff = [make.staff(session, f"P{number}", at=people.home, now=now - timedelta(days=80)) for number in range(9)]
        # Signed in once, long ago; signed in twice; never; left; on Telegram, where it failed.
        start_session(session, now=now - timedelta(days=75), staff=staff[0])
        for days in (70, 33):
            start_session(session, now=now - timedelta(days=days), staff=staff[1])
        start_session(session, now=now - timedelta(days=60), staff=staff[3])
        leave(session, staff[3], actor="test", now=now - timedelta(days=31))
        for weeks in range(5):
            then = now - timedelta(weeks=weeks, hours=1)
            round_ = make_quiz.round_at(session, then, f"slot-{weeks}")
            for number, person in enumerate(staff):
                if person.left_at is None or then < person.left_at:
                    make_quiz.take(session, round_, person, now=then, count=number % 3)
            row = tell(session, staff[4], Message("quiz"), now=then, kind="quiz", key=f"quiz:{weeks}")
            assert row is not None
            mark_failed(session, row.id or 0, error="blocked")
            make_question.escalation(session, people.ana, f"What about {weeks}?", now=then)

    def figures() -> list[object]:
        with database.reading() as session:
            found: list[object] = []
            for week in recent_weeks(now, make_question.LONDON):
                named = {"week": week, "now": now, "zone": make_question.LONDON}
                found.append(weekly(session, admin, **named))
                found.append(persons(session, people.lee, site_id=people.home.id or 0, **named))
            asked = select(Question.site_id, Question.outcome, func.count()).group_by(
                Question.site_id, Question.outcome
            )
            return [*found, sorted(map(tuple, session.exec(asked)), key=str)]

    before = figures()
    run = clear(database, shortest, now)
    assert set(run.counts) >= {"Browser sessions", "Messages sent", "Names of leavers"}
    assert figures() == before
