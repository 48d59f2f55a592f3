"""The number for SMS on one's own page: asked for only where the house has a gateway."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from caseflow.settings import Sms
from caseflow.store.db import db
from caseflow.store.models import Person
from tests.harness.pages import submit

FIRM, OFFICER = "runhe@example.com", "gansu.sl"
LABEL = "接收短信的手机号"
FIELDS = {"name": "张三", "email": FIRM, "phone": "13800000001", "address": "某地"}


def number_of(app: Flask, login: str) -> str:
    """What is stored."""
    with app.app_context():
        return db.session.scalars(select(Person.sms_number).where(Person.login == login)).one()


def test_a_person_leaves_corrects_and_takes_back_a_number(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    firm, officer = client(FIRM), client(OFFICER)
    assert LABEL not in firm.get("/profile").get_data(as_text=True)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], sms=Sms("https://sms.example.cn", "k", ""))
    assert LABEL in officer.get("/profile").get_data(as_text=True)
    wrong = submit(firm, "/profile", FIELDS | {"sms_number": "0931-8210000"})
    assert wrong.status_code == 422
    assert "写 11 位数字" in wrong.get_data(as_text=True)
    assert submit(firm, "/profile", FIELDS | {"sms_number": "13900001234"}).status_code == 302
    assert number_of(app, FIRM) == "13900001234"
    assert "13900001234" in firm.get("/profile").get_data(as_text=True)

    gateway = app.config["SETTINGS"].sms
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], sms=replace(gateway, url=""))
    assert submit(firm, "/profile", FIELDS | {"sms_number": "13900009999"}).status_code == 302
    assert number_of(app, FIRM) == "13900001234", "what is not asked for is neither taken nor lost"

    app.config["SETTINGS"] = replace(app.config["SETTINGS"], sms=gateway)
    assert submit(firm, "/profile", FIELDS | {"sms_number": ""}).status_code == 302
    assert number_of(app, FIRM) == ""
