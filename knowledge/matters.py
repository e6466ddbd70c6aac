"""What a sentence is about, as a set of word stems: two that share enough of them speak of one matter. Pure."""

from collections.abc import Iterable

import Stemmer

# With one of these in only one of two sentences, they may not speak of the same: "serious", "at night", "in the book".
_QUALIFIERS = (
    "agency app book child draft email emergency final first follow form full further handover holiday home homecare "
    "initial late major minor near new night office online other outside paper portal routine serious suspected "
    "unencrypted urgent verbal visit weekend"
)
_SAME = {
    "lost": "lose loses losing loss missing misplaced mislaid stolen theft stole steal",
    "phone": "mobile handset smartphone mobiles handsets smartphones",
    "device": "equipment",
    "incident": "breach breaches",
    "medicine": "medication medications meds drug drugs",
    "fall": "fell fallen",
    "note": "entry entries",
    "error": "mistake mistakes",
}
_CANONICAL = {form: word for word, forms in _SAME.items() for form in forms.split()}
# Words that are in sentences about anything.
_FILLER = frozenset(
    "a about after again all also always am an and any anything are as ask at be because been before being both but "
    "by can care carer carers case company could day days desk did do does done duty each else every find finds "
    "follow following for found from get give given go had happen happened happening happens has have having he help "
    "her here him his hour hours how i if in inside into is it its kind know let line make making me member members "
    "minute minutes more most must my need needs notice noticed noticing number of off on once one or our out over "
    "own part people person please policy put realise said same say says see service she shift should show so some "
    "somebody someone soon staff such take taken telephone than that the their them then there these they thing "
    "things think this those through time to too two under up use used using was way we week weeks well were what "
    "when where which while who will with within work worker workers working would you your yours".split()
)
# A list of devices is one word more: "phone, tablet or laptop" says little about the matter.
DEVICE, DEVICES = "devic", frozenset({"phone", "tablet", "laptop", "comput", "camera"})
LEAST_SHARED = 2
LEAST_SHARE = 2 / 3  # of the words of the one that has fewer


def stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of those words, in small letters, that say something."""
    # A stemmer keeps state and must not be shared by threads; making one costs microseconds.
    kept = [_CANONICAL.get(word, word) for word in words if word not in _FILLER and word[0].isalpha()]
    return frozenset(Stemmer.Stemmer("english").stemWords(kept))


_VAGUE = stems("note form record report chart detail plan list matter action task visit check answer reply".split())
QUALIFIERS = stems(_QUALIFIERS.split())


def same_matter(one: frozenset[str], other: frozenset[str]) -> bool:
    """Are these stems of two sentences about one thing? False unless it is fairly certain."""
    devices = one & DEVICES, other & DEVICES
    if (one ^ other) & QUALIFIERS or (all(devices) and not devices[0] & devices[1]):
        return False
    fewer, more = sorted([_devices_as_one(one), _devices_as_one(other)], key=len)
    shared = len(fewer & more)
    return shared >= LEAST_SHARED and shared >= LEAST_SHARE * len(fewer)


def same_one_word(one: frozenset[str], other: frozenset[str]) -> bool:
    """Is each about one and the same thing that a single word names, such as a fall?"""
    return one == other and len(one) == 1 and not one & _VAGUE


def _devices_as_one(words: frozenset[str]) -> frozenset[str]:
    return words - DEVICES | {DEVICE} if words & DEVICES else words
