"""What goes to the log when something breaks: where it broke, nothing of what people wrote."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from caseflow.store.db import db
from caseflow.web.access import public

SECRET = "张三的手机13900001234"


@public
def _breaks() -> str:
    statement = text("insert into person (login, name, email, role, password_hash, created_at)"
                     " values (:name, :name, :name, 'nobody', 'x', now())")  # fmt: skip
    db.session.execute(statement, {"name": SECRET})
    return ""


def test_an_error_is_logged_without_the_values_it_broke_on(
    capsys: pytest.CaptureFixture[str], app: Flask, client: Callable[[str], FlaskClient]
) -> None:
    app.add_url_rule("/breaks", "breaks", _breaks)
    assert client("").get("/breaks").status_code == 500
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    broken = next(line for line in lines if line["event"] == "unhandled error")
    assert broken["kind"] == "IntegrityError"
    assert broken["sqlstate"] == "23514"
    assert any("_breaks" in place for place in broken["trace"])
    assert SECRET not in json.dumps(lines, ensure_ascii=False)
