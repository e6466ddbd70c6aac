"""Is a message about one of the people who would be told of it? Names are looked for in what was typed, in memory; only
whose they are is handed on. Pure, never raises."""

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence

from safety import normal
from safety.phrases import Phrases
from safety.urgent import Category, matters_who

Key = int | str  # whose name it is, in whatever way the caller tells people apart

LEAST_SLIP, LEAST_SHORT_FORM = 5, 3  # letters in a name that may be mistyped, and in a short form such as Tom
# Before a name these say that the person was told, not that they did it.
_TOLD = frozenset(
    "told tell telling tells rang ring ringing rung called call calling calls informed inform phoned phone phoning "
    "asked ask asking contacted contact texted text emailed messaged notified notify updated update".split()
)
_TITLES = frozenset("mr mrs ms miss dr the my our to manager boss lead nurse matron senior".split())
_BRUSHED_OFF = frozenset(
    "nothing ignored ignores ignoring laughed laughs hide hush quiet cover covered covering sacked fired threatened "
    "shouted shrugged lie delete refused refuses".split()
)
_ATTACKS = tuple(
    "hit slap push punch kick shov strangl beat attack drag threw throw grab stab smother poison restrain locked "
    "molest rape grope".split()
)
_LEADS = frozenset("manager managers boss mgr owner director proprietor matron".split())
_DOES = frozenset("is was has keeps did does hit hits slapped pushed shouts shouted".split())
_DETERMINERS = frozenset("the a an his her their my our your this that any no some".split())
_WORD = re.compile(r"[^\W\d_]+|[.!?\n]")


def accused(
    text: str, people: Mapping[Key, str], phrases: Phrases, *, category: Category | None, deputies: Collection[Key] = ()
) -> frozenset[Key]:
    """Which of these people (key to name) the message may be about. In a matter that somebody did, everybody named and
    not merely told of it; in any other, whoever it says did it. "The deputy" names `deputies`."""
    words = normal.tokens(text)
    found = {}
    for key, name in people.items():
        places = _places(words, text, name, phrases.known)
        if key in deputies:
            places |= _deputy(words)
        if places:
            found[key] = places
    somebody_did_it = category is not None and matters_who(category)
    return frozenset(
        key for key, places in found.items() if any(_is_accused(words, at, somebody_did_it) for at in places)
    )


def manager_did_it(text: str, *, category: Category) -> bool:
    """Does the text say so of the manager, or another of those who lead, without a name?"""
    words, somebody_did_it = normal.tokens(text), matters_who(category)
    leads = [at for at, word in enumerate(words) if word in _LEADS]
    told = {at for at in leads if _was_told(words, at)}
    if somebody_did_it and any(_brushed_off(words, at) for at in told):
        return True
    return any(_attacked(words, at) for at in leads if at not in told)


def as_manager(text: str, people: Mapping[Key, str], phrases: Phrases) -> str:
    """The text with the names of these people, and the deputy, said as "manager": phrases about managers fit them."""
    words = normal.tokens(text)
    places = _deputy(words).union(*(_places(words, text, name, phrases.known) for name in people.values()))
    return _renamed(words, places) if places else text


def names_in_common(words: str, name: str, phrases: Phrases) -> bool:
    """Do these words, such as a site's contact, name this person?"""
    return bool(_places(normal.tokens(words), words, name, phrases.known))


def _is_accused(words: Sequence[str], at: int, somebody_did_it: bool) -> bool:
    if _was_told(words, at):
        return somebody_did_it and _brushed_off(words, at)
    return somebody_did_it or _attacked(words, at)


def _brushed_off(words: Sequence[str], at: int) -> bool:
    """They were told, and nothing good came of it."""
    return bool(_BRUSHED_OFF & set(_sentence_from(words, at)))


def _attacked(words: Sequence[str], at: int) -> bool:
    """Within a few words of the name: what one person does to another."""
    return any(word.startswith(_ATTACKS) for word in _sentence_from(words, at, most=3))


def _sentence_from(words: Sequence[str], at: int, most: int = 10) -> Iterator[str]:
    """The words after a place, up to the end of what is said about it."""
    for word in words[at + 1 : at + 1 + most]:
        if not word[0].isalnum() or (word == "and" and most < 10):
            return
        yield word


def _was_told(words: Sequence[str], at: int) -> bool:
    before = next((word for word in reversed(words[:at]) if word not in _TITLES), "")
    return before in _TOLD


def _renamed(words: Sequence[str], places: Collection[int]) -> str:
    """One "manager" for each run of places."""
    return " ".join(
        "manager" if at in places else word for at, word in enumerate(words) if not (at in places and at - 1 in places)
    )


def _deputy(words: Sequence[str]) -> set[int]:
    """Where the deputy, or the deputy manager, is spoken of."""
    found = {at for at, word in enumerate(words) if word == "deputy"}
    return found | {at + 1 for at in found if words[at + 1 : at + 2] in (["manager"], ["mgr"], ["lead"])}


def _places(words: Sequence[str], text: str, name: str, known: Container[str]) -> set[int]:
    """Where a person's name, or a part of it, stands among the words."""
    parts = [part for part in normal.tokens(name) if part.isalpha() and len(part) > 1]
    found = {at for at, word in enumerate(words) for part in parts if part not in known and _is(word, part, known)}
    common = {part for part in parts if part in known}
    if not common:
        return found
    meant = common & set(_capitalised(text))
    for at, word in enumerate(words):
        if word in common and (word in meant or at - 1 in found or at + 1 in found or _does(words, at)):
            found.add(at)
    return found


def _is(word: str, part: str, known: Container[str]) -> bool:
    """The word is this part of a name: as it is, its "'s", one slip away, or its beginning."""
    if word in (part, f"{part}s"):
        return True
    if word in known or word[0] != part[0]:
        return False
    if LEAST_SHORT_FORM <= len(word) < len(part) and part.startswith(word):
        return True
    return len(part) >= LEAST_SLIP and abs(len(word) - len(part)) <= 1 and word in normal.near_misses(part)


def _does(words: Sequence[str], at: int) -> bool:
    """ "Will is shouting": a name that is a word too, where only a name can stand."""
    after = words[at + 1] if at + 1 < len(words) else ""
    return after in _DOES and (at == 0 or words[at - 1] not in _DETERMINERS)


def _capitalised(text: str) -> Iterator[str]:
    """Words with a capital that does not come from beginning a sentence or from shouting, in lower case."""
    if text.isupper():
        return
    before = "."
    for word in _WORD.findall(text):
        if before.isalpha() and word[0].isupper():
            yield word.lower()
        before = word
