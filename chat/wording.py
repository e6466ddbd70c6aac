"""What the assistant says. Short, plain, kind. To change its words, change them here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from delivery.message import Button, Message
from incidents.cases import Kind
from people.sites import CALLED, Contact
from safety.urgent import Category

HELP = Message(
    "# How I can help\n"
    "Ask me about your provider's policies or about using technology at work, in your own words. "
    "I show the exact approved words, and where they come from. "
    "If I do not know, a digital champion will answer you. I am a computer: nobody reads along here.\n\n"
    "/quiz  two short questions\n/me  what I know about you\n/link  a link to sign in on the web\n"
    "/privacy  what is kept, and who sees it\n/mydata  all that is held about you\n/forget  be forgotten\n\n"
    "In an emergency call 999. This chat is not watched."
)
GREETING = Message(
    "Hello. Ask me anything about our policies or about using technology at work. /help shows what I can do."
)
NOT_UNDERSTOOD = Message(
    "I am not sure I understood. Please ask again in a few more words, in English if you can: about our policies, or "
    "about using technology at work. /help shows what I can do."
)


def whom_to_ring(contact: Contact, given: str) -> Message:
    """A contact of the site; `given` is empty where nobody has filled it in."""
    number = given or "nobody has filled this in. Ask your manager"
    return Message(f"{CALLED[contact]}: {number}.\nIn an emergency call 999.")


YOU_ARE_WELCOME = Message("You are welcome. Ask me any time.")
ASK_AWAY = Message("What would you like to know? Just type your question.")
ASK_TO_JOIN = Message(
    "Hello. I am the digital champion assistant for care staff. To ask questions here you need an invite "
    "from your manager. Open the link they gave you, or send: /start and the code.\n\nIn an emergency call 999."
)
PRIVACY_LINES = (
    "1 I find approved answers. Please type no names or details of people you support. I try to take them out.\n"
    "2 Kept: your name, site, shift, questions and quiz answers. Chats go after 30 days, questions after a year, quiz "
    "results three years after you leave, unless your provider says otherwise.\n"
    "3 Champions see your questions without your name. Managers see who has done the quiz. If something is urgent, "
    "whoever is on duty hears your name.\n"
    "4 Telegram is a separate company and keeps its own copy of what you type there. The web chat does not use it.\n"
    "5 /mydata shows all that is held about you. /forget removes it."
)
PRIVACY = Message(f"# Your privacy\n{PRIVACY_LINES}")
NOTICE = Message(
    f"# Welcome\nBefore we start, five things to know:\n{PRIVACY_LINES}",
    (Button("I understand, continue", "join_continue"),),
)
SHIFTS = (
    Button("Days", "join_shift:days"),
    Button("Lates", "join_shift:lates"),
    Button("Nights", "join_shift:nights"),
    Button("Mixed", "join_shift:mixed"),
)
WHICH_SHIFT = Message("Thank you. When do you mostly work? I will send quizzes only in those hours.", SHIFTS)
ALREADY_JOINED = Message("You have already joined. Just ask your question.")
UNKNOWN_COMMAND = Message("I do not know that command. /help shows the ones I know, or just type your question.")
EMPTY = Message("That message came without words. Please type your question.")
TOO_LONG = Message("That is a long message. Please ask in one or two sentences, without names, and I will look it up.")
EDITED = Message("I saw that you changed a message. I only answer new ones, so please send the question again.")
LOST_BUTTON = Message("That button is from an older message. Please ask again, or use /help.")
TROUBLE = Message(
    "Sorry, something went wrong on my side. Please send your message again in a minute. "
    "If it cannot wait, ring your manager or on-call. In an emergency call 999."
)
NOT_READY = Message(
    "I am just starting up and cannot look things up yet. Please try again in a minute. In an emergency call 999."
)
# Beside a message that should be taken out of a Telegram chat and cannot be.
NOT_REMOVED = Message(
    "I could not take a message with personal details out of this chat. "
    "Please do it yourself: press and hold the message, then choose Delete."
)
WHICH_WORD = Message(
    "I keep nothing of what I take out, so I do not know the word any more. Please type only the word that is fine.",
    (Button("Never mind", "never_mind"),),
)
LEFT_ALONE = Message("Thank you. I will leave that alone from now on. If my answer missed the point, please ask again.")
STILL_A_NAME = Message("Thank you. Some of it is on your site's list of names, which only your manager can change.")
NO_LIST = Message("You do not belong to one site, and each site has a list of its own. Its manager can change it.")
WHICH_NAME = Message(
    "Thank you for telling me. Please type only the name that is left. I will not keep it, "
    "and I will take it out of your message.",
    (Button("Never mind", "never_mind"),),
)
ONLY_THE_NAME = Message("That looks like more than a name. Please type only the name.", WHICH_NAME.buttons)
NAME_OUT = Message("Thank you. The name is out of your message, and I will know it next time.")
NAME_NOT_FOUND = Message("That name is not in what I kept of your message. I will know it next time. Thank you.")
THANKS = Message("Thank you. That helps the next person too.")
LEFT = Message("Fine, I will leave it as it is.")
CANCELLED = Message("Nothing was sent. The question is still with you.")
WRITE_REPLY = "Please type your answer now. Leave out names of people we support. You will see it before it is sent."

PICTURE_TOO = Message(
    "I did not open the picture. Please delete it from this chat, and do not send it on. "
    "Photos of people are taken only where your policy says so, and never sent here."
)

_UNSUPPORTED = {
    "voice": "I cannot listen to voice messages, and I did not open it.",
    "file": "I cannot read files here, and I did not open it. Your manager can add a policy on the knowledge page.",
    "sticker": "Nice sticker! I only understand words.",
    "location": "I do not need to know where you are, and I did not keep it.",
    "contact": "I do not need anybody's contact details, and I did not keep them.",
}


def too_fast(seconds: int) -> Message:
    return Message(
        "That is a lot in one minute, and I cannot keep up. "
        f"Please try again in {seconds} seconds. In an emergency call 999."
    )


WRITTEN_DOWN = Button("I have written it in the record", "written")
WRITTEN = Message("Thank you. I am taking your message out of this chat.")


def removed(record_system: str, *, leaves_chat: bool | None) -> Message:
    """`leaves_chat` None: there is nothing to take it out of."""
    chat = {
        None: "",
        True: " I am taking your message out of this chat.",
        False: " I cannot take your message out of this chat: please press and hold it, then delete it.",
    }[leaves_chat]
    return Message(
        f"I took personal details out of what I keep.{chat}\n"
        f"They belong in {record_system or 'the care record'}. Here, please say 'a person I support'."
    )


def details_too(record_system: str) -> Message:
    """After urgent advice. The chat keeps what was typed until the record holds it."""
    return Message(
        f"When there is time: your message has personal details. They belong in {record_system or 'the care record'}, "
        "not in this chat. Here, please say 'a person I support'."
    )


def correctable(line: Message, received_id: int, *, named: bool) -> Message:
    """With the ways to say that it was wrong."""
    fine = [Button("Nothing personal there", f"nothing_personal:{received_id}")] if named else []
    return Message(line.text, (*fine, Button("There is still a name", f"still_a_name:{received_id}")))


# What somebody did is told of later as well: a colleague who answers questions is not whom it is for.
TOLD_LATER = frozenset([Category.SAFEGUARDING, Category.SELF_HARM, Category.MEDICATION_ERROR, Category.STAFF_DANGER])


EARLIER = "It was earlier, and I am worried"


def if_happening(category: Category, action: str) -> Message:
    """Asked before anything else is shown; the button brings the urgent reply."""
    first = "If someone may be hurt, call 999 first."
    if category == Category.DATA_INCIDENT:
        first = "Details lost, or seen by the wrong person? Press the button."
    elif category in TOLD_LATER:
        first += " If you saw or heard of it earlier, press a button too."
        return Message(f"Is this happening now? {first}", (_happening(action), Button(EARLIER, action)))
    return Message(f"Is this happening now? {first}", (_happening(action),))


# Where somebody's own distress is heard, but only faintly, before the answer to what they asked.
IF_IT_IS_HARD = Message("If things are too much: Samaritans listen day and night, 116 123. In danger now, call 999.")


def picture(lead: str) -> Message:
    """It may show an injury: the way to help comes first. `lead` is the safeguarding lead, with a number, or empty."""
    return Message(
        "If this is about an injury, or you are worried about somebody: in danger, call 999. "
        f"Then tell {lead or 'your safeguarding lead'} now.\n"
        "I cannot look at photos or videos, and I did not open it. "
        "They are taken only where your policy says so, such as for a body map, and never sent here.\n"
        "Please delete it from this chat, and do not send it on. If you have a question, please type it."
    )


def if_now(category: Category) -> Message:
    """One line before the answer to a question about rules that only mentions it."""
    words = "If this is happening now and someone is hurt or in danger, call 999."
    return Message(words, (_happening(f"now:{category}"),))


def _happening(action: str) -> Button:
    return Button("Yes, it is happening now", action)


TELL_ME_THE_REST = Message(
    "Is a tablet or an app part of it? A digital champion can help you, in private. Ask me just that."
)
NOBODY_RINGS = Message("That is fine. You can ask me again at any time. Samaritans are there day and night: 116 123.")


def kind_words(wellbeing: str) -> Message:
    """The worker's own distress comes before what they asked, and nobody hears of it. `wellbeing`: whom their site
    gives for this, or empty."""
    at_work = f"Through work, in private: {wellbeing}.\n" if wellbeing else ""
    return Message(
        "I am sorry it is so hard. You matter. Are you safe? In danger now, call 999.\n"
        f"To talk to someone, any time: NHS 111, press 2, or Samaritans 116 123.\n{at_work}"
        "I have kept none of this and told nobody at work. This chat is not watched."
    )


def shall_somebody_ring(people: list[tuple[int, str, str]]) -> Message:
    """`people`: id, name and what they are, of those who may be asked."""
    buttons = [Button(f"{name[:30]}, {what}", f"ring:{number}") for number, name, what in people]
    return Message(
        "Shall I ask somebody to ring you? They would only hear that you would like a call.",
        (*buttons, Button("No, thank you", "ring_no")),
    )


def please_ring(name: str) -> Message:
    """For whoever was chosen: no reason, as that is the caller's to tell."""
    return Message(f"{name} would like you to ring them, please, as soon as you can.")


