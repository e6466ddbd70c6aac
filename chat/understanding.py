"""What does the person want? Pure: the message and the state of the talk in, an intent out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chat.incoming import Incoming, Kind
from delivery.message import Button, Message
from people.sites import Contact
from safety.normal import SHOUT, STOP, tokens
from safety.requests import requested

LONGEST_QUESTION = 4_096
COMMANDS = frozenset({"start", "help", "ask", "quiz", "me", "privacy", "link", "inbox", "mydata", "forget"})
_COMMAND = re.compile(r"^/(\w+)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL)
# What buttons carry. Anything else in an action did not come from a button of ours.
BUTTONS = frozenset(
    "join_continue join_name_given join_shift pick more helpful notquite champion claim answer send_reply cancel_reply "
    "pass got propose leave approve reject quiz shift_change shift written nothing_personal still_a_name never_mind "
    "mydata forget forget_yes forget_no not_meant yes_request no_request ring ring_no".split()
)


HAPPENING = "now"  # of the button "it is happening now", which goes the urgent way
# Where one of these answers a question, its first word is enough: "yes", or the name of whoever shall ring.
ANSWERED_SHORT = frozenset({HAPPENING, "ring", "ring_no"})
NONE_OF_THEM = "none"
_HELP = re.compile(
    r"(?:help|help me|help please|please help|menu|commands|options|(?:what|how) (?:can|do|does) (?:you|this|it)"
    r"(?: do| work| help)(?: (?:for|with|to) me| me)?|what can i ask(?: you| here)?|how do i use (?:this|you)|"
    r"what you can do(?: for me)?|"
    r"(?:what|who) (?:is this|are you)|are you (?:a |an )?(?:real|robot|bot|human|person|computer|machine|ai)\b.*|"
    r"is (?:any ?one|any ?body|some ?one|some ?body) there|(?:hello|hi) is (?:any ?one|any ?body) there)"
)
_NUMBER = r"(?:phone |telephone |contact |mobile )?(?:number|phone|contact|details)"
_ASKED_FOR = (
    r"(?:(?:what|which|wat) is |give me |i need |need |can i have |have you got |do you have )?(?:the |our |a )?"
)


def _number_of(called: str) -> re.Pattern[str]:
    """Asks for the number of somebody with these names, and nothing else."""
    called = f"(?:the |our |my )?(?:{called})"
    asked = rf"{_ASKED_FOR}{_NUMBER}(?: (?:for|of|to))? {called}|{_ASKED_FOR}{called} {_NUMBER}|who is {called}"
    return re.compile(rf"(?:{asked})(?: today| now| tonight| please| pls)?")


_CONTACTS = {
    Contact.ON_CALL: r"on ?call(?: (?:manager|person|phone|team))?|manager on call|duty manager",
    Contact.SAFEGUARDING_LEAD: r"safeguarding(?: (?:lead|officer|person|manager|team))?",
    Contact.DEPUTY: r"deputy(?: manager)?",
    Contact.OUT_OF_HOURS: r"(?:council )?out of hours(?: (?:team|line|service))?",
    Contact.COUNCIL: r"(?:adult )?(?:council|social services|adult social care)(?: (?:team|line))?",
    Contact.DATA_PROTECTION_LEAD: r"data protection(?: (?:lead|officer|person))?|dpo",
}
_NUMBERS = {contact: _number_of(called) for contact, called in _CONTACTS.items()}
_NONE = frozenset(["none of them", "none of these", "none of those", "none", "neither"])
_AROUND = frozenset("the number option answer choice please pls plz it's its i mean think".split())
_PLACES = {
    word: str(place)
    for place, words in enumerate(("first|1st|one|first one|1|a|top one", "second|2nd|two|second one|2|b|middle one",
                                   "third|3rd|three|third one|3|c"), start=1)
    for word in words.split("|")
}  # fmt: skip
_SAME = {"yeah": "yes", "yep": "yes", "yes please": "yes", "yes now": "yes", "nope": "no", "no thanks": "no"}


@dataclass(frozen=True)
class Intent:
    """`name` picks the flow; `arguments` are what was typed or what the button carried."""

    name: str
    arguments: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.arguments[0] if self.arguments else ""

    @property
    def action(self) -> str:
        """What a button for this carries."""
        return ":".join((self.name, *self.arguments))

    def number(self, position: int = 0) -> int:
        """An id in a button's action; -1, which no row has, when it is not a number."""
        value = self.arguments[position] if position < len(self.arguments) else ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def understand(
    incoming: Incoming,
    text: str,
    *,
    state: str,
    buttons: list[dict[str, str]],
    newest: Sequence[Message] = (),
    said: str = "",
) -> Intent:
    """`text` is what was typed, safe to store; `state` and `buttons` are those of the talk. `newest`: the last reply of
    all, urgent ones too, whose buttons are pressed by their words and by no number. `said`: the words with the names,
    as a button may carry one."""
    if incoming.kind == Kind.ACTION:
        return _action(incoming.action)
    if incoming.edited:
        return Intent("edited")
    if incoming.kind != Kind.TEXT:
        return Intent("unsupported", (incoming.kind.value, text))
    typed = text.strip()
    if not typed:
        return Intent("empty")
    if command := _COMMAND.match(typed):
        return _command(command[1].lower(), (command[2] or "").strip())
    if (pressed := _typed_button(typed, buttons) or _spoken_button(said or typed, newest)) is not None:
        return _action(pressed)
    if state in STATES_THAT_TAKE_TEXT:
        return Intent(STATES_THAT_TAKE_TEXT[state], (typed,))
    return _question(typed)


