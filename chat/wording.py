"""What the assistant says. Short, plain, kind. To change its words, change them here."""

from dataclasses import dataclass

from delivery.message import Button, Message
from safety.urgent import Category, Urgent

HELP = Message(
    "# How I can help\n"
    "Ask me about your provider's policies or about using technology at work, in your own words. "
    "I show the exact approved words, and where they come from. "
    "If I do not know, a digital champion will answer you.\n\n"
    "/quiz  two short questions\n/me  what I know about you\n/link  a link to sign in on the web\n"
    "/privacy  what is kept\n\nIn an emergency call 999. This chat is not watched."
)
GREETING = Message(
    "Hello. Ask me anything about our policies or about using technology at work. /help shows what I can do."
)
ASK_AWAY = Message("What would you like to know? Just type your question.")
ASK_TO_JOIN = Message(
    "Hello. I am the digital champion assistant for care staff. To ask questions here you need an invite "
    "from your manager. Open the link they gave you, or send: /start and the code.\n\nIn an emergency call 999."
)
PRIVACY_LINES = (
    "I am a machine that finds approved answers. People can see what you ask only to help you.\n"
    "Please never type names or details of people you support. I try to take them out.\n"
    "I keep your name, site, shift, questions and quiz answers for your provider.\n"
    "Telegram is a separate company and keeps its own copy of chats there.\n"
    "You can ask what is held, or ask to be forgotten, at any time."
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
REMOVED_DETAILS = Message(
    "I took personal details out of your message before keeping it. "
    "Next time, please say 'a person I support' instead of a name."
)
THANKS = Message("Thank you. That helps the next person too.")
LEFT = Message("Fine, I will leave it as it is.")
CANCELLED = Message("Nothing was sent. The question is still with you.")
WRITE_REPLY = "Please type your answer now. Leave out names of people we support. You will see it before it is sent."

_UNSUPPORTED = {
    "photo": "I cannot look at photos, and I did not open it. Please do not send pictures of people or records here.",
    "voice": "I cannot listen to voice messages, and I did not open it.",
    "video": "I cannot watch videos, and I did not open it. Please do not send pictures of people or records here.",
    "file": "I cannot read files here, and I did not open it. Your manager can add a policy on the knowledge page.",
    "sticker": "Nice sticker! I only understand words.",
    "location": "I do not need to know where you are, and I did not keep it.",
    "contact": "I do not need anybody's contact details, and I did not keep them.",
}


def if_happening(urgent: Urgent) -> Message:
    """One line before the ordinary answer; the button brings the urgent reply, for the same matter."""
    about = ":manager" if urgent.about_manager else f":{urgent.topic}" if urgent.topic else ""
    return Message(
        "Is this happening now? If someone may be hurt, call 999 first.",
        (_happening(urgent.category, about),),
    )


def if_now(category: Category) -> Message:
    """One line before the answer to a question about rules that only mentions it."""
    return Message("If this is happening now and someone is hurt or in danger, call 999.", (_happening(category),))


def _happening(category: Category, about: str = "") -> Button:
    return Button("Yes, it is happening now", f"now:{category}{about}")


# The worker's own distress comes before what they asked, and nobody hears of it.
KIND_WORDS = Message(
    "I am sorry it is so hard. You matter, and asking is right. In danger now? Call 999.\n"
    "To talk to someone, any time: NHS 111, press 2, or Samaritans 116 123.\n"
    "I have kept none of this and told nobody at work. This chat is not watched."
)
SHALL_SOMEBODY_RING = Message(
    "Would it help if somebody from work rang you? I would not say why.",
    (Button("Ask somebody to ring me", "ring_me"), Button("No, thank you", "ring_no")),
)
TELL_ME_THE_REST = Message(
    "If something at work is part of it, such as the tablet or a policy, ask me just that and we will help with it."
)
NOBODY_RINGS = Message("That is fine. You can ask me again at any time. Samaritans are there day and night: 116 123.")
NOBODY_TO_RING = Message("There is nobody here that I could ask. Samaritans are there day and night: 116 123.")


def who_shall_ring(people: list[tuple[int, str, str]]) -> Message:
    """`people`: id, name and what they are, of those who may be asked."""
    buttons = [Button(f"{name[:30]}, {what}", f"ring:{number}") for number, name, what in people]
    return Message("Who shall I ask? They will only hear that you would like a call.", (*buttons, _RING_NO))


_RING_NO = Button("No, thank you", "ring_no")


def please_ring(name: str) -> Message:
    """For whoever was chosen: no reason, as that is the caller's to tell."""
    return Message(f"{name} would like you to ring them, please, as soon as you can.")


def asked_to_ring(name: str) -> Message:
    return Message(f"I have asked {name} to ring you, and said nothing more. In danger before then? Call 999.")


def unsupported(kind: str) -> Message:
    return Message(f"{_UNSUPPORTED.get(kind, 'I only understand words.')} Please type your question.")


def ask_name(suggestion: str) -> Message:
    buttons = (Button(suggestion[:30], "join_name_given"),) if suggestion else ()
    return Message("Thank you. What is your name? Your first name is enough.", buttons)


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


def passed_to_champion(reference: str, due: str) -> Message:
    return Message(f"I have asked your digital champions. Your reference is {reference}. Expect an answer by {due}.")


@dataclass(frozen=True)
class Title:
    """A section that may be meant, and the document it stands in: headings alone are too much alike."""

    section_id: int
    heading: str
    document: str


def choices(question_id: int, titles: list[Title]) -> Message:
    text = f"I found more than one that may fit. Which one do you mean?\n{_listed(titles)}"
    return Message(text, (*_picks(question_id, titles), Button("None of these", f"champion:{question_id}")))


def not_quite(question_id: int, titles: list[Title]) -> Message:
    text = f"Sorry that was not it. Is it one of these?\n{_listed(titles)}"
    if not titles:
        text = "Sorry that was not it. Shall I ask a champion?"
    return Message(text, (*_picks(question_id, titles), Button("Ask a champion", f"champion:{question_id}")))


def _listed(titles: list[Title]) -> str:
    return "\n".join(f"• {title.heading} ({title.document})" for title in titles)


def _picks(question_id: int, titles: list[Title]) -> list[Button]:
    return [Button(title.heading[:60], f"pick:{question_id}:{title.section_id}") for title in titles]


def two_say_different_things(told: list[str]) -> str:
    """`told`: the names of those who were told."""
    *most, last = told or [""]
    names = f"{', '.join(most)} and {last}" if most else last
    hears = f"We have told {names}." if told else "Please tell your manager."
    return (
        "Two of our documents say different things about this. Both are here. "
        f"{hears} Until it is put right, ask your manager which one holds."
    )


def signpost(question_id: int, words: str) -> Message:
    return Message(
        f"That is outside what I hold. {words}", (Button("It is something else", f"champion:{question_id}"),)
    )


def me(name: str, where: str, role: str, shift: str, quiz: str, waiting: list[str]) -> Message:
    lines = [f"# {name}", f"{where}, {role}, {shift}.", quiz]
    if waiting:
        lines += ["Waiting for an answer:", *waiting]
    return Message("\n".join(lines), (Button("Change my shift", "shift_change"),))


def quiz_so_far(*, done: int, sent: int) -> str:
    if not sent:
        return "No quiz questions for you yet this week."
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
