"""Which words were just taken for names: their keys, in this process's memory alone, for a few minutes."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

REMEMBERED = timedelta(minutes=10)
MOST = 500


class Recall:
    """So that "nothing personal there" can be believed although the words were not kept. Safe to use from threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[datetime, tuple[str, ...]]] = OrderedDict()
        self._lock = Lock()

    def keep(self, received_id: int, keys: Sequence[str], *, now: datetime) -> None:
        """The keys of what was taken out of one message; of too many the oldest are forgotten."""
        with self._lock:
            self._kept[received_id] = now, tuple(keys)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, received_id: int, *, now: datetime) -> tuple[str, ...]:
        """Them, once; empty when they are forgotten."""
        with self._lock:
            at, keys = self._kept.pop(received_id, (now, ()))
            for old in [number for number, (kept_at, _) in self._kept.items() if now - kept_at > REMEMBERED]:
                del self._kept[old]
        return keys if now - at <= REMEMBERED else ()
