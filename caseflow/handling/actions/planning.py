"""还款计划: what the respondent promised, instalment by instalment, with the paper that proves it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import func, select

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput
from caseflow.core.events import RepaymentPlanned
from caseflow.core.lifecycle import WITH_HANDLER
from caseflow.core.money import CENT
from caseflow.core.notices import INSTALMENT
from caseflow.core.repayment import Instalment, unbalanced
from caseflow.evidence.actions import Upload
from caseflow.handling import desk
from caseflow.handling.actions.filing import keep
from caseflow.handling.words import PLAN_PROOF
from caseflow.store import models
from caseflow.store.cases import open_case
from caseflow.store.clocks import start_clock
from caseflow.store.db import db
from caseflow.store.models import Case, Payment, RepaymentPlan
from caseflow.store.plans import end_instalments, plans_of
from caseflow.store.unit_of_work import Submission, Work, transaction
from caseflow.store.waivers import newest_waiver

FIELD = "instalments"
MOST = 60


@dataclass(frozen=True)
class Promise:
    """One instalment: so many yuan on a claim, at the latest on this day."""

    claim_id: int
    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class PlanNote:
    """A plan as the handler enters it; `proof` is the signed paper, `agreement` the agreement where it is a paper of its own."""

    version: int
    agreed_on: date
    promises: tuple[Promise, ...]
    proof: Upload | None
    agreement: Upload | None = None


def agree_plan(actor: Actor, number: str, note: PlanNote, submission: Submission) -> None:
    """登记还款计划; it takes the place of the plan before, which stays readable and is not waited for any more.

    BadInput without proof, for days that have passed, or where the instalments of a claim do not make up what it owes
    (all of it, or the part nobody disputes). The database refuses the same.
    """
    _complete(note)
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, note.version)
        desk.require_status(case, WITH_HANDLER)
        found = _checked(work, case, note)
        plan = _keep(work, case, note, found)
        end_instalments(work, case)
        for each in found:
            _keep_instalment(work, case, plan, each)
        work.record(
            RepaymentPlanned(
                plan_id=plan.id,
                sequence=plan.sequence,
                agreed_on=plan.agreed_on,
                amount=plan.amount,
                instalments=plan.instalments,
            ),
            case,
        )
        work.answer = case.number


def _complete(note: PlanNote) -> None:
    if note.proof is None:
        raise BadInput("请上传双方签字盖章的还款计划。", "proof")
    if not note.promises:
        raise BadInput("请至少填写一期。", FIELD)
    if len(note.promises) > MOST:
        raise BadInput(f"最多 {MOST} 期。", FIELD)
    if any(each.amount <= 0 or each.amount != each.amount.quantize(CENT) for each in note.promises):
        raise BadInput("每期金额应大于 0，最多两位小数。", FIELD)


def _checked(work: Work, case: Case, note: PlanNote) -> tuple[Instalment, ...]:
    """The instalments in the order of their days; refused where they cannot be a plan of this case."""
    if note.agreed_on > work.today:
        raise BadInput("约定日期不能晚于今天。", "agreed_on")
    owed = desk.owed_of(case.id)
    if not {each.claim_id for each in note.promises} <= {claim.claim_id for claim in owed}:
        raise BadInput("请选择本案的款项。", FIELD)
    ordered = sorted(note.promises, key=lambda each: (each.due_on, each.claim_id))
    if ordered[0].due_on < work.today:
        raise BadInput("到期日不能早于今天；已经到期的部分，付了的请先登记还款，没付的请另定日期。", FIELD)
    if any((one.claim_id, one.due_on) == (other.claim_id, other.due_on) for one, other in pairwise(ordered)):
        raise BadInput("同一笔款项同一天只能有一期，请合并金额。", FIELD)
    found = tuple(Instalment(at, each.claim_id, each.due_on, each.amount) for at, each in enumerate(ordered, 1))
    if wrong := unbalanced(found, owed):
        raise BadInput("".join(wrong), FIELD)
    return found


def _keep(work: Work, case: Case, note: PlanNote, found: tuple[Instalment, ...]) -> RepaymentPlan:
    if note.agreement is not None:
        keep(work, case, note.agreement, "agreement", "agreement")
    proof = keep(work, case, note.proof, PLAN_PROOF, "proof") if note.proof else None
    newest = db.session.scalar(select(func.max(Payment.id)).where(Payment.case_id == case.id))
    return work.add(
        RepaymentPlan(
            case_id=case.id,
            sequence=len(plans_of(case.id)) + 1,
            agreed_on=note.agreed_on,
            amount=sum((each.amount for each in found), Decimal(0)),
            instalments=len(found),
            after_payment_id=newest or 0,
            after_waiver_id=newest_waiver(case.id),
            evidence_id=proof.id if proof else 0,
            recorded_by_id=work.person_id,
            recorded_at=work.now,
        )
    )


def _keep_instalment(work: Work, case: Case, plan: RepaymentPlan, each: Instalment) -> None:
    work.add(
        models.Instalment(
            plan_id=plan.id,
            case_id=case.id,
            claim_id=each.claim_id,
            position=each.position,
            due_on=each.due_on,
            amount=each.amount,
            clock_id=start_clock(work, case, INSTALMENT, each.due_on).id,
        )
    )
