"""Registering a firm, adding staff, changing roles."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from stdnum.cn import uscc

from caseflow.accounts import actions
from caseflow.core.access import Actor, Role
from caseflow.core.errors import BadInput, Denied
from caseflow.store.db import db
from caseflow.store.models import Company, Event, Person
from tests.harness.pages import hidden_values, sign_in, submit

BODY = "91620100MA01TEXTE"
CODE = BODY + uscc.calc_check_digit(BODY)
FIRM = {
    "name": "兰州测试有限公司", "credit_code": CODE.lower(), "size": "小型", "industry": "建筑业", "region": "620102",
    "contact_name": "张三", "phone": "13900001234", "email": "new@example.com", "password": "correct horse battery",
    "again": "correct horse battery",
}  # fmt: skip


def person(app: Flask, login: str) -> Any:
    """The account with this login."""
    with app.app_context():
        return db.session.scalars(select(Person).where(Person.login == login)).one()


def test_a_firm_registers_and_is_signed_in(app: Flask) -> None:
    browser = app.test_client()
    assert "在本系统内送达" in browser.get("/register").get_data(as_text=True)
    assert submit(browser, "/register", FIRM).headers["Location"] == "/file"
    assert browser.get("/file").status_code == 200
    with app.app_context():
        company = db.session.scalars(select(Company).where(Company.credit_code == CODE)).one()
    assert company.region == "甘肃省兰州市城关区"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("credit_code", CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), "第18位校验不符"),
        ("credit_code", "123", "应为 18 位"),
        ("name", "", "请填写营业执照上的企业全称"),
        ("name", "\x00\x00", "请填写营业执照上的企业全称"),
        ("name", "长" * 121, "最多写 120 个字"),
        ("password", "12345678", "太常见"),
        ("again", "something else", "两次输入的密码不一样"),
        ("email", "not an address", "邮箱写得不对"),
        ("phone", "call me", "电话只写数字"),
        ("region", "999999", "不是有效的选择"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_stays(
    app: Flask, field: str, value: str, sentence: str
) -> None:
    answer = submit(app.test_client(), "/register", {**FIRM, field: value})
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert sentence in page or (field == "region" and "field-error" in page)
    kept = "contact_name" if field != "contact_name" else "name"
    assert f'value="{FIRM[kept]}"' in page


def test_a_public_body_is_told_that_it_is_no_small_enterprise(app: Flask) -> None:
    answer = submit(app.test_client(), "/register", {**FIRM, "credit_code": "11620700MA00TE5T2F"})
    assert answer.status_code == 302
    browser = app.test_client()
    sign_in(browser, "new@example.com", "correct horse battery")


def test_the_same_firm_or_mail_is_refused_with_one_sentence(app: Flask) -> None:
    submit(app.test_client(), "/register", FIRM)
    for change in ({"email": "other@example.com"}, {"credit_code": "91620702MA00TE5T24"}):
        answer = submit(app.test_client(), "/register", {**FIRM, **change})
        assert answer.status_code == 422
        assert actions.TAKEN in answer.get_data(as_text=True)


def test_the_administrator_adds_a_clerk_who_can_sign_in(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    new = {"login": "xin.ren", "name": "新人", "role": "clerk", "unit": "甘肃省工业和信息化厅", "email": ""}
    answer = submit(client("xitong"), "/people", new)
    found = re.search(r'id="one-time-password">([^<]+)<', answer.get_data(as_text=True))
    assert found is not None
    sign_in(app.test_client(), "xin.ren", html.unescape(found.group(1)))
    with app.app_context():
        assert db.session.scalars(select(Event).where(Event.kind == "UserAdded").order_by(Event.id.desc())).first()


def test_an_unknown_office_is_answered_with_near_names(client: Callable[[str], FlaskClient]) -> None:
    new = {"login": "xin.ren", "name": "新人", "role": "clerk", "unit": "甘肃省工业和信息", "email": ""}
    answer = submit(client("xitong"), "/people", new)
    assert answer.status_code == 422
    assert "甘肃省工业和信息化厅" in answer.get_data(as_text=True)


def test_only_the_security_administrator_changes_roles_and_not_their_own(
    app: Flask, client: Callable[[str], FlaskClient]
) -> None:
    clerk, officer = person(app, "gansu.sl"), client("gansu.sl")
    keeper = client("anquan")
    page = keeper.get("/roles?q=gansu.sl").get_data(as_text=True)
    address = f"/roles/{clerk.id}"
    assert keeper.post(address, data={**hidden_values(page, address), "role": "handler"}).status_code == 302
    assert person(app, "gansu.sl").role == Role.HANDLER
    assert officer.get("/profile").status_code == 302
    assert client("xitong").get("/roles").status_code == 403
    own = person(app, "anquan")
    actor = Actor(own.id, Role.SECURITY_ADMINISTRATOR, own.name)
    with app.app_context(), pytest.raises(BadInput):
        actions.change_role(actor, own.id, Role.CLERK, actions.Submission("k", "f"))


def test_a_clerk_adds_nobody(app: Flask) -> None:
    actor = Actor(1, Role.CLERK, "受理员", unit_id=1)
    with app.app_context(), pytest.raises(Denied):
        actions.add_person(actor, actions.NewPerson("x.y", "某", Role.CLERK, unit="甘肃省工业和信息化厅"))


def test_one_changes_the_own_password_and_other_sessions_end(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    here, elsewhere = client("gansu.sl"), client("gansu.sl")
    page = here.get("/profile").get_data(as_text=True)
    secrets = {"present": "Caseflow-2026-demo", "new": "Fj7-qmznbvpkw"}
    answer = here.post("/profile/password", data={**hidden_values(page, "/profile/password"), **secrets})
    assert answer.status_code == 302
    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302


def test_nobody_asks_for_known_firms_without_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "REGISTER", replace(actions.REGISTER, tries=2))
    known = {**FIRM, "email": "runhe@example.com"}
    statuses = [submit(app.test_client(), "/register", known).status_code for _ in range(3)]
    assert statuses == [422, 422, 429]


def test_the_account_that_grants_is_not_reset_by_the_one_that_configures(app: Flask) -> None:
    configuring = Actor(person(app, "xitong").id, Role.ADMINISTRATOR, "管理员")
    guarded = person(app, "anquan")
    with app.app_context(), pytest.raises(BadInput, match="安全管理员"):
        actions.reset_password(configuring, guarded.id)
    with app.app_context(), pytest.raises(BadInput, match="自己的账号"):
        actions.reset_password(configuring, configuring.user_id)
    assert person(app, "anquan").password_hash == guarded.password_hash
