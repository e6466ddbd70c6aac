"""Running headers, footers and page numbers: found by coming back, taken off every page."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile
from statistics import median

from knowledge.readers.page_lines import Line

ZONE, EDGE = 0.15, 0.08  # parts of the page's height
COMES_BACK_ON = 0.4  # of the pages: a header may differ on left and right pages
CHAPTER = 3  # pages are enough at the very edge: a header may name the chapter

_PAGE_NUMBER = re.compile(r"[-–\s]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–\s]*", re.IGNORECASE)


def without_furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> tuple[list[list[Line]], list[str]]:
    """The lines of each page without its furniture, and what the furniture says, each text once."""
    running = _running(pages, heights)
    usual = median([line.size for lines in pages for line in lines] or [0.0])
    kept: list[list[Line]] = []
    taken: dict[str, None] = {}
    for lines, height in zip(pages, heights, strict=True):
        plain = [line for line in lines if not _is_edge_text(line, height, usual if len(pages) == 1 else 0.0)]
        # Furniture reaches inwards from the edge of the page: behind a line of text nothing is furniture.
        comes_back = [key[0] if (key := _key(line, height)) in running else "" for line in plain]
        head = sum(1 for _ in takewhile(lambda zone: zone.endswith("top"), comes_back))
        foot = sum(1 for _ in takewhile(lambda zone: zone.endswith("bottom"), reversed(comes_back)))
        kept.append(plain[head : len(plain) - foot])
        gone = [line for line in lines if line not in kept[-1]]
        taken |= {"  ".join(segment.text for segment in line.segments): None for line in gone}
    return kept, list(taken)


def _is_edge_text(line: Line, height: float, usual: float) -> bool:
    """A page number; or, when there is only one page to go by, small print at the very edge."""
    if not _zone(line, height, EDGE):
        return False
    return bool(_PAGE_NUMBER.fullmatch(line.text)) or line.size < 0.9 * usual


def _running(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[tuple[str, str]]:
    """The keys of the lines that stand at the same height on enough pages."""
    bases: dict[tuple[str, str], list[float]] = defaultdict(list)
    for lines, height in zip(pages, heights, strict=True):
        once = {key: line.base for line in lines if (key := _key(line, height))[0]}
        for key, base in once.items():
            bases[key].append(base)
    enough = max(2, math.ceil(COMES_BACK_ON * len(pages)))
    return {key for key, all_of in bases.items() if _at_one_height(all_of) >= _enough(key, enough)}


def _at_one_height(bases: Sequence[float]) -> int:
    return sum(abs(base - median(bases)) < 4 for base in bases)


def _enough(key: tuple[str, str], pages: int) -> int:
    return min(pages, CHAPTER) if key[0].startswith("outer") else pages


def _zone(line: Line, height: float, part: float) -> str:
    if line.base > height * (1 - part):
        return "top"
    return "bottom" if line.base < height * part else ""


def _key(line: Line, height: float) -> tuple[str, str]:
    """Where and what. At the very edge numbers may differ from page to page; nearer the text nothing may.

    Two texts side by side near the text are more likely the first row of a table that goes on.
    """
    if edge := _zone(line, height, EDGE):
        return f"outer {edge}", re.sub(r"\d+", "#", line.text).casefold()
    return _zone(line, height, ZONE) if len(line.segments) == 1 else "", line.text.casefold()
