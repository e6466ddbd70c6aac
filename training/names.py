"""Makes content/safety/names.json: `python training/names.py`, after safety/names.py, its lists, or the messages have changed.

A logistic regression, word by word. It reads our example messages as they are, the same with people put into them, and
training/names/*.txt. In half of them the names are hidden from the lists, so that the words around must tell.
"""

import importlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from core.places import CONTENT, ROOT
from knowledge.outside import read_topics
from knowledge.starter import read_examples
from safety import lexicon as lists
from safety.lexicon import Lexicon, load_lexicon
from safety.names import worth_weighing
from safety.signs import WEIGHTS, signs
from safety.titles import TITLES
from safety.words import style_of, tokens

HERE = ROOT / "training" / "names"
SEED = 11
SMALL = 0.04  # signs that count less are left out
LEAST = 3  # and those seen less often
CAUTION = 1.5  # how much more a word wrongly taken out counts than a name left in

# Names that stand in our own example messages; the second only where they begin with a capital.
IN_CONTENT = frozenset(
    "joe jack john dave brian alan lisa linda karen albert margaret marie walter barry harold annies claire betty ernie gerald joyce "
    "dorothy marvin peggy bert gladys nadia gemma mavis jeanie kev kieran callum jims jim doreens joans joan sandras margarets ivys okafor "
    "sandeep bev edna ethel doris lola mandy janet susi jake lou sharon fred stanley arthur roberts clark patel hughes evans hardys jacksons "
    "abbotts andrews lewis jones mary rosa elsie winnies stans sandra sandras brenda dee jay teddy quill maureen".split()
)
IN_CAPITALS = frozenset(
    "grace dean sam sarah pearl andy dawn carl ron sue precious jean lee len marcus mark bill ivy rose frank smith khan price "
    "ken george harry tom charles martin ann pat ray kelly gene bee".split()
)
STAFF_THERE = frozenset("Jo Den Pat Chris Ana".split())  # who the policies speak of
NOT_NAMES = (
    "mona lisa",
    "resus annie",
    "vera lynn",
    "king arthur",
    "elvis",
    "oysta pearl",
    "typhoid mary",
    "mary poppins",
    "john lewis",
    "st john",
)

PEOPLE = (
    r"\b(?:my|our|the|a|this|one of (?:our|my|the)) (?:(?:new|old|elderly|young|other|agency|night|deputy|senior) )?(?:client|resident|"
    r"service user|lady|gentleman|gent|man|woman|carer|nurse|manager|colleague|senior|tenant|customer|patient|deputy|team leader|person|"
    r"chap|supervisor|girl|lad|boss|sister|brother|friend|trainer|mum|mother|dad|father|daughter|son|wife|husband|nan)\b"
)
SLOTS = (
    (re.compile(PEOPLE + r"(?!'?s\b)(?= )", re.I), "@"),
    (re.compile(PEOPLE + r"'?s\b", re.I), "@'s"),
    (re.compile(r"\b(?:shes|hes|she's|he's)\b", re.I), "@'s"),
    (re.compile(r"\b(?:she|he)\b(?!')", re.I), "@"),
    (re.compile(r"\bhim\b", re.I), "@"),
    (re.compile(r"\b(?:to|with|for|about|told|ask|gave|see|saw|let|help|give|show|tell) \K".replace(r"\K", "") + r"her(?= (?:to|and|if|on|in|at|when|that|so|but|is|what|how|$))", re.I), None),
    (re.compile(r"(?<!to )(?<!with )(?<!for )(?<!told )(?<!about )\b(?:her|his)\b(?= (?!to\b|and\b|if\b|on\b|in\b|at\b|when\b|that\b|so\b|but\b|is\b|what\b|how\b|own\b)[a-z]{3,})", re.I), "@'s"),
)  # fmt: skip


MOMENTS = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|christmas|easter|diwali|ramadan)\b"
)
_PERSONS = frozenset(
    "client resident lady gentleman gent woman carer nurse manager colleague senior tenant customer patient deputy person chap girl boss "
    "sister brother friend trainer mother father daughter wife husband same other morning night system office home hospital".split()
)


