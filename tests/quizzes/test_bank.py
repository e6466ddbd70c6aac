"""The bank is what the files say, and what people were asked stays as it was."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import Session, select

from core.audit import AuditEntry
from core.errors import BadInput
from core.places import CONTENT
from people.roles import Role
from quizzes.bank import Item, Loaded, bank_for, load_bank, option_order

FRAMEWORK = {"theme": 1, "cards": [{"code": "1.1", "level": "all"}, {"code": "1.6", "level": "further"}]}


def entry(key: str = "speaker", **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "criterion": "1.1",
        "scenario": "A person you support feels lonely.",
        "question": "Where do you start?",
        "options": [{"text": "Ask her son"}, {"text": "Ask her", "correct": True}, {"text": "Wait"}],
        "explanation": "Start with the person.",
        "approved_by": "A. Editor",
        "reviewed": "2026-11-01",
        "review_due": "2027-11-01",
        **more,
    }


class Files:
    """A content folder that a test writes."""

    def __init__(self, folder: Path) -> None:
        self.quizzes, self.framework = folder / "quizzes", folder / "framework"
        for made in (self.quizzes, self.framework):
            made.mkdir()
        (self.framework / "theme-1.yaml").write_text(yaml.safe_dump(FRAMEWORK))

    def load(self, session: Session, *entries: Any, now: datetime) -> Loaded:
        (self.quizzes / "theme-1.yaml").write_text(yaml.safe_dump({"theme": 1, "items": list(entries)}))
        return load_bank(session, self.quizzes, now=now, framework=self.framework)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    folder = tmp_path / "content"
    folder.mkdir()
    return Files(folder)


def test_the_items_that_ship_all_load(session: Session, now: datetime) -> None:
    loaded = load_bank(session, CONTENT / "quizzes", now=now)
    assert loaded.added >= 60
    assert len({item.theme for item in bank_for(session, Role.STAFF, today=now.date())}) == 7


def test_loading_twice_changes_nothing_and_says_nothing(session: Session, now: datetime, files: Files) -> None:
    assert files.load(session, entry(), now=now) == Loaded(added=1)
    assert files.load(session, entry(), now=now) == Loaded()
    assert len(session.exec(select(AuditEntry)).all()) == 1


def test_a_changed_item_is_a_new_version_and_the_old_words_stay(session: Session, now: datetime, files: Files) -> None:
    files.load(session, entry(), now=now)
    assert files.load(session, entry(question="What first?"), now=now) == Loaded(changed=1)
    rows = session.exec(select(Item).order_by(Item.version)).all()  # type: ignore[arg-type]
    assert [(row.version, row.state, row.question) for row in rows] == [
        (1, "retired", "Where do you start?"),
        (2, "live", "What first?"),
    ]


def test_a_new_review_date_is_not_a_new_version(session: Session, now: datetime, files: Files) -> None:
    files.load(session, entry(), now=now)
    assert files.load(session, entry(review_due="2028-11-01"), now=now) == Loaded()
    assert session.exec(select(Item)).one().review_due == date(2028, 11, 1)


def test_an_item_that_vanished_is_retired_and_may_come_back(session: Session, now: datetime, files: Files) -> None:
    files.load(session, entry(), entry("curry"), now=now)
    assert files.load(session, entry(), now=now) == Loaded(retired=1)
    assert [item.key for item in bank_for(session, Role.STAFF, today=now.date())] == ["speaker"]
    assert files.load(session, entry(), entry("curry"), now=now) == Loaded(added=1)
    assert len(session.exec(select(Item)).all()) == 2


def test_staff_are_asked_what_everybody_needs_and_champions_more(session: Session, now: datetime, files: Files) -> None:
    files.load(session, entry(), entry("lead", criterion="1.6"), now=now)
    keys = {role: {item.key for item in bank_for(session, role, today=now.date())} for role in Role}
    assert keys[Role.STAFF] == {"speaker"}
    assert keys[Role.CHAMPION] == keys[Role.SUPERVISOR] == {"speaker", "lead"}


def test_an_item_past_its_review_date_is_not_asked(session: Session, now: datetime, files: Files) -> None:
    files.load(session, entry(), now=now)
    assert bank_for(session, Role.STAFF, today=date(2027, 11, 1))
    assert not bank_for(session, Role.STAFF, today=date(2027, 11, 2))


TWO_RIGHT = [{"text": "a", "correct": True}, {"text": "b", "correct": True}, {"text": "c"}]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (entry(options=TWO_RIGHT), "theme-1.yaml, speaker: mark exactly one option as correct"),
        (entry(options=[{"text": "a", "correct": True}, {"text": "b"}]), "theme-1.yaml, speaker: options: "),
        (entry(options=[*TWO_RIGHT[1:], {"text": "c"}]), "two options say the same"),
        (entry(criterion="2.1"), "theme-1.yaml, speaker: criterion 2.1 does not belong to theme 1"),
        (entry(criterion="1.99"), "theme-1.yaml, speaker: there is no criterion 1.99"),
        (entry(approved_by=""), "theme-1.yaml, speaker: approved_by: "),
        (entry(colour="red"), "theme-1.yaml, speaker: colour: "),
        (entry(review_due="soon"), "theme-1.yaml, speaker: review_due: "),
        ("just words", "theme-1.yaml, an item that is not a list of fields: "),
        ({"criterion": "1.1"}, "theme-1.yaml, an item without a key: key: Field required"),
    ],
)
def test_a_mistake_names_its_file_and_key(
    session: Session, now: datetime, files: Files, wrong: Any, words: str
) -> None:
    with pytest.raises(BadInput) as refused:
        files.load(session, wrong, now=now)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_key_used_twice_is_refused_and_nothing_changes(session: Session, now: datetime, files: Files) -> None:
    files.load(session, entry(), now=now)
    with pytest.raises(BadInput, match="more than once: curry"):
        files.load(session, entry("curry"), entry("curry"), now=now)
    assert [item.key for item in session.exec(select(Item)).all()] == ["speaker"]


@pytest.mark.parametrize("text", ["items: [", "just words", "theme: 1", "\udcff".encode("utf-8", "surrogateescape")])
def test_a_file_that_is_no_quiz_is_named(session: Session, now: datetime, files: Files, text: str | bytes) -> None:
    (files.quizzes / "theme-1.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput, match=r"theme-1\.yaml"):
        load_bank(session, files.quizzes, now=now, framework=files.framework)


def test_an_empty_folder_does_not_retire_everything(session: Session, now: datetime, files: Files) -> None:
    with pytest.raises(BadInput, match="no quiz files"):
        load_bank(session, files.quizzes, now=now, framework=files.framework)


def test_each_person_sees_the_options_in_an_order_of_their_own_that_stays() -> None:
    orders = [option_order("speaker", staff_id, 4) for staff_id in range(400)]
    assert orders == [option_order("speaker", staff_id, 4) for staff_id in range(400)]
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    first = Counter(order[0] for order in orders)
    assert min(first.values()) > 70  # about 100 each: the right one has no favourite place
