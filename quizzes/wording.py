"""What the quiz says. No scores in public, no blame."""

from collections.abc import Sequence
from string import ascii_uppercase

from delivery.message import Button, Message

PREFIX = "quiz"
NO_RUSH = "Answer when you have a quiet moment. It stays open for 7 days."
ALREADY = "You answered this one before. Your first answer is the one that counts."
CLOSED = "This question has closed, because a week has gone by. Send /quiz for a new one."
NOT_YOURS = "There is no such question for you. Send /quiz for a new one."
NO_SUCH_OPTION = "Please choose one of the letters shown."


def question(
    scenario: str,
    asked: str,
    options: Sequence[str],
    *,
    order: Sequence[int],
    assignment_id: int,
    position: int,
    total: int,
) -> Message:
    """One question. The options stand in the text, since long buttons are cut off on a phone; a button is a letter."""
    heading = "# Quick question" if total == 1 else f"# Quick question {position} of {total}"
    lettered = [f"{letter}. {options[index]}" for letter, index in zip(ascii_uppercase, order, strict=False)]
    parts = [f"{heading}\n{scenario}", asked, "\n".join(lettered)]
    if position == 1:
        parts.append(NO_RUSH)
    buttons = [
        Button(letter, f"{PREFIX}:{assignment_id}:{index}")
        for letter, index in zip(ascii_uppercase, order, strict=False)
    ]
    return Message("\n\n".join(parts), tuple(buttons))


def explanation(*, first_time: bool, correct: bool, right_text: str, because: str) -> Message:
    """What is said at once after an answer."""
    verdict = "Yes, that's it." if correct else f"Not this time. The safer choice is: {right_text}"
    parts = [verdict, because]
    return Message("\n\n".join(parts if first_time else [ALREADY, *parts]))


def done() -> Message:
    return Message("All done. Thank you for taking the time.")


def nothing_more() -> Message:
    return Message("There are no more quick questions for you today. New ones come on another day.")
