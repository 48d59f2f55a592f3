"""The examination shows what may be the same complaint and who was here before, within the clerk's own cases."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from caseflow.store import clock
from tests.intake.entering import enter_case
from tests.intake.filing import file_case

Sign = Callable[[str], FlaskClient]


def test_duplicates_and_history_are_shown_within_ones_own_cases(app: Flask, client: Sign) -> None:
    clerk, county = client("gansu.sl"), client("shandan.sl")
    with app.app_context():
        today = clock.today().isoformat()
    alone = file_case(client("runhe@example.com"))
    page = clerk.get(f"/cases/{alone}/examine").get_data(as_text=True)
    assert "没有发现可能重复的投诉" in page
    elsewhere = enter_case(county, received_on=today, external_number="X-1")
    first = enter_case(clerk, received_on=today)
    again = enter_case(clerk, received_on=today, external_number="20261120-0009", channel="national_platform")
    page = clerk.get(f"/cases/{again}/examine").get_data(as_text=True)
    assert f'href="/cases/{first}"' in page
    assert "合同编号相同；同一家企业；被投诉单位相同；金额相同；事情经过有 100% 相同" in page
    assert "这家企业以前的投诉（1 件）" in page
    assert "对这个单位的其他投诉（2 件）" in page
    assert elsewhere not in page, "a case of another office is not there"
