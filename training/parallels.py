"""Makes content/parallels.npz: `python -m training.parallels`, after the adapter or the policies here have changed.

Each message of the made-up policies with the section that answers it, as vectors (see knowledge/parallels.py).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.settings import load_settings
from embeddings.encoder import Encoder
from house import House
from knowledge.parallels import PARALLELS, Parallels, save_parallels
from knowledge.sections import embedded
from training.providers import read_sections


def main() -> None:
    made, _ = from_policies(House(load_settings()).encoder)
    save_parallels(PARALLELS, made)
    print(f"{len(made.messages)} messages about {len(made.sections)} sections kept.")


def from_policies(encoder: Encoder) -> tuple[Parallels, list[str]]:
    """Of all policies, and of each section whose it is."""
    sections = list(read_sections())
    messages = [(message, number) for number, (_, section) in enumerate(sections) for message in section["messages"]]
    made = Parallels(
        model=encoder.name,
        messages=encoder.encode([message for message, _ in messages]),
        answered_by=np.array([number for _, number in messages], dtype=np.int64),
        sections=encoder.encode([embedded(section["heading"], section["text"]) for _, section in sections]),
    )
    return made, [provider for provider, _ in sections]


def without(made: Parallels, providers: Sequence[str], left_out: str) -> Parallels:
    """As if this provider's policies were not known."""
    kept = np.array(providers) != left_out
    messages = kept[made.answered_by]
    return replace(
        made,
        messages=made.messages[messages],
        answered_by=(np.cumsum(kept) - 1)[made.answered_by[messages]],
        sections=made.sections[kept],
    )


if __name__ == "__main__":
    main()
