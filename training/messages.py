"""Messages with their names marked, of which training/names.py learns: ours, those with people put in, and clean ones."""

import random
import re
from collections.abc import Iterator

import yaml

from core.places import CONTENT, ROOT
from knowledge.outside import read_topics
from knowledge.starter import read_examples
from safety.lexicon import load_lexicon
from safety.titles import TITLES
from training.people import Maker
from training.providers import read_messages, read_sections

HERE = ROOT / "training" / "names"

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

MOMENTS = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|christmas|easter|diwali|ramadan)\b"
)


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
    for _, section in read_sections():
        for line in section["text"].splitlines():
            first, inside = re.findall(r"(?<![a-z,] )[A-Z][a-z]+", line), re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", line)
            named = any(word in STAFF_THERE or lexicon.given.get(word.lower(), 0) > 1 for word in first) or any(
                lexicon.is_name(word.lower()) or word.lower() not in lexicon.ranks for word in inside
            )
            if line and not named:
                yield line


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def _ours() -> Iterator[str]:
    yield from (text for _, text in read_examples(CONTENT / "examples"))
    yield from (text for topic in read_topics(CONTENT / "outside") for text in topic.examples)
    for path in sorted((CONTENT / "safety" / "examples").glob("*.yaml")):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from (text for part in ("plain", "hinted", "harmless") for text in found[part])
    yield from read_messages()
    urgent = ROOT / "training" / "urgent"
    yield from (
        line.split("|", 1)[1]
        for line in (urgent / "urgent.txt").read_text(encoding="utf-8").splitlines()
        if "|" in line
    )
    yield from (urgent / "harmless.txt").read_text(encoding="utf-8").splitlines()
