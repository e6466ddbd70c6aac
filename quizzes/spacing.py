"""What to ask next, and when it comes again. Pure: a person's history and the bank in, items out.

A wrong answer comes again after 7 days, a right one after 21; two right running and the item rests. A plain fixed
schedule holds knowledge as well as cleverer ones do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from people.sites import ident
from quizzes.assignments import RoundItem
from quizzes.bank import Item

AGAIN_AFTER_WRONG = timedelta(days=7)
AGAIN_AFTER_RIGHT = timedelta(days=21)
RIGHT_TO_REST = 2

Answers = list[tuple[datetime, bool]]  # of one item: when, and right or not; oldest first


def choose_items(history: Sequence[RoundItem], bank: Sequence[Item], *, now: datetime, count: int = 2) -> list[Item]:
    """Up to `count` different items: those due again, then new ones from the theme least covered so far.

    When neither is left, resting items are refreshed, longest ago first, so that somebody who knows the whole bank is
    still asked. What is waiting for an answer is not asked again.
    """
    answers = _by_item(history)
    waiting = {past.item_id for past in history if past.is_waiting(now)}
    free = {ident(item.id): item for item in bank if item.id not in waiting}
    due = [(_due_at(answers[key]), key) for key in free.keys() & answers.keys()]
    known = [key for moment, key in sorted(due) if moment <= now]
    chosen = [free[key] for key in known if not _rests(answers[key])][:count]
    new = [item for key, item in free.items() if key not in answers]
    covered = Counter(item.theme for item in bank if item.id in answers)
    chosen += _least_covered(new, covered + Counter(item.theme for item in chosen), count - len(chosen))
    resting = [free[key] for key in known if _rests(answers[key])]
    return chosen + resting[: count - len(chosen)]


def _by_item(history: Iterable[RoundItem]) -> dict[int, Answers]:
    answers: dict[int, Answers] = defaultdict(list)
    for past in history:
        if past.answered_at is not None:
            answers[past.item_id].append((past.answered_at, bool(past.correct)))
    return {key: sorted(found) for key, found in answers.items()}


def _due_at(answers: Answers) -> datetime:
    at, right = answers[-1]
    return at + (AGAIN_AFTER_RIGHT if right else AGAIN_AFTER_WRONG)


def _rests(answers: Answers) -> bool:
    last = answers[-RIGHT_TO_REST:]
    return len(last) == RIGHT_TO_REST and all(right for _, right in last)


def _least_covered(new: Sequence[Item], covered: Counter[int], count: int) -> list[Item]:
    """`count` new items; each choice counts towards its theme before the next one is made."""
    left, chosen = list(new), list[Item]()
    while left and len(chosen) < count:
        item = min(left, key=lambda item: (covered[item.theme], item.theme, ident(item.id)))
        left.remove(item)
        chosen.append(item)
        covered[item.theme] += 1
    return chosen
