"""What Telegram checks in a request: types as aiogram has them, its small HTML, lengths and buttons."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, TypeVar, get_args

from aiogram import types
from pydantic import BaseModel

MOST_UNITS = 4096
TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}


Model = TypeVar("Model", bound=BaseModel)


class Refusal(Exception):
    """An answer with ok=false."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


def judge(kind: type[Model], data: dict[str, Any]) -> Model:
    """`data` as aiogram reads it. Raises ValidationError, or AssertionError for fields it has never heard of."""
    parsed = kind.model_validate(data)
    strangers = list(_strangers(parsed))
    assert not strangers, f"{kind.__name__} has no {', '.join(strangers)}"
    return parsed


def judged(kind: type[BaseModel], data: dict[str, Any]) -> dict[str, Any]:
    judge(kind, data)
    return data


def _strangers(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from value.model_extra or {}
        for name in type(value).model_fields:
            yield from _strangers(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from _strangers(item)


def decoded(kind: type[BaseModel], params: dict[str, Any]) -> dict[str, Any]:
    """Form fields are text; all but the fields that hold text are JSON inside."""

    def decode(name: str, value: Any) -> Any:
        known = kind.model_fields.get(name)
        if known is None or not isinstance(value, str) or str in (known.annotation, *get_args(known.annotation)):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value

    return {name: decode(name, value) for name, value in params.items()}


def keyboard(markup: Any) -> list[list[dict[str, Any]]]:
    rows = markup.inline_keyboard if isinstance(markup, types.InlineKeyboardMarkup) else []
    for button in (button for row in rows for button in row):
        if not button.text or not 1 <= len((button.callback_data or "").encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return [[{"text": button.text, "callback_data": button.callback_data} for button in row] for row in rows]


def words(source: str, mode: Any) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities after parsing, trimmed and measured as Telegram does. Raises Refusal."""
    text, entities = parse_html(source) if mode == "HTML" else (source, [])
    trimmed = text.lstrip()
    shift = units(text) - units(trimmed)
    trimmed = trimmed.rstrip()
    if not trimmed:
        raise Refusal(400, "Bad Request: message text is empty")
    if units(trimmed) > MOST_UNITS:
        raise Refusal(400, "Bad Request: message is too long")
    return trimmed, [{**one, "offset": max(one["offset"] - shift, 0)} for one in entities]


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Telegram's small HTML. Raises Refusal for a tag that is unknown, unclosed or crossed."""
    text, place = "", 0
    opened: list[tuple[str, int, str]] = []
    entities: list[dict[str, Any]] = []
    for match in re.finditer(r"<(/?)([a-z-]*)([^<>]*)(>?)", source):
        text += unescape(source[place : match.start()])
        place = match.end()
        closing, tag, attributes, end = match.groups()
        at = len(source[: match.start()].encode())
        if not end or tag not in TAGS:
            raise _unparsed(f'Unsupported start tag "{tag}" at byte offset {at}')
        if not closing:
            if tag == "blockquote" and any(name == tag for name, *_ in opened):
                raise _unparsed(f"blockquotes can't be nested at byte offset {at}")
            opened.append((tag, units(text), attributes))
            continue
        if not opened or opened[-1][0] != tag:
            raise _unparsed(f"Unmatched end tag at byte offset {at}")
        _, start, given = opened.pop()
        link = {"url": m[1]} if (m := re.search(r'href="([^"]*)"', given)) else {}
        if units(text) > start:
            entities.append({"type": TAGS[tag], "offset": start, "length": units(text) - start, **link})
    if opened:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return text + unescape(source[place:]), sorted(entities, key=lambda one: int(one["offset"]))


def _unparsed(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: can't parse entities: {reason}")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
