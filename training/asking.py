"""Makes content/safety/requests.npz: `python -m training.asking`, after the adapter or the messages have changed.

It learns from content/safety/requests. What people ask of the framework, of
made-up policies and of what is outside, or tell in an emergency, is no request.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml

from chat.listening import REQUESTS
from core.places import CONTENT
from embeddings.encoder import SentenceEncoder
from knowledge.outside import read_topics
from knowledge.starter import read_examples
from safety.ear import NONE, save_ear
from safety.requests import PRIVACY, Request
from training.hearing import Messages, learnt
from training.providers import read_messages

HARMLESS_COUNT = 2.5  # of what only sounds like a request
OTHERS_COUNT = 0.5  # there are many times as many
SAFETY = CONTENT / "safety"


def main() -> None:
    own = list(_messages())
    others = list(_others())
    texts = [*(text for text, _ in own), *others]
    wishes = [*(wish for _, wish in own), *[NONE] * len(others)]
    counts = np.array([HARMLESS_COUNT if wish == NONE else 1.0 for wish in wishes])
    counts[len(own) :] = OTHERS_COUNT
    encoder = SentenceEncoder()
    messages = Messages(texts, [None] * len(texts), encoder)
    save_ear(REQUESTS, learnt(messages, wishes, counts, encoder.taught))
    print(f"{len(own)} messages and {len(others)} others.")


def _messages() -> Iterator[tuple[str, str]]:
    for name in (*Request, PRIVACY, "harmless"):
        wish = NONE if name == "harmless" else str(name)
        yield from ((text, wish) for text in _listed(SAFETY / "requests" / f"{name}.yaml"))


def _others() -> Iterator[str]:
    for _, text in read_examples(CONTENT / "examples"):
        yield text
    for topic in read_topics(CONTENT / "outside"):
        yield from topic.examples
    for path in sorted((SAFETY / "examples").glob("*.yaml")):
        yield from _listed(path)
    yield from read_messages()


def _listed(path: Path) -> Iterator[str]:
    """The messages of every list in a file."""
    for each in yaml.safe_load(path.read_text(encoding="utf-8")).values():
        if isinstance(each, list):
            yield from each


if __name__ == "__main__":
    main()
