"""Which words are names, how common a word is, and which are nobody's: lists from packages, and our own for the gaps.

Read once, when first asked for, in about a tenth of a second.
"""

import importlib
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from core.places import CONTENT

# Whose names are read: those spoken where care staff in Britain, and the people they support, come from.
_NEAR = ("en_GB", "en_IE", "en_US", "en", "en_NZ", "en_IN", "en_PK", "en_KE")
_FURTHER = tuple(
    "yo_NG tw_GH ha_NG ig_NG zu_ZA sw pl_PL ro_RO pt_PT pt_BR es_ES fr_FR it_IT de_DE nl_NL ga_IE "
    "tr_TR ar_AA ar_PS ar_SA cs_CZ sk_SK hu_HU hr_HR lt_LT lv_LV et_EE sv_SE no_NO da_DK fi_FI "
    "az_AZ uz_UZ id_ID vi_VN hi_IN ne_NP en_TH en_NG zh_CN de_CH fr_BE fr_DZ nl_BE es_MX es_CO sl_SI".split()
)
_SHARES = "012233" + "4" * 200  # how many lists, in one letter
_RANKS = (300, 1000, 3000, 8000, 20000, 50000)
_WELL_KNOWN, _DERIVED = 20_000, "6"
_MADE_OF = re.compile(
    r"(?P<before>un|re|non|self|over|mis|pre)?(?P<stem>[a-z]{4,}?)"
    r"(?P<after>s|es|ing|ings|ed|er|ers|ly|ness|less|able|ist|ists|isation)?"
)
_UNLIKE = str.maketrans("łŁøØđßı", "lLoOdsi")
_POSSESSIVE = re.compile(r"['’`][sS]?$")


def name_key(word: str) -> str:
    """How a name is compared: lower case, without accents, apostrophes, hyphens or a possessive ending."""
    word = _POSSESSIVE.sub("", word.strip())
    letters = unicodedata.normalize("NFKD", word.translate(_UNLIKE)).lower()
    return "".join(letter for letter in letters if letter.isalnum())


@dataclass(frozen=True)
class Lexicon:
    """`given` and `family` tell in how many lists a name stands, ours and those from near us twice. `doubles` are words
    that are names too. `ranks`: 0 is the commonest word; given names that everybody knows have none. `namesakes` finds
    names of things and of famous people."""

    given: Mapping[str, int]
    family: Mapping[str, int]
    doubles: Container[str]
    ordinary: Container[str]
    ranks: Mapping[str, int]
    namesakes: re.Pattern[str]

    def is_name(self, word: str) -> bool:
        return word in self.given or word in self.family or word in self.doubles

    def _derived(self, word: str) -> bool:
        """Is a word that no list has made of a common one, as "befrienders" and "unpaired" are?"""
        match = _MADE_OF.fullmatch(word)
        if match is None or not (match["before"] or match["after"]) or self.is_name(word):
            return False
        stems = (match["stem"], match["stem"] + "e")
        return any(self.ranks.get(stem, _WELL_KNOWN) < _WELL_KNOWN and not self.is_name(stem) for stem in stems)

    def voices(self, word: str) -> str:
        """What is known about a word, in short: given name, family name, how common, and whether it is nobody's."""
        rank = self.ranks.get(word)
        common = (
            str(sum(rank >= least for least in _RANKS))
            if rank is not None
            else _DERIVED
            if self._derived(word)
            else "-"
        )
        nobody = "o" if word in self.ordinary else ""
        given = "d" if word in self.doubles else _SHARES[self.given.get(word, 0)]
        return f"{given}{_SHARES[self.family.get(word, 0)]}{common}{nobody}"


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Raises ImportError where a package is missing, OSError where one of our own lists is."""
    given: Counter[str] = Counter(map(name_key, listed("names")))
    given += given
    family: Counter[str] = Counter()
    for counts, places in ((1, _FURTHER), (2, _NEAR)):
        for place in places:
            for names, found in zip((given, family), _read_names(place), strict=True):
                names.update(dict.fromkeys(found, counts))
    doubles, ordinary = frozenset(listed("doubles")), frozenset(map(name_key, listed("ordinary")))
    return Lexicon(given, family, doubles, ordinary, _ranks(), _namesakes())


def listed(name: str) -> Iterator[str]:
    """The words of one of our own lists."""
    return (word for line in _lines(name) for word in line.split())


def _lines(name: str) -> Iterator[str]:
    lines = (CONTENT / "safety" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))


def _namesakes() -> re.Pattern[str]:
    longest_first = sorted(_lines("namesakes"), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _read_names(place: str) -> tuple[set[str], set[str]]:
    """Given names and family names."""
    given: set[str] = set()
    family: set[str] = set()
    for attribute, found in vars(importlib.import_module(f"faker.providers.person.{place}").Provider).items():
        if attribute.startswith(("first_name", "last_name", "first_romanized", "last_romanized")) and not callable(
            found
        ):
            names = family if attribute.startswith("last_") else given
            parts = " ".join(found).split()
            plain = {part for part in parts if part.isascii() and part.isalpha()}
            names.update(map(str.lower, plain))
            names.update(key for part in {*parts} - plain for key in map(name_key, part.split("-")) if key.isascii())
    return given, family


def _ranks() -> dict[str, int]:
    """Well-known given names are not counted as words: they are common because people are called that."""
    clear = frozenset(listed("clear"))
    words = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    listed_words = words.read_text(encoding="utf-8-sig").split()[::2]
    return {word: rank for rank, word in enumerate(listed_words) if word not in clear}
