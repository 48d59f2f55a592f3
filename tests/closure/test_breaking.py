"""An instalment that runs out unpaid: said once, and what was at its end comes back by itself."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.audiences import Audience
from caseflow.core.errors import BadInput, IllegalMove, Incomplete
from caseflow.core.lifecycle import Status
from caseflow.handling import actions as handling
from caseflow.local.roles import Urls
from caseflow.reactions import relay
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Claim, Clock, Event, Instalment, Notice, Payment
from caseflow.store.plans import broken_lines
from caseflow.supervision.jobs import sweep_clocks
from tests.closure.way import apply, approve, assert_status, call
from tests.handling.scene import Scene, dispatched, key, move_clock, pdf
from tests.handling.test_planning import agree, promise

HALF = "50000.00"


def _planned(*, disputed: bool = False) -> Scene:
    """A case in hand with a plan of two instalments; `disputed`: the respondent disputes all it promises to pay."""
    scene = dispatched(disputed="100000.00" if disputed else "0.00")
    scene.sign()
    agree(scene, promise(scene, 10, HALF), promise(scene, 100, HALF))
    return scene


def serve_agreement(scene: Scene) -> Scene:
    """The result 达成还款协议 is written, signed and served."""
    return _serve(scene, "agreement", "agreement")


def _serve(scene: Scene, outcome: str, *proofs: str) -> Scene:
    _submit(scene, outcome, *proofs)
    scene.sign_off()
    scene.serve()
    return scene


def _submit(scene: Scene, outcome: str, *proofs: str) -> None:
    given = tuple(handling.Proof(kind, pdf(f"{kind}.pdf")) for kind in proofs)
    draft = handling.ResultDraft(scene.version, outcome, Decimal("100000.00"), "经核实，情况属实。", "条例第十五条", given)
    handling.submit_result(scene.handler, scene.number, draft, key())


def _disputed() -> Scene:
    """A case about a dispute, whose plan promises all the same, and whose write-off is asked for."""
    scene = _serve(_planned(disputed=True), "disputed", "finding_report", "mediation_record", "judicial_guidance")
    call(scene)
    apply(scene)
    return scene


def _background() -> None:
    sweep_clocks()
    while relay(100):
        pass


def _kinds(scene: Scene, *wanted: str) -> list[str]:
    kinds = db.session.scalars(select(Event.kind).where(Event.case_id == scene.case.id).order_by(Event.sequence))
    return [kind for kind in kinds if kind in wanted]


def _after_grace(scene: Scene, position: int = 1) -> int:
    """How many days from the start until the day after the grace of an instalment."""
    row = db.session.scalars(
        select(Clock).join(Instalment, Instalment.clock_id == Clock.id)
        .where(Instalment.case_id == scene.case.id, Instalment.position == position).order_by(Clock.id.desc())
    ).first()  # fmt: skip
    assert row is not None
    return (row.due_rolled - clock.today()).days + 1


def test_a_resolved_case_relapses_when_its_instalment_breaks_and_not_a_day_before(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _planned()
        scene.pay("10000.00")
        serve_agreement(scene)
        call(scene)
        number, days = scene.number, _after_grace(scene)
        move_clock(database, days - 1)
        _background()
        assert_status(scene, Status.RESOLVED)
        assert _kinds(scene, "ClockOverdue", "InstalmentBroken") == []
        move_clock(database, days)
        _background()
        _background()
        case = scene.case
        assert (case.number, case.status, case.round, case.ever_overdue) == (number, Status.HANDLING, 2, False)
        assert _kinds(scene, "InstalmentBroken", "Relapsed") == ["InstalmentBroken", "Relapsed"]
        broken = db.session.scalars(select(Event).where(Event.kind == "InstalmentBroken")).one()
        assert (broken.data["position"], broken.data["amount"]) == (1, "40000.00")
        relapsed = db.session.scalars(select(Event).where(Event.kind == "Relapsed")).one()
        assert (relapsed.actor_id, relapsed.data["reason_code"]) == (None, "plan_broken")
        told = set(db.session.execute(select(Event.kind, Notice.audience).join(Event, Event.id == Notice.event_id)))
        assert {("InstalmentBroken", Audience.COMPLAINANT), ("ClockOverdue", Audience.HANDLER),
                ("ClockOverdue", Audience.SUPERVISORS), ("Relapsed", Audience.COMPLAINANT),
                ("Relapsed", Audience.RECEIVING)} <= {tuple(row) for row in told}  # fmt: skip
        running = db.session.scalars(
            select(Clock.due_rolled).where(Clock.case_id == case.id, Clock.key == "instalment", Clock.met_at.is_(None))
        ).all()
        assert len(running) == 2, "both are waited for: a relapse pays nothing"
        with pytest.raises(BadInput, match="第1期逾期未付"):
            serve_agreement(scene)
        _serve(scene, "confirmed_unpaid", "finding_report", "measure_record")
        _background()
        assert_status(scene, Status.RESOLVED)
        assert scene.case.round == 2, "a result that says the debt is unpaid stands over the plan that it knows to be broken"


def test_an_instalment_paid_within_its_grace_breaks_nothing(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = serve_agreement(_planned())
        call(scene)
        days = _after_grace(scene)
        move_clock(database, days - 1)
        scene.pay(HALF)
        move_clock(database, days + 20)
        _background()
        assert_status(scene, Status.RESOLVED)
        assert _kinds(scene, "ClockOverdue", "InstalmentBroken", "Relapsed") == []


def test_what_breaks_in_hand_is_said_at_once_and_no_result_may_rest_on_it(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene, first_day = _planned(), clock.today()
        move_clock(database, _after_grace(scene))
        _background()
        assert_status(scene, Status.HANDLING)
        assert _kinds(scene, "InstalmentBroken", "Relapsed") == ["InstalmentBroken"]
        with pytest.raises(BadInput, match="第1期逾期未付"):
            serve_agreement(scene)
        agree(scene, promise(scene, 20, "100000.00"))
        _submit(scene, "agreement", "agreement")
        move_clock(database, _after_grace(scene) + (clock.today() - first_day).days)
        _background()
        assert_status(scene, Status.RESULT_SUBMITTED)
        assert _kinds(scene, "InstalmentBroken", "Relapsed") == ["InstalmentBroken"] * 2
        with pytest.raises(BadInput, match="第1期逾期未付"):
            scene.sign_off()


def test_what_breaks_while_the_signed_result_is_on_its_way_brings_the_case_back_when_it_is_served(
    app: Flask, database: Urls
) -> None:
    with app.app_context():
        scene = _planned()
        _submit(scene, "agreement", "agreement")
        scene.sign_off()
        move_clock(database, _after_grace(scene))
        _background()
        assert_status(scene, Status.AWAITING_SERVICE)
        scene.serve()
        _background()
        assert (scene.case.status, scene.case.round) == (Status.HANDLING, 2)
        assert _kinds(scene, "InstalmentBroken", "Relapsed") == ["InstalmentBroken", "Relapsed"]


def test_a_relapse_over_one_instalment_leaves_the_others_their_time_and_their_mark(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched(amounts=("50000.00", "50000.00"))
        scene.sign()
        claims = db.session.scalars(select(Claim.id).where(Claim.case_id == scene.case.id).order_by(Claim.position)).all()
        agree(scene, promise(scene, 10, HALF, claims[0]), promise(scene, 12, HALF, claims[1]))
        serve_agreement(scene)
        first, second = _after_grace(scene), _after_grace(scene, 2)
        assert second > first
        move_clock(database, first)
        _background()
        assert scene.case.round == 2
        move_clock(database, second)
        _background()
        assert _kinds(scene, "InstalmentBroken", "Relapsed") == ["InstalmentBroken", "Relapsed", "InstalmentBroken"]


def test_a_payment_that_did_not_hold_heals_no_broken_plan(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _planned()
        move_clock(database, _after_grace(scene))
        _background()
        scene.pay(HALF)
        assert broken_lines(scene.case.id) == ()
        payment = db.session.scalars(select(Payment.id).where(Payment.case_id == scene.case.id)).one()
        handling.reverse_payment(scene.handler, scene.number, handling.Reversal(scene.version, payment, "mistaken", "登记有误"), key())
        assert len(broken_lines(scene.case.id)) == 1
        with pytest.raises(BadInput, match="第1期逾期未付"):
            serve_agreement(scene)


def test_paid_in_full_is_not_signed_once_the_payment_was_taken_back_nor_taken_back_once_it_is_signed(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        scene.pay("100000.00")
        _submit(scene, "paid_in_full")
        payment = db.session.scalars(select(Payment.id).where(Payment.case_id == scene.case.id)).one()
        back = handling.Reversal(scene.version, payment, "never_came", "查明没有到账")
        handling.reverse_payment(scene.handler, scene.number, back, key())
        with pytest.raises(BadInput, match="结果不能是“全额清偿”"):
            scene.sign_off()
        scene.pay("100000.00")
        scene.sign_off()
        again = db.session.scalars(select(Payment.id).where(Payment.case_id == scene.case.id).order_by(Payment.id.desc())).first()
        with pytest.raises(IllegalMove):
            handling.reverse_payment(
                scene.handler, scene.number, handling.Reversal(scene.version, again or 0, "never_came", "没有到账"), key()
            )


@pytest.mark.parametrize("ended", [False, True])
def test_what_a_plan_promises_may_be_paid_to_the_end_of_the_case_and_after_it(app: Flask, database: Urls, *, ended: bool) -> None:
    with app.app_context():
        scene = _disputed()
        if ended:
            approve(scene, "shandan.sh")
            assert_status(scene, Status.WRITTEN_OFF)
        scene.pay(HALF)
        move_clock(database, _after_grace(scene))
        _background()
        assert _kinds(scene, "InstalmentBroken", "Relapsed") == []
        assert scene.case.round == 1
        without = _serve_paid(dispatched())
        with pytest.raises(IllegalMove, match="待销号"):
            without.pay("1.00")


def _serve_paid(scene: Scene) -> Scene:
    """A case paid in full for which the write-off is asked: no plan promises anything."""
    scene.sign()
    scene.pay("100000.00")
    _serve(scene, "paid_in_full")
    call(scene)
    apply(scene)
    return scene


def test_no_case_ends_over_a_broken_plan(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _disputed()
        move_clock(database, _after_grace(scene))
        _background()
        assert_status(scene, Status.WRITE_OFF_REQUESTED)
        with pytest.raises(Incomplete) as refused:
            approve(scene, "shandan.sh")
        assert "第1期逾期未付" in "".join(refused.value.missing)
        engine = create_engine(database.owner)
        end = f"update \"case\" set status = 'written_off' where id = {scene.case.id}"
        unguarded = text(f'alter table "case" disable trigger case_end; {end}')
        with pytest.raises(DBAPIError, match="broken plan"), engine.begin() as connection:
            connection.execute(unguarded)
        engine.dispose()


def test_a_promise_that_outlives_the_end_brings_the_case_back(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = _disputed()
        approve(scene, "shandan.sh")
        assert_status(scene, Status.WRITTEN_OFF)
        move_clock(database, _after_grace(scene))
        _background()
        case = scene.case
        assert (case.status, case.round, case.listing) == (Status.HANDLING, 2, "县级")

