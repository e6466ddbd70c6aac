"""Numbers with a check in them, and numbers that anybody may know. Pure."""

PUBLIC = frozenset(
    "999 112 111 101 105 119 159 116123 116111 7726 85258 18000 18001 18002 60003 61016 61080"
    " 61030 66746 88247 78866".split()
)
# Numbers for organisations only: 03, freephone, and the shared-cost ranges.
_PUBLIC_BEGINNINGS = ("03", "0800", "0808", "0500", "084", "087", "09")


def digits_of(text: str) -> str:
    """The digits alone; a letter O stands for a nought."""
    return "".join("0" if letter in "oO" else letter for letter in text if letter.isdigit() or letter in "oO")


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit: weights 10 to 2, modulo 11 (NHS Data Dictionary)."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return digits[9] == (0 if check == 11 else check)


def is_card_number(text: str) -> bool:
    """13 to 19 digits that pass the Luhn check, not all the same."""
    digits = [int(c) for c in text if c.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = [d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_private_phone(text: str) -> bool:
    """A number that somebody in particular answers: not a helpline, nor one that only organisations have."""
    digits = digits_of(text)
    national = "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0") if "44" in digits[:4] else digits
    return digits not in PUBLIC and not national.startswith(_PUBLIC_BEGINNINGS)
