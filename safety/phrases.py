"""The reviewed phrases for urgent messages: plain words with simple gaps, and where they stand in a message.

Words are compared whole and gaps are short, so that each phrase costs at most a fixed number of looks at each word of a
message. safety/phrase_files.py reads them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from safety import normal

_STOPS = frozenset([normal.STOP, normal.SHOUT])
_TAKEN_OUT = "_"
CLUE = 3  # letters of the beginning of a word


@dataclass(frozen=True)
class Tokens:
    """A message as words, with a stop before and after every sentence."""

    words: tuple[str, ...]

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """Where each word stands."""
        places: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            places.setdefault(word, []).append(at)
        return places

    @cached_property
    def clues(self) -> frozenset[str]:
        """Its words, and how they begin."""
        return frozenset(["", *self.places, *map(_clue, self.places)])

    @cached_property
    def possible(self) -> dict[int, list["Phrase"]]:
        """The longer phrases of each choice of words that may be here, by its identity."""
        return {}

    @cached_property
    def sentence(self) -> list[int]:
        """For each word, the number of its sentence."""
        numbers, number = [], 0
        for word in self.words:
            number += word in _STOPS
            numbers.append(number)
        return numbers

    @cached_property
    def stretches(self) -> list[range]:
        """The places of words that follow one another with no stop and nothing taken out between them."""
        ends = [at for at, word in enumerate(self.words) if word in _STOPS or word == _TAKEN_OUT]
        return [range(start + 1, end) for start, end in pairwise(ends)]


# What stands in every other message says little about which phrases may be in it.
_EVERYWHERE = frozenset(
    "a about all and at can do for from have he her him how i in is it me my no not of off on or out she that the them "
    "they to up us was we what will with you".split()
) | {normal.STOP}


@dataclass(frozen=True)
class Gap:
    """Up to `most` words, whatever they are, inside one sentence."""

    most: int

    def ends(self, message: Tokens, start: int) -> Iterator[int]:
        for end in range(start, min(start + self.most, len(message.words)) + 1):
            yield end
            if end < len(message.words) and (message.words[end] in _STOPS or message.words[end] == _TAKEN_OUT):
                return


@dataclass(frozen=True)
class Words:
    """One of several: a whole word of `single`, a word with one of `beginnings`, or a phrase of its own."""

    single: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    longer: tuple["Phrase", ...] = ()
    optional: bool = False

    def or_(self, other: "Words | Phrase") -> "Words":
        """These choices and the other's."""
        if isinstance(other, Phrase):
            return replace(self, longer=(*self.longer, other))
        return Words(
            self.single | other.single, self.beginnings + other.beginnings, self.longer + other.longer, self.optional
        )

    def ends(self, message: Tokens, start: int) -> Iterator[int]:
        if self.optional:
            yield start
        if start < len(message.words):
            if message.words[start] in self.single or message.words[start].startswith(self.beginnings):
                yield start + 1
            for phrase in self._longer(message):
                yield from phrase.ends(message, start)

    def clues(self) -> frozenset[str]:
        """One of these is among the clues of every message in which this stands; empty when that cannot be said."""
        if self.optional or any(len(beginning) < CLUE for beginning in self.beginnings):
            return frozenset()
        longer = [phrase.clues[0] if phrase.clues else frozenset() for phrase in self.longer]
        own = self.single | {_clue(beginning) for beginning in self.beginnings}
        return own.union(*longer) if all(longer) else frozenset()

    def starts(self, message: Tokens) -> set[int]:
        """The places where this may begin."""
        words = self.single & message.places.keys()
        if self.beginnings:
            words |= {word for word in message.places if word.startswith(self.beginnings)}
        found = {at for word in words for at in message.places[word]}
        return found.union(*(phrase.first.starts(message) for phrase in self._longer(message)))

    def _longer(self, message: Tokens) -> Sequence["Phrase"]:
        """Those that may be in the message: of hundreds that share a list, each asks."""
        if not self.longer:
            return ()
        found = message.possible.get(id(self))
        if found is None:
            found = message.possible[id(self)] = [phrase for phrase in self.longer if phrase.may_be_in(message)]
        return found


