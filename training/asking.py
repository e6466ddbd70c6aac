"""Makes content/safety/requests.npz: `python -m training.asking`, after the adapter or the messages have changed.

A logistic regression on the vectors and the words of content/safety/requests. What people ask of the framework, of
made-up policies and of what is outside, or tell in an emergency, is no request.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from chat.listening import REQUESTS
from core.places import CONTENT
from embeddings.encoder import SentenceEncoder
from knowledge.outside import read_topics
from knowledge.starter import read_examples
from safety.ear import NONE, Ear, features, save_ear
from safety.requests import PRIVACY, Request
from training.providers import read_messages

HARMLESS_COUNT = 2.5  # of what only sounds like a request
OTHERS_COUNT = 0.5  # there are many times as many
SAFETY = CONTENT / "safety"


def main() -> None:
    own = list(_messages())
    others = list(_others())
    texts = [*(text for text, _ in own), *others]
    wishes = np.array([*(wish for _, wish in own), *[NONE] * len(others)])
    counts = np.where(wishes == NONE, HARMLESS_COUNT, 1.0)
    counts[len(own) :] = OTHERS_COUNT
    encoder = SentenceEncoder()
    vectors = encoder.encode(texts)
    seen = vstack([csr_matrix(features(text, v, None)) for v, text in zip(vectors, texts, strict=True)])
    fitted = LogisticRegression(C=2.0, max_iter=2000).fit(seen, wishes, sample_weight=counts)
    weights, offsets = fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32)
    save_ear(REQUESTS, Ear(encoder.name, tuple(map(str, fitted.classes_)), weights, offsets))
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
