"""Filling in forms the way a browser without scripts does: everything comes from the page."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from caseflow.core.chinese import SHANGHAI
from caseflow.demo.people import PASSWORD

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
TAG = re.compile(r"<(input|select|textarea)\b([^>]*)>(.*?)(?=<)", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def hidden_values(page: str, action: str | None = None) -> dict[str, str]:
    """The hidden fields of the form with this action (default: the last form of the page)."""
    forms = [form for form in FORM.findall(page) if action is None or f'action="{html.escape(action)}"' in form]
    assert forms, f"no form {action!r} on the page:\n{page[:3000]}"
    values = {}
    for _tag, attributes, _rest in TAG.findall(forms[-1]):
        found = dict(ATTRIBUTE.findall(attributes))
        if found.get("type") == "hidden" and "name" in found:
            values[found["name"]] = html.unescape(found.get("value", ""))
    return values


def submit(browser: FlaskClient, url: str, values: Mapping[str, Any], *, at: str | None = None) -> TestResponse:
    """Open the page `at` (default: `url`), take the hidden fields of the form that posts to `url`, post `values`."""
    page = browser.get(at or url).get_data(as_text=True)
    action = url if at and at != url else None
    return browser.post(url, data={**hidden_values(page, action), **values}, content_type="multipart/form-data")


def sign_in(browser: FlaskClient, login: str, password: str = PASSWORD) -> TestResponse:
    """Sign in through the form."""
    answer = submit(browser, "/sign-in", {"login": login, "password": password})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer


def browser(app: Flask, login: str) -> FlaskClient:
    """A browser signed in as this person of the demo."""
    made = app.test_client()
    sign_in(made, login)
    return made


def wall_calendar() -> str:
    """Today as people in the offices read it, as a date field takes it."""
    return datetime.now(UTC).astimezone(SHANGHAI).date().isoformat()
