"""The turns of the lead unit: sign or object, work, record money, write the result, have it signed, serve it."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlalchemy import select

from caseflow.demo.papers import paper
from caseflow.demo.year.life import Life, chosen
from caseflow.demo.year.scenery import CENT
from caseflow.evidence.actions import Target, store_file
from caseflow.handling import actions as desk
from caseflow.handling.desk import claims_of, evidence_kinds, pending_extension
from caseflow.intake import actions as filing_actions
from caseflow.store.db import db
from caseflow.store.models import Claim

NO_MONEY = frozenset({"no_arrears"})
BASIS = "国务院令第802号第二十五条"
CALLS = (
    "已与双方电话联系，被投诉单位承认欠款，正在筹措资金。",
    "到被投诉单位核对了合同、结算单和付款记录。",
    "召集双方会商，对欠款金额没有异议。",
)
FINDINGS: Mapping[str, str] = {
    "paid_in_full": "经核实，合同、交付和欠款金额属实，被投诉单位已全部付清。",
    "agreement": "双方对欠款金额没有异议，达成分期还款协议。",
    "partly_paid": "欠款属实，已支付一部分，其余按还款计划支付。",
    "confirmed_unpaid": "欠款属实，被投诉单位以资金困难为由尚未支付，已采取督促措施。",
    "disputed": "无分歧部分已付清；有分歧部分经调解不成，已书面引导通过诉讼解决。",
    "no_arrears": "经核查付款记录，投诉所列款项此前已付清，没有拖欠。",
    "corrected": "被投诉单位已改正并付清。",
    "wrong_corrected": "所反映的做法已经纠正。",
    "unfounded": "经核查，所反映的情况不属实。",
    "policy_explained": "所反映的做法符合现行规定，已书面说明。",
}


def sign(life: Life) -> int | None:
    """The unit signs for the case, or refuses it once."""
    if life.road.objects and life.once("object"):
        objecting = desk.Objecting(life.version, "not_competent", "该单位不由本局主管，建议由有职责的部门办理。")
        desk.object_to_case(life.head(), life.number, objecting, life.submission())
        return life.days(1, 2)
    signing = desk.Signing(life.version, life.handler().user_id)
    desk.sign(life.head(), life.number, signing, life.submission())
    return life.days(1, 3)


def first_plan(life: Life) -> list[str]:
    """The deeds of the first round."""
    road = life.road
    if road.withdraws:
        return ["contact", "withdraw"]
    waits = ["wait"] * 3 if road.late_result else []
    extension = ["extend", "approve", "wait"] if road.extends else []
    return ["contact", *waits, *extension, *(f"pay {share}" for share in road.shares), "submit"]


def next_plan(life: Life) -> list[str]:
    """The deeds of a later round."""
    rest = ["pay 1"] if life.case.track == "A" and outcome_of(life) not in NO_MONEY else []
    return ["contact", *rest, "submit"]


def outcome_of(life: Life) -> str:
    """The kind of result of this round: whatever was not paid at first is paid when the case came back."""
    unpaid = {"partly_paid", "confirmed_unpaid", "agreement"}
    return "paid_in_full" if life.case.round > 1 and life.road.outcome in unpaid else life.road.outcome


def work(life: Life) -> int | None:
    """The next deed of the plan; what came back is submitted again."""
    if life.case.handler_id is None:
        assignment = desk.Assignment(life.version, life.handler().user_id)
        desk.assign(life.head(), life.number, assignment, life.submission())
    if life.once("plan"):
        life.plan = first_plan(life)
    deed, _space, detail = (life.plan.pop(0) if life.plan else "submit").partition(" ")
    return DEEDS[deed](life, detail)


def _contact(life: Life, _detail: str) -> int | None:
    note = desk.ContactNote(life.version, "call", "parties", life.stage.today, chosen(CALLS, life.chance))
    desk.record_contact(life.handler(), life.number, note, life.submission())
    return life.days(3, 9)


def _wait(life: Life, _detail: str) -> int | None:
    return life.days(14, 17)


def _extend(life: Life, _detail: str) -> int | None:
    asked = desk.ExtensionRequest(life.version, life.days(10, 20), "complex", "需要等待工程结算审核结论。")
    desk.request_extension(life.handler(), life.number, asked, life.submission())
    return life.days(1, 2)


def _approve(life: Life, _detail: str) -> int | None:
    if pending_extension(life.case.id) is not None:
        decision = desk.Decision(life.version, approved=True)
        desk.decide_extension(life.head(), life.number, decision, life.submission())
    return life.days(5, 9)


def _pay(life: Life, share: str) -> int | None:
    """The part `share` of what nobody disputes, or what is left of it."""
    for line in claims_of(life.case.id):
        undisputed = db.session.scalars(select(Claim.undisputed).where(Claim.id == line.id)).one()
        due = min((undisputed * Decimal(share)).quantize(CENT), undisputed - line.paid)
        if due > 0:
            consent = paper("同意书.png", "CONSENT (demo)") if life.road.method == "bill" else None
            proof = paper("回单.png", "BANK RECEIPT (demo)")
            method = life.road.method if life.case.round == 1 else "transfer"
            note = desk.PaymentNote(life.version, line.id, due, life.stage.today, method, proof, consent)
            desk.record_payment(life.handler(), life.number, note, life.submission())
    return life.days(1, 8)


def _submit(life: Life, _detail: str) -> int | None:
    case, outcome = life.case, outcome_of(life)
    present = evidence_kinds(case.id)
    needed = [kind for kind in life.road.proofs if kind not in present]
    proofs = tuple(desk.Proof(kind, paper(f"{kind}.png", f"{kind.upper()} (demo)")) for kind in needed)
    recognised = Decimal(0) if outcome in NO_MONEY else case.amount
    draft = desk.ResultDraft(case.version, outcome, recognised, FINDINGS[outcome], BASIS, proofs)
    desk.submit_result(life.handler(), life.number, draft, life.submission())
    return life.days(0, 2)


def _withdraw(life: Life, _detail: str) -> int | None:
    reason = life.road.withdraws
    if reason == "paid":
        slip = Target("bank_slip", number=life.number)
        store_file(life.firm, paper("到账流水.png", "BANK STATEMENT (demo)"), slip)
    words = "对方已转账付清。" if reason == "paid" else "已决定通过其他途径解决。"
    given = filing_actions.Withdrawal(life.version, reason, words)
    filing_actions.withdraw(life.firm, life.number, given, life.submission())
    return None


DEEDS: Mapping[str, Callable[[Life, str], int | None]] = {
    "contact": _contact,
    "wait": _wait,
    "extend": _extend,
    "approve": _approve,
    "pay": _pay,
    "submit": _submit,
    "withdraw": _withdraw,
}


def sign_off(life: Life) -> int | None:
    """The head signs the result, or sends it back once."""
    if life.road.sent_back and life.once("send_back"):
        sent = desk.Reasoned(life.version, "请补充写明核实的经过。")
        desk.send_back(life.head(), life.number, sent, life.submission())
        return life.days(1, 3)
    desk.sign_off(life.head(), life.number, life.version, life.submission())
    return life.days(0, 2)


def serve(life: Life) -> int | None:
    """Both letters are served."""
    today = life.stage.today
    record = desk.ServiceRecord(life.version, "platform", today, "exchange", today)
    desk.serve(life.handler(), life.number, record, life.submission())
    return life.days(1, 3)