def asked_to_ring(name: str) -> Message:
    return Message(f"I have asked {name} to ring you, and said nothing more. In danger before then? Call 999.")


def unsupported(kind: str) -> Message:
    reason = _UNSUPPORTED.get(kind, "I only understand words, and I did not open it.")
    return Message(f"{reason} Please type your question.")


def ask_name(suggestion: str, *, again: bool = False) -> Message:
    buttons = (Button(suggestion[:30], "join_name_given"),) if suggestion else ()
    thanks = "That does not look like a name, so I have not kept it." if again else "Thank you."
    return Message(f"{thanks} What is your name? Your first name is enough.", buttons)


def joined(name: str, where: str) -> Message:
    return Message(
        f"# Welcome, {name}\nYou are set up at {where}. Ask me your first question, in your own words. "
        "For example: can I use my own phone for notes?"
    )


def linked(name: str) -> Message:
    return Message(f"Hello {name}. Telegram now works with your account. Ask me anything.")


def not_known(reference: str, due: str, on_call: str) -> Message:
    ring = f"ring {on_call}" if on_call else "ring your manager or on-call"
    return Message(
        f"I cannot find this in your policies, so I will not guess. I have asked your digital champions.\n"
        f"Your reference is {reference}. Expect an answer by {due}.\n"
        f"If it cannot wait, {ring}. In an emergency call 999."
    )


