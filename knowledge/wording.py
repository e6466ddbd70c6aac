"""What the knowledge part says to the person who adds, approves or retires something."""

from collections.abc import Sequence
from datetime import date

from delivery.message import Message

JUST_CHANGED = "Somebody else changed this document just now. Look at it again, then try once more."
SAME_NAME_TWICE = "another file in this import has the same name. Give one of them a different name."
NOT_THERE = "there is no such file or folder. Check the name."
NOTHING_INSIDE = "there are no files in this folder."
NOT_A_DOCUMENT = "this kind of file is not read."
BROKEN = "it could not be read. Open it in the program that made it, save it again, and add that copy."
NO_LONGER_USED = "That section is no longer in use. Ask your question again to see the newest."
NOT_YOUR_OWN = "Somebody else must check your answer before it becomes knowledge."
ALREADY_DECIDED = "Somebody has already decided on this answer."
NO_WORDS = "An answer needs a heading and some words."
NO_SUCH_DRAFT = "I cannot find that draft."
NO_SUCH_DOCUMENT = "I cannot find that document."
IN_USE = "This document is in use."
ALREADY_RETIRED = "This document is out of use already."
OUT_OF_USE = "This document is out of use. To use it again, add its file again."
NOTHING_PUBLISHED = "Nothing has been added yet, so there is nothing to go back to."
NO_TITLE = "A document needs a title."
REVIEW_BEFORE_APPROVAL = "The review date is before the approval date. Look at both once more."
NO_SUCH_EXAMPLE = "That question is not there any more."
WAITS_NO_MORE = "Somebody has just decided about this document. Look at the list of documents again."
NOT_READY = "The search is still starting. Try again in a moment."


def too_long(field: str, letters: int) -> str:
    return f"The {field} is longer than {letters} letters. Please shorten it."


def too_many_examples(count: int) -> str:
    return f"That is more than {count} questions at once. Please add them in parts."


def nothing_before(title: str) -> str:
    return f"There is no earlier version of {title}. Retire it to take it out of use, or add a newer file."


def replaced(file_name: str) -> str:
    return f"It takes the place of {file_name}, which has the same title. If they are not the same, correct a title."


def looks_older(version: str) -> str:
    return f"It looks older than version {version}, which is in use. Please check that it is the newest."


def not_in_force_yet(day: date) -> str:
    return f"It says it holds from {_day(day)}. Please put it in use then: staff are answered from it at once."


def sections_gone(headings: Sequence[str], shown: int = 5) -> str:
    more = f" and {len(headings) - shown} more" if len(headings) > shown else ""
    gone = "; ".join(headings[:shown])
    return f"The version in use says something that this one does not: {gone}{more}. Nobody finds it once this is used."


def stolen(count: int) -> str:
    which = "question that staff ask now finds" if count == 1 else "questions that staff ask now find"
    return f"{count} {which} another answer"


def astray(count: int) -> str:
    return f"{count} of its own questions {'leads' if count == 1 else 'lead'} somewhere else"


def overdue(title: str, due: date, stops: date | None) -> str:
    until = f" After {_day(stops)} it is not shown any more." if stops else ""
    return f"{title}: its review was due on {_day(due)}. Check it, and add the new version.{until}"


def lapsed(title: str, due: date) -> str:
    return (
        f"{title}: its review was due on {_day(due)}. That is so long ago that it is not shown to anybody any more. "
        "Check it, and add the new version."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def unclear_audience(title: str, audience: str) -> str:
    return (
        f'{title}: it is for "{audience}", and I cannot tell who that is, so everybody may see it. '
        'If it is not for everybody, write for example "Managers and seniors only".'
    )


def says_otherwise(one: tuple[str, str], other: tuple[str, str]) -> str:
    """Each a document and a section of it."""
    return (
        f"{place(*one)} and {place(*other)} say different things. Staff are shown both. "
        "Decide which one holds, and add a new version of the other."
    )


def clash(one: tuple[str, str, str], other: tuple[str, str, str]) -> Message:
    """To those who look after the two. Each is a document, a section of it, and the sentence."""
    return Message(
        "# Two documents say different things\n"
        f"{place(*one[:2])}:\n> {one[2]}\n\n{place(*other[:2])}:\n> {other[2]}\n\n"
        "Somebody asked about this and was shown both. Please decide which one holds, and add a new version of the "
        "other on the knowledge page. You will not be told about these two again."
    )


def place(document: str, section: str) -> str:
    return f"{document} ({section})"


def no_review_date(title: str) -> str:
    return f"{title}: it has no review date. Write one in the document and add it again."


def no_owner(title: str) -> str:
    return f"{title}: it names no owner. Write the owner's role in the document and add it again."


def untried(title: str) -> str:
    return f"{title}: no question has led to it yet. Ask a few, to see that people find it."


def same_title(title: str, count: int) -> str:
    return f"{title}: {count} documents in use have this title. Retire the ones that no longer hold."
