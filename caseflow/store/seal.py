"""Keyed digests: what the trail keeps of a text, and what a throttle keeps of a name."""

import hashlib
import hmac

from flask import current_app


def seal(purpose: str, text: str) -> str:
    """Hexadecimal HMAC-SHA-256 of `text` under the office's text key; `purpose` keeps uses apart."""
    key: str = current_app.config["TEXT_KEY"]
    return hmac.new(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
