"""还款计划: it adds up, the form and the database see to it; a later one takes its place; payments meet it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound
from caseflow.core.repayment import Standing
from caseflow.demo.people import firm_login
from caseflow.handling import actions, desk
from caseflow.handling.planned import plan_view
from caseflow.local.roles import Urls
from caseflow.store.audit import verify
from caseflow.store.db import db
from caseflow.store.models import Claim, Clock
from caseflow.store.plans import plan_in_force
from tests.handling.scene import Scene, actor, dispatched, key, pdf


def promise(scene: Scene, days: int, amount: str, claim_id: int | None = None) -> actions.Promise:
    """So much in so many days."""
    return actions.Promise(claim_id or scene.claim_id, scene.today + timedelta(days=days), Decimal(amount))


def plan(scene: Scene, *promises: actions.Promise) -> actions.PlanNote:
    """A plan agreed today."""
    return actions.PlanNote(scene.version, scene.today, promises, pdf("还款计划.pdf"))


def agree(scene: Scene, *promises: actions.Promise) -> None:
    """The handler enters a plan."""
    actions.agree_plan(scene.handler, scene.number, plan(scene, *promises), key())


def _claims(scene: Scene) -> list[int]:
    return list(db.session.scalars(select(Claim.id).where(Claim.case_id == scene.case.id).order_by(Claim.id)))


def _clocks(scene: Scene) -> list[tuple[date, bool]]:
    rows = db.session.scalars(
        select(Clock).where(Clock.case_id == scene.case.id, Clock.key == "instalment").order_by(Clock.id)
    )
    return [(row.started_on, row.met_at is None) for row in rows]


def _standings(scene: Scene) -> list[Standing]:
    found = plan_in_force(scene.case.id)
    assert found is not None
    return [line.standing(scene.today) for line in found.lines]


def test_payments_meet_the_plan_oldest_first_and_a_new_plan_takes_its_place(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("60000.00", "40000.00"))
        scene.sign()
        scene.pay("10000.00")
        first, second = _claims(scene)
        agree(
            scene, promise(scene, 60, "20000.00", first), promise(scene, 10, "30000.00", first),
            promise(scene, 30, "40000.00", second),
        )  # fmt: skip
        days = [scene.today + timedelta(days=each) for each in (10, 30, 60)]
        assert _clocks(scene) == [(day, True) for day in days]
        scene.pay("35000.00", first)
        assert _clocks(scene) == [(days[0], False), (days[1], True), (days[2], True)]
        found = plan_view(scene.case.id)
        assert found is not None
        lines = found.current.lines
        assert [line.paid for line in lines] == [Decimal("30000.00"), Decimal(0), Decimal("5000.00")]
        assert [line.standing for line in lines] == [Standing.PAID, Standing.AHEAD, Standing.AHEAD]
        assert (found.current.lacking, found.earlier) == (Decimal("55000.00"), ())
        curve = found.current.curve
        assert curve is not None
        assert (curve.top, curve.promised_by_now, curve.received_by_now) == (Decimal(90000), 0, Decimal(35000))

        agree(scene, promise(scene, 5, "15000.00", first), promise(scene, 40, "40000.00", second))
        assert [waits for _day, waits in _clocks(scene)] == [False, False, False, True, True]
        found = plan_view(scene.case.id)
        assert found is not None
        assert (found.current.sequence, found.current.amount, found.current.paid) == (2, Decimal("55000.00"), 0)
        assert [line.paid for line in found.earlier[0].lines] == [line.paid for line in lines]
        assert verify().fault is None
        assert found.off == ()
        (before, *_later) = desk.payments_of(scene.case.id)
        actions.reverse_payment(
            scene.handler, scene.number, actions.Reversal(scene.version, before.id, "mistaken", "登记重复。"), key()
        )
        found = plan_view(scene.case.id)
        assert found is not None
        assert found.off == ("供货合同1：各期合计 15,000.00 元，与尚欠的 25,000.00 元不相等。",)


def test_what_is_no_plan_is_refused_at_its_field(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(amounts=("60000.00", "40000.00"), disputed="40000.00")
        with pytest.raises(IllegalMove):
            agree(scene, promise(scene, 1, "60000.00"))
        scene.sign()
        second = _claims(scene)[1]
        good = plan(scene, promise(scene, 10, "60000.00"))
        wrong = {
            "proof": [replace(good, proof=None)],
            "agreed_on": [replace(good, agreed_on=scene.today + timedelta(days=1))],
            "instalments": [
                replace(good, promises=promises)
                for promises in (
                    (), (promise(scene, 10, "59999.99"),), (promise(scene, 10, "60000.01"),),
                    (promise(scene, -1, "60000.00"),), (promise(scene, 10, "0.00"), promise(scene, 10, "60000.00")),
                    (promise(scene, 10, "0.001"), promise(scene, 11, "59999.999")),
                    (promise(scene, 10, "30000.00"), promise(scene, 10, "30000.00")),
                    (promise(scene, 10, "60000.00", second + 100),),
                    (promise(scene, 10, "60000.00"), promise(scene, 10, "20000.00", second)),
                    tuple(promise(scene, day, "1.00") for day in range(61)),
                )
            ],
        }  # fmt: skip
        for field, notes in wrong.items():
            for note in notes:
                with pytest.raises(BadInput) as refused:
                    actions.agree_plan(scene.handler, scene.number, note, key())
                assert refused.value.field == field, note
        for login, kind in ((firm_login("runhe"), Denied), ("gansu.sl", Denied), ("gaotai.sh", NotFound)):
            with pytest.raises(kind):
                actions.agree_plan(actor(login), scene.number, good, key())
        assert plan_in_force(scene.case.id) is None
        actions.agree_plan(scene.handler, scene.number, good, key())
        assert _standings(scene) == [Standing.AHEAD]


def test_the_database_takes_no_plan_that_does_not_add_up_and_changes_none(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched(amounts=("60000.00",))
        scene.sign()
        agree(scene, promise(scene, 10, "60000.00"))
        found = plan_in_force(scene.case.id)
        assert found is not None
        plan_id = found.row.id
    another = (
        "insert into repayment_plan (case_id, sequence, agreed_on, amount, instalments, after_payment_id, evidence_id,"
        " recorded_by_id, recorded_at) select case_id, {sequence}, agreed_on, {amount}, {lines}, after_payment_id, evidence_id,"
        f" recorded_by_id, recorded_at from repayment_plan where id = {plan_id};"
    )
    clock = (
        "insert into clock (case_id, key, sequence, started_on, due, due_rolled, remind_on, provisional, derivation)"
        " select case_id, key, sequence + 10, started_on, due, due_rolled, remind_on, provisional, derivation from clock"
        f" where id = (select clock_id from instalment where plan_id = {plan_id});"
    )
    line = (
        "insert into instalment (plan_id, case_id, claim_id, position, due_on, amount, clock_id)"
        " select {plan}, case_id, claim_id, position + {more}, due_on, {amount}, (select max(id) from clock) from instalment"
        f" where plan_id = {plan_id};"
    )
    newest = "(select max(id) from repayment_plan)"
    refused = {
        "make up what claim": another.format(sequence=2, amount="59999", lines=1)
        + clock + line.format(plan=newest, more=0, amount="59999"),
        "not those of the plan": another.format(sequence=2, amount="60000", lines=2)
        + clock + line.format(plan=newest, more=0, amount="60000"),
        "in its turn": another.format(sequence=3, amount="60000", lines=1)
        + clock + line.format(plan=newest, more=0, amount="60000"),
        "made whole": clock + line.format(plan=plan_id, more=1, amount="1"),
        "append-only": f"update instalment set amount = 1 where plan_id = {plan_id}",
        "is append-only": f"delete from repayment_plan where id = {plan_id}",
    }  # fmt: skip
    owner = create_engine(database.owner)
    for words, statements in refused.items():
        with pytest.raises(DBAPIError, match=words), owner.begin() as connection:
            connection.execute(text(statements))
    with owner.begin() as connection:
        whole = another.format(sequence=2, amount="60000", lines=1) + clock
        connection.execute(text(whole + line.format(plan=newest, more=0, amount="60000")))
    owner.dispose()
