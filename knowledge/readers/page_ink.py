"""What is printed on one PDF page and where: pieces of text, ruled lines, and drawn bullets."""

import math
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, DictionaryObject, NameObject
from pypdf.generic._font import Font

_MOVES = {b"Td", b"TD", b"Tm", b"T*", b"'", b'"'}
_PAINTS = {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"}
_CLEANED = {0xA0: " ", 0x200B: None, 0xFEFF: None, 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl"}
_CLEANED |= {0xFB03: "ffi", 0xFB04: "ffl", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x0: None, 0x7F: "•"}
MOST_LINES = 4_000  # a page with more is a drawing, and not a table
_SYMBOL_FONTS = ("symbol", "dingbat", "wingding", "webding")


@dataclass(frozen=True)
class Piece:
    """Letters set in one go. `base` is the height of the line they stand on; all lengths are points."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    order: int

    @property
    def is_bullet(self) -> bool:
        return self.text in BULLETS


BULLETS = set("•●▪◦○‣⁃·■□➢➤✓✔\uf0b7\uf0a7\uf0d8\x7f")


@dataclass(frozen=True)
class Rule:
    """A horizontal ruled line, or the upper or lower edge of a shaded box."""

    left: float
    right: float
    height: float


@dataclass(frozen=True)
class Post:
    """A vertical ruled line, or the side of a shaded box."""

    across: float
    low: float
    high: float


@dataclass
class Ink:
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)


def ink_of(page: PageObject) -> Ink:
    """Reads one page as it is shown. Text that is not level then (a watermark across the page) is left out."""
    box, turned = page.mediabox, page.rotation % 360
    width, height = float(box.width), float(box.height)
    shown = (height, width) if turned in (90, 270) else (width, height)
    press = _Press(Ink(*shown), _product(_shift(-float(box.left), -float(box.bottom)), _turn(turned, width, height)))
    _separate_moves(page)
    page.extract_text(visitor_text=press.text, visitor_operand_before=press.operator)
    return press.ink


def _shift(x: float, y: float) -> list[float]:
    return [1.0, 0.0, 0.0, 1.0, x, y]


def _turn(degrees: int, width: float, height: float) -> list[float]:
    """The matrix that turns a page clockwise and puts its corner back to zero."""
    turns = {90: [0.0, -1.0, 1.0, 0.0, 0.0, width], 180: [-1.0, 0.0, 0.0, -1.0, width, height]}
    turns[270] = [0.0, 1.0, -1.0, 0.0, height, 0.0]
    return turns.get(degrees, _shift(0, 0))


def _separate_moves(page: PageObject) -> None:
    """pypdf reports everything on one line of writing at once, so two cells of a table could come as one text.

    A transformation that changes nothing makes it report what it has before each move.
    """
    if page.get_contents() is None:
        return
    separated = ContentStream(page["/Contents"], page.pdf, "bytes")
    still = (_shift(0, 0), b"cm")
    separated.operations = [
        step for one in separated.operations for step in ((still, one) if one[1] in _MOVES else (one,))
    ]
    page[NameObject("/Contents")] = separated


class _Press:
    """Collects the ink of one page while pypdf walks through it."""

    def __init__(self, ink: Ink, to_page: list[float]) -> None:
        self.ink = ink
        self._to_page = to_page
        self._metrics: dict[int, _Metrics] = {}
        self._path: list[tuple[float, float]] = []

    def text(self, raw: str, cm: list[float], tm: list[float], font: DictionaryObject | None, font_size: float) -> None:
        matrix = _product(_product(tm, cm), self._to_page)
        words = raw.translate(_CLEANED).replace("\n", " ")
        size = abs(font_size) * math.hypot(matrix[2], matrix[3])
        if not words.strip() or abs(matrix[1]) > 0.05 * matrix[0] or size <= 0:
            return
        if id(font) not in self._metrics:
            self._metrics[id(font)] = _Metrics(font)
        metrics = self._metrics[id(font)]
        # pypdf puts a space in front when it saw a gap; the matrix stands at the first real letter.
        words = words.strip() if len(words.strip()) == 1 else words.lstrip()
        left, base = matrix[4], matrix[5]
        width = metrics.width(words) * abs(font_size) * math.hypot(matrix[0], matrix[1])
        text = "•" if metrics.is_symbol and len(words.strip()) == 1 else words
        piece = Piece(text, left, left + width, base, round(size, 1), metrics.is_bold, len(self.ink.pieces))
        if not self._is_shadow(piece):
            self.ink.pieces.append(piece)

    def _is_shadow(self, piece: Piece) -> bool:
        """Some programs print letters twice, a hair apart, to make them look bold."""
        return any(
            other.text == piece.text and abs(other.left - piece.left) < 1 and abs(other.base - piece.base) < 1
            for other in self.ink.pieces[-3:]
        )

    def operator(self, operator: bytes, operands: list[Any], cm: list[float], _tm: list[float]) -> None:
        if operator in (b"m", b"l", b"c", b"v", b"y"):
            cm = _product(cm, self._to_page)
            points = [float(number) for number in operands]
            self._path += [_moved(cm, x, y) for x, y in zip(points[::2], points[1::2], strict=False)]
        elif operator == b"re" and len(operands) == 4:
            cm = _product(cm, self._to_page)
            x, y, width, height = (float(number) for number in operands)
            self._path += [_moved(cm, x, y), _moved(cm, x + width, y + height)]
        elif operator in _PAINTS:
            self._draw()
        if operator in _PAINTS or operator == b"n":
            self._path = []

    def _draw(self) -> None:
        if not self._path or len(self.ink.rules) + len(self.ink.posts) > MOST_LINES:
            return
        across, up = sorted(x for x, _ in self._path), sorted(y for _, y in self._path)
        left, right, low, high = across[0], across[-1], up[0], up[-1]
        if right - left > 15:
            self.ink.rules += [Rule(left, right, edge) for edge in _edges(low, high)]
        if high - low > 8:
            self.ink.posts += [Post(edge, low, high) for edge in _edges(left, right)]
        if 1.5 <= right - left <= 8 and 1.5 <= high - low <= 8:
            self.ink.pieces.append(Piece("•", left, right, low, 0.0, False, len(self.ink.pieces)))


def _edges(start: float, end: float) -> list[float]:
    """A thin box is one line; a thick one has two edges."""
    return [(start + end) / 2] if end - start < 3 else [start, end]


class _Metrics:
    """How wide the letters of one font are, in parts of its size."""

    def __init__(self, resource: DictionaryObject | None) -> None:
        name = str(resource.get("/BaseFont", "") if resource else "").casefold()
        self.is_bold = any(word in name for word in ("bold", "black", "heavy", "demi"))
        self.is_symbol = any(word in name for word in _SYMBOL_FONTS)
        self._widths: dict[str, float] = {}
        if resource is not None:
            self._measure(Font.from_font_resource(resource))
        known = [width for width in self._widths.values() if width > 0]
        self._usual = sum(known) / len(known) if known else 500.0

    def _measure(self, font: Font) -> None:
        shown = font.character_map
        if isinstance(font.encoding, dict):
            codes = {chr(code): str(letter) for code, letter in font.encoding.items()}
        else:
            codes = {str(raw): str(raw) for raw in shown if isinstance(raw, str)}
        for code, letter in codes.items():
            self._widths.setdefault(str(shown.get(letter, letter)), font.get_text_width(code))
        self._widths.setdefault(" ", float(font.space_width))

    def width(self, text: str) -> float:
        return sum(self._widths.get(letter, self._usual) for letter in text) / 1000


def _product(one: list[float], other: list[float]) -> list[float]:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]


def _moved(matrix: list[float], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
