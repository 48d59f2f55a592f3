"""The pages of offices, as the administrator uses them."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from caseflow.store.db import db
from caseflow.store.models import Unit
from tests.harness.pages import hidden_values, submit

Sign = Callable[[str], FlaskClient]
FINANCE = "山丹县财政局"


def unit(app: Flask, name: str = FINANCE) -> Any:
    """The office with this name."""
    with app.app_context():
        return db.session.scalars(select(Unit).where(Unit.name == name)).one()


def address(app: Flask, tail: str = "") -> str:
    """The page of 山丹县财政局."""
    return f"/units/{unit(app).id}{tail}"


def data(**changes: str) -> dict[str, str]:
    """What the form of 山丹县财政局 carries."""
    kept = {"name": FINANCE, "letter_code": "山丹财政", "email": "cz@shandan.example", "phone": "0936-8210000"}
    return {**kept, **changes}


def text(browser: FlaskClient, url: str) -> str:
    """A page in words."""
    answer = browser.get(url)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("q=丹", "山丹县财政局", "甘州区财政局"),
        ("q=山丹县财", "山丹县财政局", "山丹县审计局"),
        ("q=银保监", "国家金融监督管理总局", "山丹县财政局"),
        ("q=农牧局&place=620725", "山丹县农业农村局", "民乐县农业农村局"),
        ("place=620700&line=财政", "山丹县财政局", "兰州市财政局"),
        ("place=620700&line=财政&level=市级", "张掖市财政局", "山丹县财政局"),
        ("q=张掖市财政局&contact=yes", "张掖市财政局", "山丹县财政局"),
        ("q=%25", "没有符合条件的机构", "山丹县财政局"),
    ],
)
def test_offices_are_found(client: Sign, query: str, found: str, missing: str) -> None:
    page = text(client("xitong"), f"/units?{query}")
    assert found in page
    assert f">{missing}<" not in page


def test_a_long_list_has_pages(client: Sign) -> None:
    browser = client("xitong")
    first, second = text(browser, "/units?q=局"), text(browser, "/units?q=局&page=2")
    assert "本页第 1–50 个" in first
    assert "本页第 51–100 个" in second
    assert "q=%E5%B1%80&page=2" in first
    assert text(browser, "/units?page=99999")


def test_an_address_that_makes_no_sense_is_answered_at_its_field(client: Sign) -> None:
    answer = client("xitong").get("/units?place=999999&level=国家级&page=x")
    assert answer.status_code == 422
    assert "field-error" in answer.get_data(as_text=True)


@pytest.mark.parametrize("login", ["gansu.sl", "anquan", "shandan.caizheng.fz"])
def test_offices_belong_to_the_administrator(app: Flask, client: Sign, login: str) -> None:
    browser = client(login)
    for tail in ("", "/edit"):
        assert browser.get(address(app, tail)).status_code == 403
    assert browser.get("/units").status_code == 403


def test_a_change_is_kept_with_who_and_when_and_unconfirms(app: Flask, client: Sign) -> None:
    browser = client("xitong")
    assert unit(app).contact_confirmed_at is not None
    assert submit(browser, address(app, "/edit"), data()).headers["Location"] == address(app)
    page = text(browser, address(app))
    assert "邮箱：（空） → cz@shandan.example" in page
    assert "联系方式：已确认 → 未确认" in page
    assert "还没有确认，现在不能向这个机构转办" in page
    assert unit(app).contact_confirmed_at is None


def test_saving_without_a_change_changes_nothing(app: Flask, client: Sign) -> None:
    before = unit(app)
    same = data(letter_code=before.letter_code, email="", phone="")
    assert submit(client("xitong"), address(app, "/edit"), same).status_code == 302
    assert (unit(app).version, unit(app).contact_confirmed_at) == (before.version, before.contact_confirmed_at)


def test_confirming_says_who_did_it(app: Flask, client: Sign) -> None:
    browser = client("xitong")
    submit(browser, address(app, "/edit"), data())
    answer = submit(browser, address(app, "/confirm"), {}, at=address(app))
    assert answer.status_code == 302
    who = unit(app)
    assert who.contact_confirmed_at is not None
    assert who.contact_confirmed_by_id is not None
    assert "以后再有改动，须重新确认" in text(browser, address(app))


def test_an_office_without_any_contact_cannot_be_confirmed(app: Flask, client: Sign) -> None:
    browser = client("xitong")
    submit(browser, address(app, "/edit"), data(email="", phone="", letter_code="丹财"))
    submit(browser, address(app, "/confirm"), {}, at=address(app))
    assert "邮箱和电话都没有" in text(browser, address(app))
    assert unit(app).contact_confirmed_at is None


def test_a_renamed_office_is_found_under_its_old_name(app: Flask, client: Sign) -> None:
    browser = client("xitong")
    new = data(name="山丹县财政和国资局", naming="renamed", renamed_on="2026-03-01")
    number = unit(app).id
    assert submit(browser, f"/units/{number}/edit", new).status_code == 302
    page = text(browser, f"/units/{number}")
    assert "山丹县财政局（用到 2026年2月28日）" in page
    assert "山丹县财政和国资局" in text(browser, "/units?q=山丹县财政局")


def test_a_correction_leaves_no_former_name(app: Flask, client: Sign) -> None:
    number = unit(app).id
    submit(client("xitong"), f"/units/{number}/edit", data(name="山丹县财政局。", naming="corrected"))
    assert "（用到" not in text(client("xitong"), f"/units/{number}")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填写机构全称"),
        ({"name": "山丹县新财政局"}, "请选择是更名还是更正错字"),
        ({"name": "山丹县审计局", "naming": "renamed"}, "与“山丹县审计局”相同"),
        ({"letter_code": "甘肃工信"}, "与“甘肃省工业和信息化厅”相同"),
        ({"letter_code": "甘，财"}, "不带标点"),
        ({"email": "no mail"}, "邮箱写得不对"),
        ({"phone": "打给我"}, "电话只写数字"),
        ({"case_prefix": "XX01"}, "不受理投诉"),
        ({"case_prefix": "gs"}, "两个大写字母"),
        ({"name": "山丹县新财政局", "naming": "renamed", "renamed_on": "2099-01-01"}, "更名日期还没有到"),
        ({"name": "山丹县新财政局", "naming": "corrected", "renamed_on": "2026-01-01"}, "更正错字没有更名日期"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    app: Flask, client: Sign, changes: dict[str, str], sentence: str
) -> None:
    answer = submit(client("xitong"), address(app, "/edit"), data(**{"phone": "0936-8219999", **changes}))
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert sentence in page
    assert ("0936-8219999" in page) or "phone" in changes
    assert unit(app).version == 1 or unit(app).email == ""


def test_a_receiving_office_keeps_its_case_prefix(app: Flask, client: Sign) -> None:
    number = unit(app, "甘肃省工业和信息化厅").id
    given = {"name": "甘肃省工业和信息化厅", "letter_code": "甘肃工信", "case_prefix": "", "email": "", "phone": ""}
    answer = submit(client("xitong"), f"/units/{number}/edit", given)
    assert answer.status_code == 422
    assert "案号字头不能去掉" in answer.get_data(as_text=True)


def test_of_two_at_once_the_second_sees_what_the_first_changed(app: Flask, client: Sign) -> None:
    first, second = client("xitong"), client("xitong")
    url = address(app, "/edit")
    stale = hidden_values(second.get(url).get_data(as_text=True))
    submit(first, url, data(phone="0936-1111111"))
    answer = second.post(url, data={**stale, **data(phone="0936-2222222")})
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "联系电话由“（空）”改为“0936-1111111”" in page
    assert 'value="0936-2222222"' in page
    again = second.post(url, data={**hidden_values(page), **data(phone="0936-2222222")})
    assert again.status_code == 302
    assert unit(app).phone == "0936-2222222"


def test_pressing_twice_saves_once(app: Flask, client: Sign) -> None:
    browser, url = client("xitong"), address(app)
    form = {**hidden_values(browser.get(f"{url}/edit").get_data(as_text=True)), **data()}
    answers = [browser.post(f"{url}/edit", data=form) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [url, url]
    assert unit(app).version == 2


def test_a_confirmation_of_what_was_changed_meanwhile_does_not_count(app: Flask, client: Sign) -> None:
    browser, url = client("xitong"), address(app)
    submit(browser, f"{url}/edit", data())
    stale = hidden_values(browser.get(url).get_data(as_text=True), f"{url}/confirm")
    submit(browser, f"{url}/edit", data(phone="0936-3333333"))
    assert browser.post(f"{url}/confirm", data=stale).status_code == 302
    assert unit(app).contact_confirmed_at is None


def test_markup_in_a_name_stays_text(app: Flask, client: Sign) -> None:
    number = unit(app).id
    submit(client("xitong"), f"/units/{number}/edit", data(name="山丹县<b>财政局</b>", naming="corrected"))
    assert "<b>财政局" not in client("xitong").get(f"/units/{number}").get_data(as_text=True)


def test_an_unknown_office_is_not_found(client: Sign) -> None:
    assert client("xitong").get("/units/999999999").status_code == 404