class Names:
    """Draws names of people, of many kinds, in the ways they are typed."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.given, self.family = self._pools("first_name"), self._pools("last_name")
        self.own = [word for word in lists.listed("names") if len(word) > 2]
        self.words = [word for word, rank in load_lexicon().ranks.items() if 1500 < rank < 15000 and 3 < len(word) < 9]
        self.double = [word for word in lists.listed("doubles") if len(word) > 2]

    def _pools(self, kind: str) -> list[list[str]]:
        pools = []
        for place in (*lists._NEAR, *lists._FURTHER):
            found: set[str] = set()
            for attribute, names in vars(importlib.import_module(f"faker.providers.person.{place}").Provider).items():
                if attribute.startswith(kind) and not callable(names):
                    found.update(n for n in names if n[:1].isalpha() and ord(n[0]) < 0x250 and len(n) > 2)
            if found:
                pools += [sorted(found)] * (
                    14
                    if place == "en_GB"
                    else 5
                    if place in ("en_IN", "en_IE", "en_PK", "en_US", "pl_PL", "ro_RO")
                    else 2
                )
        return pools

    def first(self) -> str:
        chance = self.dice.random()
        if chance < 0.12:
            return self.dice.choice(self.double)
        return self.dice.choice(self.own) if chance < 0.5 else self.dice.choice(self.dice.choice(self.given))

    def last(self) -> str:
        if self.dice.random() < 0.08:
            return self.dice.choice(self.words).capitalize()
        return (
            self.dice.choice(self.own)
            if self.dice.random() < 0.2
            else self.dice.choice(self.double)
            if self.dice.random() < 0.08
            else self.dice.choice(self.dice.choice(self.family))
        )

    def plain(self) -> str:
        name, chance = self.first(), self.dice.random()
        return f"{name} {self.last()}" if chance < 0.16 else f"{name}-{self.first()}" if chance < 0.18 else name

    def full(self) -> str:
        chance, title = (
            self.dice.random(),
            self.dice.choice("Mr Mrs Mrs Miss Ms Dr Mr. Mrs. mr mrs Mr Mrs Sr Rev Sir Prof Mister Miss".split()),
        )
        if chance < 0.5:
            return f"{title} {self.last()}"
        if chance < 0.55:
            return f"{title} {self.last()[0]}"
        if chance < 0.62:
            return f"{title} {self.first()} {self.last()}"
        if chance < 0.66:
            return f"{title} {self.first()}"
        if chance < 0.7:
            return f"{title} {self.last()}-{self.last()}"
        if chance < 0.73:
            return f"{self.first()} {self.last()[0]}"
        return f"{self.first()} {self.last()}"


class Maker:
    """Messages with their names marked: lists of (text, set of letters that belong to a name)."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.names = dice, Names(dice)

    def fill(self, text: str) -> tuple[str, set[int]]:
        """Put a name at each @ and %."""
        small = text == text.lower()
        typed = self.dice.random()
        out, letters, at = "", set(), 0
        for match in re.finditer(r"([@%])('s)?", text):
            out += text[at : match.start()]
            name = self.names.plain() if match[1] == "@" else self.names.full()
            name = self.typed(name, small, typed)
            letters.update(range(len(out), len(out) + len(name)))
            out += name
            if match[2]:
                tail = self.dice.choice(["'s", "s", "s"] if small else ["'s", "'s", "s", "’s"])
                if tail == "s":
                    letters.add(len(out))
                out += tail
            at = match.end()
        return out + text[at:], letters

    def typed(self, name: str, small: bool, typed: float) -> str:
        if small and typed < 0.7:
            return name.lower()
        return (
            name.lower()
            if typed < 0.12
            else name[:1].upper() + name[1:]
            if name[:1].islower() and self.dice.random() < 0.95
            else name
        )

    def people_put_in(self, text: str) -> tuple[str, set[int]] | None:
        """The message with some of those it speaks of named. None where it speaks of nobody."""
        slots = [(m.start(), m.end(), mark) for shape, mark in SLOTS if mark for m in shape.finditer(text)]
        self.dice.shuffle(slots)
        chosen: list[tuple[int, int, str]] = []
        for slot in slots[: self.dice.choice([1, 1, 2])]:
            if all(slot[1] <= c[0] or slot[0] >= c[1] for c in chosen):
                chosen.append(slot)
        if not chosen:
            return None
        marked = text.replace("@", " ").replace("%", " ")
        for start, end, mark in sorted(chosen, reverse=True):
            mark = mark.replace("@", "%") if self.dice.random() < 0.22 else mark
            marked = marked[:start] + mark + marked[end:]
        return self.fill(marked)

    def thing(self, text: str) -> str:
        """The message with a thing in it called by a word that could be a name, or that nobody knows."""
        things = list(re.finditer(r"(?<=\b(?:the|any|our|new) )[a-z]{4,}\b|(?<=\b(?:an|in|of|on) )[a-z]{4,}\b", text))
        things = [match for match in things if match.group() not in _PERSONS]
        if not things:
            return text
        at = self.dice.choice(things)
        word = self.dice.choice([self.dice.choice(self.names.double), self.made_up()])
        return text[: at.start()] + (word.capitalize() if self.dice.random() < 0.3 else word) + text[at.end() :]

    def proud(self, text: str) -> str:
        """The message with capitals where offices, forms and firms have theirs: none of these words is a name."""
        lexicon = load_lexicon()
        words = list(re.finditer(r"\b[a-z]{3,}\b", text))
        plain = [m for m in words if lexicon.ranks.get(m.group(), 10**6) < 20_000 and not lexicon.is_name(m.group())]
        for match in self.dice.sample(plain, min(len(plain), self.dice.choice([1, 1, 2, 3]))):
            text = text[: match.start()] + match.group().capitalize() + text[match.end() :]
        return text

    def made_up(self) -> str:
        """A word that is none."""
        return "".join(
            self.dice.choice("b c d f g h j k l m n p r s t v w z st ch br tr gl pl".split())
            + self.dice.choice("a e i o u ea io".split())
            for _ in range(self.dice.choice([2, 2, 3]))
        ) + self.dice.choice(["", "x", "n", "r", "t", "s", "fy", "ly", "ware", "care", "net", "app"])

    def slip(self, text: str) -> str:
        """One or two slips of the thumb."""
        words = text.split(" ")
        for _ in range(self.dice.choice([1, 2])):
            at = self.dice.randrange(len(words))
            word = words[at]
            if len(word) > 3 and word.isalpha():
                n = self.dice.randrange(1, len(word) - 1)
                words[at] = self.dice.choice(
                    [
                        word[:n] + word[n + 1 :],
                        word[:n] + word[n + 1] + word[n] + word[n + 2 :],
                        word[:n] + word[n] + word[n:],
                    ]
                )
        return " ".join(words)