def told_those_on_duty(question_id: int, reference: str, lead: str, *, told: bool) -> Message:
    """No passage, and it may be a worry about somebody: no champion reads it unless the worker says so. `told`: there
    was somebody to tell."""
    lead = lead or "your safeguarding lead"
    on_duty = "I have told those on duty. They may ring you" if told else f"please ring {lead}: I could tell nobody"
    return Message(
        "I cannot find this in your policies, so I will not guess. It may be about somebody's safety, so "
        f"{on_duty}. No champion reads it.\n"
        f"If it cannot wait, ring {lead}. Your reference is {reference}.\n"
        "Only a question? Ask a champion.",
        (Button("Ask a champion", f"champion:{question_id}"),),
    )


def passed_to_champion(reference: str, due: str) -> Message:
    return Message(f"I have asked your digital champions. Your reference is {reference}. Expect an answer by {due}.")


@dataclass(frozen=True)
class Title:
    """A section that may be meant, and the document it stands in: headings alone are too much alike."""

    section_id: int
    heading: str
    document: str


def choices(question_id: int, titles: list[Title], otherwise: str, *, follows: bool) -> Message:
    """`otherwise` is what the button carries that says: none of these. `follows`: on from the question before."""
    found = "I read this together with your last question." if follows else "I found more than one that may fit."
    text = f"{found} Which one do you mean?\n{_listed(titles)}"
    return Message(text, (*_picks(question_id, titles), Button("None of these", otherwise)))


