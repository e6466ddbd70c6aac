"""The policies of made-up providers in `policies/`, of which several scripts here learn."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

POLICIES = Path(__file__).parent / "policies"
SEEN = tuple(f"{letter}-" for letter in "abcdefghi")  # whose policies the shipped adapter learnt from
KEPT_BACK = ("j-", "o-", "p-", "q-")  # whose messages neither the adapter nor the likeness has seen: the lessons' own


def read_policies(provider: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each policy, of all providers or of this one, with its provider: what the names of its files begin with."""
    for path in sorted(POLICIES.glob(f"{provider}*.yaml")):
        yield path.name[: path.name.index("-") + 1], read_policy(path.stem)


def read_policy(name: str) -> dict[str, Any]:
    """One of them, by the name of its file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load((POLICIES / f"{name}.yaml").read_text(encoding="utf-8"), loader)  # noqa: S506
    return found


def read_sections(provider: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each section of these policies, with its provider."""
    for owner, policy in read_policies(provider):
        yield from ((owner, section) for section in policy["sections"])


def read_messages() -> Iterator[str]:
    """What was asked about all of them."""
    for _, section in read_sections():
        yield from section["messages"]
