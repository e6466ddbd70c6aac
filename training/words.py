"""Makes content/words.npz: `python -m training.words`, after the adapter has changed.

The model gives each word a vector of 384 numbers. Which 64 directions of these tell sections apart is learnt from
messages of the policies that the adapter has not seen: of all sections of its provider, each must find its own by its
words and its best passage together.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from core.settings import load_settings
from embeddings.encoder import SentenceEncoder
from embeddings.words import BASIS, SIZE, Basis, save_basis
from house import House
from knowledge.passages import passages
from knowledge.sections import embedded
from training.providers import read_sections

PROVIDERS = ("k-", "l-", "m-", "n-")  # neither the adapter nor the lessons have seen their messages
BATCH, RATE, WARM_UP, SEED = 48, 3e-3, 20, 0
TOGETHER = 32  # texts encoded in one go
SAMPLE = 20_000  # words that say in which directions words differ most


@dataclass(frozen=True)
class Provider:
    """`messages`: the words of each; `right`: its section. `sections`: the words of all sections, one after the other,
    `lengths` of them each. `nearest`: shape (messages, sections), the likeness of the best passage."""

    messages: list[torch.Tensor]
    right: torch.Tensor
    sections: torch.Tensor
    lengths: list[int]
    nearest: torch.Tensor


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("out", type=Path, nargs="?", default=BASIS)
    given.add_argument("--providers", nargs="*", default=PROVIDERS, help="whose policies, by beginnings")
    wanted = given.parse_args()
    torch.set_num_threads(2)
    encoder = House(load_settings()).encoder
    providers = [_provider(encoder, beginning) for beginning in wanted.providers]
    save_basis(wanted.out, Basis(encoder.name, learn(providers).numpy()))
    print(f"{SIZE} directions kept, from the messages of {len(providers)} providers.")


def _provider(encoder: SentenceEncoder, beginning: str) -> Provider:
    sections = [section for _, section in read_sections(beginning)]
    cut = [[embedded(section["heading"], piece) for piece in passages(section["text"])] for section in sections]
    messages = [(message, number) for number, section in enumerate(sections) for message in section["messages"]]
    asked, asked_words = _seen(encoder, [message for message, _ in messages])
    pieces, piece_words = _seen(encoder, [piece for each in cut for piece in each])
    lengths = [len(each) for each in cut]
    ends = np.cumsum(lengths)
    words = [torch.cat(piece_words[end - length : end]) for end, length in zip(ends, lengths, strict=True)]
    return Provider(
        messages=asked_words,
        right=torch.tensor([number for _, number in messages]),
        sections=torch.cat(words),
        lengths=[len(each) for each in words],
        nearest=torch.stack([part.max(1).values for part in (asked @ pieces.T).split(lengths, dim=1)], 1),
    )


def _seen(encoder: SentenceEncoder, texts: list[str]) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """The vectors of the texts, and of the words of each."""
    vectors, words = [], []
    for start in range(0, len(texts), TOGETHER):
        for vector, found in encoder.word_vectors(texts[start : start + TOGETHER]):
            vectors.append(torch.from_numpy(vector))
            words.append(torch.from_numpy(found))
    return torch.stack(vectors), words


def learn(providers: Sequence[Provider]) -> torch.Tensor:
    """Once through all messages, from the directions in which words differ most. Shape (size of the model, SIZE)."""
    torch.manual_seed(SEED)
    some = torch.cat([provider.sections for provider in providers])
    some = some[torch.randperm(len(some))[:SAMPLE]]
    turn = torch.linalg.svd(some, full_matrices=False)[2][:SIZE].T.clone().requires_grad_()
    worth = torch.tensor([10.0, 16.0], requires_grad=True)  # of the best passage, and of the words
    optimiser = torch.optim.AdamW([turn, worth], lr=RATE, weight_decay=0.0)
    batches = [(each, some) for each in providers for some in torch.randperm(len(each.right)).split(BATCH)]
    random.Random(SEED).shuffle(batches)
    for step, (provider, chosen) in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (1 - step / len(batches))
        fits = worth[0] * provider.nearest[chosen] + worth[1] * _likeness(provider, chosen, turn)
        loss = torch.nn.functional.cross_entropy(fits, provider.right[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return turn.detach()


def _likeness(provider: Provider, chosen: torch.Tensor, turn: torch.Tensor) -> torch.Tensor:
    """Shape (chosen, sections): as embeddings.words.WordIndex has it."""
    asked = [provider.messages[number] for number in chosen]
    words, sections = (
        torch.nn.functional.normalize(each @ turn, dim=1) for each in (torch.cat(asked), provider.sections)
    )
    nearest = torch.stack([part.max(1).values for part in (words @ sections.T).split(provider.lengths, dim=1)], 1)
    return torch.stack([part.mean(0) for part in nearest.split([len(each) for each in asked])])


if __name__ == "__main__":
    main()
