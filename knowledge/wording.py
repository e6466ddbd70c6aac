"""What the knowledge part says to the person who adds, approves or retires something."""

from datetime import date

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
ALREADY_RETIRED = "This document is out of use already."
NOT_READY = "The search is still starting. Try again in a moment."


def replaced(file_name: str) -> str:
    return f"It replaced {file_name}, which has the same title."


def overdue(title: str, due: date) -> str:
    return f"{title}: its review was due on {due.day} {due:%B %Y}. Check it, and add the new version."


def no_review_date(title: str) -> str:
    return f"{title}: it has no review date. Write one in the document and add it again."


def no_owner(title: str) -> str:
    return f"{title}: it names no owner. Write the owner's role in the document and add it again."


def untried(title: str) -> str:
    return f"{title}: no question has led to it yet. Ask a few, to see that people find it."


def same_title(title: str, count: int) -> str:
    return f"{title}: {count} documents in use have this title. Retire the ones that no longer hold."