@dataclass(frozen=True)
class Phrase:
    """Words and gaps in a row."""

    first: Words
    rest: tuple[Gap | Words, ...] = ()

    @cached_property
    def clues(self) -> list[frozenset[str]]:
        """Of each part that has some, the rarest first: most messages lack one of these."""
        parts = (part.clues() for part in (self.first, *self.rest) if isinstance(part, Words))
        return sorted(filter(None, parts), key=lambda words: (len(words & _EVERYWHERE), len(words)))

    def ends(self, message: Tokens, start: int) -> set[int]:
        """Every place where the phrase can end when it starts here."""
        reached = set(self.first.ends(message, start))
        for part in self.rest:
            reached = {end for at in reached for end in part.ends(message, at)}
        return reached

    def may_be_in(self, message: Tokens) -> bool:
        """A quick no for most phrases. Asked hundreds of times of each message."""
        there = message.clues
        for clues in self.clues:  # noqa: SIM110 - `all` takes twice as long
            if clues.isdisjoint(there):
                return False
        return True

    def spans(self, message: Tokens) -> list[tuple[int, int]]:
        """Where it stands in the message, as word positions."""
        if not self.may_be_in(message):
            return []
        found = ((start, self.ends(message, start)) for start in self.first.starts(message))
        return [(start, max(ends)) for start, ends in found if ends]


@dataclass(frozen=True)
class Group:
    """A list of phrases that mean the same to us."""

    phrases: tuple[Phrase, ...] = ()

    @cached_property
    def _by_clue(self) -> Mapping[str, list[Phrase]]:
        """Which phrases a clue may lead to; under "" those that have none."""
        found: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            for clue in phrase.clues[0] if phrase.clues else [""]:
                found.setdefault(clue, []).append(phrase)
        return found

    def _worth_a_look(self, message: Tokens) -> Iterator[Phrase]:
        for clue in self._by_clue.keys() & message.clues:
            yield from self._by_clue[clue]

    def in_(self, message: Tokens) -> bool:
        return any(phrase.spans(message) for phrase in self._worth_a_look(message))

    def starts(self, message: Tokens) -> set[int]:
        """Where one of these phrases begins."""
        return {start for phrase in self._worth_a_look(message) for start, _ in phrase.spans(message)}

    def sentences(self, message: Tokens) -> set[int]:
        """The numbers of the sentences that hold one of these phrases."""
        return {message.sentence[start] for start in self.starts(message)}

    def taken_out_of(self, message: Tokens) -> Tokens:
        """The message with these phrases blanked, so that their words can set nothing off."""
        spans = (span for phrase in self._worth_a_look(message) for span in phrase.spans(message))
        gone = {at for span in spans for at in range(*span)}
        if not gone:
            return message
        blanked = (_TAKEN_OUT if at in gone and word not in _STOPS else word for at, word in enumerate(message.words))
        return Tokens(tuple(blanked))


@dataclass(frozen=True)
class Sort:
    """The phrases of one category, named as in the file."""

    life_at_risk: bool
    now: Group
    check: Group
    hint: Group
    quiet: Group
    idioms: Group
    drop: Group
    lower: Group
    asked: Group


@dataclass(frozen=True)
class Spelling:
    """How words are spelt in a file of phrases."""

    spellings: Mapping[str, tuple[str, ...]]
    known: frozenset[str]

    def read(self, text: str) -> Tokens:
        """The text as words, in the spelling that the phrases use."""
        words = (word for token in normal.tokens(text) for word in self._spelt(token))
        return Tokens((normal.STOP, *words, normal.STOP))

    def _spelt(self, token: str) -> tuple[str, ...]:
        word = normal.known_spelling(token, self.known)
        return self.spellings.get(word, (word,))


@dataclass(frozen=True)
class Phrases(Spelling):
    """The whole file, ready to use. `sorts` is keyed by category, `shared` by the name of the group."""

    sorts: Mapping[str, Sort]
    shared: Mapping[str, Group]
    approved_by: str
    reviewed: str


def _clue(word: str) -> str:
    """How it begins; no word has such a sign at its end."""
    return f"{word[:CLUE]}*"
