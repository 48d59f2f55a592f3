"""签收, 退单, 分派."""

import pytest
from flask import Flask
from sqlalchemy import select

from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound, Stale
from caseflow.core.lifecycle import Status
from caseflow.dispatch.actions import Confirmation, decide_objection, dispatch_case
from caseflow.handling import actions, queries
from caseflow.local.roles import Urls
from caseflow.store.clocks import clocks_of
from caseflow.store.db import db
from caseflow.store.models import Objection
from tests.handling.scene import Scene, actor, dispatched, key, move_clock


def _running(case_id: int) -> set[str]:
    return {clock.key for clock in clocks_of(case_id) if clock.met_at is None}


def test_signing_names_the_handler_and_ends_the_waiting(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        assert {"sign", "objection", "result", "result_max"} <= _running(scene.case.id)
        scene.sign()
        case = scene.case
        assert (case.status, case.handler_id) == (Status.HANDLING, scene.handler.user_id)
        assert _running(case.id) == {"result", "result_max"}


def test_a_stranger_cannot_be_made_handler(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        stranger = actor("gaotai.guozi.cb")
        with pytest.raises(BadInput, match="本单位在岗"):
            actions.sign(scene.handler, scene.number, actions.Signing(scene.version, stranger.user_id), key())
        assert scene.case.status == Status.DISPATCHED


def test_another_unit_does_not_even_find_the_case(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        stranger = actor("gaotai.guozi.cb")
        with pytest.raises(NotFound):
            actions.sign(stranger, scene.number, actions.Signing(scene.version, stranger.user_id), key())


def test_the_clerk_who_sees_the_case_may_not_sign_for_the_unit(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with pytest.raises(Denied):
            actions.sign(scene.clerk, scene.number, actions.Signing(scene.version, scene.clerk.user_id), key())


def test_an_old_page_does_not_sign(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with pytest.raises(Stale):
            actions.sign(scene.handler, scene.number, actions.Signing(scene.version - 1, scene.handler.user_id), key())


def _object(scene: Scene, basis: str = "not_competent", reason: str = "应由住建局办理。") -> None:
    actions.object_to_case(scene.handler, scene.number, actions.Objecting(scene.version, basis, reason), key())


def test_objecting_waits_for_the_office_that_dispatched(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        _object(scene)
        case = scene.case
        assert case.status == Status.OBJECTED
        assert _running(case.id) == {"objection_decision", "result", "result_max"}
        row = db.session.scalars(select(Objection).where(Objection.case_id == case.id)).one()
        assert (row.unit_id, row.upheld) == (scene.handler.unit_id, None)
        waiting = queries.panel(scene.handler, case)
        assert waiting is not None
        assert waiting.next is None


@pytest.mark.parametrize(("basis", "reason"), [("", "应由住建局办理。"), ("because", "x"), ("not_competent", "")])
def test_objecting_needs_basis_and_reason(app: Flask, basis: str, reason: str) -> None:
    with app.app_context():
        scene = dispatched()
        with pytest.raises(BadInput):
            _object(scene, basis, reason)
        assert scene.case.status == Status.DISPATCHED


def test_objecting_after_signing_is_still_in_time_but_not_after_the_limit(app: Flask, database: Urls) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        offers = queries.panel(scene.handler, scene.case)
        assert offers is not None
        assert "handling.object" in {offer.endpoint for offer in offers.others}
        move_clock(database, 20)
        offers = queries.panel(scene.handler, scene.case)
        assert offers is not None
        assert "handling.object" not in {offer.endpoint for offer in offers.others}
        with pytest.raises(IllegalMove, match="期限已过"):
            _object(scene)


def test_one_unit_objects_once(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        _object(scene)
        decide_objection(scene.clerk, scene.number, scene.version, False, "属于你单位职责。", key())
        assert scene.case.status == Status.HANDLING
        with pytest.raises(IllegalMove, match="再次退单"):
            _object(scene)


def test_a_case_is_handed_to_a_colleague(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        actions.assign(scene.handler, scene.number, actions.Assignment(scene.version, scene.head.user_id), key())
        assert scene.case.handler_id == scene.head.user_id
        with pytest.raises(BadInput, match="已经是"):
            actions.assign(scene.head, scene.number, actions.Assignment(scene.version, scene.head.user_id), key())


@pytest.mark.parametrize("track", ["A", "B"])
def test_an_upheld_objection_frees_the_case_and_the_next_unit_starts_its_own_clocks(app: Flask, track: str) -> None:
    with app.app_context():
        scene = dispatched(track=track)
        _object(scene)
        decide_objection(scene.clerk, scene.number, scene.version, True, "确不属于其职责。", key())
        case = scene.case
        assert (case.status, case.lead_unit_id, case.handler_id) == (Status.ACCEPTED, None, None)
        assert _running(case.id) <= {"dispatch", "result_max"}
        other = actor("gaotai.guozi.cb")
        dispatch_case(scene.clerk, scene.number, Confirmation(scene.version, other.unit_id or 0, "按职责改派。"), key())
        keys = [clock.key for clock in clocks_of(scene.case.id) if clock.met_at is None]
        assert len(keys) == len(set(keys))
        assert {"sign", "objection"} <= set(keys)
