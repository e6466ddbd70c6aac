"""Saved web pages: the words between the menus."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from knowledge.readers.drafts import Block, Draft, Heading, Passage, Table

_DROPPED = ["script", "style", "nav", "form", "noscript", "template", "svg", "iframe", "button", "head", "dialog"]
_DROPPED_ROLES = ["navigation", "banner", "contentinfo", "search", "dialog"]
_LANDMARKS = ["header", "footer"]
_INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "cite",
    "code",
    "data",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "mark",
}
_INLINE |= {"picture", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
_BREADCRUMBS = "[class*=breadcrumb], [class*=cookie], [class*=skip-link], [hidden], [aria-hidden=true]"


def read_html(text: str) -> Draft:
    soup = BeautifulSoup(text, "html.parser")
    page_title = soup.title.get_text(" ", strip=True) if soup.title else None
    for unwanted in soup.find_all(_DROPPED) + soup.find_all(role=_DROPPED_ROLES) + soup.select(_BREADCRUMBS):
        unwanted.decompose()
    body = soup.find("main") or soup.find(role="main") or _lone_article(soup) or soup.body or soup
    furniture = []
    for landmark in body.find_all(_LANDMARKS):
        # A header inside the page's own text often holds its title.
        if not landmark.find(["h1", "h2"]) or landmark.name == "footer" or body.name == "body":
            furniture.append(landmark.get_text(" ", strip=True))
            landmark.decompose()
    return Draft(list(_blocks(body)), spare_title=page_title, furniture=tuple(furniture))


def _lone_article(soup: BeautifulSoup) -> Tag | None:
    articles = soup.find_all("article")
    return articles[0] if len(articles) == 1 else None


def _blocks(parent: Tag) -> Iterator[Block]:
    """Children in order; words that stand loose between blocks become a paragraph."""
    loose: list[str] = []
    for node in [*parent.children, None]:
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            loose.append(re.sub(r"\s+", " ", node))
        elif isinstance(node, Tag) and node.name in _INLINE and not node.find(_is_block):
            loose += _letters(node)
        elif node is None or isinstance(node, Tag):
            if words := _tidy("".join(loose)):
                yield Passage(words)
            loose = []
            if node is not None:
                yield from _block(node)


def _is_block(tag: Tag) -> bool:
    return tag.name not in _INLINE


def _block(tag: Tag) -> Iterator[Block]:
    if tag.name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        if words := _words(tag):
            yield Heading(words, int(tag.name[1]))
    elif tag.name in ("ul", "ol"):
        if items := list(_items(tag, depth=0)):
            yield Passage("\n".join(items))
    elif tag.name == "table":
        yield from _table(tag)
    elif tag.name == "pre":
        yield Passage(tag.get_text().strip("\n"))
    else:
        yield from _blocks(tag)


def _table(tag: Tag) -> Iterator[Block]:
    """A table of one column only places things on the page: it reads on as ordinary text."""
    rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    cells = [[cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row] for row in rows]
    if all(len(row) <= 1 for row in cells):
        for row in cells:
            for cell in row:
                yield from _blocks(cell)
        return
    yield Table(tuple(tuple(_words(cell) for cell in row) for row in cells))


def _items(tag: Tag, *, depth: int) -> Iterator[str]:
    number = int(str(tag.get("start") or "1")) if str(tag.get("start") or "1").isdigit() else 1
    for item in tag.find_all("li", recursive=False):
        inner = [part.extract() for part in item.find_all(["ul", "ol"]) if part.find_parent("li") is item]
        mark = f"{number}." if tag.name == "ol" else "-"
        yield f"{'  ' * depth}{mark} {_words(item)}"
        number += 1
        for part in inner:
            yield from _items(part, depth=depth + 1)


def _words(tag: Tag) -> str:
    return _tidy("".join(_letters(tag)))


def _letters(tag: Tag) -> Iterator[str]:
    """The letters as the page shows them: only `<br>` breaks a line, and blocks within are divided by a space."""
    if tag.name == "br":
        yield "\n"
    for node in tag.children:
        if isinstance(node, Tag):
            edge = " " if _is_block(node) else ""
            yield f"{edge}{''.join(_letters(node))}{edge}"
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield re.sub(r"\s+", " ", node)


def _tidy(raw: str) -> str:
    return "\n".join(" ".join(line.split()) for line in raw.split("\n")).strip("\n")
