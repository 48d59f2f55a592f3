"""Letters that a head has to sign: nobody issues them alone."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput, Denied, IllegalMove, NotFound, RuleError, Stale
from caseflow.documents import queries, signing
from caseflow.documents.actions import issue_letter
from caseflow.documents.kinds import KINDS
from caseflow.documents.readers import Addressee
from caseflow.store.cases import lock_case
from caseflow.store.db import db
from caseflow.store.models import Entry, Letter, LetterDraft
from caseflow.store.models import Event as EventRow
from caseflow.store.unit_of_work import transaction
from tests.documents.letters import CONTEXTS, of_track
from tests.handling.scene import Scene, actor, dispatched, key
from tests.harness.pages import sign_in

ORDER = "supervision_order"


def drafted(scene: Scene, kind: str = ORDER, writer: Actor | None = None, matter: str = "") -> int:
    """A letter of the handling unit, submitted for signature; its draft's id."""
    writer, case_id = writer or scene.handler, scene.case.id
    with transaction(writer) as work:
        case = lock_case(case_id)
        whom = Addressee(KINDS[kind].addressees[0], "某某公司")
        return signing.draft_letter(work, case, kind, writer.unit_id or 0, whom, CONTEXTS[kind], matter).id


def decide(scene: Scene, draft_id: int, head: Actor, approved: bool = True, reason: str = "") -> None:
    """The word of `head` on the draft."""
    signing.decide_draft(head, scene.number, draft_id, signing.Verdict(scene.version, approved, reason), key())


def test_a_letter_is_numbered_when_another_person_of_the_unit_signs_what_was_submitted(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        draft_id = drafted(scene)
        assert db.session.scalar(select(Letter.id).where(Letter.kind == ORDER)) is None
        with pytest.raises(IllegalMove, match="已有一份"):
            drafted(scene)
        for head, refusal in (
            (scene.handler, Denied),
            (scene.clerk, NotFound),
            (actor("shandan.sh"), NotFound),
            (actor("gaotai.guozi.fz"), NotFound),
        ):
            with pytest.raises(refusal):
                decide(scene, draft_id, head)
        verdict = signing.Verdict(scene.version - 1, True)
        with pytest.raises(Stale):
            signing.decide_draft(scene.head, scene.number, draft_id, verdict, key())
        decide(scene, draft_id, scene.head)
        letter = db.session.scalars(select(Letter).where(Letter.kind == ORDER)).one()
        draft = db.session.get_one(LetterDraft, draft_id)
        assert (letter.number[:6], letter.title, letter.body) == ("山丹财政诉督", draft.title, draft.body)
        assert (draft.state, draft.decided_by_id, letter.draft_id) == ("issued", scene.head.user_id, draft_id)
        kinds = list(db.session.scalars(select(EventRow.kind).where(EventRow.case_id == draft.case_id).order_by(EventRow.id)))
        assert kinds[-2:] == ["LetterDrafted", "LetterIssued"]
        with pytest.raises(IllegalMove, match="不能重复"):
            decide(scene, draft_id, scene.head)


def test_a_head_signs_nothing_of_its_own_and_sends_back_with_a_reason(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        own = drafted(scene, writer=scene.head)
        with pytest.raises(Denied, match="起草人以外"):
            decide(scene, own, scene.head)
        statement = "update letter_draft set state = 'issued', decided_at = now(), decided_by_id = drafted_by_id"
        with pytest.raises(IntegrityError, match="other_person"):
            db.session.execute(text(statement))
        db.session.rollback()
        other = drafted(scene, "advice_letter")
        with pytest.raises(BadInput, match="写明理由"):
            decide(scene, other, scene.head, approved=False)
        decide(scene, other, scene.head, approved=False, reason="事实部分缺付款凭证。")
        entry = db.session.scalars(select(Entry).order_by(Entry.event_id.desc())).first()
        assert entry is not None
        assert (entry.text, entry.audience) == ("事实部分缺付款凭证。", "office")
        assert [line.state for line in queries.panel(scene.handler, scene.case).drafts] == ["submitted", "sent_back"]  # type: ignore[union-attr]
        assert drafted(scene, "advice_letter") > other


def test_no_kind_that_needs_a_signature_is_issued_without_one_by_code_or_by_the_database(app: Flask) -> None:
    needing = {key for key, kind in KINDS.items() if kind.approval}
    with app.app_context():
        trigger = select(text("pg_get_triggerdef(oid)")).select_from(text("pg_trigger")).where(text("tgname = 'letter_signed'"))
        assert set(re.findall(r"'(\w+)'", db.session.scalars(trigger).one())) == needing
        scene = dispatched()
        for kind in sorted(needing):
            audience = KINDS[kind].addressees[0]
            with pytest.raises(RuleError, match="须经负责人签发"), transaction(scene.clerk) as work:
                issue_letter(work, scene.case, kind, 1, Addressee(audience, "x"), CONTEXTS[kind])
            columns = "unit_id, year, serial, number, issuer_name, addressee_name, title, body, copies, dated, content_hash"
            made = (
                f"insert into letter (case_id, kind, addressee, issued_by_id, issued_at, {columns})"
                f" select case_id, '{kind}', '{audience}', issued_by_id, issued_at, {columns} from letter limit 1"
            )
            db.session.execute(text(made))
            with pytest.raises(IntegrityError, match="letter_signed"):
                db.session.execute(text("set constraints all immediate"))
            db.session.rollback()
        for kind in set(of_track("A")) - needing:
            with pytest.raises(RuleError, match="不需要签发"), transaction(scene.clerk) as work:
                signing.draft_letter(work, scene.case, kind, 1, Addressee("office", "x"), {})


def test_letters_of_one_kind_wait_side_by_side_where_they_are_about_different_matters(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        waiting = {drafted(scene, matter=matter) for matter in ("", "refer_audit", "refer_market")}
        assert len(waiting) == 3
        with pytest.raises(IllegalMove, match="等待签发"):
            drafted(scene, matter="refer_market")


def test_the_queue_shows_the_letter_in_full_to_who_signs_and_to_nobody_else(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        draft_id, number = drafted(scene), scene.number
    head = _browser(app, "shandan.caizheng.fz")
    queue = head.get("/letters/drafts").get_data(as_text=True)
    address = f"/cases/{number}/drafts/{draft_id}"
    assert address in queue
    page = head.get(address).get_data(as_text=True)
    assert "草稿，未编号，不具效力" in page
    assert "第二十五条" in page
    for login, status in (("shandan.caizheng.cb", 403), ("gaotai.guozi.fz", 404), ("gansu.sl", 404), ("runhe@example.com", 403)):
        assert _browser(app, login).get(address).status_code == status
    values = dict(re.findall(r'name="(csrf_token|idempotency_key|version)"[^>]*value="([^"]*)"', page))
    refused = head.post(address, data=values | {"decision": "send_back", "reason": ""})
    assert (refused.status_code, "退回修改须写明理由" in refused.get_data(as_text=True)) == (422, True)
    assert head.post(address, data=values | {"decision": "issue"}).status_code == 302
    assert "已经签发" in head.get(address).get_data(as_text=True)
    assert "没有等待签发的文书" in head.get("/letters/drafts").get_data(as_text=True)


def _browser(app: Flask, login: str) -> FlaskClient:
    browser = app.test_client()
    sign_in(browser, login)
    return browser
