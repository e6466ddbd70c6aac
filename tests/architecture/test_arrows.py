"""Imports and foreign keys point down. import-linter holds the packages to it in `make check`; here is the rest."""

import ast
import importlib
import pkgutil
import tomllib
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import tables
from core.places import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES: list[str] = PYPROJECT["tool"]["importlinter"]["root_packages"]
LAYERS: list[str] = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
HEIGHT = {name.strip(): -row for row, layer in enumerate(LAYERS) for name in layer.split("|")}
TOP = ("champion", "house", "tables")
FRAMEWORKS = {"telegram", "fastapi", "starlette", "jinja2", "apscheduler"}


def folders() -> set[str]:
    """The packages that stand in the project's root."""
    return {path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"}


def imported(path: Path) -> set[str]:
    """The top-level names of everything a file imports, inside functions too."""
    tree = ast.walk(ast.parse(path.read_text()))
    names = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    tree = ast.walk(ast.parse(path.read_text()))
    return {name.split(".")[0] for name in names | {n.module or "" for n in tree if isinstance(n, ast.ImportFrom)}}


def every_table() -> list[type[SQLModel]]:
    """Every table class that any module of the project defines."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            importlib.import_module(module.name)
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


def test_every_package_has_its_place() -> None:
    listed = {name for name in PYPROJECT["tool"]["setuptools"]["packages"] if "." not in name}
    assert set(PACKAGES) == set(HEIGHT) == listed == folders()


@pytest.mark.parametrize("name", TOP)
def test_what_stands_on_top_leaves_the_frameworks_to_their_doors(name: str) -> None:
    assert not imported(ROOT / f"{name}.py") & FRAMEWORKS


def test_on_top_each_imports_only_what_is_below() -> None:
    assert "champion" not in imported(ROOT / "house.py")
    assert not imported(ROOT / "tables.py") & {"champion", "house"}


def test_every_table_is_listed() -> None:
    assert set(tables.ALL) == set(every_table())
    assert len(set(tables.ALL)) == len(tables.ALL)


def test_foreign_keys_point_down() -> None:
    home = {table.__tablename__: table.__module__.split(".")[0] for table in every_table()}
    for name, table in SQLModel.metadata.tables.items():
        for key in table.foreign_keys:
            target = key.column.table.name
            assert home[target] == home[name] or HEIGHT[home[target]] < HEIGHT[home[name]], f"{name} -> {target}"
