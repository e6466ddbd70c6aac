"""Typed words as plain tokens: one spelling for many ways of typing. Pure, linear in the text, never raises."""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping

# Telegram allows 4,096 characters. Of anything longer the end is read too, for a cry for help after a pasted page.
HEAD, TAIL = 4096, 1000

# Sentence ends stay as tokens so that a gap in a phrase cannot reach into the next sentence. SHOUT is "!!" or more.
# Dots in a row are a pause, not an end: "he fell... hit his head".
STOP, SHOUT = ".", "!!"

_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
# Cyrillic and Greek letters that look like Latin ones, typed from another keyboard or to slip past a filter.
LOOK_ALIKES = str.maketrans(
    "аԁеһіјкӏморԛсѕтуԝхАВСЕНІЈКМОРЅТУХαειικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "adehijklmopqcstuwxABCEHIJKMOPSTYXaeiikvoptuxABEZHIKMNOPTYX",
)
_QUOTES = re.compile(r"[‘’‛ʼ′´`']")
_TITLE_DOT = re.compile(r"\b(mr|mrs|ms|dr|st)\.")
_TOKEN = re.compile(r"[^\W_]+(?:[@$][^\W_]+)*|!!+|[.!?…]+(?!\d)|£")
_RUN = re.compile(r"(.)\1{2,}")
_DIGITS_AS_LETTERS = str.maketrans("013457@$", "oieastas")

_CONTRACTIONS: Mapping[str, str] = {
    "cannot": "can not", "cant": "can not", "carnt": "can not", "couldnt": "could not", "dont": "do not",
    "dnt": "do not", "doesnt": "does not", "dosnt": "does not", "didnt": "did not", "dint": "did not",
    "isnt": "is not", "aint": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not",
    "wont": "will not", "wouldnt": "would not", "shouldnt": "should not", "hasnt": "has not",
    "havent": "have not", "hadnt": "had not", "hes": "he is", "shes": "she is", "theyre": "they are",
    "theres": "there is", "im": "i am", "ive": "i have", "wanna": "want to", "gonna": "going to",
    "£": "pounds",
}  # fmt: skip


def tokens(text: str) -> list[str]:
    """Words and sentence ends, in order; "can't" and "cannot" both become "can", "not"."""
    plain = _TITLE_DOT.sub(r"\1", _readable(text))
    return [word for match in _TOKEN.finditer(plain) for word in _split(match.group())]


def _readable(text: str) -> str:
    """The part that is read, lower-case, without apostrophes, accents, hidden characters and look-alike letters."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]} . {text[-TAIL:]}"
    plain = _QUOTES.sub("", text.translate(_INVISIBLE))
    plain = unicodedata.normalize("NFKC", plain).translate(LOOK_ALIKES).lower()
    return "".join(mark for mark in unicodedata.normalize("NFD", plain) if not unicodedata.combining(mark))


def _split(token: str) -> list[str]:
    if token[0] in ".!?…":
        return [SHOUT] if token.count("!") > 1 else [] if token.startswith(("..", "…")) else [STOP]
    return _CONTRACTIONS.get(token, token).split()


def guesses(token: str) -> Iterator[str]:
    """Other spellings worth trying for a word nobody knows: heeelp -> heelp, help; 0verd0se -> overdose."""
    if _RUN.search(token):
        yield _RUN.sub(r"\1\1", token)
        yield _RUN.sub(r"\1", token)
    letters = token.translate(_DIGITS_AS_LETTERS)
    if letters != token and not token.isdigit():
        yield letters


def known_spelling(token: str, known: Container[str]) -> str:
    """The token, or the first guess at it that is known."""
    if token in known:
        return token
    return next((guess for guess in guesses(token) if guess in known), token)


def near_misses(word: str) -> set[str]:
    """Every spelling one slip away (a letter left out, doubled, swapped or wrong) that keeps the first letter."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in alphabet}
    added = {head + letter + tail for head, tail in cuts for letter in alphabet}
    return left_out | swapped | wrong | added
