"""A Message in Telegram's HTML, in as many parts as Telegram's length limit asks for. Pure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import groupby

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from delivery.message import Button, Message, in_parts

LIMIT = 4096  # UTF-16 code units, as Telegram counts them
SHORT_LABEL = 20
JOINERS = "\u200d\ufe0e\ufe0f" + "".join(map(chr, range(0x1F3FB, 0x1F400)))  # what glues an emoji to the one before it


class Mark(StrEnum):
    """What a line starts with."""

    HEADING = "# "
    QUOTE = "> "
    NONE = ""


@dataclass(frozen=True)
class Part:
    """One Telegram message."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def render(message: Message) -> list[Part]:
    """The parts in order, the buttons under the last. None at all for a message without words."""
    parts = [Part(html) for text in split(message.text) if (html := to_html(text)).strip()]
    if parts and message.buttons:
        parts[-1] = Part(parts[-1].html, keyboard(message.buttons))
    return parts


def split(text: str) -> list[str]:
    """Pieces of at most LIMIT units, marks included, cut where it hurts least; each line keeps its mark."""
    # Half of a surrogate pair cannot be sent, and would look like trouble with the network for ever.
    rest = text.encode("utf-8", "replace").decode().strip()
    pieces = []
    while units(rest) > LIMIT:
        piece, rest = _cut(rest)
        pieces.append(piece)
    return [*pieces, rest]


def to_html(text: str) -> str:
    """Headings and what stands out bold, quoted lines in a block, all else as it stands. No tag crosses another."""
    return "\n".join(_blocks(text))


def keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup:
    """Long labels alone in a row, short ones two by two."""
    rows: list[list[InlineKeyboardButton]] = []
    room = False
    for button in buttons:
        short = len(button.label) <= SHORT_LABEL
        made = InlineKeyboardButton(button.label, callback_data=button.action)
        if short and room:
            rows[-1].append(made)
        else:
            rows.append([made])
        room = short and len(rows[-1]) == 1
    return InlineKeyboardMarkup(rows)


def units(text: str) -> int:
    """Length in UTF-16 code units: most emoji count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def _marked(line: str) -> tuple[Mark, str]:
    if line.startswith(Mark.HEADING):
        return Mark.HEADING, line.removeprefix(Mark.HEADING)
    if line.startswith(Mark.QUOTE) or line == ">":  # an empty quoted line may have lost its space
        return Mark.QUOTE, line[2:]
    return Mark.NONE, line


def _blocks(text: str) -> Iterator[str]:
    for mark, lines in groupby(map(_marked, text.split("\n")), key=lambda marked: marked[0]):
        words = ["".join(_words(line)) for _, line in lines]
        if mark is Mark.HEADING:
            yield from (f"<b>{line}</b>" if line.strip() else "" for line in words)
        elif mark is Mark.QUOTE and any(line.strip() for line in words):
            yield "<blockquote>" + "\n".join(words).strip() + "</blockquote>"
        else:
            yield from words


def _words(line: str) -> Iterator[str]:
    for is_strong, words in in_parts(line):
        yield f"<b>{escape(words, quote=False)}</b>" if is_strong else escape(words, quote=False)


def _cut(text: str) -> tuple[str, str]:
    """The first piece and the rest: between paragraphs, else lines, else words, else characters."""
    end = _reach(text)
    for boundary in ("\n\n", "\n"):
        # Not in the first half: many tiny parts are worse to read than a cut in a paragraph.
        at = text.rfind(boundary, end // 2, end + len(boundary))
        if at > 0:
            return text[:at], text[at:].lstrip("\n")
    at = _between_words(text, end) or _between_characters(text, end)
    mark, _ = _marked(text[:at].rpartition("\n")[2])
    return text[:at], mark + text[at:].removeprefix(" ")


def _reach(text: str) -> int:
    """How many characters fit into LIMIT units."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > LIMIT:
            return index
    return len(text)


def _between_words(text: str, end: int) -> int:
    """The last space in the second half, or 0. Not one before a '>' that would start the next part as a mark."""
    for at in range(end, end // 2, -1):
        if text[at] == " " and not _looks_marked(text, at + 1):
            return at
    return 0


def _between_characters(text: str, end: int) -> int:
    """A place at `end` or a little before that parts no letter from its accents, no emoji from its pieces."""
    for at in range(end, max(end - 32, 1), -1):
        after, before = text[at], text[at - 1]
        glued = before == "\u200d" or after in JOINERS or unicodedata.category(after).startswith("M")
        if not glued and not _looks_marked(text, at):
            return at
    return end


def _looks_marked(text: str, at: int) -> bool:
    return _marked(text[at : at + LIMIT].partition("\n")[0])[0] is not Mark.NONE
