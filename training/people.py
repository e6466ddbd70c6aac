"""Made-up people, and how they are put into messages that have none. For training/names.py."""

import importlib
import random
import re

from safety import lexicon as lists
from safety.lexicon import load_lexicon

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
