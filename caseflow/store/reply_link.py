"""The link by which a complainant answers without signing in: signed, with its last day, and no word about anybody."""

import hashlib
from datetime import date, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from caseflow.store import clock, editions
from caseflow.store.models import Result


def reply_until(result: Result) -> date | None:
    """The last day of the link of a result; None while it was not served, or the rules in force (closure.toml) know no
    links."""
    days = editions.current().closure.reply_days
    if result.served_at is None or days is None:
        return None
    return clock.day_of(result.served_at) + timedelta(days=days)


def reply_url(result: Result) -> str:
    """The address of the page for the answer to this result; '' where there is none."""
    until = reply_until(result)
    site: str = current_app.config["SETTINGS"].server_name
    return f"{site}/reply/{_serializer().dumps([result.id, until.toordinal()])}" if until else ""


def read_token(token: str) -> tuple[int, date] | None:
    """The id of the result and the last day that a token of ours names; None for any other text."""
    try:
        result_id, until = _serializer().loads(token)
    except BadSignature:
        return None
    return int(result_id), date.fromordinal(until)


def _serializer() -> URLSafeSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    digest = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(keys, salt="reply to a result", signer_kwargs=digest)
