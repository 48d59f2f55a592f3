"""The auditor's page."""

import re
from collections.abc import Callable
from dataclasses import fields

import psycopg
from flask import Flask
from flask.testing import FlaskClient

from caseflow.core.events import EVENTS
from caseflow.ledger.audit_words import FIELDS
from caseflow.local.roles import Urls
from tests.closure.way import requested

Client = Callable[[str], FlaskClient]


def test_the_trail_of_a_case_and_the_recomputation(app: Flask, database: Urls, client: Client) -> None:
    with app.app_context():
        number = requested().number
    auditor = client("gansu.sj")
    page = auditor.get(f"/ledger/audit?number={number}").get_data(as_text=True)
    for words in ("申请销号", "登记还款", "签收"):
        assert words in page
    assert not re.search(r"(\w+) <span class=\"tag[^>]*>\s*\1\s*<", page), "no step beside an event of the same name"
    assert "承办单位：山丹县" in page
    assert {field.name for event in EVENTS.values() for field in fields(event)} <= FIELDS.keys(), "each has a name"
    assert "记录完整" in auditor.get("/ledger/audit?verify=yes").get_data(as_text=True)
    with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("alter table event disable trigger event_append_only")
        connection.execute("update event set data = data || '{\"amount\": \"1.00\"}' where kind = 'PaymentRecorded'")
    assert "记录被改动过" in auditor.get("/ledger/audit?verify=yes").get_data(as_text=True)


def test_only_the_auditor_and_only_in_reach(app: Flask, client: Client) -> None:
    with app.app_context():
        number = requested().number
    assert "没有找到这件案件" in client("gansu.sj").get("/ledger/audit?number=GS-0000-1").get_data(as_text=True)
    for login in ("shandan.sh", "gansu.sl", "shandan.caizheng.fz", "xitong"):
        assert client(login).get(f"/ledger/audit?number={number}").status_code == 403
