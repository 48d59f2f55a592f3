"""放弃: only the firm gives up what it is owed, by its own signed step or its paper; everything that counts money knows of it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.core.lifecycle import Status
from caseflow.demo.people import firm_login
from caseflow.handling import actions, desk
from caseflow.handling.planned import plan_view
from caseflow.local.roles import Urls
from caseflow.store.db import db
from caseflow.store.models import Entry, Event, Evidence, Letter
from tests.closure.way import apply, approve, assert_status, call
from tests.handling.scene import Scene, actor, dispatched, key, pdf
from tests.handling.test_planning import agree, promise
from tests.harness.pages import submit


def _given(scene: Scene, amount: str) -> actions.Given:
    return actions.Given(scene.version, scene.claim_id, Decimal(amount))


def _waive(scene: Scene, amount: str) -> None:
    actions.waive(scene.firm, scene.number, _given(scene, amount), "马建军", key())


def test_a_case_ends_on_what_was_paid_and_what_the_firm_gave_up(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched()
        with pytest.raises(IllegalMove):
            _waive(scene, "1.00")
        scene.sign()
        scene.pay("50000.00")
        agree(scene, promise(scene, 10, "20000.00"), promise(scene, 40, "20000.00"), promise(scene, 70, "10000.00"))
        _waive(scene, "25000.00")
        found = plan_view(scene.case.id)
        assert found is not None
        lines = found.current.lines
        assert [(line.amount, line.waived) for line in lines] == [
            (Decimal("20000.00"), 0), (Decimal("5000.00"), Decimal("15000.00")), (0, Decimal("10000.00"))
        ]  # fmt: skip
        assert [line.state for line in lines][2] == "不用再付，企业放弃 10,000.00 元"
        assert (found.current.amount, scene.case.amount_waived) == (Decimal("25000.00"), Decimal("25000.00"))
        (claim,) = desk.claims_of(scene.case.id)
        assert (claim.outstanding, desk.outstanding(scene.case)) == (Decimal("25000.00"), Decimal("25000.00"))
        with pytest.raises(BadInput):
            scene.pay("25000.01")
        scene.pay("25000.00")
        for amount in ("0.01", "0.00", "-1.00", "0.001"):
            with pytest.raises(BadInput):
                _waive(scene, amount)
        actions.submit_result(scene.handler, scene.number, scene.draft(recognised="100000.00"), key())
        scene.sign_off()
        said = db.session.scalars(select(Letter.body).where(Letter.kind == "result_notice")).one()
        assert "你单位放弃25,000.00 元，认定款项中尚未支付0.00 元" in said
        scene.serve()
        call(scene)
        apply(scene)
        approve(scene, "shandan.sh")
        assert_status(scene, Status.WRITTEN_OFF)
        signature = select(Entry.text).join(Event, Event.id == Entry.event_id).where(Event.kind == "ClaimWaived")
        assert db.session.scalars(signature).one() == "签名：马建军"


def test_giving_up_the_disputed_part_leaves_the_plan_for_the_rest_as_it_was(app: Flask) -> None:
    with app.app_context():
        scene = dispatched(disputed="40000.00")
        scene.sign()
        agree(scene, promise(scene, 10, "30000.00"), promise(scene, 40, "30000.00"))
        _waive(scene, "40000.00")
        assert [claim.outstanding for claim in desk.claims_of(scene.case.id)] == [Decimal("60000.00")]
        found = plan_view(scene.case.id)
        assert found is not None
        assert [(line.amount, line.waived) for line in found.current.lines] == [(Decimal("30000.00"), 0)] * 2


def test_only_the_firm_gives_up_and_its_paper_may_speak_for_it(
    app: Flask, database: Urls, client: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        scene = dispatched(amounts=("1000.00",))
        scene.sign()
        given = _given(scene, "100.00")
        for login in ("shandan.caizheng.cb", "shandan.caizheng.fz", "gansu.sl"):
            with pytest.raises(Denied):
                actions.waive(actor(login), scene.number, given, "签名", key())
        with pytest.raises(Denied):
            actions.record_waiver(scene.firm, scene.number, given, pdf("声明.pdf"), key())
        with pytest.raises(BadInput):
            actions.record_waiver(scene.handler, scene.number, given, None, key())
        with pytest.raises(BadInput):
            actions.waive(scene.firm, scene.number, given, "", key())
        with pytest.raises(BadInput):
            actions.record_waiver(scene.handler, scene.number, replace(given, claim_id=10**9), pdf("声明.pdf"), key())
        actions.record_waiver(scene.handler, scene.number, given, pdf("声明.pdf"), key())
        paper = db.session.scalars(select(Evidence).where(Evidence.kind == "waiver")).one()
        assert (paper.audience, scene.case.amount_waived) == ("parties", Decimal("100.00"))
        number, claim, handler, firm = scene.number, scene.claim_id, scene.handler.user_id, scene.firm.user_id
    browser = client(firm_login("runhe"))
    address = f"/cases/{number}/waiver"
    form = {"claim_id": str(claim), "amount": "50", "signed_by": "马建军"}
    assert submit(browser, address, form).status_code == 422, "nobody gives up without saying that it is free"
    assert submit(browser, address, {**form, "freely": "y"}).status_code == 302
    assert "放弃部分欠款" in browser.get(f"/cases/{number}").get_data(as_text=True)
    owner = create_engine(database.owner)
    row = (
        "insert into waiver (case_id, claim_id, amount, evidence_id, declared_by_id, declared_at)"
        " select case_id, id, 10, {paper}, {person}, now() from claim;"
    )
    counted = 'update "case" set amount_waived = amount_waived + {amount};'
    refused = {
        "only the complainant": [row.format(paper="null", person=handler) + counted.format(amount=10)],
        "sum of the waivers": [row.format(paper="null", person=firm), counted.format(amount=10)],
        "append-only": ["update waiver set amount = 1", "delete from waiver"],
    }
    for words, statements in refused.items():
        for statement in statements:
            with pytest.raises(DBAPIError, match=words), owner.begin() as connection:
                connection.execute(text(statement))
    with owner.begin() as connection:
        connection.execute(text(row.format(paper="null", person=firm) + counted.format(amount=10)))
    owner.dispose()
