"""Makes content/safety/ear.npz: `python -m training.ear`, after the adapter, the phrases or the examples have changed.

It learns from content/safety/examples and training/urgent, and from what the phrases make of them. Everyday messages
count as harmless: those about the framework, those about what is outside, and, less, those about made-up policies. Some
of them tell of a real incident all the same ("left the care folder on the bus" is an example of a framework criterion,
and its sender needs help now): training/urgent/told.txt names those, and of the policies' whatever sounds urgent to an
ear that has not learnt from them is left out.
"""

from pathlib import Path

import numpy as np
import yaml

from chat.listening import EAR
from core.places import CONTENT
from embeddings.encoder import SentenceEncoder
from knowledge.outside import read_topics
from knowledge.starter import read_examples
from safety.ear import NONE, Ear, save_ear
from safety.phrase_files import load_phrases
from safety.urgent import Category, triage
from training.hearing import Messages, learnt
from training.providers import read_messages

URGENT_COUNTS = 2.0  # to miss somebody is worse than to ask once too often
POLICIES_COUNT = 12000.0  # together: with more of them urgent messages must not seem rarer
POLICY_ORDINARY = 0.8  # what sounds more urgent than this may be
EITHER = "either"  # in told.txt: an ordinary question or a worry, as one takes it
HERE = Path(__file__).parent


def main() -> None:
    told = dict(reversed(line.split("|", 1)) for line in _lines("told.txt"))
    rows = [*_examples(), *_tried(), *_pairs(), *_everyday()]
    rows = [(text, told.get(text, matter)) for text, matter in rows]
    rows = [row for row in rows if row[1] != EITHER]
    said_of_policies = list(read_messages())
    texts = [*(text for text, _ in rows), *said_of_policies]
    matters = [*(matter for _, matter in rows), *[NONE] * len(said_of_policies)]
    encoder, phrases = SentenceEncoder(), load_phrases()
    heard = [triage(text, phrases) for text in texts]
    messages = Messages(texts, heard, encoder)
    counts = np.array([1.0 if matter == NONE else URGENT_COUNTS for matter in matters])
    counts[len(rows) :] = 0
    first = learnt(messages, matters, counts, encoder.taught)
    ordinary = np.array([_urgent(first, messages, number) < POLICY_ORDINARY for number in range(len(rows), len(texts))])
    counts[len(rows) :] = POLICIES_COUNT / ordinary.sum() * ordinary
    save_ear(EAR, learnt(messages, matters, counts, encoder.taught))
    print(f"{(counts > 0).sum()} messages, {sum(matter != NONE for matter in matters)} of them urgent.")


def _urgent(made: Ear, messages: Messages, number: int) -> float:
    tokens = messages.tokens[number].astype(np.float32)
    return 1 - made.weigh(tokens, messages.signs[number], messages.said[number])[NONE]


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


def _pairs() -> list[tuple[str, str]]:
    """Each urgent message with an everyday one in much the same words."""
    pairs = [line.split("|") for line in _lines("pairs.txt")]
    return [each for matter, urgent, everyday in pairs for each in ((urgent, matter), (everyday, NONE))]


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / "urgent" / name).read_text(encoding="utf-8").splitlines() if line]


def _everyday() -> list[tuple[str, str]]:
    asked = [text for _, text in read_examples(CONTENT / "examples")]
    outside = [text for topic in read_topics(CONTENT / "outside") for text in topic.examples]
    return [(text, NONE) for text in (*asked, *outside)]


if __name__ == "__main__":
    main()
