"""Makes content/safety/names.json: `python -m training.names`, after safety/signs.py, the lists, or the messages have changed.

A logistic regression, word by word. It reads our example messages as they are, the same with people put into them, and
training/names/*.txt. In half of them the names are hidden from the lists, so that the words around must tell.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from safety.lexicon import Lexicon, load_lexicon
from safety.names import worth_weighing
from safety.signs import WEIGHTS, signs
from safety.words import style_of, tokens
from training.messages import messages

SEED = 11
SMALL = 0.04  # signs that count less are left out
LEAST = 3  # and those seen less often
CAUTION = 1.5  # how much more a word wrongly taken out counts than a name left in


def hidden(full: Lexicon, dice: random.Random) -> Lexicon:
    """The lists without a third of the names, and of the words that are only names."""
    gone = {name for name in sorted({*full.given, *full.family}) if dice.random() < 0.33}
    return replace(
        full,
        given={name: count for name, count in full.given.items() if name not in gone},
        family={name: count for name, count in full.family.items() if name not in gone},
        ranks={word: rank for word, rank in full.ranks.items() if word not in gone or rank < 6000},
    )


def rows(dice: random.Random) -> Iterator[tuple[list[str], bool]]:
    full = load_lexicon()
    less = [hidden(full, dice) for _ in range(3)]
    for text, letters in messages(dice):
        text = text.replace("’", "'")
        words = list(tokens(text, dice.choice([full, full, *less]) if letters else full))
        style = style_of(words)
        marked = [word.start in letters and word.key[:1].isalpha() for word in words]
        for at, word in enumerate(words):
            if word.key[:1].isalpha() and worth_weighing(word, at, words):
                yield signs(at, words, marked, style), marked[at]


def fit() -> dict[str, float]:
    """The weight of each sign that counts."""
    dice = random.Random(SEED)
    seen: Counter[str] = Counter()
    found = list(rows(dice))
    for row, _ in found:
        seen.update(row)
    place = {sign: n for n, sign in enumerate(sorted(sign for sign, count in seen.items() if count >= LEAST))}
    columns = [[place[sign] for sign in row if sign in place] for row, _ in found]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.fromiter((n for row in columns for n in row), dtype=np.int32, count=int(starts[-1]))
    table = csr_matrix((np.ones(len(flat), dtype=np.float32), flat, starts), shape=(len(found), len(place)))
    told = np.array([name for _, name in found])
    fitted = LogisticRegression(C=1.0, max_iter=1000, tol=1e-6).fit(
        table, told, sample_weight=np.where(told, 1.0, CAUTION)
    )
    weights = dict(zip(place, fitted.coef_[0].tolist(), strict=True))
    weights["+"] = weights.get("+", 0.0) + float(fitted.intercept_[0])
    kept = {sign: round(weight, 2) for sign, weight in weights.items() if abs(weight) >= SMALL}
    right = ((table @ fitted.coef_[0] + fitted.intercept_[0]) > 0) == told
    print(f"{len(found)} words, {told.sum()} of them names, {right.mean():.4f} told right; {len(kept)} signs.")
    wrong = Counter((row[6], name) for (row, name), ok in zip(found, right, strict=True) if not ok)
    print(
        "Most often wrong:",
        ", ".join(f"{sign[1:]}{'+' if name else '-'}{n}" for (sign, name), n in wrong.most_common(60)),
    )
    return kept


def main() -> None:
    WEIGHTS.write_text(json.dumps(fit(), ensure_ascii=False, separators=(",\n", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
