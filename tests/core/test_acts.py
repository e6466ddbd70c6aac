"""Every act that the code records has words, and every line of words an act."""

import ast
from collections.abc import Iterator
from pathlib import Path

from core.acts import ACTS, act_words, thing_words

HOUSE = Path(__file__).parents[2]
LEFT_OUT = {"tests", "training", "benchmarks", "migrations"}
# Codes that end in a state or an action.
ENDS = {"held.": ("kept", "released"), "draft.": ("approved", "rejected"), "knowledge.": ("added", "new_version")}


def files() -> Iterator[Path]:
    for path in HOUSE.rglob("*.py"):
        first = path.relative_to(HOUSE).parts[0]
        if first not in LEFT_OUT and not first.startswith("."):
            yield path


def codes_in(node: ast.AST) -> list[str]:
    """The whole codes in an expression, and the beginnings of codes that are put together."""
    found = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return [text for text in found if isinstance(text, str) and "." in text]


def recorded(tree: ast.Module) -> Iterator[str]:
    """Every code that is handed to `record` or, in editing, to `_note`."""
    named: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).extend(codes_in(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "_note") and len(node.args) > 1:
            code = node.args[1]
            yield from named.get(code.id, []) if isinstance(code, ast.Name) else codes_in(code)


def test_every_act_has_words_and_all_words_an_act() -> None:
    codes = {code for path in files() for code in recorded(ast.parse(path.read_text(encoding="utf-8")))}
    put_together = {code: ends for code, ends in ENDS.items() if code in codes}
    assert {code for code in codes if code.endswith(".")} == set(put_together)
    whole = {code for code in codes if not code.endswith(".")}
    assert whole | {code + end for code, ends in put_together.items() for end in ends} == set(ACTS)


def test_words_stand_for_codes() -> None:
    assert act_words("case.opened") == "A case was opened"
    assert act_words("later.thing_done") == "Later thing done"
    things = [thing_words(each) for each in ("case:1", "alert:3", "", "held:9")]
    assert things == ["case C-1", "alert 3", "", "held message 9"]
