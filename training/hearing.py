"""Makes an ear (see safety/ear.py) from messages of which is known what they are about."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from embeddings.encoder import SentenceEncoder
from safety.ear import PLACES, SHARP, Ear, Numbers, Weights, said, signs
from safety.urgent import Urgent

GLANCES, TAKEN, HIDDEN = 8, 96, 128
LEFT_OUT = 0.3  # of the numbers at each step, so that no single one is relied on
TOKENS_LEFT_OUT = 0.15
BATCH, TIMES, RATE, RATE_OF_WORDS, SEED = 64, 8, 2e-3, 6e-3, 0
TOGETHER = 256  # texts encoded at a time
THREADS = 2
SELDOM = 0.5  # what counts less than this is drawn less often instead

Tensor = torch.Tensor


class Messages:
    """Messages as the model has them, ready to learn from. `heard`: what the phrases make of each."""

    def __init__(self, texts: Sequence[str], heard: Sequence[Urgent | None], encoder: SentenceEncoder) -> None:
        self.tokens: list[Numbers] = [np.zeros(0)] * len(texts)
        self.signs = np.zeros((len(texts), encoder.size + 2), dtype=np.float32)
        torch.set_num_threads(THREADS)  # the encoder, loaded by now, wants one
        self.said = [said(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            for number, each in zip(some, encoder.hear([texts[number] for number in some]), strict=True):
                self.tokens[number] = each.tokens.astype(np.float16)
                self.signs[number] = signs(each.meaning.vector, heard[number])

    def of(self, chosen: Sequence[int]) -> tuple[Tensor, ...]:
        """What Net.forward takes."""
        longest = max(len(self.tokens[number]) for number in chosen)
        tokens = np.zeros((len(chosen), longest, self.signs.shape[1] - 2), dtype=np.float32)
        there = np.zeros((len(chosen), longest), dtype=bool)
        for row, number in enumerate(chosen):
            tokens[row, : len(self.tokens[number])] = self.tokens[number]
            there[row, : len(self.tokens[number])] = True
        places = [self.said[number][0] for number in chosen]
        worth = np.concatenate([np.full(len(own), self.said[n][1]) for own, n in zip(places, chosen, strict=True)])
        begins = np.cumsum([0, *(len(own) for own in places[:-1])])
        given = (tokens, there, self.signs[list(chosen)], np.concatenate(places), worth.astype(np.float32), begins)
        return tuple(map(torch.from_numpy, given))


class Net(torch.nn.Module):
    """What is learnt; the fields are those of safety.ear.Weights."""

    def __init__(self, size: int, matters: int) -> None:
        super().__init__()
        self.rests = torch.nn.Linear(size, GLANCES)
        self.takes = torch.nn.Linear(size, TAKEN)
        self.hidden = torch.nn.Linear(GLANCES * TAKEN + size + 2, HIDDEN)
        self.then = torch.nn.Linear(HIDDEN, matters)
        self.straight = torch.nn.Linear(size + 2, matters, bias=False)
        self.said = torch.nn.EmbeddingBag(PLACES, matters, mode="sum")
        torch.nn.init.zeros_(self.said.weight)
        self.drop = torch.nn.Dropout(LEFT_OUT)

    def forward(
        self, tokens: Tensor, there: Tensor, signs: Tensor, places: Tensor, worth: Tensor, begins: Tensor
    ) -> Tensor:
        """Shape (messages, matters)."""
        if self.training:
            there = there & (torch.rand(there.shape) > TOKENS_LEFT_OUT)
        tokens = self.drop(tokens)
        resting = (self.rests(tokens) * SHARP).masked_fill(~there[..., None], -1e4).softmax(1)
        taken = torch.einsum("mtg,mtn->mgn", resting, torch.tanh(self.takes(tokens))).flatten(1)
        within = torch.relu(self.hidden(self.drop(torch.cat([taken, signs], 1))))
        words = self.said(places, begins, per_sample_weights=worth)
        scores: Tensor = self.then(self.drop(within)) + self.straight(signs) + words
        return scores


def learnt(messages: Messages, matters: Sequence[str], counts: Sequence[float], model: str) -> Ear:
    """An ear, from messages with their matters; `counts`: how much each counts, 0 for not at all."""
    names = sorted(set(matters))
    right = torch.tensor([names.index(matter) for matter in matters])
    net = _net(messages, right, np.array(counts, dtype=np.float32), len(names))
    bags = {"rests": net.rests, "takes": net.takes, "hidden": net.hidden, "then": net.then}
    layers = {name: torch.vstack([layer.weight.T, layer.bias[None]]) for name, layer in bags.items()}
    layers |= {"straight": net.straight.weight.T, "said": net.said.weight}
    return Ear(model, tuple(names), Weights(**{name: each.detach().numpy().copy() for name, each in layers.items()}))


def _net(messages: Messages, right: Tensor, counts: Numbers, matters: int) -> Net:
    torch.manual_seed(SEED)
    dice, used = np.random.default_rng(SEED), np.flatnonzero(counts)
    drawn = np.minimum(counts[used] / SELDOM, 1.0)
    net = Net(messages.signs.shape[1] - 2, matters)
    words = [*net.said.parameters()]
    others = [each for name, each in net.named_parameters() if not name.startswith("said")]
    optimiser = torch.optim.AdamW([{"params": others, "weight_decay": 0.01}, {"params": words, "weight_decay": 0.02}])
    steps = TIMES * (int(drawn.sum() + 5 * drawn.sum() ** 0.5) // BATCH + 1)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, RATE_OF_WORDS], total_steps=steps, pct_start=0.1)
    for _ in range(TIMES):
        chosen = used[dice.random(len(used)) < drawn]
        for batch in _batches(chosen, messages, dice):
            worth = torch.from_numpy(np.maximum(counts[batch], SELDOM))
            loss = (cross_entropy(net(*messages.of(batch)), right[batch], reduction="none") * worth).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rates.step()
    return net.eval()


def _batches(chosen: np.ndarray, messages: Messages, dice: np.random.Generator) -> Iterator[np.ndarray]:
    """Messages of about the same length together, in any order."""
    lengths = np.array([len(messages.tokens[number]) for number in chosen]) + dice.normal(0, 2, len(chosen))
    ordered = chosen[np.argsort(lengths)]
    batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    for place in dice.permutation(len(batches)):
        yield batches[place]
