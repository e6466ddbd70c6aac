"""Makes content/parallels.npz: `python -m training.parallels`, after the adapter or the policies here have changed.

Each message of the made-up policies with the section that answers it, as vectors (see knowledge/parallels.py).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml

from core.settings import load_settings
from embeddings.encoder import Encoder
from house import House
from knowledge.parallels import PARALLELS, Parallels, save_parallels
from knowledge.sections import embedded

KEPT_BACK = ("j-",)  # the beginnings of the policy files that the adapter was made without, for the lessons
POLICIES = Path(__file__).parent / "policies"


def main() -> None:
    made = from_policies(House(load_settings()).encoder)
    save_parallels(PARALLELS, made)
    print(f"{len(made.messages)} messages about {len(made.sections)} sections kept.")


def from_policies(encoder: Encoder, *, leave_out: Sequence[str] = ()) -> Parallels:
    """Of all policies but those whose files begin so."""
    sections = [
        section
        for path in sorted(POLICIES.glob("*.yaml"))
        if not any(path.name.startswith(beginning) for beginning in leave_out)
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]
    ]
    messages = [(message, number) for number, section in enumerate(sections) for message in section["messages"]]
    return Parallels(
        model=encoder.name,
        messages=encoder.encode([message for message, _ in messages]),
        answered_by=np.array([number for _, number in messages], dtype=np.int64),
        sections=encoder.encode([embedded(section["heading"], section["text"]) for section in sections]),
    )


if __name__ == "__main__":
    main()