WRITTEN_ABOUT_IT = "When that is done, read what your policy says:"


def may_help_next(question_id: int, titles: list[Title]) -> Message:
    """Under the advice in an urgent matter."""
    text = f"When that is done, this may help you:\n{_listed(titles)}"
    return Message(text, tuple(_picks(question_id, titles)))


def not_quite(question_id: int, titles: list[Title]) -> Message:
    text = f"Sorry that was not it. Is it one of these?\n{_listed(titles)}"
    if not titles:
        text = "Sorry that was not it. Shall I ask a champion?"
    return Message(text, (*_picks(question_id, titles), Button("Ask a champion", f"champion:{question_id}")))


def _listed(titles: list[Title]) -> str:
    # A champion's answer is called by its question, as a document too.
    return "\n".join(f"• {t.heading}" + f" ({t.document})" * (t.document != t.heading) for t in titles)


def _picks(question_id: int, titles: list[Title]) -> list[Button]:
    return [pick(question_id, title.section_id, title.heading[:60]) for title in titles]


def pick(question_id: int, section_id: int, label: str) -> Button:
    """Opens one of the sections that were found for a question."""
    return Button(label, f"pick:{question_id}:{section_id}")


def two_say_different_things(told: list[str]) -> str:
    """`told`: the names of those who were told."""
    *most, last = told or [""]
    names = f"{', '.join(most)} and {last}" if most else last
    hears = f"We have told {names}." if told else "Please tell your manager."
    return (
        "Two of our documents say different things about this. Both are here. "
        f"{hears} Until it is put right, ask your manager which one holds."
    )


def signpost(words: str, otherwise: str) -> Message:
    return something_else(f"I cannot find that in what I hold. {words}", otherwise)


def something_else(words: str, otherwise: str) -> Message:
    return Message(words, (Button("It is something else", otherwise),))


def more_about_privacy(question_id: int) -> Message:
    """Below the notice, where nothing else fits."""
    ask = Button("Ask a champion", f"champion:{question_id}")
    return Message("If that does not answer it, your digital champions can.", (ask,))


def me(name: str, where: str, role: str, shift: str, quiz: str, waiting: list[str]) -> Message:
    lines = [f"# {name}", f"{where}, {role}, {shift}.", quiz]
    if waiting:
        lines += ["Waiting for an answer:", *waiting]
    return Message("\n".join(lines), (Button("Change my shift", "shift_change"),))


def quiz_so_far(*, done: int, sent: int) -> str:
    if not sent:
        return "No quiz questions have been sent to you yet this week. /quiz shows some now, if there are any."
    if done == sent:
        return "You have done all of this week's quiz questions. Thank you."
    return f"You have done {done} of {sent} quiz questions this week. /quiz shows the next one."


WHICH_SHIFT_NOW = Message(
    "When do you mostly work?",
    tuple(Button(button.label, button.action.replace("join_", "")) for button in SHIFTS),
)


def shift_changed(shift: str) -> Message:
    return Message(f"Done. I will send quizzes only in {shift} hours.")


def sign_in(url: str, minutes: int) -> Message:
    return Message(f"Open this link to sign in on the web. It works once, for {minutes} minutes:\n{url}")


def preview(escalation_id: int, text: str) -> Message:
    lines = "\n".join(f"> {line}" for line in text.splitlines())
    return Message(
        f"This is what the person will read:\n{lines}\n\nShall I send it?",
        (
            Button("Send it", f"send_reply:{escalation_id}"),
            Button("Change it", f"answer:{escalation_id}"),
            Button("Not now", "cancel_reply"),
        ),
    )


REPLY_NOT_SENT = Message(
    "Your answer was not sent, because it sounds like an emergency. If it is advice for the person who asked, "
    "please send it from the inbox page on the web. The question is still with you."
)
INBOX_EMPTY = Message("Nobody is waiting for an answer. Thank you for looking.")
PROPOSED = Message("Thank you. A second person will check it. You will not need to do anything.")
APPROVED = Message("Approved. It can be found from now on, and the people who asked hear about it.")
TURNED_DOWN = Message("Turned down. It will not become knowledge.")


