"""放弃: the complainant gives up a part, by its own signed step or on a paper that it signed. Nobody else can."""

from dataclasses import dataclass
from decimal import Decimal

from caseflow.core.access import Actor, Permission
from caseflow.core.errors import BadInput
from caseflow.core.events import ClaimWaived
from caseflow.core.lifecycle import WITH_HANDLER
from caseflow.core.money import CENT
from caseflow.evidence.actions import Upload
from caseflow.handling import desk
from caseflow.handling.actions.filing import keep
from caseflow.handling.words import WAIVER
from caseflow.store.cases import open_case
from caseflow.store.models import Case, Waiver
from caseflow.store.plans import settle_instalments
from caseflow.store.unit_of_work import Said, Submission, Work, transaction


@dataclass(frozen=True)
class Given:
    """What is given up: so many yuan of one claim of the case."""

    version: int
    claim_id: int
    amount: Decimal


def waive(actor: Actor, number: str, given: Given, signed_by: str, submission: Submission) -> None:
    """The firm's own step; `signed_by` is the name of its head, typed as a signature. It cannot be taken back.

    BadInput without a signature, or for more than the claim still owes.
    """
    if not signed_by:
        raise BadInput("请由法定代表人或主要负责人签名。", "signed_by")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.CONFIRM_OUTCOME, given.version)
        _require_owed(case, given)
        _give_up(work, case, given, None, Said(f"签名：{signed_by}"))


def record_waiver(actor: Actor, number: str, given: Given, paper: Upload | None, submission: Submission) -> None:
    """The handler enters what the firm declared on paper, with the paper. BadInput without it, and as for `waive`."""
    if paper is None:
        raise BadInput("请上传投诉企业签字盖章的放弃声明。", "paper")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, given.version)
        _require_owed(case, given)
        proof = keep(work, case, paper, WAIVER, "paper", given.claim_id)
        _give_up(work, case, given, proof.id, Said(""))


def _require_owed(case: Case, given: Given) -> None:
    desk.require_status(case, WITH_HANDLER)
    claim = next((line for line in desk.claims_of(case.id) if line.id == given.claim_id), None)
    if claim is None:
        raise BadInput("请选择本案的一笔款项。", "claim_id")
    if given.amount <= 0 or given.amount != given.amount.quantize(CENT):
        raise BadInput("放弃的金额应大于 0，最多两位小数。", "amount")
    if given.amount > claim.outstanding:
        raise BadInput(f"放弃的金额超过这笔款项尚欠的 {claim.outstanding:,.2f} 元。", "amount")


def _give_up(work: Work, case: Case, given: Given, evidence_id: int | None, signature: Said) -> None:
    row = work.add(
        Waiver(
            case_id=case.id,
            claim_id=given.claim_id,
            amount=given.amount,
            evidence_id=evidence_id,
            declared_by_id=work.person_id,
            declared_at=work.now,
        )
    )
    case.amount_waived += given.amount
    settle_instalments(work, case)
    work.record(ClaimWaived(waiver_id=row.id, claim_id=row.claim_id, amount=row.amount), case, signature=signature)
    work.answer = case.number
