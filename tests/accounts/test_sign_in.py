"""Signing in: one answer for every failure, a limit on guesses, a new session id, only own paths."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from caseflow.accounts import actions
from caseflow.demo.people import PASSWORD
from caseflow.store.db import db
from caseflow.store.models import Event, Person, SignInAttempt
from tests.harness.pages import hidden_values, sign_in, submit

CLERK = "gansu.sl"
WRONG = "登录名或密码不对"


def attempt(browser: FlaskClient, login: str, password: str, **more: str) -> tuple[int, str, str]:
    """Status, page and address of an attempt to sign in."""
    answer = submit(browser, "/sign-in", {"login": login, "password": password, **more})
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", "")


def test_unknown_and_known_accounts_fail_alike(app: Flask) -> None:
    first, second = (attempt(app.test_client(), login, "no such password") for login in (CLERK, "nobody"))
    assert first[0] == second[0] == 422
    assert WRONG in first[1]
    assert WRONG in second[1]


def test_the_eleventh_guess_waits_and_a_right_password_too(app: Flask) -> None:
    browser = app.test_client()
    for _ in range(10):
        assert attempt(browser, CLERK, "guess")[0] == 422
    status, page, _where = attempt(browser, CLERK, PASSWORD)
    assert status == 429
    assert "分钟后再试" in page


def test_the_address_counts_over_all_accounts(app: Flask) -> None:
    browser = app.test_client()
    for number in range(10):
        assert attempt(browser, f"nobody{number}", "guess")[0] == 422
    assert attempt(browser, CLERK, PASSWORD)[0] == 429


def test_right_passwords_do_not_count_and_no_name_is_kept(app: Flask) -> None:
    for _ in range(12):
        assert attempt(app.test_client(), CLERK, PASSWORD)[0] == 302
    attempt(app.test_client(), CLERK, "guess")
    with app.app_context():
        subjects = list(db.session.scalars(select(SignInAttempt.subject)))
    assert len(subjects) == 2
    assert all(len(subject) == 64 for subject in subjects)


def test_signing_in_gives_a_new_session_id_and_the_old_one_dies(app: Flask) -> None:
    browser = app.test_client()
    browser.get("/sign-in")
    before = browser.get_cookie("caseflow")
    sign_in(browser, CLERK)
    after = browser.get_cookie("caseflow")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    stranger = app.test_client()
    stranger.set_cookie("caseflow", before.value)
    assert stranger.get("/profile").status_code == 302


def test_sign_out_ends_the_session_for_whoever_holds_the_cookie(
    app: Flask, client: Callable[[str], FlaskClient]
) -> None:
    browser = client(CLERK)
    cookie = browser.get_cookie("caseflow")
    assert cookie is not None
    submit(browser, "/sign-out", {}, at="/profile")
    thief = app.test_client()
    thief.set_cookie("caseflow", cookie.value)
    assert thief.get("/profile").status_code == 302


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example", "javascript:alert(1)",
        "/\t/evil.example", "http:evil.example", "evil.example", "/\n/evil", " //evil.example", "%2f%2fevil.example", "",
    ],
)  # fmt: skip
def test_only_own_paths_are_followed(app: Flask, wanted: str) -> None:
    status, _page, where = attempt(app.test_client(), CLERK, PASSWORD, next=wanted)
    assert status == 302
    assert where == "/acceptance" or where.startswith("/acceptance")


def test_an_own_path_is_followed(app: Flask) -> None:
    assert attempt(app.test_client(), CLERK, PASSWORD, next="/profile?x=1")[2] == "/profile?x=1"


def test_a_disabled_account_is_out_at_once(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    officer, administrator = client(CLERK), client("xitong")
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.login == CLERK)).one().id
    page = administrator.get(f"/people?q={CLERK}").get_data(as_text=True)
    answer = administrator.post(f"/people/{person}/disable", data=hidden_values(page, f"/people/{person}/disable"))
    assert answer.status_code == 302
    assert officer.get("/profile").status_code == 302
    assert attempt(app.test_client(), CLERK, PASSWORD)[0] == 422


def test_an_old_hash_is_renewed_at_sign_in(app: Flask) -> None:
    weak = actions.passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with app.app_context():
        db.session.execute(update(Person).where(Person.login == CLERK).values(password_hash=weak))
        db.session.commit()
    assert attempt(app.test_client(), CLERK, PASSWORD)[0] == 302
    with app.app_context():
        stored = db.session.scalars(select(Person.password_hash).where(Person.login == CLERK)).one()
        kinds = list(db.session.scalars(select(Event.kind).where(Event.case_id.is_(None))))
    assert stored.startswith("$argon2id$v=19$m=19456")
    assert "SignedIn" in kinds
