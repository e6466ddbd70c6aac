"""What the readers say to the person who added a file: why it was refused, and what to check."""

from collections.abc import Sequence

# Why a file was refused, and what to do about it. Each follows "NAME could not be read: ".
NOT_FOUND = "there is no such file. Check the name and the folder."
FOLDER = "it is a folder. Add the files inside it."
EMPTY = "the file is empty. Save it again and add it once more."
NO_WORDS = "there are no words in it. Check that it is the right file."
NO_TEXT_IN_PDF = (
    "no text found. It is probably a scan, which is a picture of each page. "
    "Add the Word file it was printed from, or run text recognition (OCR) on it first."
)
GARBLED_PDF = (
    "its letters are stored in a way that cannot be turned back into words. "
    "Add the Word file it came from, or print it to a new PDF."
)
DRAWINGS = "its drawings are too large to read. Add the Word file it came from, or a copy without the drawings."
PDF_PASSWORD = "it is protected with a password. Save a copy without the password and add that."  # noqa: S105
WORD_PASSWORD = (
    "it is protected with a password. In Word choose File, Info, Protect Document, take the password off, and save."  # noqa: S105
)
OLD_WORD = "it is in the old Word format (.doc). Open it in Word and save it as .docx."
DAMAGED = "the file is damaged. Open it in the program that made it, save it again, and add that copy."
UNSAFE_WORD = "it holds hidden instructions that ordinary Word files do not. Save it again from Word and add that copy."
BOMB = "it unpacks to far more than a document should. Save it again from Word, with smaller pictures."
NOT_UTF16 = "its letters are stored as UTF-16. Save it as UTF-8 and add it again."
CSV_IS_FAQ = "a .csv file holds questions and answers, so it can only be added as an FAQ."
FRONT_MATTER = "the lines between the two --- at the top are not written correctly. Look for a missing colon or quote."
NO_QUESTIONS = "there are no questions in it. Put one question and its answer on each row."
FRAMEWORK_ONLY = "it does not look like the Digital Skills Framework. Add it as a policy or a guide."


def too_big(limit_mb: int) -> str:
    return f"it is bigger than {limit_mb} MB. Make the pictures smaller or split it, and add it again."


def too_many_pages(limit: int) -> str:
    return f"it has more than {limit} pages. Split it into separate documents."


def too_long(limit: int) -> str:
    return f"it has more than {limit:,} letters. Split it into separate documents."


def unknown_ending(ending: str, known: Sequence[str]) -> str:
    return f"files ending in “{ending or 'nothing'}” cannot be read. Save it as one of: {', '.join(known)}."


def really_is(what: str, ending: str) -> str:
    return f"its name ends in {ending} but it is really {what}. Give it the right ending, or save it as {ending}."


def not_utf8(line: int) -> str:
    return f"line {line} has letters that are not UTF-8. Save the file as UTF-8 and add it again."


def row_not_utf8(row: int) -> str:
    return f"row {row} has letters that are not UTF-8. In Excel save it as “CSV UTF-8” and add it again."


def missing_columns(missing: Sequence[str], found: Sequence[str]) -> str:
    seen = ", ".join(found) or "none"
    told = f"row 1 must name the columns. Missing: {', '.join(missing)}. Found: {seen}."
    if "phrasings" in missing:
        told += " Other ways to ask stand under phrasings, with | between them; its cells may be empty."
    return told


def too_many_rows(limit: int) -> str:
    return f"it has more than {limit:,} rows. Split it into several files."


def bad_rows(reasons: Sequence[str], shown: int = 10) -> str:
    more = f"; and {len(reasons) - shown} more" if len(reasons) > shown else ""
    return f"{'; '.join(reasons[:shown])}{more}. Nothing was added. Put these right and add the file again."


def missing_criteria(codes: Sequence[str]) -> str:
    return f"these criteria are missing: {', '.join(codes)}. Use the official text, unchanged."


def strange_criteria(codes: Sequence[str]) -> str:
    return f"these criteria are there twice or do not belong: {', '.join(codes)}. Use the official text, unchanged."


# What a person should check.
NO_VERSION = "No version was found."
NO_OWNER = "No owner was found."
NO_APPROVED = "No approval date was found."
NO_REVIEW = "No review date was found."
ONE_SECTION = "No headings were found, so the whole document is one section."
REVIEW_FIRST = "The review date is before the approval date."


def not_in_force(word: str) -> str:
    return f"The document says “{word}”. Please check that it is approved and holds now."


TRACKED_CHANGES = "The document has tracked changes. It was read as if every change had been accepted."
FOOTNOTES = "The document has footnotes, which were left out."


def pictures(count: int) -> str:
    one = "The document has a picture or a chart. Words in it"
    many = f"The document has {count} pictures or charts. Words in them"
    return f"{one if count == 1 else many} were not read: please type them out if staff need them."


_DETAILS = ("version", "owner", "approval", "review")
_ABOUT_DETAILS = (*(f"No {name}" for name in _DETAILS), *(f"The {name}" for name in _DETAILS), "The rows name")


def is_about_details(warning: str) -> bool:
    """Is it settled once a person has looked at version, owner and dates?"""
    return warning.startswith(_ABOUT_DETAILS)


def unread_date(what: str, value: str) -> str:
    return f"The {what} date “{value}” could not be understood."


def whole_month(what: str, value: str, day: str) -> str:
    return f"The {what} date “{value}” has no day, so {day} was taken."


def disagrees(what: str, stated: str, printed: str) -> str:
    return f"The {what} is given as {stated}, but the top or bottom of a page says {printed}."


def pages_without_text(pages: Sequence[int]) -> str:
    numbers = ", ".join(str(page) for page in pages)
    return (
        f"No text was found on page {numbers}. It may be a picture."
        if len(pages) == 1
        else (f"No text was found on pages {numbers}. They may be pictures.")
    )


def several_owners(owners: Sequence[str]) -> str:
    return f"The rows name several owners: {', '.join(owners)}."


def same_question(row: int, earlier: int) -> str:
    return f"Rows {earlier} and {row} ask the same question."
