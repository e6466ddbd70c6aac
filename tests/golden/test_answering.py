"""What stands out on a card must hold the answer: on every eighth message whose answer somebody marked."""

from itertools import islice

import pytest

from benchmarks.answering import labelled, measure
from embeddings.encoder import SentenceEncoder

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]


def test_what_stands_out_is_little_and_mostly_holds_the_answer() -> None:
    found = measure(islice(labelled(), 0, None, 8), SentenceEncoder())
    print(f"\n{found}")
    assert found.cases > 130
    assert found.shown >= 0.18 * found.cases
    assert found.right >= 0.85 * found.shown
    assert found.share <= 0.35
