"""What waits for a signature is looked at again when it is signed: the case, its unit, the debt and the measures may have changed."""

from flask import Flask
from sqlalchemy import select

from caseflow.core.errors import IllegalMove
from caseflow.dispatch.actions import decide_objection
from caseflow.documents import signing
from caseflow.handling import actions as handling
from caseflow.intake.actions import Withdrawal, withdraw
from caseflow.store.audit import verify
from caseflow.store.db import db
from caseflow.store.models import Entry, Event, Letter, LetterDraft, Measure, Notice
from caseflow.supervision import measures
from tests.handling.scene import Scene, actor, dispatched, key
from tests.supervision.rungs import order, settle_down
from tests.supervision.test_roads import unpaid


def drafted(scene: Scene, login: str, kind: str, criterion: str = "decision") -> int:
    """The office drafts the letter of a measure; the id of its draft."""
    measures.take(actor(login), scene.number, order(scene, kind, criterion), key())
    return db.session.scalars(select(LetterDraft.id).order_by(LetterDraft.id.desc())).first() or 0


def signed(scene: Scene, login: str, draft_id: int) -> str:
    """The colleague signs; why it is refused, '' when it is not."""
    try:
        signing.decide_draft(actor(login), scene.number, draft_id, signing.Verdict(scene.version, approved=True), key())
    except IllegalMove as refusal:
        db.session.rollback()
        return str(refusal)
    return ""


def state(draft_id: int) -> tuple[str, int | None]:
    """Where the draft stands, and who decided."""
    row = db.session.get_one(LetterDraft, draft_id, populate_existing=True)
    return row.state, row.decided_by_id


def test_two_offices_and_one_kind_make_one_letter_and_one_measure(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        of_city, of_province = (drafted(scene, login, "priority_listing") for login in ("zhangye.sh", "gansu.sh"))
        assert signed(scene, "zhangye.sh2", of_city) == ""
        rows = db.session.scalars(select(Measure).where(Measure.case_id == scene.case.id)).all()
        assert [(row.level, scene.case.listing) for row in rows] == [("市级", "市级")], "it stands with the signature"
        assert "正在执行" in signed(scene, "gansu.sh2", of_province)
        assert state(of_province) == ("submitted", None)
        numbers = db.session.scalars(select(Letter.number).where(Letter.kind == "listing_notice")).all()
        assert len(numbers) == 1
        settle_down()
        assert verify().fault is None


def test_nothing_is_signed_in_a_case_that_ended_and_the_draft_returns_to_its_writer(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        draft_id = drafted(scene, "zhangye.sh", "priority_listing")
        withdraw(scene.firm, scene.number, Withdrawal(scene.version, "other", "双方自行协商。"), key())
        refused = signed(scene, "zhangye.sh2", draft_id)
        assert "不能再签发" in refused
        assert "已经结束" in refused
        settle_down()
        assert state(draft_id) == ("sent_back", None)
        said = select(Entry.text).join(Event, Event.id == Entry.event_id).where(Event.kind == "LetterSentBack")
        assert "已经结束" in (db.session.scalars(said).one() or "")
        told = select(Notice.audience).join(Event, Event.id == Notice.event_id).where(Event.kind == "LetterSentBack")
        assert set(db.session.scalars(told)) == {"drafter"}
        assert db.session.scalars(select(Measure)).all() == []
        assert scene.case.listing is None


def test_what_was_drafted_about_a_unit_is_not_signed_when_it_leads_no_more(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        scene.sign()
        kept, left = drafted(scene, "gansu.sh", "supervision_letter"), drafted(scene, "zhangye.sh", "supervision_letter")
        objecting = handling.Objecting(scene.version, "not_competent", "不属于本单位职责，建议转县工信局。")
        handling.object_to_case(scene.handler, scene.number, objecting, key())
        settle_down()
        assert state(left) == ("submitted", None), "an objection alone changes no hands"
        decide_objection(scene.clerk, scene.number, scene.version, True, "理由成立。", key())
        assert "不能督办" in signed(scene, "zhangye.sh2", left)
        settle_down()
        assert {state(kept), state(left)} == {("sent_back", None)}


def test_a_debt_that_was_paid_meanwhile_is_demanded_of_nobody(app: Flask) -> None:
    with app.app_context():
        scene = dispatched()
        unpaid(scene)
        draft_id = drafted(scene, "shandan.sh", "debt_inquiry", "confirmed_unpaid")
        scene.pay("100000.00")
        assert "已经结清" in signed(scene, "shandan.sh2", draft_id)
        assert db.session.scalar(select(Letter.id).where(Letter.kind == "inquiry_letter")) is None
