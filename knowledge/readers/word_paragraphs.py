"""One paragraph of a Word document: its words, its level as a heading, its mark, its weight."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from knowledge.readers.texts import raise_digits
from knowledge.readers.word_numbering import Mark, Numbering, child, value

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Properties, deleted words, and the second copy of a drawing kept for old programs. Text boxes are read on their own.
_SKIPPED = {qn(name) for name in ("w:pPr", "w:rPr", "w:del", "w:moveFrom", "w:txbxContent")} | {_FALLBACK}
_LETTERS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TYPED_MARK = re.compile(r"\s*([•●▪◦○‣⁃·\uf0b7–-]|\(?(?:[a-z]|[ivx]+)\))[ \t\xa0]+(?=\S)")
_OFF = ("0", "false", "none")


@dataclass(frozen=True)
class Paragraph:
    """`level` is None for ordinary text. `style` is the style's name in lower case. `size` is in half points."""

    text: str
    style: str
    level: int | None
    mark: Mark | None
    bold: bool
    size: int


def words_of(element: Any) -> str:
    """The words that are shown: insertions in, deletions out, links and fields as they read."""
    return "".join(_letters(element)).strip(" \n")


def _letters(element: Any) -> Iterator[str]:
    for part in element:
        if part.tag == qn("w:t"):
            yield part.text or ""
        elif part.tag == qn("w:br"):
            yield "\n" if value(part, "w:type") in (None, "textWrapping") else ""
        elif part.tag in _LETTERS:
            yield _LETTERS[part.tag]
        elif part.tag not in _SKIPPED and not _is_hidden(part):
            raised = value(child(part, "w:rPr", "w:vertAlign")) == "superscript"
            yield from map(raise_digits, _letters(part)) if raised else _letters(part)


def _is_hidden(run: Any) -> bool:
    """Or struck out: what no longer holds must not be read as a rule."""
    return any(_is_on(child(run, "w:rPr", name)) for name in ("w:vanish", "w:strike", "w:dstrike"))


def _is_on(switch: Any) -> bool:
    return switch is not None and value(switch) not in _OFF


class Paragraphs:
    """Reads paragraphs of one document, in order: numbers depend on those before."""

    def __init__(self, document: Document) -> None:
        self._styles: dict[str, Any] = {}
        self._numbering = Numbering(document)
        self._default = ""
        sheet = document.styles.element
        self._default_size = int(value(child(sheet, "w:docDefaults", "w:rPrDefault", "w:rPr", "w:sz")) or 20)
        for style in sheet.findall(qn("w:style")):
            identity = value(style, "w:styleId") or ""
            self._styles[identity] = style
            if value(style, "w:type") == "paragraph" and value(style, "w:default") in ("1", "true"):
                self._default = identity

    def read(self, element: Any) -> Paragraph:
        chain = list(self._chain(value(child(element, "w:pPr", "w:pStyle")) or self._default))
        names = [(value(child(style, "w:name")) or "").casefold() for style in chain]
        text, mark = words_of(element), self._mark(element, chain)
        typed = _TYPED_MARK.match(text)
        if typed and mark is None and "\n" not in text:
            text, mark = text[typed.end() :], Mark(typed[1] if typed[1].endswith(")") else "-", 0)
        if mark is None and names[:1] and names[0].startswith("list bullet"):
            mark = Mark("-", 0)
        if mark and (deeper := re.fullmatch(r"list (?:bullet|number) (\d)", names[0])):
            mark = Mark(mark.text, int(deeper[1]) - 1)
        return Paragraph(
            text=text,
            style=names[0] if names else "",
            level=0 if "title" in names else _level(element, chain, names),
            mark=mark,
            bold=self._is_bold(element, chain),
            size=self._size(element, chain),
        )

    def _chain(self, identity: str | None) -> Iterator[Any]:
        """The style and those it builds on, nearest first."""
        seen: set[str] = set()
        while identity and identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            identity = value(child(self._styles[identity], "w:basedOn"))

    def _mark(self, element: Any, chain: list[Any]) -> Mark | None:
        rules = [child(owner, "w:pPr", "w:numPr") for owner in (element, *chain)]
        rule = next((rule for rule in rules if child(rule, "w:numId") is not None), None)
        depths = [value(child(rule, "w:ilvl")) for rule in rules if child(rule, "w:ilvl") is not None]
        number = value(child(rule, "w:numId"))
        if not number or not words_of(element):
            return None
        style_ids = [value(style, "w:styleId") or "" for style in chain]
        return self._numbering.mark(number, int(depths[0] or 0) if depths else None, style_ids)

    def _is_bold(self, element: Any, chain: list[Any]) -> bool:
        by_style = any(_is_on(child(style, "w:rPr", "w:b")) for style in chain)
        runs = [run for run in element.iter(qn("w:r")) if words_of(run)]
        return bool(runs) and all(self._is_bold_run(run, by_style) for run in runs)

    def _is_bold_run(self, run: Any, by_style: bool) -> bool:
        own = child(run, "w:rPr", "w:b")
        strong = self._chain(value(child(run, "w:rPr", "w:rStyle")))
        return _is_on(own) if own is not None else by_style or any(_is_on(child(s, "w:rPr", "w:b")) for s in strong)

    def _size(self, element: Any, chain: list[Any]) -> int:
        """The smallest letters of the paragraph, in half points."""
        sizes = (value(child(style, "w:rPr", "w:sz")) for style in chain)
        usual = next((int(size) for size in sizes if size), self._default_size)
        runs = [run for run in element.iter(qn("w:r")) if words_of(run)]
        return min((int(value(child(run, "w:rPr", "w:sz")) or usual) for run in runs), default=usual)


def _level(element: Any, chain: list[Any], names: list[str]) -> int | None:
    """1 to 9 for a heading, by its own outline level, its style's name, or its style's outline level."""
    own = value(child(element, "w:pPr", "w:outlineLvl"))
    if own is not None:
        return int(own) + 1 if int(own) < 9 else None
    for style, name in zip(chain, names, strict=True):
        if match := re.fullmatch(r"heading (\d)", name):
            return int(match[1])
        outline = value(child(style, "w:pPr", "w:outlineLvl"))
        if outline is not None and int(outline) < 9:
            return int(outline) + 1
    return None
