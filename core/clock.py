"""Time comes in as an argument everywhere below the doors; this is where the doors get it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)
