"""Makes content/safety/ear.npz: `python -m training.ear`, after the adapter, the phrases or the examples have changed.

A logistic regression on the vectors and the words of content/safety/examples and training/urgent, and on what the
phrases make of them. Everyday questions count as harmless: those about the framework, those about what is outside, and,
less, those about made-up policies, as some of them may well be asked while something is happening.
"""

import re
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from chat.listening import EAR
from core.places import CONTENT
from embeddings.encoder import SentenceEncoder
from knowledge.outside import read_topics
from knowledge.starter import read_examples
from safety.ear import NONE, Ear, features, save_ear
from safety.phrases import load_phrases
from safety.urgent import Category, triage

URGENT_COUNTS = 1.5  # to miss somebody is worse than to ask once too often
POLICY_COUNTS = 0.3
HERE = Path(__file__).parent
ASKS = re.compile(
    r"\?|\b(how|what|where|who|when|which|why|can [iw]e?|do [iw]e?|should|is it|is there|are we|am i|does)\b",
    re.IGNORECASE,
)


def main() -> None:
    rows = [*_examples(), *_tried(), *_everyday()]
    asked = _asked_of_policies()
    texts = [*(text for text, _ in rows), *asked]
    matters = np.array([*(matter for _, matter in rows), *[NONE] * len(asked)])
    encoder, phrases = SentenceEncoder(), load_phrases()
    vectors = encoder.encode(texts)
    seen = vstack(
        [csr_matrix(features(text, v, triage(text, phrases))) for v, text in zip(vectors, texts, strict=True)]
    )
    counts = np.where(matters == NONE, 1.0, URGENT_COUNTS)
    counts[len(rows) :] = POLICY_COUNTS
    fitted = LogisticRegression(C=1.0, max_iter=3000).fit(seen, matters, sample_weight=counts)
    weights, offsets = fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32)
    save_ear(EAR, Ear(encoder.name, tuple(map(str, fitted.classes_)), weights, offsets))
    print(f"{len(texts)} messages, {(matters != NONE).sum()} of them urgent.")


def _examples() -> list[tuple[str, str]]:
    found = []
    for category in Category:
        path = CONTENT / "safety" / "examples" / f"{category}.yaml"
        lists = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(text, str(category)) for text in (*lists["plain"], *lists["hinted"])]
        found += [(text, NONE) for text in lists["harmless"]]
    return found


def _tried() -> list[tuple[str, str]]:
    urgent = (HERE / "urgent" / "urgent.txt").read_text(encoding="utf-8").splitlines()
    harmless = (HERE / "urgent" / "harmless.txt").read_text(encoding="utf-8").splitlines()
    told = [line.split("|", 1) for line in urgent if line]
    return [*((text, matter) for matter, text in told), *((line, NONE) for line in harmless if line)]


def _everyday() -> list[tuple[str, str]]:
    asked = [text for _, text in read_examples(CONTENT / "examples")]
    outside = [text for topic in read_topics(CONTENT / "outside") for text in topic.examples]
    return [(text, NONE) for text in (*asked, *outside)]


def _asked_of_policies() -> list[str]:
    found = []
    for path in sorted((HERE / "policies").glob("*.yaml")):
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]:
            found += [message for message in section["messages"] if ASKS.search(message)]
    return found


if __name__ == "__main__":
    main()
