"""Many cases at once, put in by the owner of the tables."""

import psycopg
from flask import Flask
from sqlalchemy import select

from caseflow.demo.people import firm_login
from caseflow.local.roles import Urls
from caseflow.store.db import db
from caseflow.store.models import Unit
from tests.handling.scene import actor

CASES = """
insert into "case" (number, track, category, channel, status, version, round, event_count, company_id,
    receiving_unit_id, lead_unit_id, territory, respondent_name, filed_at, amount, amount_paid, amount_waived,
    ever_overdue, result_returned, appealed)
select 'GS-2026-' || lpad(n::text, 6, '0'), 'A', (array['拖欠货款','拖欠工程款'])[1 + mod(n, 2)], '网上',
    case when mod(n, 10) = 0 then 'accepted' when mod(n, 3) = 0 then 'written_off' else 'handling' end, 1, 1, 0,
    %(company)s, %(receiving)s,
    case when mod(n, 10) = 0 then null else (%(leads)s::bigint[])[1 + mod(n, array_length(%(leads)s::bigint[], 1))] end,
    (%(places)s::text[])[1 + mod(n, array_length(%(places)s::text[], 1))], '某单位' || n,
    timestamptz '2026-01-01 00:00+00' + (n / 2) * interval '10 minutes', 1000 * mod(n, 50) + 100.5, 0, 0,
    mod(n, 7) = 0, false, false
from generate_series(1, %(count)s) n
"""
CLOCKS = """
insert into clock (case_id, key, sequence, started_on, due, due_rolled, remind_on, provisional, derivation)
select id, 'result', 1, date '2026-01-01', d, d, d, false, '{}' from (
    select id, (case when mod(id, 4) = 0 then date '2020-01-01' else date '2099-01-01' end) d from "case"
    where status = 'handling' and event_count = 0) open_cases
"""


def fill(app: Flask, database: Urls, count: int) -> None:
    """`count` cases filed two at a moment, led by the first offices of 张掖 and 嘉峪关; a quarter of those in hand late."""
    with app.app_context():
        chosen = {
            "company": actor(firm_login("runhe")).company_id,
            "receiving": actor("gansu.sl").unit_id,
            "leads": [
                actor(f"{name}.cb").unit_id for name in ("shandan.caizheng", "gaotai.guozi", "jiayuguan.gongxin")
            ],
            "count": count,
        }
        units = db.session.scalars(select(Unit).where(Unit.id.in_(chosen["leads"]))).all()
        territory = {unit.id: unit.territory for unit in units}
        chosen["places"] = [territory[unit_id] for unit_id in chosen["leads"]]
        db.session.rollback()
    with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(CASES, chosen)
        connection.execute(CLOCKS)
        connection.execute("analyze")
