"""The case page explains its limits to everybody, and shows the firm those that it waits for."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from caseflow.core.chinese import chinese_date
from caseflow.core.derivation import derivation_lines
from caseflow.demo.people import firm_login
from caseflow.store.db import db
from caseflow.store.models import Clock
from tests.handling.scene import dispatched
from tests.harness.onstage import case_of, filed


def test_the_firm_sees_how_its_day_was_found(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    with app.app_context():
        play = filed()
        clock = db.session.scalars(select(Clock).where(Clock.case_id == case_of(play).id)).one()
        lines, day, basis = (
            derivation_lines(clock.derivation),
            chinese_date(clock.due_rolled),
            clock.derivation["basis"],
        )
    for login in (firm_login("runhe"), "gansu.sl"):
        page = client(login).get(f"/cases/{play.number}").get_data(as_text=True)
        assert day in page
        assert "怎么算出来的" in page
        assert basis in page
        assert [line for line in lines if line not in page] == []


def test_the_firm_is_not_shown_limits_among_offices(app: Flask, client: Callable[[str], FlaskClient]) -> None:
    with app.app_context():
        scene = dispatched()
        number = scene.number
        scene.sign()
    firm = client(firm_login("runhe")).get(f"/cases/{number}").get_data(as_text=True)
    office = client("shandan.caizheng.cb").get(f"/cases/{number}").get_data(as_text=True)
    for name, shown in (("处理结果", True), ("提出退单", False), ("处理期限上限", False)):
        label = f'<p class="clock-label">{name}</p>'
        assert label in office
        assert (label in firm) is shown
