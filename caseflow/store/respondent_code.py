"""The code and the address by which a respondent answers the letter of a measure without an account."""

from flask import current_app
from sqlalchemy import select

from caseflow.store.db import db
from caseflow.store.letter_code import letter_code, letter_of_code
from caseflow.store.models import Letter, RespondentLink

REPLY = "respondent-reply"


def reply_code(letter: Letter) -> str:
    """The code on this letter."""
    return letter_code(REPLY, letter)


def reply_page() -> str:
    """The public address where a code may be typed in."""
    site: str = current_app.config["SETTINGS"].server_name
    return f"{site.rstrip('/')}/respond"


def reply_address(letter: Letter) -> str:
    """The public address that the mail and the QR code on the letter lead to."""
    return f"{reply_page()}/{reply_code(letter)}"


def link_of_letter(letter_id: int) -> RespondentLink | None:
    """The link that this letter bears; None where it bears none."""
    return db.session.scalar(select(RespondentLink).where(RespondentLink.letter_id == letter_id))


def link_of_measure(measure_id: int) -> RespondentLink | None:
    """The same by its measure."""
    return db.session.scalar(select(RespondentLink).where(RespondentLink.measure_id == measure_id))


def link_of_code(code: str) -> RespondentLink | None:
    """The link that a typed code belongs to; None for any other text."""
    letter = letter_of_code(REPLY, code)
    return link_of_letter(letter.id) if letter is not None else None
