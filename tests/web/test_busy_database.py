"""What a person sees when the database is too busy, and what is done again before they see anything."""

import html
import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from caseflow.local.children import wait_until
from caseflow.local.roles import Urls
from caseflow.store.db import db
from caseflow.store.unit_of_work import transaction
from caseflow.web import repeating
from caseflow.web.access import public
from tests.harness.pages import hidden_values
from tests.intake.filing import CHECK, CLAIM, begin, claims, fill

FIRM = "runhe@example.com"
TYPED = "第一行 <b>货款</b>\n第二行"
Sign = Callable[[str], FlaskClient]


@contextmanager
def held(database: Urls, statement: str) -> Iterator[None]:
    """Somebody who changed something, and went to lunch before they committed."""
    with psycopg.connect(database.owner.replace("+psycopg", "")) as other:
        other.execute(statement)
        yield
        other.rollback()


def test_whoever_waits_for_a_lock_is_told_after_three_seconds_and_sends_the_same_form_again(
    database: Urls, client: Sign
) -> None:
    browser = client(FIRM)
    draft = begin(browser)
    fill(browser, draft, "check", CHECK)
    address = f"{draft}/claims"
    page = browser.get(address).get_data(as_text=True)
    values = {**hidden_values(page, address), **claims(CLAIM, narrative=TYPED), "go": "save"}
    with held(database, "select 1 from draft for update"):
        start = time.monotonic()
        answer = browser.post(address, data=values)
        assert 2.5 < time.monotonic() - start < 5
    busy = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "数据库暂时无法连接或太忙" in busy
    assert "<dt>事情经过" in busy
    assert html.escape("第一行 <b>货款</b>") in busy
    assert "<b>货款" not in busy
    again = dict(_sent_again(busy))
    assert again == values
    assert browser.post(address, data=again).status_code == 302
    assert CLAIM["contract_name"] in browser.get(address).get_data(as_text=True)


def _sent_again(page: str) -> list[tuple[str, str]]:
    """What the page's form would send."""
    form = page[page.index('<form method="post">') : page.index("再次提交</button>")]
    found = []
    for part in form.split("<textarea ")[1:]:
        name, _, rest = part.partition(" hidden>\n")
        found.append((name.removeprefix('name="').removesuffix('"'), html.unescape(rest.partition("</textarea>")[0])))
    return found


def test_a_password_is_not_written_into_the_page(database: Urls, client: Sign) -> None:
    browser = client("")
    values = hidden_values(browser.get("/sign-in").get_data(as_text=True))
    with held(database, "lock table person in access exclusive mode"):
        answer = browser.post("/sign-in", data={**values, "login": FIRM, "password": "a secret typed here"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "a secret" not in page
    assert "再次提交" not in page
    assert "后退" in page


def test_whoever_goes_to_lunch_in_a_transaction_is_cut_off_and_no_query_runs_for_ever(app: Flask) -> None:
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    with app.app_context():
        limits = [db.session.execute(text(f"show {name}")).scalar_one() for name in names]
        db.session.remove()
    assert limits == ["3s", "15s", "30s"]


def test_the_limits_hold_where_the_role_has_none(app: Flask, database: Urls) -> None:
    engine = create_engine(database.owner, connect_args=app.config["SQLALCHEMY_ENGINE_OPTIONS"]["connect_args"])
    with engine.connect() as connection:
        assert connection.execute(text("show lock_timeout")).scalar_one() == "3s"
    engine.dispose()


@pytest.mark.parametrize(("fails", "status"), [(False, 200), (True, 503)])
def test_a_connection_that_died_meanwhile_spoils_no_answer(
    app: Flask, database: Urls, fails: bool, status: int
) -> None:
    @public
    def view() -> str:
        pid = db.session.execute(text("select pg_backend_pid()")).scalar_one()
        with psycopg.connect(database.superuser.replace("+psycopg", "")) as other:
            other.execute("select pg_terminate_backend(%s, 5000)", (pid,))
        if fails:
            raise PoolTimeout
        return "done"

    app.add_url_rule("/view", "view", view)
    assert app.test_client().get("/view").status_code == status
    assert app.test_client().get("/about").status_code == 200


def test_the_victim_of_a_deadlock_is_run_again_with_its_file(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    holding: list[int] = []

    @public
    def cross(first: int, second: int) -> str:
        read.append(request.files["file"].read())
        with transaction(None):
            for place in (first, second):
                db.session.execute(text("select pg_advisory_xact_lock(:place)"), {"place": place})
                holding.append(place)
                wait_until(lambda: len(holding) >= 2, 5)
        return "done"

    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/cross/<int:first>/<int:second>", "cross", cross, methods=["POST"])

    def post(places: str) -> int:
        return app.test_client().post(f"/cross/{places}", data={"file": (io.BytesIO(b"slip"), "a.pdf")}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(post, ("1/2", "2/1"))) == [200, 200]
    assert read == [b"slip"] * 3
    monkeypatch.setattr(repeating, "REPEATS", 0)
    holding.clear()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(post, ("1/2", "2/1"))) == [200, 503]


def test_the_page_needs_nobody_who_cannot_be_looked_up(app: Flask, database: Urls, client: Sign) -> None:
    browser = client(FIRM)
    with held(database, "lock table person in access exclusive mode"):
        answer = browser.get("/mine")
    assert answer.status_code == 503
    assert "您不会因此退出登录" in answer.get_data(as_text=True)
    assert browser.get("/mine").status_code == 200
