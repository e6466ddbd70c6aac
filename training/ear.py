"""Makes content/safety/ear.npz: `python training/ear.py`, after the adapter, the phrases or the examples have changed.

A logistic regression on the vectors of content/safety/examples and on what the phrases make of them. Everyday questions
count as harmless: those about the framework, and those about what is outside.
"""

import numpy as np
import yaml
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


def main() -> None:
    rows = [*_examples(), *_everyday()]
    texts, matters = [text for text, _ in rows], np.array([matter for _, matter in rows])
    encoder, phrases = SentenceEncoder(), load_phrases()
    vectors = encoder.encode(texts)
    seen = np.stack([features(v, triage(text, phrases)) for v, text in zip(vectors, texts, strict=True)])
    counts = np.where(matters == NONE, 1.0, URGENT_COUNTS)
    fitted = LogisticRegression(C=1.0, max_iter=3000).fit(seen, matters, sample_weight=counts)
    weights, offsets = fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32)
    save_ear(EAR, Ear(encoder.name, tuple(map(str, fitted.classes_)), weights, offsets))
    print(f"{len(rows)} messages, {(matters != NONE).sum()} of them urgent.")


def _examples() -> list[tuple[str, str]]:
    found = []
    for category in Category:
        path = CONTENT / "safety" / "examples" / f"{category}.yaml"
        lists = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(text, str(category)) for text in (*lists["plain"], *lists["hinted"])]
        found += [(text, NONE) for text in lists["harmless"]]
    return found


def _everyday() -> list[tuple[str, str]]:
    asked = [text for _, text in read_examples(CONTENT / "examples")]
    outside = [text for topic in read_topics(CONTENT / "outside") for text in topic.examples]
    return [(text, NONE) for text in (*asked, *outside)]


if __name__ == "__main__":
    main()
