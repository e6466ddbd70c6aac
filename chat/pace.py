"""How fast one person may ask. In memory, for as many people as there is room for; nothing here knows of urgency."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

WITHIN = timedelta(minutes=1)
ADDRESSES_KEPT = 10_000


class Pace:
    """At most so many in a minute from one address. What was refused does not count, so waiting always helps."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, address: str, *, now: datetime) -> int:
        """0: go on, and this one is counted."""
        with self._lock:
            times = self._times.pop(address, None) or deque(maxlen=self._most)
            self._times[address] = times  # the newest last
            if len(self._times) > ADDRESSES_KEPT:
                self._times.popitem(last=False)
            if len(times) == self._most and times[0] > now - WITHIN:
                return ceil((times[0] + WITHIN - now).total_seconds())
            times.append(now)
            return 0
