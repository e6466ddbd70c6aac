"""What is still to happen, in the order of time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

SEED = 2026


class Diary:
    """`moment` is where history has come to; `dice` are the same at every telling."""

    def __init__(self, start: datetime) -> None:
        self.moment = start
        self.dice = Random(SEED)  # noqa: S311
        self._entries: list[tuple[datetime, int, Callable[[], object]]] = []
        self._numbers = count()

    def at(self, moment: datetime, act: Callable[[], object]) -> None:
        heappush(self._entries, (moment, next(self._numbers), act))

    def after(self, wait: timedelta, act: Callable[[], object]) -> None:
        self.at(self.moment + wait, act)

    def run(self, until: datetime) -> None:
        """Let it happen; what comes after `until` never does."""
        while self._entries and self._entries[0][0] <= until:
            self.moment, _, act = heappop(self._entries)
            act()

    def minutes(self, average: float) -> timedelta:
        """A wait such as people take: mostly short, sometimes long, at most eight times the average."""
        return timedelta(minutes=min(1 + self.dice.expovariate(1 / average), 8 * average))
