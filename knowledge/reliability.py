"""How far the confidence of replies can be believed: of those about this sure, as many should be right."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

BINS = 5


@dataclass(frozen=True)
class Bin:
    """Replies between `start` and `end` sure: how many, how sure in the mean, and which share was right."""

    start: float
    end: float
    rows: int
    sure: float
    right: float

    def to_json(self) -> dict[str, Any]:
        shares = {"sure": round(self.sure, 4), "right first": round(self.right, 4)} if self.rows else {}
        return {"from": self.start, "to": self.end, "rows": self.rows, **shares}

    def in_words(self) -> str:
        shares = f"  said {self.sure:.2f}, right {self.right:.2f}" if self.rows else ""
        return f"  sure {self.start:.1f} to {self.end:.1f}: {self.rows:4d} rows{shares}"


@dataclass
class Reliability:
    """How sure each reply was, from 0 to 1, and whether it was right."""

    replies: list[tuple[float, bool]] = field(default_factory=list)

    def count(self, sure: float, right: bool) -> None:
        self.replies.append((sure, right))

    def bins(self) -> list[Bin]:
        """Five, from unsure to sure; 1.0 belongs to the last."""
        return [self._bin(number) for number in range(BINS)]

    def error(self) -> float:
        """The expected calibration error, 0 to 1: how far from the share that was right a bin is sure, in the mean."""
        apart = sum(each.rows * abs(each.sure - each.right) for each in self.bins())
        return round(apart / len(self.replies), 4) if self.replies else 0.0

    def to_json(self) -> dict[str, Any]:
        return {"bins": [each.to_json() for each in self.bins()], "expected calibration error": self.error()}

    def lines(self) -> Iterator[str]:
        yield from (each.in_words() for each in self.bins())
        yield f"  {self.error():.2f}  expected calibration error"

    def _bin(self, number: int) -> Bin:
        inside = [reply for reply in self.replies if min(int(reply[0] * BINS), BINS - 1) == number]
        sure, right = (fmean(values) for values in zip(*inside, strict=True)) if inside else (0.0, 0.0)
        return Bin(number / BINS, (number + 1) / BINS, len(inside), sure, right)
