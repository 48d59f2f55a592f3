"""The service of letters that no step serves: by whom, when, how, with which proof."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound, Stale
from caseflow.documents import queries
from caseflow.documents.kinds import KINDS
from caseflow.documents.serving import Service, serve_letter
from caseflow.evidence.queries import readable
from caseflow.store import clock
from caseflow.store.db import db
from caseflow.store.models import Entry, Letter, LetterService
from caseflow.store.unit_of_work import transaction
from tests.documents.letters import issue, of_track
from tests.handling.scene import PDF, Scene, actor, dispatched, key, pdf
from tests.harness.pages import sign_in, submit


def issued(scene: Scene, who: Actor, kind: str) -> int:
    """The id of a letter of the unit of `who`."""
    with transaction(who) as work:
        return issue(work, scene, kind, unit_id=who.unit_id).id


def serve(scene: Scene, who: Actor, letter_id: int, method: str = "post", **more: Any) -> None:
    """Record it today with a receipt, unless told otherwise."""
    given = {"version": scene.version, "served_on": clock.today(), "receipt": pdf("回执.pdf"), **more}
    serve_letter(who, scene.number, letter_id, Service(method=method, **given), key())


def test_who_issued_a_letter_records_its_service_once_with_proof_and_the_firm_reads_its_own_from_then_on(app: Flask) -> None:
    with app.app_context():
        scene, today = dispatched(), clock.today()
        to_office = issued(scene, scene.handler, "dispatch_letter")
        to_firm = issued(scene, scene.clerk, "supplement_notice")
        for who, refusal in (
            (scene.clerk, Denied), (scene.firm, Denied), (actor("gansu.sj"), Denied), (actor("gaotai.guozi.fz"), NotFound),
        ):  # fmt: skip
            with pytest.raises(refusal):
                serve(scene, who, to_office)
        other = dispatched()
        with pytest.raises(NotFound):
            serve(other, other.handler, to_office)
        for method, more, field, said in (
            ("pigeon", {}, "", "请选择送达方式"),
            ("post", {"receipt": None}, "receipt", "须上传回执"),
            ("in_person", {"receipt": None}, "receipt", "须上传回执"),
            ("email", {"served_on": today + timedelta(days=1)}, "served_on", "不能早于"),
            ("email", {"served_on": today - timedelta(days=1)}, "served_on", "不能早于"),
        ):
            with pytest.raises(BadInput, match=said) as refused:
                serve(scene, scene.handler, to_office, method, **more)
            assert refused.value.field == field, method
        with pytest.raises(Stale):
            serve(scene, scene.handler, to_office, version=scene.version - 1)
        assert db.session.scalar(select(LetterService.id).where(LetterService.letter_id == to_office)) is None
        serve(scene, scene.handler, to_office, remark="门卫签收。")
        with pytest.raises(IllegalMove, match="已登记送达"):
            serve(scene, scene.handler, to_office)
        sheet = queries.sheet(scene.head, to_office)
        assert (sheet.line.method, sheet.line.served_on, sheet.served_by) == ("邮寄送达", today, scene.handler.name)
        entry = db.session.scalars(select(Entry).order_by(Entry.event_id.desc()).limit(1)).one()
        assert (entry.name, entry.text, entry.audience) == ("remark", "门卫签收。", "office")
        assert readable(scene.head, sheet.line.receipt_id or 0).kind == "service_receipt"
        with pytest.raises(NotFound):
            readable(scene.firm, sheet.line.receipt_id or 0)
        with pytest.raises(NotFound):
            queries.sheet(scene.firm, to_firm)
        serve(scene, scene.clerk, to_firm)
        mine = queries.sheet(scene.firm, to_firm).line
        assert readable(scene.firm, mine.receipt_id or 0).file_name == "回执.pdf"


def test_what_a_step_serves_and_forms_of_the_file_are_not_served_here(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        with transaction(scene.clerk) as work:
            made = {kind: issue(work, scene, kind) for kind in of_track("A")}
            ids = {kind: (letter.id, letter.addressee) for kind, letter in made.items()}
        steps = {
            "result_notice", "result_feedback", "supervision_letter", "listing_notice", "unit_interview_notice",
            "unit_circular", "accountability_letter", "verification_letter", "supervision_order", "inquiry_letter",
            "interview_notice", "circular", "rectification_order", "advice_letter", "clue_transfer_letter",
            "coordination_request",
        }  # fmt: skip
        elsewhere = steps | {kind for kind in ids if KINDS[kind].form}
        for kind, (letter_id, _addressee) in ids.items():
            if kind in elsewhere:
                with pytest.raises(Denied, match="各自的步骤"):
                    serve(scene, scene.clerk, letter_id, "exchange", receipt=None)
            else:
                serve(scene, scene.clerk, letter_id, "exchange", receipt=None)
        served = set(db.session.scalars(select(Letter.kind).join(LetterService, LetterService.letter_id == Letter.id)))
        assert served == set(ids) - elsewhere


def test_the_page_leads_from_the_letter_to_its_service_and_keeps_what_was_typed(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        letter_id = issued(scene, scene.handler, "dispatch_letter")
        number = scene.number
    handler, clerk, firm = (app.test_client() for _ in range(3))
    for browser, login in ((handler, "shandan.caizheng.cb"), (clerk, "gansu.sl"), (firm, "runhe@example.com")):
        sign_in(browser, login)
    letter, page = f"/letters/{letter_id}", f"/letters/{letter_id}/service"
    assert page in handler.get(letter).get_data(as_text=True)
    assert page not in clerk.get(letter).get_data(as_text=True)
    assert "不在这里登记" in clerk.get(page).get_data(as_text=True)
    assert firm.get(page).status_code == 403
    typed = {"method": "in_person", "served_on": "2026-11-25", "remark": "前台签收"}
    with app.app_context():
        typed["served_on"] = clock.today().isoformat()
    refused = submit(handler, page, typed)
    assert (refused.status_code, "须上传回执" in refused.get_data(as_text=True)) == (422, True)
    assert "前台签收" in refused.get_data(as_text=True)
    assert submit(handler, page, typed | {"receipt": (io.BytesIO(PDF), "签收单.pdf")}).status_code == 302
    shown = handler.get(letter).get_data(as_text=True)
    assert ("直接送达" in shown, "送达回执" in shown, page in shown) == (True, True, False)
    assert "直接送达" in handler.get(f"/cases/{number}").get_data(as_text=True)
    assert "已经登记送达" in handler.get(page).get_data(as_text=True)
