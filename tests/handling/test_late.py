"""The interest sheet of a claim: the published figures, segment by segment, for the handler and the firm alone."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from tests.handling.scene import dispatched


def test_a_day_beyond_the_statutory_maximum_gives_way_to_it(app: Flask, client: Callable[[str], FlaskClient], database: Urls) -> None:
    with app.app_context():
        scene = dispatched(about="机关")
        scene.sign()
        address = f"/cases/{scene.number}/claims/1/interest?as_of=2025-09-01"
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("update claim set due_on = delivered_on + 180"))
    page = client("shandan.caizheng.cb").get(address).get_data(as_text=True)
    assert "约定的 180 日超过法定上限，按 60 日计算" in page
    assert "2025年2月5日的第二天" in page, "the sixtieth day lies in the holidays of the Spring Festival"
    with engine.begin() as connection:
        connection.execute(text("update claim set delivered_on = null"))
    engine.dispose()
    assert "按填报的计算" in client("shandan.caizheng.cb").get(address).get_data(as_text=True)


def test_the_sheet_derives_every_yuan_and_only_who_sees_the_case_reads_it(
    app: Flask, client: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        scene = dispatched(amounts=("1000000.00", "5000.00"), about="机关")
        scene.sign()
        number = scene.number
    address = f"/cases/{number}/claims/1/interest"
    handler, firm = client("shandan.caizheng.cb"), client(firm_login("runhe"))

    def read(browser: FlaskClient, query: str = "", at: str = address) -> str:
        return browser.get(f"{at}?as_of=2025-05-02{query}").get_data(as_text=True)

    for browser in (handler, firm):
        page = read(browser)
        for words in (
            "60,000.00 元",
            "每日万分之五",
            "1,000,000.00 × 0.0005 × 120",
            "2025年1月3日至2025年5月2日",
            "国务院令第728号第十五条",
            "自2024年12月3日交付起 30 日",
        ):
            assert words in page
    assert "11,342.47 元" in read(handler, "&rate=3.45")
    assert "11,500.00 元" in read(handler, "&rate=3.45%25&day_count=360")
    low = read(firm, "&rate=1.5")
    for words in ("11,342.47 元", "按 LPR 试算", "3.45%（2023年8月21日起公布的值）", "÷ 365 × 120"):
        assert words in low
    assert "LPR 尚未核对" not in low
    assert "5,000.00 × 0.0005" in read(firm, at=address.replace("/1/", "/2/"))
    assert address in handler.get(f"/cases/{number}").get_data(as_text=True)
    for query in ("rate=many", "as_of=2025-02-30", "day_count=366"):
        wrong = handler.get(f"{address}?{query}")
        assert (wrong.status_code, "需要修改" in wrong.get_data(as_text=True)) == (422, True), query
    assert handler.get(address.replace("/1/", "/9/")).status_code == 404
    assert client("gaotai.guozi.cb").get(address).status_code == 404
    with app.app_context():
        scene.pay("400000.00")
    later = handler.get(f"{address}?as_of=2099-01-01").get_data(as_text=True)
    assert "计入的还款和企业放弃的部分" in later
    assert "600,000.00 × 0.0005" in later
