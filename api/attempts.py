"""Guessing at invites and links, and joining over and over, is slowed down: counted for each address, in memory."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from threading import Lock

FAILURES = 20
JOININGS = 100  # begun: a whole team may join from one address in one meeting
WITHIN = timedelta(minutes=5)
ADDRESSES_KEPT = 10_000


class TooManyTries(Exception):
    """This address has failed too often lately."""


class Attempts:
    """At most so many from one address within five minutes."""

    def __init__(self, most: int = FAILURES) -> None:
        self._most = most
        self._failures: dict[str, deque[datetime]] = defaultdict(deque)
        self._lock = Lock()

    def check(self, address: str, *, now: datetime) -> None:
        """Raises TooManyTries."""
        with self._lock:
            failures = self._failures.get(address, deque())
            if sum(at > now - WITHIN for at in failures) >= self._most:
                raise TooManyTries

    def failed(self, address: str, *, now: datetime) -> None:
        """Remember one more."""
        with self._lock:
            if len(self._failures) >= ADDRESSES_KEPT:
                self._forget(now)
            failures = self._failures[address]
            failures.append(now)
            if len(failures) > self._most:
                failures.popleft()

    def _forget(self, now: datetime) -> None:
        """Drop what no longer counts; under an attack from very many addresses, everything."""
        recent = {who: times for who, times in self._failures.items() if times[-1] > now - WITHIN}
        self._failures.clear()
        if len(recent) < ADDRESSES_KEPT:
            self._failures.update(recent)
