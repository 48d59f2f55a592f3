"""The case list: whose, which, in what order, and what it adds up to."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput
from caseflow.core.lifecycle import Status
from caseflow.demo.people import firm_login
from caseflow.ledger.queries import Filter, Window, cases, page_query
from caseflow.local.roles import Urls
from caseflow.store.db import db
from caseflow.store.models import Case
from caseflow.store.scope import visible_cases
from tests.handling.scene import actor
from tests.ledger.population import fill

Client = Callable[[str], FlaskClient]
SEERS = ("gansu.sl", "shandan.caizheng.fz", "shandan.sh", "zhangye.sh", "gansu.sh", "gansu.sj", "ningxia.sh")


def _walk(whose: Actor, sort: str, back: bool = False) -> list[str]:
    """Every number of the list, page after page (or from the end backwards)."""
    numbers: list[str] = []
    pages = []
    window = Window(sort, 50)
    while True:
        page = cases(whose, Filter(), window)
        pages.append(page)
        numbers += [row.number for row in page.rows]
        if not page.following:
            break
        window = replace(window, after=page.following, before="")
    if not back:
        return numbers
    numbers = [row.number for row in pages[-1].rows]
    page = pages[-1]
    while page.previous:
        page = cases(whose, Filter(), Window(sort, 50, before=page.previous))
        numbers = [row.number for row in page.rows] + numbers
    return numbers


def test_everybody_sees_the_cases_in_reach_and_no_other(app: Flask, database: Urls) -> None:
    fill(app, database, 300)
    with app.app_context():
        for login in SEERS:
            whose = actor(login)
            expected = set(db.session.scalars(visible_cases(whose).with_only_columns(Case.number)))
            assert set(_walk(whose, "-filed")) == expected, login
        assert cases(actor("gansu.sh"), Filter(), Window()).totals.count == 300
        assert cases(actor("ningxia.sh"), Filter(), Window()).rows == ()
        assert 0 < cases(actor("shandan.sh"), Filter(), Window()).totals.count < 300


@pytest.mark.parametrize("sort", ["filed", "-filed", "amount", "-amount"])
def test_pages_by_key_show_each_case_once_in_order_both_ways(app: Flask, database: Urls, sort: str) -> None:
    fill(app, database, 330)
    with app.app_context():
        whose = actor("gansu.sh")
        column = Case.amount if sort.endswith("amount") else Case.filed_at
        order = (column.desc(), Case.id.desc()) if sort.startswith("-") else (column, Case.id)
        expected = list(db.session.scalars(select(Case.number).order_by(*order)))
        assert _walk(whose, sort) == expected
        assert _walk(whose, sort, back=True) == expected


def test_filters_and_sums_speak_of_the_same_cases(app: Flask, database: Urls) -> None:
    fill(app, database, 300)
    with app.app_context():
        whose = actor("gansu.sh")
        zhangye = cases(whose, Filter(territory="620700"), Window())
        assert zhangye.totals.count == 200
        late = cases(whose, Filter(status="handling", overdue="now"), Window(size=100))
        assert (
            late.totals.count == len([row for row in late.rows if row.remaining is not None and row.remaining < 0]) > 0
        )
        assert all(row.ever_overdue for row in cases(whose, Filter(overdue="ever"), Window()).rows)
        assert {row.status for row in cases(whose, Filter(status="open"), Window(size=100)).rows} == {
            Status.HANDLING, Status.ACCEPTED,
        }  # fmt: skip
        assert [row.number for row in cases(whose, Filter(text="gs-2026-00012"), Window()).rows][-1] == "GS-2026-000120"
        assert cases(whose, Filter(text="某单位299"), Window()).totals.count == 1
        assert cases(whose, Filter(text="100%_"), Window()).totals.count == 0
        chosen = Case.category == "拖欠工程款"
        amount, paid = db.session.execute(select(func.sum(Case.amount), func.sum(Case.amount_paid)).where(chosen)).one()
        totals = cases(whose, Filter(category="拖欠工程款"), Window()).totals
        assert (totals.amount, totals.paid, totals.outstanding) == (amount, paid, amount - paid)
        assert cases(whose, Filter(text="没有这个单位"), Window()).totals.amount == Decimal(0)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("-filed", "x"),
        ("-filed", "~"),
        ("-filed", "2026-01-01~1"),
        ("-filed", "2026-01-01T00:00:00+00:00~x"),
        ("-filed", f"2026-01-01T00:00:00+00:00~{2**63}"),
        ("amount", "x"),
        ("amount", "1~0"),
        ("amount", "NaN~1"),
        ("amount", "Infinity~1"),
    ],
)
def test_a_key_that_is_none_is_refused(app: Flask, sort: str, key: str) -> None:
    with app.app_context(), pytest.raises(BadInput):
        cases(actor("gansu.sh"), Filter(), Window(sort, after=key))


@pytest.mark.parametrize(
    ("login", "narrowed", "sort", "index"),
    [
        ("gansu.sl", Filter(), "-filed", "ix_case_filed"),
        ("gansu.sh", Filter(), "-filed", "ix_case_filed"),
        ("gansu.sh", Filter(), "-amount", "ix_case_amount"),
        ("gansu.sl", Filter(status="accepted"), "-filed", "ix_case"),
    ],
)
def test_a_page_is_read_from_an_index(
    app: Flask, database: Urls, login: str, narrowed: Filter, sort: str, index: str
) -> None:
    fill(app, database, 4000)
    with app.app_context():
        statement = page_query(actor(login), narrowed, Window(sort))
        compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = "\n".join(db.session.connection().exec_driver_sql(f"explain {compiled}".replace("%", "%%")).scalars())
        assert index in plan, plan
        assert 'Seq Scan on "case"' not in plan, plan


def test_the_page_keeps_its_filter_in_the_address(app: Flask, database: Urls, client: Client) -> None:
    fill(app, database, 300)
    browser = client("zhangye.sh")
    page = browser.get("/ledger?status=handling&category=拖欠货款&size=20&sort=amount").get_data(as_text=True)
    assert re.search(r'<option selected value="handling"', page)
    following = re.search(r'href="(/ledger\?[^"]*)" rel="next"', page)
    assert following
    address = following.group(1).replace("&amp;", "&")
    assert "status=handling" in address
    second = browser.get(address)
    assert second.status_code == 200
    assert 'rel="prev"' in second.get_data(as_text=True)
    wrong = browser.get("/ledger?status=nonsense&size=7&territory=999999")
    assert wrong.status_code == 422
    assert browser.get("/ledger?after=x").status_code == 422
    assert "没有符合条件的案件" in browser.get("/ledger?q=没有这个").get_data(as_text=True)
    assert browser.get("/ledger?q=%00%F0%9F&size=").status_code == 200


def test_who_has_a_ledger(app: Flask, client: Client) -> None:
    for login in ("gansu.sl", "shandan.caizheng.cb", "shandan.caizheng.fz", "shandan.sh", "gansu.sj"):
        assert client(login).get("/ledger").status_code == 200, login
    for login in (firm_login("runhe"), "xitong", "anquan"):
        assert client(login).get("/ledger").status_code == 403, login
    assert client("").get("/ledger").status_code == 302
