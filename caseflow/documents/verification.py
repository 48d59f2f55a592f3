"""The code printed on a letter: 80 bits under the office's key, and the letter's id; stored nowhere."""

from flask import current_app

from caseflow.store.models import Letter
from caseflow.store.query_code import LENGTH, keyed_code, same_code

MAX_DIGITS = 18  # a longer id would be no bigint


def verification_code(letter: Letter) -> str:
    """The code of this letter, as XXXX-XXXX-XXXX-XXXX-id; another content or another key gives another code."""
    sealed = keyed_code("letter", f"{letter.id} {letter.content_hash}")
    return f"{sealed}-{letter.id}"


def verification_page() -> str:
    """The public address where a code may be typed in."""
    site: str = current_app.config["SETTINGS"].server_name
    return f"{site.rstrip('/')}/verify"


def verification_address(letter: Letter) -> str:
    """The public address that the QR code on the letter leads to."""
    return f"{verification_page()}/{verification_code(letter)}"


def letter_id_in(code: str) -> int | None:
    """The id that a typed code claims; None where it is no code at all."""
    claimed = "".join(letter for letter in code if letter.isalnum())[LENGTH:]
    return int(claimed) if claimed.isascii() and claimed.isdigit() and len(claimed) <= MAX_DIGITS else None


def proves(code: str, letter: Letter) -> bool:
    """Whether the typed code is this letter's, however it is spaced or cased."""
    return same_code(code, verification_code(letter))
