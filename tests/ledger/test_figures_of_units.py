"""Whose figure it is: the unit that had the case when it happened."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from caseflow.ledger.counting import MEMBERS, Period, Place, tallies_by_unit
from caseflow.local.roles import Urls
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.unit_of_work import transaction
from tests.closure.way import call, change_case, served
from tests.demo.oracle import counting
from tests.handling.scene import Scene, actor, dispatched, move_clock


def hand_over(scene: Scene, unit_id: int | None) -> None:
    """The case lies with another unit from now on."""
    columns = "case_id, decision_id, overridden, dispatched_by_id"
    with transaction(None):
        again = text(
            f"insert into dispatch ({columns}, lead_unit_id, dispatched_at)"
            f" select {columns}, :unit, now() + value from dispatch, clock_offset where case_id = :case"
        )
        db.session.execute(again, {"unit": unit_id, "case": scene.case.id})
    change_case(scene, lead_unit_id=unit_id)


def test_what_one_unit_did_is_not_charged_to_the_next(app: Flask, database: Urls) -> None:
    with app.app_context():
        late, _silent = (dispatched(amounts=("100000.00",)) for _ in range(2))
        then, heir = late.case.lead_unit_id, actor("gaotai.guozi.cb").unit_id
        move_clock(database, 45)
        served(late, "paid_in_full", "100000.00", recognised="100000.00")
        call(late)
        hand_over(late, heir)
        other = served(dispatched("gaotai.guozi", amounts=("100000.00",)), "paid_in_full", "100000.00", recognised="100000.00")
        call(other)
        today = clock.today()
        period = Period(today - timedelta(days=60), today)
        found = {key: tallies_by_unit(actor("gansu.sh"), key, period, Place()) for key in MEMBERS}
        counts = {key: {unit: tally.count for unit, tally in tallies.items()} for key, tallies in found.items()}
        assert [counts[key] for key in ("served", "answered", "satisfied")] == [{then: 1, heir: 1}] * 3
        assert counts["accepted"] == {then: 1, heir: 2}, "how the matter stands is the present unit's"
        values = {"since": period.since, "until": period.until, "scope": "%", "today": today}
        assert counts["result_due"] == {then: 2, heir: 1}, "late in the hands of the first unit, swept or not"
        assert counts["resolved_in_time"] == {heir: 1}
        for key in ("served", "returned", "ended", "relapsed", "answered", "satisfied", "result_due", "resolved_in_time"):
            rows = db.session.execute(text(counting(key, "m.unit")), values)
            assert counts[key] == {unit: count for unit, count, _amount in rows}, key
