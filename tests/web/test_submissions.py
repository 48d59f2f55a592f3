"""What the database keeps of a form that was carried out."""

import hashlib
import json

from flask import Flask

from caseflow.accounts.forms import PasswordForm

TYPED = {"idempotency_key": "k", "present": "old password 1", "new": "new password 2"}


def fingerprint(app: Flask, key: str) -> str:
    """The fingerprint of the form under this office key."""
    app.config["TEXT_KEY"] = key
    with app.test_request_context("/profile/password", method="POST", data=TYPED):
        return PasswordForm(meta={"csrf": False}).submission().fingerprint


def test_a_fingerprint_cannot_be_guessed_without_the_offices_key(app: Flask) -> None:
    kept = fingerprint(app, "one key")
    content = {"present": TYPED["present"], "new": TYPED["new"]}
    for text in (json.dumps(content, sort_keys=True), json.dumps(content, sort_keys=True, ensure_ascii=False)):
        assert kept != hashlib.sha256(text.encode()).hexdigest()
    assert kept == fingerprint(app, "one key")
    assert kept != fingerprint(app, "another key")
