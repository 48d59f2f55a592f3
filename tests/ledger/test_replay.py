"""Cases rebuilt from their trail alone, and what happens when a row says otherwise."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from caseflow.closure import actions as closing
from caseflow.demo.cases import add_demo_cases
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.settings import ROOT
from caseflow.store.db import db
from caseflow.store.models import Case, Payment
from caseflow.store.replaying import replay
from caseflow.supervision.jobs import sweep_clocks
from tests.handling.scene import actor, key, move_clock
from tests.harness.servers import Servers

Client = Callable[[str], FlaskClient]
TAMPERED = {
    "status": "'resolved'",
    "round": "3",
    "amount_paid": "amount_paid + 1",
    "ever_overdue": "not ever_overdue",
    "listing": "'省级'",
    "version": "version + 1",
    "closed_at": "now()",
}


def _relayed() -> None:
    while relay(100):
        pass


def _a_life(database: Urls) -> str:
    """Demo cases late in every way, one of them written off and back again; returns its number."""
    add_demo_cases()
    _relayed()
    move_clock(database, 60)
    while sweep_clocks():
        _relayed()
    case = db.session.scalars(select(Case).where(Case.status == "written_off")).one()
    number, version = case.number, case.version
    payments = frozenset(db.session.scalars(select(Payment.id).where(Payment.case_id == case.id)))
    back = closing.Reopening(version, "bill_dishonoured", "承兑到期没有兑付。", payments)
    closing.reopen(actor("shandan.caizheng.cb"), number, back, key())
    _relayed()
    return number


def _command(servers: Servers, database: Urls, *options: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "caseflow", "audit", "replay", *options]
    env = {**os.environ, **servers.environment(database)}
    return subprocess.run(words, capture_output=True, text=True, check=False, env=env, cwd=ROOT)


def test_the_trail_rebuilds_every_case_and_names_what_was_changed_behind_it(
    app: Flask, database: Urls, client: Client, servers: Servers
) -> None:
    with app.app_context():
        number = _a_life(database)
        found = replay()
        assert (found.cases, found.differences) == (7, ())
        assert found.events > 60
    page = client("gansu.sj").get(f"/ledger/audit?number={number}").get_data(as_text=True)
    assert "记录能够重建案件" in page
    whole = _command(servers, database, "--json")
    assert (whole.returncode, json.loads(whole.stdout)["differences"]) == (0, [])
    with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("alter table \"case\" disable trigger case_balance; alter table payment disable trigger user")
        for column, value in TAMPERED.items():
            connection.execute(f"""update "case" set {column} = {value} where number = %s""", (number,))
            with app.app_context():
                assert column in {each.where for each in replay(number).differences}, column
        connection.execute("update clock set overdue_at = now() where id in (select min(id) from clock)")
        connection.execute("update payment set reversed_at = now() where reversed_at is null")
    with app.app_context():
        where = {each.where.split()[0] for each in replay().differences}
    assert {"payments", "clock"} <= where
    tampered = _command(servers, database)
    assert tampered.returncode == 1
    assert number in tampered.stdout
    assert "重建的案件与现在的内容不同" in client("gansu.sj").get(f"/ledger/audit?number={number}").get_data(
        as_text=True
    )
