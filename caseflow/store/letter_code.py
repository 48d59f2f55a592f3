"""Codes printed on letters: 80 bits under the office's key, and the letter's id; stored nowhere.

`purpose` keeps uses apart: the code that proves a letter answers nothing, the code that answers proves nothing.
"""

from caseflow.store.db import db
from caseflow.store.models import Letter
from caseflow.store.query_code import LENGTH, keyed_code, same_code

MAX_DIGITS = 18  # a longer id would be no bigint


def letter_code(purpose: str, letter: Letter) -> str:
    """The code of this letter, as XXXX-XXXX-XXXX-XXXX-id; another content or another key gives another code."""
    return f"{keyed_code(purpose, f'{letter.id} {letter.content_hash}')}-{letter.id}"


def letter_of_code(purpose: str, code: str) -> Letter | None:
    """The letter that a typed code belongs to, however it is spaced or cased; None for any other text."""
    letter_id = letter_id_in(code)
    letter = db.session.get(Letter, letter_id) if letter_id is not None else None
    return letter if letter is not None and same_code(code, letter_code(purpose, letter)) else None


def letter_id_in(code: str) -> int | None:
    """The id that a typed code claims; None where it is no code at all."""
    claimed = "".join(letter for letter in code if letter.isalnum())[LENGTH:]
    return int(claimed) if claimed.isascii() and claimed.isdigit() and len(claimed) <= MAX_DIGITS else None
