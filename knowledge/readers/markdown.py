"""Markdown with an optional block of metadata between two `---` lines at the top."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from knowledge.readers import controls, wording
from knowledge.readers.drafts import Block, Draft, Heading, Passage, Table
from knowledge.readers.parts import Unreadable

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(text: str, path: Path) -> Draft:
    stated, body = _front_matter(text, path)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    blocks = [block for node in SyntaxTreeNode(parser.parse(body)).children for block in _blocks(node)]
    return Draft(blocks, stated=stated)


def _front_matter(text: str, path: Path) -> tuple[dict[str, str], str]:
    match = _FRONT.match(text)
    if not match:
        return {}, text
    try:
        # The plain loader makes no objects and keeps "3.10" as it is written, where a number would be 3.1.
        fields = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise Unreadable(path.name, wording.FRONT_MATTER) from error
    if not isinstance(fields, dict):
        return {}, text
    named = ((controls.field_of(str(label)), value) for label, value in fields.items())
    return {name: value.strip() for name, value in named if name and isinstance(value, str)}, text[match.end() :]


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.type == "heading":
        yield Heading(_words(node), int(node.tag[1]))
    elif node.type == "table":
        rows = (row for part in node.children for row in part.children)
        yield Table(tuple(tuple(_words(cell) for cell in row.children) for row in rows))
    elif node.type in ("bullet_list", "ordered_list"):
        yield Passage("\n".join(_items(node, depth=0)))
    elif node.type == "blockquote":
        for child in node.children:
            yield from _blocks(child)
    elif words := _words(node):
        yield Passage(words)


def _items(node: SyntaxTreeNode, *, depth: int) -> Iterator[str]:
    for item in node.children:
        mark = f"{item.info}{item.markup}" if node.type == "ordered_list" else "-"
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _items(child, depth=depth + 1)
            else:
                yield f"{'  ' * depth}{mark or ' '} {_words(child)}"
                mark = ""


def _words(node: SyntaxTreeNode) -> str:
    """The words of a node as a reader sees them, without Markdown's marks."""
    if node.type == "inline":
        return "".join(_inline(token) for token in (node.token.children if node.token else None) or []).strip()
    if node.type in ("fence", "code_block"):
        return node.content.strip("\n")
    if node.type == "html_block":
        return BeautifulSoup(node.content, "html.parser").get_text(" ", strip=True)
    return "\n".join(filter(None, (_words(child) for child in node.children)))


def _inline(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak" or re.fullmatch(r"<br\s*/?>", token.content):
        return "\n"
    return "" if token.type == "html_inline" else token.content
