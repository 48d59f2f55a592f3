"""Asking for the progress of a case with its query code."""

from caseflow.portal.queries import Progress, progress
from caseflow.store import throttle

ASKED = throttle.Limit("progress", tries=5, minutes=15)


def ask_progress(number: str, code: str, address: str) -> Progress | None:
    """The progress, or None when number and code do not belong together.

    At most five wrong guesses per case and per address in fifteen minutes, else TooMany.
    """
    tickets = throttle.admit(ASKED, (f"case {number}", f"address {address}"))
    found = progress(number, code)
    if found is not None:
        throttle.forgive(tickets)
    return found
