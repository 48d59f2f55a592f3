"""The handling part of the case page: what was found and paid, and the one next step for whoever looks."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caseflow.core.access import ACTS_ON, Actor, CaseFacts, Permission, holds, may_read_internal, recused
from caseflow.core.lifecycle import WITH_HANDLER, WITH_LEAD, Status, Step, steps_from
from caseflow.handling import desk
from caseflow.handling.planned import Plans, plan_view
from caseflow.handling.words import EXTENSION_REASONS, METHODS
from caseflow.store import clock, editions
from caseflow.store.cases import facts_of
from caseflow.store.db import db
from caseflow.store.models import Case, Extension, Person, Result
from caseflow.store.plans import awaits_payment


@dataclass(frozen=True)
class Offer:
    """Something the actor may do now: the sentence of the button and the endpoint behind it."""

    label: str
    endpoint: str
    why: str = ""


@dataclass(frozen=True)
class ResultView:
    """The newest result; `findings` is empty for those who may not read it yet."""

    outcome: str
    amount_recognised: Decimal
    findings: str
    basis: str
    author: str
    signer: str
    stage: str


@dataclass(frozen=True)
class ExtensionView:
    """An extension that waits."""

    until: date
    reason: str
    asked_by: str


@dataclass(frozen=True)
class Panel:
    """The desk for one case. `next` is the one step that is due, `others` what else may be done."""

    officer: bool
    handler: str
    claims: tuple[desk.ClaimLine, ...]
    payments: tuple[desk.PaymentLine, ...]
    plans: Plans | None
    methods: dict[str, str]
    amount: Decimal
    paid: Decimal
    outstanding: Decimal
    result: ResultView | None
    extension: ExtensionView | None
    waiting_for: str
    next: Offer | None
    others: tuple[Offer, ...]


@dataclass(frozen=True)
class _Possible:
    """One offer of the desk: under which permission, in which statuses, for which lifecycle step."""

    offer: Offer
    permission: Permission
    statuses: frozenset[Status]
    step: Step | None = None


SIGN = Offer("签收并确定承办人", "handling.sign", "转来的案件等待签收。")
OBJECT = Offer("退单", "handling.object")
SUBMIT = Offer("拟写处理结果", "handling.submit_result", "核实清楚后拟写处理结果，报负责人审签。")
DECIDE = Offer("批准或不同意延期", "handling.extension", "承办人申请延期，等待您决定。")
SIGN_OFF = Offer("审签处理结果", "handling.sign_off", "处理结果等待您审签。")
SERVE = Offer("登记送达", "handling.serve", "结果已审签，送达投诉企业并反馈受理部门后登记。")
ASSIGN = Offer("分派承办人", "handling.assign", "还没有确定承办人。")

_POSSIBLE = (
    _Possible(SIGN, Permission.SIGN_FOR, frozenset({Status.DISPATCHED}), Step.SIGN),
    _Possible(SUBMIT, Permission.HANDLE, desk.IN_HAND, Step.SUBMIT_RESULT),
    _Possible(SIGN_OFF, Permission.SIGN_OFF, frozenset({Status.RESULT_SUBMITTED}), Step.SIGN_OFF),
    _Possible(
        Offer("退回修改", "handling.send_back"),
        Permission.SIGN_OFF,
        frozenset({Status.RESULT_SUBMITTED}),
        Step.SEND_BACK,
    ),
    _Possible(SERVE, Permission.HANDLE, frozenset({Status.AWAITING_SERVICE}), Step.SERVE),
    _Possible(Offer("记录联系", "handling.contact"), Permission.HANDLE, WITH_HANDLER),
    _Possible(Offer("登记还款", "handling.payment"), Permission.HANDLE, WITH_HANDLER | desk.PROMISED),
    _Possible(Offer("登记还款计划", "money.plan"), Permission.HANDLE, WITH_HANDLER),
    _Possible(Offer("冲回还款", "money.reverse"), Permission.HANDLE, desk.REVERSIBLE),
    _Possible(Offer("登记企业书面放弃", "waivers.paper"), Permission.HANDLE, WITH_HANDLER),
    _Possible(Offer("申请延期", "handling.extension"), Permission.HANDLE, desk.IN_HAND),
    _Possible(Offer("换承办人", "handling.assign"), Permission.SIGN_FOR, WITH_HANDLER),
    _Possible(OBJECT, Permission.SIGN_FOR, frozenset({Status.DISPATCHED, Status.HANDLING}), Step.OBJECT),
    _Possible(
        Offer("退回重办", "handling.return_result"),
        Permission.RETURN_RESULT,
        frozenset({Status.RESOLVED}),
        Step.RETURN_RESULT,
    ),
)
_NEXT = {
    Status.DISPATCHED: SIGN,
    Status.HANDLING: SUBMIT,
    Status.RESULT_SUBMITTED: SIGN_OFF,
    Status.AWAITING_SERVICE: SERVE,
}
_WAITING = {
    Status.DISPATCHED: "等待承办单位签收。",
    Status.OBJECTED: "承办单位提出退单，等待转办单位审核。",
    Status.HANDLING: "承办单位正在办理。",
    Status.RESULT_SUBMITTED: "处理结果等待负责人审签；审签人不能是拟稿人。",
    Status.AWAITING_SERVICE: "处理结果已审签，等待承办单位送达。",
    Status.RESOLVED: "处理结果已送达，等待回访和申请销号。",
    Status.WRITE_OFF_REQUESTED: "等待销号审核。",
}


def panel(actor: Actor, case: Case) -> Panel | None:
    """The handling of `case` for this actor; None before it was ever dispatched."""
    if case.status not in WITH_LEAD and case.first_dispatched_on is None:
        return None
    facts = facts_of(case)
    officer = may_read_internal(actor, facts)
    result = desk.newest_result(case)
    waiting = desk.pending_extension(case.id)
    offers = _offers(actor, case, facts, result, waiting)
    first = _first(case, offers, waiting)
    return Panel(
        officer=officer,
        handler=_name(case.handler_id),
        claims=tuple(desk.claims_of(case.id)),
        payments=desk.payments_of(case.id),
        plans=plan_view(case.id),
        methods=dict(METHODS),
        amount=case.amount,
        paid=case.amount_paid,
        outstanding=desk.outstanding(case),
        result=_result(result, officer) if result else None,
        extension=_extension(waiting) if waiting and officer else None,
        waiting_for=_WAITING.get(Status(case.status), ""),
        next=first,
        others=tuple(offer for offer in offers if first is None or offer.endpoint != first.endpoint),
    )


def _offers(
    actor: Actor, case: Case, facts: CaseFacts, result: Result | None, waiting: Extension | None
) -> list[Offer]:
    status = Status(case.status)
    open_steps = steps_from(status)
    allowed = [
        possible.offer
        for possible in _POSSIBLE
        if status in possible.statuses
        and (possible.step is None or possible.step in open_steps)
        and holds(actor, possible.permission)
        and not recused(actor, facts)
        and ACTS_ON[possible.permission](actor, facts)
    ]
    if waiting and waiting.requested_by_id != actor.user_id and holds(actor, Permission.SIGN_OFF):
        allowed = [DECIDE if offer.endpoint == DECIDE.endpoint else offer for offer in allowed]
    barred = _barred(actor, case, result, waiting)
    return [offer for offer in allowed if offer.endpoint not in barred or offer is DECIDE]


def _barred(actor: Actor, case: Case, result: Result | None, waiting: Extension | None) -> set[str]:
    """Endpoints that status and permission allow but this person, day or history does not."""
    barred = set()
    last_day = desk.objection_until(case.id)
    if last_day is None or clock.today() > last_day or desk.objected_before(case):
        barred.add("handling.object")
    if result is not None and result.author_id == actor.user_id:
        barred |= {"handling.sign_off", "handling.send_back"}
    if case.result_returned:
        barred.add("handling.return_result")
    if Status(case.status) in desk.PROMISED and not awaits_payment(case.id):
        barred.add("handling.payment")
    if desk.outstanding(case) <= 0 or case.track == "B":
        barred |= {"money.plan", "waivers.paper"}
    if case.amount_paid <= 0:
        barred.add("money.reverse")
    running = desk.result_clock(case.id)
    if waiting or running is None or clock.today() > running.due_rolled:
        barred.add("handling.extension")
    return barred


def _first(case: Case, offers: list[Offer], waiting: Extension | None) -> Offer | None:
    if waiting and DECIDE in offers:
        return DECIDE
    if case.status == Status.HANDLING and case.handler_id is None:
        return ASSIGN if any(offer.endpoint == ASSIGN.endpoint for offer in offers) else None
    due = _NEXT.get(Status(case.status))
    return due if due in offers else None


def _result(result: Result, may_read_draft: bool) -> ResultView | None:
    if not may_read_draft and result.served_at is None:
        return None
    stages = (
        (result.returned_at, "受理部门已退回重办"),
        (result.sent_back_at, "负责人已退回修改"),
        (result.served_at, "已送达"),
        (result.signed_at, "已审签，待送达"),
    )
    return ResultView(
        outcome=editions.current().closure.outcome(result.outcome).name,
        amount_recognised=result.amount_recognised,
        findings=result.findings,
        basis=result.basis,
        author=_name(result.author_id),
        signer=_name(result.signer_id),
        stage=next((words for moment, words in stages if moment), "等待审签"),
    )


def _extension(waiting: Extension) -> ExtensionView:
    reason = f"{EXTENSION_REASONS[waiting.reason_code]}:{desk.extension_reason(waiting)}"
    return ExtensionView(desk.last_day(waiting.until), reason, _name(waiting.requested_by_id))


def _name(person_id: int | None) -> str:
    person = db.session.get(Person, person_id) if person_id else None
    return person.name if person else ""
