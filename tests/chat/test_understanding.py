"""What does the person want? Every kind of message, in every state of a talk."""

from dataclasses import replace

import pytest

from chat.incoming import Channel, Incoming, Kind
from chat.routes import FLOWS, OPEN_FLOWS
from chat.understanding import BUTTONS, COMMANDS, LONGEST_QUESTION, Intent, understand

CARD = [
    {"label": "Helpful", "action": "helpful:7"},
    {"label": "Not quite", "action": "notquite:7"},
    {"label": "B", "action": "quiz:3:2"},
]
SAID = Incoming(Channel.TELEGRAM, "901", "u1")


def heard(text: str, *, state: str = "", buttons: list[dict[str, str]] | None = None, **more: object) -> Intent:
    return understand(replace(SAID, text=text, **more), text, state=state, buttons=buttons or [])  # type: ignore[arg-type]


def pressed(action: str, state: str = "") -> Intent:
    return understand(replace(SAID, kind=Kind.ACTION, action=action), "", state=state, buttons=CARD)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/start", Intent("start_command", ("",))),
        ("/start AB12CD", Intent("start_command", ("AB12CD",))),
        ("/start@champion_bot  link_x-Y_z ", Intent("start_command", ("link_x-Y_z",))),
        ("/HELP", Intent("help_command", ("",))),
        ("/ask can I use my phone?", Intent("ask", ("can I use my phone?",))),
        ("/ask", Intent("ask_command", ("",))),
        ("/quiz\nnow", Intent("quiz_command", ("now",))),
        ("/dance", Intent("unknown_command")),
        ("/quiz2", Intent("unknown_command")),
        ("/быстро", Intent("unknown_command")),
    ],
)
def test_a_command_is_a_command(text: str, intent: Intent) -> None:
    assert heard(text) == intent


@pytest.mark.parametrize("text", ["/", "/ quiz", "//", "me/privacy", "and/or?", "5/6"])
def test_a_stroke_alone_makes_no_command(text: str) -> None:
    assert heard(text) == Intent("ask", (text,))


def test_every_command_has_a_flow() -> None:
    assert {f"{command}_command" for command in COMMANDS} <= {*FLOWS, *OPEN_FLOWS}


def test_every_button_has_a_flow() -> None:
    assert {*FLOWS, *OPEN_FLOWS} >= BUTTONS


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("1", "helpful:7"),
        ("2.", "notquite:7"),
        ("(3)", "quiz:3:2"),
        ("b", "quiz:3:2"),
        ("B.", "quiz:3:2"),
        ("HELPFUL", "helpful:7"),
        ("not quite!", "notquite:7"),
    ],
)
def test_a_number_or_a_label_typed_is_a_button_pressed(typed: str, action: str) -> None:
    assert heard(typed, buttons=CARD) == pressed(action)


@pytest.mark.parametrize("typed", ["0", "4", "-1", "1 2", "helpfull", "!!!", "one"])
def test_what_is_on_no_button_is_a_question(typed: str) -> None:
    assert heard(typed, buttons=CARD) == Intent("ask", (typed,))


@pytest.mark.parametrize(
    ("action", "intent"),
    [
        ("pick:12:34", Intent("pick", ("12", "34"))),
        ("leave", Intent("leave")),
        ("quiz:", Intent("quiz", ("",))),
        ("", Intent("lost_button")),
        ("nonsense", Intent("lost_button")),
        ("ask:Mrs Smith has fallen", Intent("lost_button")),
        ("reply_text:anything", Intent("lost_button")),
        ("unsupported:photo", Intent("lost_button")),
    ],
)
def test_an_action_is_what_a_button_of_ours_carries_and_nothing_else(action: str, intent: Intent) -> None:
    assert pressed(action) == intent


@pytest.mark.parametrize(
    ("argument", "number"),
    [("12", 12), ("0", 0), ("", -1), ("-3", -1), ("x", -1), ("1e3", -1), ("٣", -1), ("²", -1), ("9" * 10, -1)],
)
def test_only_a_plain_number_is_an_id(argument: str, number: int) -> None:
    assert Intent("pick", (argument,)).number() == number
    assert Intent("pick").number(3) == -1


@pytest.mark.parametrize(
    ("state", "intent"),
    [
        ("", "ask"),
        ("joining:notice", "ask"),
        ("joining:name", "join_name"),
        ("joining:shift", "ask"),
        ("replying", "reply_text"),
        ("confirming", "ask"),
        ("a state of long ago", "ask"),
    ],
)
def test_the_next_words_depend_on_where_the_talk_stands(state: str, intent: str) -> None:
    assert heard("Ana", state=state) == Intent(intent, ("Ana",))


@pytest.mark.parametrize("state", ["joining:name", "joining:shift", "replying", "confirming"])
def test_commands_buttons_and_pictures_mean_the_same_in_every_state(state: str) -> None:
    assert heard("/help", state=state).name == "help_command"
    assert pressed("helpful:7", state=state).name == "helpful"
    assert heard("", state=state, kind=Kind.PHOTO).name == "unsupported"
    assert heard("1", state=state, buttons=CARD).name == "helpful"


@pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.TEXT, Kind.ACTION)])
def test_what_cannot_be_read_is_named_with_its_caption(kind: Kind) -> None:
    assert heard("look", kind=kind) == Intent("unsupported", (kind.value, "look"))


def test_a_changed_message_is_not_answered_again() -> None:
    assert heard("and now?", edited=True) == Intent("edited")
    assert heard("/quiz", edited=True) == Intent("edited")


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n"])
def test_no_words_are_no_question(text: str) -> None:
    assert heard(text) == Intent("empty")


def test_a_question_has_a_longest_length() -> None:
    assert heard("x" * LONGEST_QUESTION).name == "ask"
    assert heard("x" * (LONGEST_QUESTION + 1)).name == "too_long"
    assert heard("/ask " + "x" * (LONGEST_QUESTION + 1)).name == "too_long"


@pytest.mark.parametrize(
    "text",
    [
        "🙂🙂",
        "هل يمكنني استخدام هاتفي؟",
        "'; DROP TABLE staff; --",
        "<b onclick=alert(1)>hello</b>",
        "%s %d {0} {name}",
        "a" * 200 + " " * 200,
    ],
)
def test_odd_words_are_still_a_question(text: str) -> None:
    assert heard(text) == Intent("ask", (text.strip(),))


TITLES = [
    {"label": "1 Passwords", "action": "pick:7:1"},
    {"label": "2 Phones", "action": "pick:7:2"},
    {"label": "3 Photos", "action": "pick:7:3"},
    {"label": "None of these", "action": "champion:7"},
]


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("the second one", "pick:7:2"),
        ("number 3 please", "pick:7:3"),
        ("The first.", "pick:7:1"),
        ("b", "pick:7:2"),
        ("2", "pick:7:2"),
        ("none of them", "champion:7"),
        ("neither", "champion:7"),
    ],
)
def test_a_title_can_be_pointed_at_in_words(typed: str, action: str) -> None:
    assert heard(typed, buttons=TITLES).action == action


@pytest.mark.parametrize("typed", ["the second one", "b", "none of them"])
def test_without_titles_in_view_these_words_point_at_nothing(typed: str) -> None:
    assert heard(typed, buttons=CARD[:2]) == Intent("ask", (typed,))
