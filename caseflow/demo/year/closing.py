"""The turns of the end: the firm's answer, the request, the reviews, the publication, and what does not hold."""

from sqlalchemy import select

from caseflow.closure import actions as closing
from caseflow.closure import dossier as dossiers
from caseflow.closure import publications, rechecks
from caseflow.closure.queries import due_entry, refusal
from caseflow.core.access import Actor, Role
from caseflow.demo.year.handling import next_plan
from caseflow.demo.year.life import Life
from caseflow.handling import actions as desk
from caseflow.intake import actions as filing_actions
from caseflow.store import editions
from caseflow.store.db import db
from caseflow.store.models import Case, PublicationAnswer, PublicationObjection, WriteOffRequest

ATTEMPTS = 3
FRESH = 5
"""So many people of an office are asked for one who had no hand in the end, which two rounds of reviews leave."""


def after_result(life: Life) -> int | None:
    """The receiving office may return the result; the firm answers or is called; then the unit asks for the end."""
    if life.road.result_returned and life.once("return_result"):
        returned = desk.Reasoned(life.version, "没有写明违约利息怎样计算，请补充。")
        desk.return_result(life.clerk(), life.number, returned, life.submission())
        return life.days(1, 3)
    case = life.case
    found = dossiers.dossier(case)
    if not found.answered and len(set(found.attempts)) < ATTEMPTS:
        return _answer(life)
    result = dossiers.newest_result(case)
    if not editions.current().closure.outcome(result.outcome if result else "").write_off:
        return _come_back_paid(life)
    explanation = "已向企业说明处理依据；没有其他可以采取的措施。" if found.unsatisfied else ""
    closing.apply(life.head(), life.number, closing.Application(case.version, explanation), life.submission())
    return life.days(0, 3)


def _answer(life: Life) -> int | None:
    answer = life.road.answer if life.case.round == 1 else "satisfied"
    if answer == "unreached":
        call = closing.CallBack(life.version, "unreached", "电话无人接听。")
        closing.follow_up(life.handler(), life.number, call, life.submission())
        return life.days(1, 2)
    satisfied = answer == "satisfied"
    words = "款已到账，谢谢。" if satisfied else "违约利息没有解决，不满意。"
    outcome = filing_actions.Outcome(life.version, satisfied, words, filing_actions.Arrivals(frozenset(life.payments())))
    filing_actions.confirm_outcome(life.firm, life.number, outcome, life.submission())
    return life.days(1, 4)


def _come_back_paid(life: Life) -> int | None:
    """The money, or the rest of it, comes weeks later; then the case is handled to its end under the same number."""
    if life.road.later != "pays":
        return None
    if life.once("wait for money"):
        return life.days(18, 30)
    _reopen(life, "new_facts", "被投诉单位通知资金已经落实，可以支付。", frozenset())
    return life.days(1, 4)


def review(life: Life) -> int | None:
    """Whoever's turn it is decides; a running publication is waited for, an objection answered first."""
    case = life.case
    request = dossiers.open_request(case.id)
    if request is None:
        return None
    waits = _publication(life, case, request)
    if waits is not None:
        return waits
    found = dossiers.dossier(case, request)
    unit_id = due_entry(request, len(found.involved.reviewers))["unit_id"]
    people = [life.stage.person(unit_id, Role.SUPERVISOR, place) for place in (0, 1)]
    reviewer = next(person for person in people if refusal(person, request, found) is None)
    closing.review(reviewer, life.number, _decision(life), life.submission())
    return life.days(25, 40) if life.road.relapse else life.days(1, 4)


def _decision(life: Life) -> closing.Decision:
    if life.times("review_return") < life.road.review_returns:
        life.done.append("review_return")
        return closing.Decision(life.version, False, "回单不清晰，请补正。", ("清晰的付款回单",))
    return closing.Decision(life.version, True, "佐证齐全，与企业核对一致，同意。")


def _publication(life: Life, case: Case, request: WriteOffRequest) -> int | None:
    """Days to wait while the case is published (somebody objects on the way); None where nothing is to be waited for."""
    row = publications.of_request(request)
    standing = publications.standing(row)
    if row is None or standing is None:
        return None
    if not standing.over:
        if life.road.objection and life.once("objection"):
            said = closing.Objection("听说款项是分两次付的，请核实第二笔。")
            closing.object_to(row.id, said, "192.0.2.7", life.submission())
        return life.days(2, 3)
    for objection in _unanswered(row.id):
        people = [life.stage.person(request.plan[-1]["unit_id"], Role.SUPERVISOR, place) for place in (0, 1)]
        found = dossiers.dossier(case, request)
        reviewer = next(person for person in people if refusal(person, request, found) is None)
        answer = closing.Answer(life.version, objection, upheld=False, text="已核对银行流水，两笔都已到账。")
        closing.answer_objection(reviewer, life.number, answer, life.submission())
    return None


def _unanswered(publication_id: int) -> list[int]:
    open_ones = (
        select(PublicationObjection.id)
        .outerjoin(PublicationAnswer, PublicationAnswer.objection_id == PublicationObjection.id)
        .where(PublicationObjection.publication_id == publication_id, PublicationAnswer.id.is_(None))
    )
    return list(db.session.scalars(open_ones.order_by(PublicationObjection.id)))


def after_end(life: Life) -> int | None:
    """A bill bounces, a payment is taken back, a plan is broken or new facts appear; or 回头看 looks at the case."""
    reason = life.road.relapse
    if reason and life.once("relapse"):
        undone = {"bill_dishonoured", "payment_reversed"}
        last = frozenset(life.payments()[-1:]) if reason in undone else frozenset()
        _reopen(life, reason, "企业反映并提供凭证，情况属实。", last)
        return life.days(1, 4)
    return _recheck(life)


def _recheck(life: Life) -> int | None:
    case = life.case
    waiting = rechecks.waiting(case)
    if waiting is None:
        return None
    people = (life.stage.person(waiting[1].office_id, Role.SUPERVISOR, place) for place in range(FRESH))
    checker = next(person for person in people if rechecks.barred(person, case) is None)
    money = "received" if life.payments() else "none"
    finding = closing.Finding(case.version, "reached", money, "genuine", False, "与企业核对，情况属实。")
    if life.road.false_receipt and life.once("false_receipt"):
        gone = frozenset(life.payments()[-1:])
        finding = closing.Finding(case.version, "reached", "missing", "false", False, "银行查无此笔。", gone)
        life.plan = next_plan(life)
    closing.record_recheck(checker, life.number, finding, life.submission())
    return life.days(1, 4)


def _reopen(life: Life, reason_code: str, words: str, payment_ids: frozenset[int]) -> None:
    who: Actor = life.handler()
    reopening = closing.Reopening(life.version, reason_code, words, payment_ids)
    closing.reopen(who, life.number, reopening, life.submission())
    life.plan = next_plan(life)
