"""The week page, the people behind it, and its spreadsheet."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest

import make
import make_quiz
import web
from api import wording
from api.parts import Parts
from people.roles import Role
from people.sites import Team, add_team
from people.staff import Staff
from questions.escalations import escalate
from questions.questions import record_question

Browser = Callable[[Staff], web.Visitor]


@pytest.fixture
def nights(parts: Parts, people: make.Cast) -> Team:
    """Two of four have finished: Ana and one of the night team. One is on leave."""
    early = parts.clock() - timedelta(days=30)
    with parts.database.writing() as session:
        team = add_team(session, people.home, "=Nights", actor="test", now=early)
        bea, col, away = (make.staff(session, name, at=people.home, now=early) for name in ("Bea", "Col", "Del"))
        for person in (bea, col, away):
            person.team_id, person.telegram_id = team.id, (person.id or 0) + 5000
        away.away_from = early.date()
        for person in (people.ana, people.cho):
            session.get_one(Staff, person.id).joined_at = early
        make_quiz.bank(session, now=early)
        round_ = make_quiz.round_at(session, parts.clock())
        for person in (people.ana, bea):
            make_quiz.take(session, round_, person, now=parts.clock())
    return team


def test_the_first_line_says_how_many_have_finished(people: make.Cast, browser: Browser, nights: Team) -> None:
    page = browser(people.lee).opens("/week")
    assert page.heading == "2 of 4 people have finished this week's quiz."
    assert "2 not yet" in page.text
    assert "Not counted: 1 on leave." in page.text
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("table tbody tr")]
    assert rows == ["=Nights 1 1 1 0 1", "No team 1 1 1 0 0", "Everybody at Rose House 2 2 2 0 1"]


def test_the_figures_lead_to_the_people_but_not_to_their_answers(
    people: make.Cast, browser: Browser, nights: Team
) -> None:
    lee = browser(people.lee)
    page = lee.opens(f"/week/{people.home.id}?team={nights.id}")
    groups = {
        section.h2.get_text(" ", strip=True): section.get_text(" ", strip=True)
        for section in page.soup.select("section")
        if section.h2
    }
    assert set(groups) == {"Not finished yet 1", "Finished 1", "On leave all week 1"}
    assert "Col" in groups["Not finished yet 1"]
    assert "Bea" in groups["Finished 1"]
    assert "right" not in page.text
    assert lee.opens(f"/week/{people.home.id}?team=999").status == 404


def test_governance_sees_figures_but_no_persons(
    parts: Parts, people: make.Cast, browser: Browser, nights: Team
) -> None:
    with parts.database.writing() as session:
        gov = make.staff(session, "Gus", role=Role.GOVERNANCE, now=parts.clock())
    gus = browser(gov)
    assert not gus.opens("/week").soup.select("table a")
    assert gus.opens(f"/week/{people.home.id}").status == 403


def test_waiting_questions_are_listed_with_who_is_on_them(parts: Parts, people: make.Cast, browser: Browser) -> None:
    with parts.database.writing() as session:
        at = parts.clock() - timedelta(days=1)
        question = record_question(session, people.ana, "who holds the key", channel="web", now=at, outcome="champion")
        escalate(session, question, now=at, zone=web.ZONE)
    for page in ("/week", "/governance"):
        text = browser(people.lee).opens(page).text
        assert "who holds the key" in text
        assert "Was due 2 pm on Sunday" in text
        assert "Nobody has claimed it yet" in text


def test_what_went_on_to_a_champion_counts_as_that(parts: Parts, people: make.Cast, browser: Browser) -> None:
    with parts.database.writing() as session:
        now = parts.clock()
        asked = [
            record_question(session, people.ana, text, channel="web", now=now, outcome="choices")
            for text in ("which form for a fall", "who holds the key")
        ]
        escalate(session, asked[1], now=now, zone=web.ZONE)
    table = browser(people.lee).opens("/governance").soup.select_one(".outcomes")
    assert table is not None
    rows = {row.th.text: row.td.text for row in table.select("tbody tr") if row.th and row.td}
    assert rows == {"Offered a choice of passages": "1", "Sent to a champion": "1", "All": "2"}


def test_the_spreadsheet_holds_the_same_figures_no_names_and_no_formulas(
    people: make.Cast, browser: Browser, nights: Team
) -> None:
    sent = browser(people.lee).client.get("/week.csv")
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="quiz-2026-W48.csv"' in sent.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))
    assert [(row["site"], row["team"], row["counted"], row["completed"]) for row in rows] == [
        ("Rose House", "", "4", "2"),
        ("Rose House", "'=Nights", "2", "1"),
        ("Rose House", "No team", "2", "1"),
    ]
    assert rows[0]["answers_given"] == ""  # fewer than five people answered: it would point at somebody
    assert "Bea" not in sent.text


def test_earlier_weeks_can_be_chosen_and_others_are_refused(people: make.Cast, browser: Browser) -> None:
    lee = browser(people.lee)
    assert lee.opens("/week?week=2026-W47").status == 200
    for week in ("2026-W40", "2026-W60", "2027-W01", "nonsense", "2026-W48'--"):
        assert lee.opens(f"/week?week={week}").status == 400
        assert lee.client.get(f"/week.csv?week={week}").status_code == 400
    assert lee.opens("/week/1?team=x").status == 400
    assert lee.opens("/week/none").status == 404


@pytest.mark.parametrize(
    ("numbers", "this_week", "said"),
    [
        ((12, 18, 18), True, "12 of 18 people have finished this week's quiz."),
        ((0, 1, 1), True, "0 of 1 person have finished this week's quiz."),
        ((3, 5, 4), False, "3 of 5 people had finished that week's quiz."),
        ((0, 4, 0), True, "No quiz has gone out this week yet."),
        ((0, 4, 0), False, "No quiz went out that week."),
        ((0, 0, 0), True, "Nobody is counted for this week's quiz."),
    ],
)
def test_the_sentence_is_honest_about_nothing(numbers: tuple[int, int, int], this_week: bool, said: str) -> None:
    assert wording.quiz_sentence(*numbers, this_week=this_week) == said
