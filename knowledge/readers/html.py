"""Saved web pages: the words between the menus."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from knowledge.readers.drafts import Block, Draft, Heading, Passage, Table
from knowledge.readers.merged_cells import Cell, plain
from knowledge.readers.texts import raise_digits

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
_MOST_SPANNED = 100
_BREADCRUMBS = "[class*=breadcrumb], [class*=cookie], [class*=skip-link], [hidden], [aria-hidden=true]"


def read_html(text: str) -> Draft:
    soup = BeautifulSoup(text, "html.parser")
    page_title = soup.title.get_text(" ", strip=True) if soup.title else None
    for unwanted in soup.find_all(_DROPPED) + soup.find_all(role=_DROPPED_ROLES) + soup.select(_BREADCRUMBS):
        unwanted.decompose()
    body = soup.find("main") or soup.find(role="main") or _lone_article(soup) or soup.body or soup
    furniture = []
    for aside in body.find_all("aside") if body is soup.body else ():
        aside.decompose()
    for landmark in body.find_all(_LANDMARKS):
        # A header inside the page's own text often holds its title.
        if not landmark.find(["h1", "h2"]) or landmark.name == "footer" or body.name == "body":
            furniture.append(landmark.get_text(" ", strip=True))
            landmark.decompose()
    blocks = list(_blocks(body))
    tops = [
        (place, block.text) for place, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1
    ]
    if len(tops) == 1:
        [(place, heading)] = tops
        above, below = blocks[:place], blocks[place:]
        if body is soup.body and _letters_in(above) < _letters_in(below):  # the page's own text begins at its heading
            furniture += [block.text for block in above if not isinstance(block, Table)]
            blocks = [*(block for block in above if isinstance(block, Table)), *below]
        if page_title and page_title.startswith(heading):  # the rest of it is the name of the site
            page_title = heading
    return Draft(blocks, spare_title=page_title, furniture=tuple(furniture))


def _letters_in(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks if not isinstance(block, Table))


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
    yield from plain(list(_filled(cells)))


def _filled(rows: list[list[Tag]]) -> Iterator[list[Cell]]:
    """Each row with what reaches down into it from the rows above."""
    reaching: dict[int, tuple[Cell, int]] = {}  # by column: the cell, and for how many rows more
    for row in rows:
        cells: list[Cell] = []
        left, column = list(row), 0
        while left or column in reaching:
            if column in reaching:
                cell, rows_left = reaching.pop(column)
            else:
                tag = left.pop(0)
                cell, rows_left = Cell(_words(tag), _number(tag, "colspan")), _number(tag, "rowspan")
            if rows_left > 1:
                reaching[column] = replace(cell, joined=True), rows_left - 1
            cells.append(cell)
            column += cell.span
        yield cells


def _number(tag: Tag, name: str) -> int:
    written = str(tag.get(name) or "1")
    return min(int(written), _MOST_SPANNED) if written.isdecimal() and int(written) else 1


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
            words = "".join(_letters(node))
            yield f"{edge}{raise_digits(words) if node.name == 'sup' else words}{edge}"
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield re.sub(r"\s+", " ", node)


def _tidy(raw: str) -> str:
    return "\n".join(" ".join(line.split()) for line in raw.split("\n")).strip("\n")
