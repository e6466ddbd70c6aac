"""Makes content/safety/ear.npz: `python -m training.ear`, after the adapter, the phrases or the examples have changed.

A logistic regression on the vectors and the words of content/safety/examples and training/urgent, and on what the
phrases make of them. Everyday messages count as harmless: those about the framework, those about what is outside, and,
less, those about made-up policies. Some of them tell of a real incident all the same ("left the care folder on the
bus" is an example of a framework criterion, and its sender needs help now): training/urgent/told.txt names those, and
of the policies' whatever sounds urgent to an ear that has not learnt from them is left out.
"""

from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
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
from training.providers import read_messages

URGENT_COUNTS = 2.0  # to miss somebody is worse than to ask once too often
POLICIES_COUNT = 4800.0  # together: with more of them urgent messages must not seem rarer
POLICY_ORDINARY = 0.5  # what sounds more urgent than this may be
STRICTNESS = 0.5  # scikit-learn's C; chosen by cross-validation, framework examples held out by criterion
EITHER = "either"  # in told.txt: an ordinary question or a worry, as one takes it
HERE = Path(__file__).parent


def main() -> None:
    told = dict(reversed(line.split("|", 1)) for line in _lines("told.txt"))
    rows = [(text, told.get(text, matter)) for text, matter in (*_examples(), *_tried(), *_everyday())]
    rows = [row for row in rows if row[1] != EITHER]
    said_of_policies = list(read_messages())
    texts = [*(text for text, _ in rows), *said_of_policies]
    matters = np.array([*(matter for _, matter in rows), *[NONE] * len(said_of_policies)])
    encoder = SentenceEncoder()
    seen = _seen(texts, encoder)
    counts = np.where(matters == NONE, 1.0, URGENT_COUNTS)
    counts[len(rows) :] = 0
    first = _fit(seen, matters, counts)
    sounds_urgent = 1 - first.predict_proba(seen)[:, list(first.classes_).index(NONE)]
    ordinary = sounds_urgent[len(rows) :] < POLICY_ORDINARY
    counts[len(rows) :] = POLICIES_COUNT / ordinary.sum() * ordinary
    fitted = _fit(seen, matters, counts)
    weights, offsets = fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32)
    save_ear(EAR, Ear(encoder.name, tuple(map(str, fitted.classes_)), weights, offsets))
    print(f"{(counts > 0).sum()} messages, {(matters != NONE).sum()} of them urgent.")


def _seen(texts: list[str], encoder: SentenceEncoder) -> csr_matrix:
    phrases = load_phrases()
    pairs = zip(encoder.encode(texts), texts, strict=True)
    return vstack([csr_matrix(features(text, vector, triage(text, phrases))) for vector, text in pairs]).tocsr()


def _fit(seen: csr_matrix, matters: NDArray[np.str_], counts: NDArray[np.float64]) -> LogisticRegression:
    used = counts > 0
    return LogisticRegression(C=STRICTNESS, max_iter=3000).fit(seen[used], matters[used], sample_weight=counts[used])


def _examples() -> list[tuple[str, str]]:
    found = []
    for category in Category:
        path = CONTENT / "safety" / "examples" / f"{category}.yaml"
        lists = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(text, str(category)) for text in (*lists["plain"], *lists["hinted"])]
        found += [(text, NONE) for text in lists["harmless"]]
    return found


def _tried() -> list[tuple[str, str]]:
    told = [line.split("|", 1) for line in _lines("urgent.txt")]
    return [*((text, matter) for matter, text in told), *((line, NONE) for line in _lines("harmless.txt"))]


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / "urgent" / name).read_text(encoding="utf-8").splitlines() if line]


def _everyday() -> list[tuple[str, str]]:
    asked = [text for _, text in read_examples(CONTENT / "examples")]
    outside = [text for topic in read_topics(CONTENT / "outside") for text in topic.examples]
    return [(text, NONE) for text in (*asked, *outside)]


if __name__ == "__main__":
    main()