# In these states the next words are not a question, unless they are those of a button in view.
STATES_THAT_TAKE_TEXT = {
    "joining:name": "join_name",
    "replying": "reply_text",
    "naming": "name_left",
    "fine_word": "word_is_fine",
}


def _command(name: str, rest: str) -> Intent:
    if name == "ask" and rest:
        return _question(rest)
    if name in COMMANDS:
        return Intent(f"{name}_command", (rest,))
    return Intent("unknown_command")


def _question(words: str) -> Intent:
    plain = _plain(words)
    if _HELP.fullmatch(plain):
        return Intent("help_words")
    if contact := _contact(plain):
        return Intent("contact", (contact,))
    if kind := requested(words):
        return Intent("request", (kind,))
    return Intent("ask", (words,)) if len(words) <= LONGEST_QUESTION else Intent("too_long")


def _contact(plain: str) -> Contact | None:
    """Whose number is asked for: "what is the number for on call"."""
    return next((contact for contact, asked in _NUMBERS.items() if asked.fullmatch(plain)), None)


def _action(action: str) -> Intent:
    name, *arguments = action.split(":")
    if name == HAPPENING:
        return Intent(HAPPENING, (action,))
    return Intent(name, tuple(arguments)) if name in BUTTONS else Intent("lost_button")


def _typed_button(typed: str, buttons: list[dict[str, str]]) -> str | None:
    """'1', '2' … or a button's own words, typed instead of pressed; of titles also "the second one"."""
    plain = typed.strip(" .!)(").casefold()
    if any(button["action"].startswith("pick:") for button in buttons):
        plain = pointed_at(typed) or plain
        if plain == NONE_OF_THEM:
            return next((button["action"] for button in buttons if button["action"].startswith("champion:")), None)
    for position, button in enumerate(buttons, start=1):
        if plain in (str(position), button["label"].casefold()):
            return button["action"]
    return None


def pointed_at(typed: str) -> str:
    """'2' for "the second one", NONE_OF_THEM for "none of these"; empty for anything else."""
    said = " ".join(word for word in re.findall(r"[\w']+", typed.casefold()) if word not in _AROUND)
    return NONE_OF_THEM if said in _NONE else _PLACES.get(said, "")


def _spoken_button(typed: str, newest: Sequence[Message]) -> str | None:
    """The one button with these words, however they are spelt. None where there are several."""
    said = _plain(typed)
    ways = ((way, button.action) for message in newest for button in message.buttons for way in _ways(message, button))
    found = {action for way, action in ways if said and way == said}
    return found.pop() if len(found) == 1 else None


def _ways(message: Message, button: Button) -> Iterator[str]:
    yield _plain(button.label)
    if button.action.split(":")[0] in ANSWERED_SHORT and "?" in message.text:
        first, _, rest = button.label.partition(", ")
        yield _plain(first)
        if first == "Yes":
            yield _plain(rest)


def _plain(words: str) -> str:
    """Without capitals and marks; "it's" and "it is" are the same."""
    said = " ".join(word for word in tokens(words) if word not in (STOP, SHOUT))
    said = re.sub(r"\bits\b", "it is", said)
    return _SAME.get(said, said)
