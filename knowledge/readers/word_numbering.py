"""The numbers and bullets that Word draws itself: they are not in the text, only in the rules for it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_HUNDREDS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"))
_ROMAN = (*_HUNDREDS, (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Mark:
    """What stands before a paragraph: "-" for a bullet, else the number as printed. `depth` 0 is the outermost."""

    text: str
    depth: int

    @property
    def is_bullet(self) -> bool:
        return self.text == "-"


def child(element: Any, *names: str) -> Any:
    """The first child, grandchild... by these names, or None."""
    for name in names:
        element = None if element is None else element.find(qn(name))
    return element


def value(element: Any, name: str = "w:val") -> str | None:
    return None if element is None else element.get(qn(name))


class Numbering:
    """Counts as Word does while the paragraphs pass by in order. One for each reading of a document."""

    def __init__(self, document: Document) -> None:
        self._lists: dict[str, dict[int, Any]] = {}
        self._list_of: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._seen: set[str] = set()
        try:
            part: Any = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
        except KeyError:
            return
        for abstract in part.element.findall(qn("w:abstractNum")):
            levels = {int(value(level, "w:ilvl") or 0): level for level in abstract.findall(qn("w:lvl"))}
            self._lists[value(abstract, "w:abstractNumId") or ""] = levels
        for num in part.element.findall(qn("w:num")):
            self._add(num)

    def _add(self, num: Any) -> None:
        number = value(num, "w:numId") or ""
        self._list_of[number] = value(child(num, "w:abstractNumId")) or ""
        for override in num.findall(qn("w:lvlOverride")):
            if start := value(child(override, "w:startOverride")):
                self._restarts[number, int(value(override, "w:ilvl") or 0)] = int(start)

    def mark(self, number: str, depth: int | None, style_ids: list[str]) -> Mark | None:
        """The mark of the next paragraph in list `number`, counting it. None when it shows nothing."""
        levels = self._lists.get(self._list_of.get(number, ""), {})
        if depth is None:
            depth = next((n for n, level in levels.items() if value(child(level, "w:pStyle")) in style_ids), 0)
        if depth not in levels:
            return None
        self._count(number, depth, levels)
        if value(child(levels[depth], "w:numFmt")) == "bullet":
            return Mark("-", depth)
        text = value(child(levels[depth], "w:lvlText")) or ""
        for above in range(depth + 1):
            text = text.replace(f"%{above + 1}", self._printed(number, above, levels))
        return Mark(text.strip(), depth) if text.strip() else None

    def _count(self, number: str, depth: int, levels: dict[int, Any]) -> None:
        counts = self._counts[self._list_of[number]]
        restart = self._restarts.get((number, depth))
        if restart is not None and number not in self._seen:
            counts[depth] = restart - 1
        self._seen.add(number)
        counts[depth] = counts.get(depth, _start(levels[depth]) - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

    def _printed(self, number: str, depth: int, levels: dict[int, Any]) -> str:
        level = levels.get(depth)
        count = self._counts[self._list_of[number]].get(depth, _start(level))
        return printed_number(count, value(child(level, "w:numFmt")) or "decimal")


def _start(level: Any) -> int:
    return int(value(child(level, "w:start")) or 1)


def printed_number(count: int, style: str) -> str:
    """3 as "3", "c", "C", "iii" or "III", by Word's name for the style."""
    if style in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if style == "upperLetter" else letters
    if style in ("lowerRoman", "upperRoman"):
        roman = ""
        for amount, letters in _ROMAN:
            roman += letters * (count // amount)
            count %= amount
        return roman.upper() if style == "upperRoman" else roman
    return "" if style == "none" else f"{count:02d}" if style == "decimalZero" else str(count)
