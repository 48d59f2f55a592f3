"""The code printed on a letter that proves it."""

from flask import current_app

from caseflow.store.letter_code import letter_code
from caseflow.store.models import Letter

PROOF = "letter"


def verification_code(letter: Letter) -> str:
    """The code of this letter."""
    return letter_code(PROOF, letter)


def verification_page() -> str:
    """The public address where a code may be typed in."""
    site: str = current_app.config["SETTINGS"].server_name
    return f"{site.rstrip('/')}/verify"


def verification_address(letter: Letter) -> str:
    """The public address that the QR code on the letter leads to."""
    return f"{verification_page()}/{verification_code(letter)}"
