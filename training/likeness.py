"""How near a section is to a question, learnt: which directions of a word's vector tell sections apart, how much each
word of a question counts, and how questions, sections and the answers to other messages are turned to be compared.

Of all sections of its provider, each message must find its own. See embeddings/words.py and knowledge/parallels.py.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy, normalize

from embeddings.words import SIZE, SPREAD
from knowledge.parallels import NEAREST, PLACES

SIGNS = 32  # of a word that say how much it counts
BATCH, TIMES, RATE, SEED = 64, 3, 1e-3, 0
OF_ITS_OWN = 0.05  # the rate for the few numbers that say what each part is worth
LEFT_OUT = 0.2  # of the numbers of a vector, at each step, so that no single one is relied on
SAMPLE = 400  # words of each provider, that say in which directions words differ most

Tensor = torch.Tensor


@dataclass(frozen=True)
class Provider:
    """`messages`: shape (messages, size), with the `words` of each and its `right` section. `wholes`: shape (sections,
    size), and `section_words`: those of all sections, one after the other, `lengths` of them each. `nearest`: shape
    (messages, sections), the likeness of the best passage; `keywords`: the same shape. `taught` has been seen by the
    adapter, so its sections seem nearer than those of a new provider would."""

    name: str
    taught: bool
    messages: Tensor
    words: list[Tensor]
    right: Tensor
    wholes: Tensor
    section_words: Tensor
    lengths: list[int]
    nearest: Tensor
    keywords: Tensor


@dataclass(frozen=True)
class Others:
    """For each message of a provider, those nearest to it among other providers': `alike`, shape (messages, NEAREST),
    and `answers`, the vectors of the sections that answer them: shape (messages, NEAREST, size)."""

    alike: Tensor
    answers: Tensor

    def of(self, chosen: Tensor) -> "Others":
        return Others(self.alike[chosen], self.answers[chosen])


class Likeness(torch.nn.Module):
    """What is learnt. The fields are those of embeddings.words.Basis and knowledge.parallels.Parallels."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        super().__init__()
        words = torch.cat([each.section_words[:SAMPLE].float() for each in providers])
        wholes = torch.cat([each.wholes for each in providers])
        size = wholes.shape[1]
        self.turn = torch.nn.Parameter(_directions(words, SIZE))
        self.signs = torch.nn.Parameter(torch.empty(size, SIGNS).uniform_(-1, 1) / size**0.5)
        self.offsets = torch.nn.Parameter(torch.zeros(SIGNS))
        self.worth = torch.nn.Parameter(torch.zeros(SIGNS))
        self.section = torch.nn.Parameter(_directions(wholes, PLACES))
        self.answer = torch.nn.Parameter(_directions(wholes, PLACES))
        self.question = torch.nn.Parameter(torch.randn(size, PLACES) * 0.01)
        self.sharpness = torch.nn.Parameter(torch.tensor(19.0))
        self.greed = torch.nn.Parameter(torch.tensor(7.0))
        # Of the best passage, the words, the answers and the keywords: for new providers and for those `taught`.
        self.weights = torch.nn.Parameter(torch.tensor([[11.0, 14.0, 14.0, 0.1]] * 2))
        self.drop = torch.nn.Dropout(LEFT_OUT)

    def forward(self, provider: Provider, chosen: Tensor, others: Others) -> Tensor:
        """Shape (chosen, sections): how well each section fits each of these messages."""
        parts = [
            provider.nearest[chosen],
            self.by_words(provider, chosen),
            self.by_answers(provider, chosen, others),
            provider.keywords[chosen],
        ]
        return torch.einsum("pms,p->ms", torch.stack(parts), self.weights[int(provider.taught)])

    def by_words(self, provider: Provider, chosen: Tensor) -> Tensor:
        """As embeddings.words.WordIndex has it."""
        asked = [provider.words[number].float() for number in chosen.tolist()]
        lengths = [len(each) for each in asked]
        words: Tensor = self.drop(torch.cat(asked))
        turned, sections = (normalize(each @ self.turn, dim=1) for each in (words, provider.section_words.float()))
        nearest = torch.stack([p.amax(1) for p in (turned @ sections.T).split(provider.lengths, dim=1)], 1)
        counts = torch.exp(SPREAD * torch.tanh(torch.tanh(words @ self.signs + self.offsets) @ self.worth))
        each = zip(nearest.split(lengths), counts.split(lengths), strict=True)
        return torch.stack([(count / count.sum()) @ found for found, count in each])

    def by_answers(self, provider: Provider, chosen: Tensor, others: Others) -> Tensor:
        """As knowledge.parallels.Answers has it."""
        sections = provider.wholes @ self.section
        alike = (self.drop(others.answers) @ self.answer) @ sections.T
        counts = torch.log_softmax(self.sharpness * others.alike, dim=1)
        near = torch.logsumexp(counts[:, :, None] + self.greed * alike, dim=1) / self.greed
        return near + (self.drop(provider.messages[chosen]) @ self.question) @ sections.T


def _directions(vectors: Tensor, count: int) -> Tensor:
    """In which vectors differ most: shape (size, count)."""
    return torch.linalg.svd(vectors, full_matrices=False)[2][:count].T.clone()


def learn(providers: Sequence[Provider]) -> Likeness:
    """So many times through all messages."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    made = Likeness(providers).train()
    known = [others(provider, providers) for provider in providers]
    own = [made.sharpness, made.greed, made.weights]
    rest = [each for each in made.parameters() if all(each is not other for other in own)]
    groups = [{"params": rest, "weight_decay": 0.02}, {"params": own, "weight_decay": 0.0}]
    steps = TIMES * sum(1 for _ in _batches(providers, chance))
    optimiser = torch.optim.AdamW(groups, lr=RATE)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, OF_ITS_OWN], total_steps=steps, pct_start=0.1)
    for _ in range(TIMES):
        for number, chosen in _batches(providers, chance):
            provider = providers[number]
            fits = made(provider, chosen, known[number].of(chosen))
            loss = cross_entropy(fits, provider.right[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rates.step()
    return made.eval()


@torch.no_grad()
def ranks(made: Likeness, provider: Provider, providers: Sequence[Provider]) -> Tensor:
    """How many sections of a provider come before the right one, for each of its messages."""
    every = torch.arange(len(provider.right))
    fits = made(provider, every, others(provider, providers))
    return (fits > fits.gather(1, provider.right[:, None])).sum(1)


def _batches(providers: Sequence[Provider], chance: random.Random) -> Iterator[tuple[int, Tensor]]:
    """All messages once, those of one provider together."""
    made = [
        (number, chosen)
        for number, provider in enumerate(providers)
        for chosen in torch.randperm(len(provider.right)).split(BATCH)
    ]
    chance.shuffle(made)
    yield from made


def others(provider: Provider, providers: Sequence[Provider]) -> Others:
    """What the other ones of `providers` say to this one's messages."""
    rest = [each for each in providers if each.name != provider.name]
    alike, near = (provider.messages @ torch.cat([each.messages for each in rest]).T).topk(NEAREST)
    answers = torch.cat([each.wholes[each.right] for each in rest])
    return Others(alike, answers[near])
