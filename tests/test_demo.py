"""The demo's provider lives through its weeks once; then the pages' own functions look at what came of it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import Session, SQLModel, col, select

from core.errors import BadInput
from core.settings import Settings
from delivery.outbox import OutboundMessage
from delivery.outbox import State as Sending
from demo.filling import VISITORS, demo_settings, fill, fill_once, policies, ways_in
from demo.provider import WORDS
from fakes import FakeEncoder
from house import House
from knowledge.catalogue import Review, review_state
from knowledge.drafts import Draft, DraftState
from knowledge.readers.reading import read_file
from knowledge.search import Search
from people.first import first_setup
from people.roles import Role
from people.signin import use_link
from people.staff import Staff, find_staff
from privacy.retention import clear
from questions.escalations import Escalation, State
from questions.questions import Question
from quizzes.assignments import RoundItem
from reporting.completion import Status
from reporting.isoweek import recent_weeks
from reporting.weekly import persons, weekly

NOW = datetime(2026, 11, 25, 15, 20, tzinfo=UTC)  # a Wednesday afternoon
GOLDEN = Path(__file__).parent / "golden"


def make_house(folder: Path) -> House:
    house = House(Settings(data_dir=folder, database_url="", demo=True))
    house.encoder = FakeEncoder()
    house.search = Search(house.database, house.encoder)
    return house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """As many weeks as the report goes back; a demo has eight, which takes longer and shows nothing more."""
    made = make_house(tmp_path_factory.mktemp("demo"))
    fill(made, now=NOW, weeks=4)
    yield made
    made.database.close()


@pytest.fixture
def looking(house: House) -> Iterator[Session]:
    with house.database.reading() as session:
        yield session


def everything(house: House) -> dict[str, list[Any]]:
    with house.database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()))) for table in SQLModel.metadata.sorted_tables
        }


def test_filling_twice_changes_nothing(house: House) -> None:
    before = everything(house)
    assert fill_once(house, now=NOW + timedelta(days=1)) is False
    assert everything(house) == before


def test_a_folder_that_holds_other_people_is_left_alone(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    with house.database.writing() as session:
        first_setup(session, now=NOW)
    before = everything(house)
    with pytest.raises(BadInput, match="CHAMPION_DATA_DIR"):
        fill_once(house, now=NOW)
    assert everything(house) == before
    house.database.close()


def test_the_demo_keeps_to_a_folder_and_a_database_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAMPION_DATABASE_URL", "postgresql+psycopg://real/real")
    monkeypatch.delenv("CHAMPION_DATA_DIR", raising=False)
    settings = demo_settings()
    assert settings.demo
    assert settings.data_dir == Path("demo-data")
    assert settings.effective_database_url.startswith("sqlite:///")
    monkeypatch.setenv("CHAMPION_DATA_DIR", "/tmp/elsewhere")
    assert demo_settings().data_dir == Path("/tmp/elsewhere")


def test_the_numbers_of_every_week_add_up(house: House, looking: Session) -> None:
    admin, zone = find_staff(looking, VISITORS["the administrator"]), house.settings.zone
    for week in recent_weeks(NOW, zone):
        report = weekly(looking, admin, week=week, now=NOW, zone=zone)
        parts = [site.tally for site in report.sites]
        for site in report.sites:
            named = persons(looking, admin, site_id=site.site_id, week=week, now=NOW, zone=zone)
            found = Counter(person.status for person in named)
            assert found[Status.COMPLETED] == site.tally.completed
            assert len(named) == site.tally.everybody == sum(team.tally.everybody for team in site.teams)
        for tally in (report.tally, *parts):
            assert tally.completed + tally.not_yet + tally.not_reachable == tally.people
            assert tally.people + tally.on_leave + tally.new_starters == tally.everybody
        assert report.tally.everybody == sum(tally.everybody for tally in parts)
        assert report.tally.completed == sum(tally.completed for tally in parts)


def test_weeks_gone_by_look_like_a_real_provider(house: House, looking: Session) -> None:
    admin, zone = find_staff(looking, VISITORS["the administrator"]), house.settings.zone
    tallies = [weekly(looking, admin, week=week, now=NOW, zone=zone).tally for week in recent_weeks(NOW, zone)[1:]]
    assert all(0.55 <= tally.completed / tally.people <= 0.92 for tally in tallies)
    assert all(tally.not_reachable for tally in tallies)
    assert any(tally.on_leave for tally in tallies)
    this_week = weekly(looking, admin, week=recent_weeks(NOW, zone)[0], now=NOW, zone=zone).tally
    assert this_week.new_starters


def test_nothing_that_history_sent_is_left_to_send(looking: Session) -> None:
    sent = looking.exec(select(OutboundMessage)).all()
    assert len(sent) > 500
    assert {row.state for row in sent} == {Sending.SENT}
    assert all(row.sent_at == row.created_at <= NOW for row in sent)


def test_nothing_happened_in_the_future(looking: Session) -> None:
    assert all(question.asked_at <= NOW for question in looking.exec(select(Question)))
    answered = looking.exec(select(RoundItem.answered_at).where(col(RoundItem.answered_at).is_not(None))).all()
    assert answered
    assert all(moment <= NOW for moment in answered if moment)


def test_questions_for_champions_stand_at_every_stage(looking: Session) -> None:
    rows = looking.exec(select(Escalation)).all()
    assert {row.state for row in rows} == set(State) - {State.WITHDRAWN}
    open_rows = [row for row in rows if row.state != State.REPLIED]
    assert any(row.due_at < NOW for row in open_rows)
    assert any(row.due_at >= NOW for row in open_rows)
    assert {draft.state for draft in looking.exec(select(Draft))} == {DraftState.PROPOSED, DraftState.APPROVED}


def test_each_question_for_champions_has_come_as_far_as_its_file_says(looking: Session) -> None:
    """If one has not, look first whether its words now count as urgent."""
    drafts = {draft.id: draft.state for draft in looking.exec(select(Draft))}
    come = {row.text: drafts.get(row.draft_id, row.state) for row in looking.exec(select(Escalation))}
    told = {row["asked"][0]: row["until"] for row in yaml.safe_load((WORDS / "champions.yaml").read_text())}
    assert {text: come.get(text) for text in told} == told


def test_everybody_has_a_role_and_every_role_somebody(looking: Session) -> None:
    staff = looking.exec(select(Staff)).all()
    assert 40 <= len(staff) <= 50
    assert {person.role for person in staff} == set(Role)


def test_nobody_real_can_be_written_to_or_rung(looking: Session) -> None:
    assert all(person.telegram_id is None or person.telegram_id > 2**52 for person in looking.exec(select(Staff)))
    numbers = re.findall(r"\d[\d ]{8,}\d", (WORDS / "people.yaml").read_text())
    assert numbers
    assert all(number.startswith("01632 960") for number in numbers)


def test_there_is_a_way_in_for_each_visitor(house: House) -> None:
    with house.database.writing() as session:
        links = ways_in(session, now=NOW)
        roles = {kind: use_link(session, token, now=NOW).role for kind, token in links.items()}
        session.rollback()
    assert list(roles.values()) == [Role.STAFF, Role.CHAMPION, Role.MANAGER, Role.ADMIN]


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2028, 2, 29)])
def test_on_any_day_one_policy_is_past_its_review_and_one_nearly_due(today: date) -> None:
    with policies(today) as folder:
        read = [read_file(path) for path in sorted(folder.iterdir())]
    states = Counter(review_state(document.review_due, today) for document in read)
    assert states == {Review.OVERDUE: 1, Review.SOON: 1, Review.CURRENT: 6}
    assert not [warning for document in read for warning in document.warnings]
    assert all(6 <= len(document.sections) <= 9 for document in read)


def test_a_nights_clearing_changes_no_week_and_the_audit_log_of_weeks_fits(house: House) -> None:
    def figures() -> list[object]:
        with house.database.reading() as session:
            viewer = find_staff(session, VISITORS["the administrator"])
            zone = house.settings.zone
            return [weekly(session, viewer, week=week, now=NOW, zone=zone) for week in recent_weeks(NOW, zone)]

    before = figures()
    assert clear(house.database, house.settings, NOW).failed == []
    assert figures() == before
    assert house.check_audit().fits


def test_no_words_of_the_demo_are_among_the_questions_that_accuracy_is_measured_on() -> None:
    golden = " ".join(plain(path.read_text()) for path in GOLDEN.glob("*.jsonl"))
    assert not [text for text in demo_texts() if f" {plain(text)} " in f" {golden} "]


def demo_texts() -> list[str]:
    questions = yaml.safe_load((WORDS / "questions.yaml").read_text())
    champions = yaml.safe_load((WORDS / "champions.yaml").read_text())
    sentences = [
        sentence
        for path in (WORDS / "policies").glob("*.md")
        for sentence in re.split(r"[.!?\n|]+\s*", path.read_text())
        if len(sentence.split()) > 4
    ]
    asked = [text for texts in questions.values() for text in texts]
    to_champions = [text for row in champions for text in (*row["asked"], row.get("reply"))]
    return [*sentences, *asked, *filter(None, to_champions)]


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