YOUR_LEAD = "your data protection lead"
RIGHTS_OF_STRANGERS = Message(
    "I do not know who you are, so I hold nothing under your name here. If you work or worked for this provider, "
    "please ask its data protection lead. They must answer within one month."
)


def _first(words: str) -> str:
    """As they begin a sentence: "Your data protection lead"."""
    return words[:1].upper() + words[1:]


def _access(reference: str, lead: str, due: str) -> str:
    return (
        f"You have a right to know what is held about you. {_first(lead)} must answer you by {due}. "
        f"Your reference is {reference}.\nYou need not wait: I can show you everything I hold now."
    )


def _erasure(reference: str, lead: str, due: str) -> str:
    return (
        f"You can ask for that at any time. {_first(lead)} must answer you by {due}. Your reference is {reference}.\n"
        "You need not wait: I can forget you now. I will first say what goes and what stays."
    )


def _complaint(reference: str, lead: str, due: str) -> str:
    return (
        f"Thank you for saying so. {_first(lead)} has been told that you complain, and must confirm it by {due}. "
        f"Your reference is {reference}.\nThey will ask you what happened. You can also complain to the ICO: "
        "ico.org.uk, 0303 123 1113."
    )


REQUESTED: Mapping[Kind, Callable[[str, str, str], str]] = MappingProxyType(
    {Kind.ACCESS: _access, Kind.ERASURE: _erasure, Kind.COMPLAINT: _complaint}
)
_SHOW = Button("Show what is held", "mydata")


_PERHAPS: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.ACCESS: ("Do you want to see what I hold about you?", "Yes, show me"),
        Kind.ERASURE: ("Do you want me to delete what I hold about you?", "Yes, delete it"),
        Kind.COMPLAINT: ("Do you want to complain about how your own data is used?", "Yes, I want to complain"),
    }
)


def perhaps(kind: Kind) -> Message:
    """Before anything is opened for them."""
    ask, yes = _PERHAPS[kind]
    return Message(ask, (Button(yes, f"yes_request:{kind}"), Button("I meant something else", f"no_request:{kind}")))


def request_buttons(kind: Kind, case_id: int) -> tuple[Button, ...]:
    forget = (Button("Forget me", "forget"),) if kind == Kind.ERASURE else ()
    return (*forget, _SHOW, Button("I meant something else", f"not_meant:{case_id}"))


def not_meant(reference: str) -> Message:
    return Message(f"Sorry, I misunderstood. {reference} is taken back. Please ask again in other words.")


def my_data_here(address: str) -> Message:
    return Message(f"Everything held about you is on this page. You can keep it as one file:\n{address}")


def my_data_link(url: str, minutes: int) -> Message:
    return Message(
        "Everything held about you is on a page that only you can open. I do not send it here, because Telegram would "
        f"keep a copy. The link works once, for {minutes} minutes:\n{url}"
    )


FORGET = Message(
    "# Shall I forget you?\n"
    "Gone at once: your name, your Telegram, what you asked and typed, what I wrote to you, and your way in. "
    "Questions still waiting for a champion are taken back.\n"
    "Stays, without your name: how many questions and quizzes there were, your quiz results until their time is over, "
    "and the log of who did what.\n"
    "Stays as it is: reports of something urgent, and of lost or leaked data, until they are dealt with.\n"
    "This cannot be undone. To use the assistant again you would need a new invite.",
    (Button("Yes, forget me", "forget_yes"), Button("No, keep me", "forget_no"), _SHOW),
)
KEPT = Message("Nothing was changed. Ask me anything.")


def forgotten(reference: str, lead: str) -> Message:
    return Message(
        f"You are forgotten here. Your words and your name are gone, and you are signed out. Reference {reference}.\n"
        "What the law makes us keep stays, as I said before. What is on your own phone, and what Telegram keeps, I "
        f"cannot reach: delete this chat there. Questions? Ask {lead}. Thank you, and take care."
    )


def incident_noted(reference: str) -> Message:
    return Message(
        f"Noted: {reference}. The data protection lead has been told the time and your name, not what you wrote. "
        "Please quote the reference when you ring."
    )


def has_left(lead: str) -> Message:
    return Message(
        "You no longer work here, as far as I know, so I cannot look things up for you. Thank you for all you did. "
        "If that is a mistake, ask your manager for a new invite.\n"
        f"To see or delete what is held about you, ask {lead}, or just write it here.\nIn an emergency call 999."
    )
