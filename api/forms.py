"""What may come in through a form or an address: words a database can hold, and numbers that can be a row's."""

from typing import Annotated

from fastapi import Depends, Form, Path
from pydantic import AfterValidator
from starlette.requests import Request

LARGEST_ID = 2**31 - 1


def printable(text: str) -> str:
    """Without control characters, which PostgreSQL cannot keep and nobody can see."""
    return "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable())


async def _fields(request: Request) -> dict[str, str]:
    return {name: printable(value) for name, value in (await request.form()).items() if isinstance(value, str)}


def a_number(text: str) -> int:
    """The number of a row that stands in a field; 0, which no row has, for anything else."""
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


# One field of words, empty when it was left out.
Words = Annotated[str, AfterValidator(printable), Form()]
# Every field of words, for forms whose fields depend on something.
Fields = Annotated[dict[str, str], Depends(_fields)]
# The number of a row, in an address: any other is not found.
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
