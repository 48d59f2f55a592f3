"""Taking the rungs of the ladder as people do."""

from datetime import timedelta

from sqlalchemy import select

from caseflow.core.access import Actor
from caseflow.documents import signing
from caseflow.documents.serving import Service
from caseflow.reactions import relay
from caseflow.store.db import db
from caseflow.store.models import Case, LetterDraft, Measure
from caseflow.supervision import drafting, measures, replies
from caseflow.supervision.jobs import sweep_clocks
from tests.handling.scene import Scene, actor, key, pdf

DETAILS = {
    "priority_listing": {"leader": "副局长某某"},
    "interview": {"when": "2027年1月6日上午9时", "place": "办公室会议室", "attendees": "单位主要负责人"},
    "circular": {"demand": "十日内提出整改措施。"},
    "accountability": {"addressee": "某某机关", "recommendation": "核查并作出处理。"},
}


def order(scene: Scene, kind: str, criterion: str, days: int = 14, **changes: object) -> drafting.Order:
    """A measure with everything its letter needs, to be answered in so many days."""
    given = {"version": scene.version, "facts": "多次催办没有进展。", "details": DETAILS.get(kind, {})} | changes
    return drafting.Order(kind=kind, criterion=criterion, due=scene.today + timedelta(days=days), **given)  # type: ignore[arg-type]


def take(scene: Scene, login: str, kind: str, criterion: str, days: int = 14) -> Measure:
    """The office takes the measure."""
    measures.take(actor(login), scene.number, order(scene, kind, criterion, days), key())
    sign(scene.number, f"{login}2")
    return newest(scene)


def sign(number: str, login: str) -> None:
    """A colleague signs what waits, and everything that follows is done."""
    case_id = db.session.scalars(select(Case.id).where(Case.number == number)).one()
    waiting = select(LetterDraft.id).where(LetterDraft.case_id == case_id, LetterDraft.state == "submitted")
    draft_id = db.session.scalars(waiting).one()
    version = db.session.scalars(select(Case.version).where(Case.id == case_id)).one()
    signing.decide_draft(actor(login), number, draft_id, signing.Verdict(version, approved=True), key())
    settle_down()
    db.session.rollback()


def newest(scene: Scene) -> Measure:
    """The newest measure of the case."""
    query = select(Measure).where(Measure.case_id == scene.case.id).order_by(Measure.id.desc()).limit(1)
    return db.session.scalars(query).one()


def serve(scene: Scene, login: str, row: Measure) -> None:
    """The letter is served today."""
    measures.serve(actor(login), scene.number, row.id, Service(scene.version, "exchange", scene.today), key())


def answer(scene: Scene, row: Measure, text: str = "已约见双方，下周付款。") -> None:
    """The unit answers with a stamped paper."""
    replies.answer(scene.handler, scene.number, row.id, replies.Reply(scene.version, text, pdf("答复.pdf")), key())


def judge(scene: Scene, login: str, row: Measure, accepted: bool) -> None:
    """The office accepts the answer or does not."""
    verdict = measures.Verdict(scene.version, accepted, "没有写明付款日期。")
    measures.judge(actor(login), scene.number, row.id, verdict, key())


def delist(scene: Scene, who: Actor, row: Measure) -> None:
    """摘牌."""
    measures.delist(who, scene.number, row.id, scene.version, "款项已付大半，余款有还款协议。", key())


def settle_down() -> None:
    """Everything that is due is said, every reaction done."""
    while sweep_clocks():
        pass
    while relay(200):
        pass
