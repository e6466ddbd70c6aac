"""Makes the adapter that teaches the packaged model how care staff ask: `python -m training.adapter`.

Learns from the starter content and from the policies in this folder. A batch holds messages of many different sections,
often of one document, so that near neighbours are told apart: each message must come nearer to a passage of its own
section, or to another message about the same, than to those of all others (InfoNCE in both directions). Needs the
extra `train`.
"""

import argparse
import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from peft import LoraConfig
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer

from core.places import CONTENT
from embeddings.model import ADAPTER, ADAPTER_WEIGHTS, packaged_folder
from knowledge.outside import read_topics
from knowledge.passages import passages
from knowledge.sections import embedded
from knowledge.starter import read_cards, read_examples
from training.providers import SEEN, read_sections

BATCH = 48
POLICY_TIMES = 3
SCALE = 20.0  # divides how alike two texts are before they compete; as the model was first trained
LONGEST = 96  # tokens
WARM_UP = 0.1
RANK, RATE, SEED = 16, 7e-4, 7
SHOWN = 25  # batches between two lines about how it goes


@dataclass(frozen=True)
class Label:
    """Something that messages are about: a criterion, a section, a topic outside. `group` is what it stands in."""

    group: str
    messages: tuple[str, ...]
    passages: tuple[str, ...]
    nearest: dict[str, str] = field(default_factory=dict)


def read_labels(providers: Sequence[str]) -> list[Label]:
    """Everything to learn from, of the policies those of these providers, named as in training/providers.py."""
    asked = defaultdict(list)
    for reference, text in read_examples(CONTENT / "examples"):
        asked[reference].append(text)
    cards = read_cards(CONTENT / "framework").read.sections
    labels = [Label("framework", tuple(asked[c.reference or ""]), _pieces(c.heading, c.text)) for c in cards]
    labels += [Label("outside", tuple(topic.examples), ()) for topic in read_topics(CONTENT / "outside")]
    # The provider is the group: policies of one provider overlap.
    return labels + [
        Label(provider, tuple(section["messages"]), _pieces(section["heading"], section["text"]))
        for provider, section in read_sections()
        if provider in providers
    ]


def _pieces(heading: str, text: str) -> tuple[str, ...]:
    return tuple(embedded(heading, piece) for piece in passages(text))


def batches(labels: Sequence[Label], chance: random.Random) -> Iterator[list[tuple[str, str]]]:
    """Every message once or more, each with something that it should be near to. No label twice in a batch."""
    waiting = {n: _in_turn(label, chance) for n, label in enumerate(labels)}
    while left := [n for n, messages in waiting.items() if messages]:
        groups = defaultdict(list)
        for number in left:
            groups[labels[number].group].append(number)
        group = chance.choices([*groups], [sum(len(waiting[n]) for n in groups[g]) for g in groups])[0]
        # Mostly neighbours, some strangers.
        near = chance.sample(groups[group], min(len(groups[group]), BATCH * 3 // 4))
        far = [n for n in left if n not in set(near)]
        numbers = near + chance.sample(far, min(len(far), BATCH - len(near)))
        yield [_pair(labels[n], waiting[n].pop(), chance) for n in numbers]


def _in_turn(label: Label, chance: random.Random) -> list[str]:
    """Messages of policies come up more often: there are few, and theirs is the harder lesson."""
    if label.group == "outside":
        return chance.sample(label.messages, len(label.messages) // 2)
    times = 1 if label.group == "framework" else POLICY_TIMES
    return [message for _ in range(times) for message in chance.sample(label.messages, len(label.messages))]


def _pair(label: Label, message: str, chance: random.Random) -> tuple[str, str]:
    others = [other for other in label.messages if other != message]
    if label.passages and (chance.random() < (0.5 if label.group == "framework" else 0.9) or not others):
        return message, label.nearest[message] if chance.random() < 0.8 else chance.choice(label.passages)
    return message, chance.choice(others)


def with_nearest(labels: Sequence[Label], model: SentenceTransformer) -> list[Label]:
    """The passage of its own section that the model, not yet taught, finds nearest to each message."""
    return [replace(label, nearest=_nearest(label, model)) if label.passages else label for label in labels]


def _nearest(label: Label, model: SentenceTransformer) -> dict[str, str]:
    passages_, messages = (
        model.encode(list(texts), normalize_embeddings=True) for texts in (label.passages, label.messages)
    )
    return {m: label.passages[n] for m, n in zip(label.messages, (messages @ passages_.T).argmax(1), strict=True)}


def train(labels: Sequence[Label]) -> SentenceTransformer:
    """The packaged model with a new adapter, after one pass over all batches."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    model = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    model.max_seq_length = LONGEST
    labels = with_nearest(labels, model)
    layers = ["query", "key", "value", "dense"]
    model.add_adapter(LoraConfig(r=RANK, lora_alpha=RANK, lora_dropout=0.05, target_modules=layers))
    learnt = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=RATE, weight_decay=0.01)
    total = sum(1 for _ in batches(labels, random.Random(SEED)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share(step, total))
    model.train()
    began, losses = time.monotonic(), []
    for step, batch in enumerate(batches(labels, chance), start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16):  # half the time where the processor knows it
            loss = _loss(model, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % SHOWN == 0:
            mean = sum(losses[-SHOWN:]) / SHOWN
            print(f"{step}/{total} loss {mean:.3f} {time.monotonic() - began:.0f} s", flush=True)
    return model.eval()


def _share(step: int, total: int) -> float:
    """Of the full rate: up at the beginning, down to nothing at the end."""
    warm = max(1, int(total * WARM_UP))
    return (
        (step + 1) / warm
        if step < warm
        else max(0.0, 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, total - warm))))
    )


def _loss(model: SentenceTransformer, batch: Sequence[tuple[str, str]]) -> torch.Tensor:
    messages, targets = (_vectors(model, [pair[side] for pair in batch]) for side in (0, 1))
    likeness = messages @ targets.T * SCALE
    own = torch.arange(len(batch))
    return (torch.nn.functional.cross_entropy(likeness, own) + torch.nn.functional.cross_entropy(likeness.T, own)) / 2


def _vectors(model: SentenceTransformer, texts: list[str]) -> torch.Tensor:
    return torch.nn.functional.normalize(model(model.tokenize(texts))["sentence_embedding"], dim=1)


def keep(model: SentenceTransformer, folder: Path) -> None:
    """Only the adapter, at half precision: what embeddings.encoder.teach reads."""
    with TemporaryDirectory() as whole:
        model.save_pretrained(whole)
        weights = load_file(Path(whole, ADAPTER_WEIGHTS))
        settings = json.loads(Path(whole, "adapter_config.json").read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: weight.half() for name, weight in weights.items()}, folder / ADAPTER_WEIGHTS)
    kept = {name: settings[name] for name in ("peft_type", "r", "lora_alpha", "target_modules")}
    Path(folder, "adapter_config.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("out", type=Path, nargs="?", default=ADAPTER)
    given.add_argument("--providers", nargs="*", default=SEEN, help="whose policies; the others are for trying")
    given.add_argument("--threads", type=int, default=2)
    wanted = given.parse_args()
    torch.set_num_threads(wanted.threads)
    labels = read_labels(wanted.providers)
    print(len(labels), "labels", sum(len(label.messages) for label in labels), "messages")
    keep(train(labels), wanted.out)


if __name__ == "__main__":
    main()
