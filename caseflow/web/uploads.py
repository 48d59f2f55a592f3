"""Where files come in a request may be large; everywhere else, and for strangers, one megabyte is the most."""

from flask import current_app, request

from caseflow.web.access import signed_in


def take_large() -> None:
    """Let this request bring files. Called before anything reads the body, so a stranger's is never taken in."""
    if signed_in() is not None:
        let_in_large()


def let_in_large() -> None:
    """The same for whom the caller knows by something else than an account."""
    request.max_content_length = current_app.config["SETTINGS"].upload_request_bytes