def in_content(text: str) -> set[int]:
    """The letters of names that our own examples hold."""
    letters: set[int] = set()
    for match in re.finditer(r"[^\W\d_]+", text):
        word, low = match.group(), match.group().lower()
        near = text[max(0, match.start() - 9) : match.end() + 8].lower()
        before = re.findall(r"[a-z]+", text[: match.start()].lower())[-1:]
        titled = (
            bool(before) and before[0] in TITLES and low not in COMMON_AFTER_TITLE and text[match.start() - 1] in " ."
        )
        capital = word[0].isupper() and match.start() > 0 and low in IN_CAPITALS
        if (low in IN_CONTENT or capital or titled) and not any(not_name in near for not_name in NOT_NAMES):
            letters.update(range(*match.span()))
    return letters


COMMON_AFTER_TITLE = frozenset(
    "is has was and or the in on who what when wants said says rang on a you my me it them call calls visit visits dose doses said wont will "
    "her his their appointment surgery s d out this that to of at from your i we u having our one mum dad being if medication having".split()
)


def messages(dice: random.Random) -> Iterator[tuple[str, set[int]]]:
    maker = Maker(dice)
    ours = list(dict.fromkeys(_ours()))
    print(f"{len(ours)} messages of our own.")
    for text in ours:
        letters = in_content(text)
        yield text, letters
        for _ in range(2):
            if not letters and (made := maker.people_put_in(text)):
                yield made
        if dice.random() < 0.6 and not letters:
            yield maker.slip(text), set()
        if dice.random() < 0.4 and not letters:
            yield maker.thing(text), set()
        if dice.random() < 0.4 and not letters:
            yield maker.proud(text), set()
        if dice.random() < 0.3:
            yield text[:1].upper() + text[1:], letters
        if MOMENTS.search(text):
            yield MOMENTS.sub(lambda match: match.group().capitalize(), text), letters
        if dice.random() < 0.15:
            yield dice.choice([text.upper(), text.title(), text.capitalize()]), letters
    for text in prose():
        yield text, set()
    clean = _lines("clean")
    named = _lines("named")
    for _ in range(24):
        for text in clean:
            text = MOMENTS.sub(lambda match: match.group().capitalize(), text) if dice.random() < 0.5 else text
            yield (
                dice.choice(
                    [text, text, text.capitalize(), f"{text} {dice.choice(ours)}", f"{dice.choice(ours)}, {text}"]
                ),
                set(),
            )
    for _ in range(28):
        for text in named:
            chance = dice.random()
            other = dice.choice(ours)
            if in_content(other) or "@" in other or "%" in other:
                other = "please"
            text = text.capitalize() if chance < 0.2 else text
            yield maker.fill(
                f"{text} {other}"
                if chance < 0.15
                else f"{other} {text}"
                if chance < 0.2
                else f"{text}, {other}"
                if chance < 0.25
                else text.upper()
                if chance > 0.94
                else text
            )


def prose() -> Iterator[str]:
    """Lines of the policies, which are typed as one should, without those that may hold the name of somebody."""
    lexicon = load_lexicon()
    for section in _sections():
        for line in section["text"].splitlines():
            first, inside = re.findall(r"(?<![a-z,] )[A-Z][a-z]+", line), re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", line)
            named = any(word in STAFF_THERE or lexicon.given.get(word.lower(), 0) > 1 for word in first) or any(
                lexicon.is_name(word.lower()) or word.lower() not in lexicon.ranks for word in inside
            )
            if line and not named:
                yield line


def _sections() -> Iterator[Mapping[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted((ROOT / "training" / "policies").glob("*.yaml")):
        yield from yaml.load(path.read_text(encoding="utf-8"), loader)["sections"]  # noqa: S506


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def _ours() -> Iterator[str]:
    yield from (text for _, text in read_examples(CONTENT / "examples"))
    yield from (text for topic in read_topics(CONTENT / "outside") for text in topic.examples)
    for path in sorted((CONTENT / "safety" / "examples").glob("*.yaml")):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from (text for part in ("plain", "hinted", "harmless") for text in found[part])
    for section in _sections():
        yield from section.get("messages", [])
    urgent = ROOT / "training" / "urgent"
    yield from (
        line.split("|", 1)[1]
        for line in (urgent / "urgent.txt").read_text(encoding="utf-8").splitlines()
        if "|" in line
    )
    yield from (urgent / "harmless.txt").read_text(encoding="utf-8").splitlines()


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
