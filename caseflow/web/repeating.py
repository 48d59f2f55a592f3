"""What the database broke off only because two people met is done again, before anybody hears of it."""

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

DEADLOCK, SERIALIZATION = "40P01", "40001"
REPEATS = 3


class PatientFlask(Flask):
    """Runs a view again, at most three times, when its transaction was the victim of a deadlock or of a race.

    The transaction was rolled back whole, and what a view committed before it carries a key or a version: run again, it
    finds that done.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """The view's answer."""
        for _ in range(REPEATS):
            try:
                return super().dispatch_request()
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in {DEADLOCK, SERIALIZATION}:
                    raise
                for files in request.files.listvalues():
                    for file in files:
                        file.seek(0)
        return super().dispatch_request()
