"""Makes content/words.npz and content/parallels.npz: `python -m training.parallels`, after the adapter or the policies
here have changed.

Each message of the made-up policies with the section that answers it, as vectors, and how a new question is compared
with them and with the words of new sections (see training/likeness.py).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from embeddings.compact import compact
from embeddings.encoder import SentenceEncoder
from embeddings.keywords import KeywordIndex
from embeddings.words import BASIS, Basis, save_basis
from knowledge.parallels import PARALLELS, Parallels, save_parallels
from knowledge.passages import passages
from knowledge.sections import embedded
from training.likeness import Likeness, Provider, learn, ranks
from training.providers import KEPT_BACK, SEEN, read_sections

TOGETHER = 32  # texts encoded in one go


def main() -> None:
    encoder = SentenceEncoder()
    names = sorted({name for name, _ in read_sections()})
    providers = [_provider(encoder, name) for name in names]
    torch.set_num_threads(2)
    made = learn([each for each in providers if each.name not in KEPT_BACK])
    save_basis(BASIS, _basis(made, encoder.taught))
    # The name has the new basis in it.
    parallels = _parallels(made, providers, SentenceEncoder().name)
    save_parallels(PARALLELS, parallels)
    print(f"{len(parallels.messages)} messages about {len(parallels.answers)} sections kept.")
    came = torch.cat([ranks(made, each, providers) for each in providers if each.name in KEPT_BACK])
    first, three = ((came < count).float().mean() for count in (1, 3))
    print(f"Of providers kept back {first:.3f} find their section first, {three:.3f} among three.")


def _provider(encoder: SentenceEncoder, name: str) -> Provider:
    sections = [section for _, section in read_sections(name)]
    cut = [[embedded(section["heading"], piece) for piece in passages(section["text"])] for section in sections]
    asked = [(message, number) for number, section in enumerate(sections) for message in section["messages"]]
    messages, words = _seen(encoder, [message for message, _ in asked])
    pieces, piece_words = _seen(encoder, [piece for each in cut for piece in each])
    wholes, _ = _seen(encoder, [embedded(section["heading"], section["text"]) for section in sections])
    lengths = [len(each) for each in cut]
    keywords = KeywordIndex([piece for each in cut for piece in each])
    shared = torch.from_numpy(np.stack([keywords.scores(message) for message, _ in asked])).float()
    ends = np.cumsum(lengths)
    section_words = [torch.cat(piece_words[end - n : end]) for end, n in zip(ends, lengths, strict=True)]
    return Provider(
        name=name,
        taught=name in SEEN,
        messages=messages,
        words=words,
        right=torch.tensor([number for _, number in asked]),
        wholes=wholes,
        section_words=torch.cat(section_words),
        lengths=[len(each) for each in section_words],
        nearest=_best(messages @ pieces.T, lengths),
        keywords=_best(shared, lengths),
    )


def _best(found: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
    """Of the passages of each section the best."""
    return torch.stack([part.amax(1) for part in found.split(list(lengths), dim=1)], 1)


def _seen(encoder: SentenceEncoder, texts: list[str]) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """The vectors of the texts, and at half precision those of the words of each."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    found = {}
    for start in range(0, len(texts), TOGETHER):
        some = order[start : start + TOGETHER]
        found.update(zip(some, encoder.word_vectors([texts[number] for number in some]), strict=True))
    seen = [found[number] for number in range(len(texts))]
    return (
        torch.from_numpy(np.stack([vector for vector, _ in seen])),
        [torch.from_numpy(words.astype(np.float16)) for _, words in seen],
    )


def _basis(made: Likeness, model: str) -> Basis:
    turn, signs, offsets, worth = (_numbers(each) for each in (made.turn, made.signs, made.offsets, made.worth))
    return Basis(model, turn, signs, offsets, worth)


def _parallels(made: Likeness, providers: Sequence[Provider], model: str) -> Parallels:
    begins = np.cumsum([0, *(len(each.wholes) for each in providers)])
    right = [each.right.numpy() + begin for each, begin in zip(providers, begins[:-1], strict=True)]
    answers = torch.cat([each.wholes for each in providers]) @ made.answer
    return Parallels(
        model=model,
        messages=compact(np.concatenate([each.messages.numpy() for each in providers])),
        answered_by=np.concatenate(right),
        answers=_numbers(answers),
        question=_numbers(made.question),
        section=_numbers(made.section),
        answer=_numbers(made.answer),
        sharpness=float(made.sharpness.detach()),
        greed=float(made.greed.detach()),
    )


def _numbers(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().numpy().astype(np.float32)


def without(made: Parallels, left_out: str) -> Parallels:
    """As if this provider's policies were not known."""
    kept = np.array([provider != left_out for provider, _ in read_sections()])
    messages = kept[made.answered_by]
    return replace(
        made,
        messages=made.messages.only(messages),
        answered_by=(np.cumsum(kept) - 1)[made.answered_by[messages]],
        answers=made.answers[kept],
    )


if __name__ == "__main__":
    main()
