"""处理结果: written by the handler, sent back or signed off by a head who did not write it."""

from dataclasses import dataclass
from decimal import Decimal

from caseflow.core.access import Actor, Permission
from caseflow.core.closure import missing_for_result
from caseflow.core.closure_rules import Outcome
from caseflow.core.errors import BadInput, Denied, Incomplete
from caseflow.core.events import Code, ResultSentBack, ResultSignedOff, ResultSubmitted
from caseflow.core.lifecycle import Status, Step, move
from caseflow.documents.actions import issue_letter
from caseflow.documents.readers import Addressee, office
from caseflow.evidence.actions import Upload
from caseflow.handling import desk
from caseflow.handling.actions.filing import keep
from caseflow.handling.words import NO_ARREARS, PAID_IN_FULL, PLAN_PROOF, RESULT_CLOCKS
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import meet_clocks, running_clock, start_clock
from caseflow.store.models import Case, Result
from caseflow.store.plans import broken_lines, numbers
from caseflow.store.unit_of_work import Said, Submission, Work, transaction


@dataclass(frozen=True)
class Proof:
    """A file handed in with the result, of a kind of policies/closure.toml; `field` of the form it came in."""

    kind: str
    upload: Upload
    field: str = "proof"


@dataclass(frozen=True)
class ResultDraft:
    """What the unit found: `outcome` of policies/closure.toml, the recognised amount in yuan, findings, legal basis."""

    version: int
    outcome: str
    amount_recognised: Decimal
    findings: str
    basis: str
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Reasoned:
    """A decision whose reason has to be written."""

    version: int
    reason: str


def submit_result(actor: Actor, number: str, draft: ResultDraft, submission: Submission) -> None:
    """报审: a new result of this round, its author the actor; meets the rework clock.

    BadInput where figures and kind of result contradict each other, Incomplete where the proof that this kind needs is
    not among the case's evidence.
    """
    if not draft.findings or not draft.basis:
        raise BadInput("请写明查明的情况和依据。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, draft.version)
        move(Status(case.status), Step.SUBMIT_RESULT)
        outcome = _outcome(case, draft)
        _require_true(case, outcome, draft.amount_recognised)
        for proof in draft.proofs:
            keep(work, case, proof.upload, proof.kind, proof.field)
        _proved(case, outcome)
        result = work.add(
            Result(
                case_id=case.id,
                round=case.round,
                outcome=outcome.key,
                amount_recognised=draft.amount_recognised,
                findings=draft.findings,
                basis=draft.basis,
                author_id=actor.user_id,
                submitted_at=work.now,
            )
        )
        meet_clocks(work, case, "rework")
        work.record(ResultSubmitted(result_id=result.id, outcome=Code(outcome.key)), case)
        work.answer = case.number


def send_back(actor: Actor, number: str, sent: Reasoned, submission: Submission) -> None:
    """退回修改 with a reason; a rework clock starts when the result clock is spent, else that one runs on."""
    if not sent.reason:
        raise BadInput("退回修改须写明理由。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SIGN_OFF, sent.version)
        move(Status(case.status), Step.SEND_BACK)
        result = desk.current_result(case)
        result.sent_back_at = work.now
        start_rework(work, case)
        work.record(ResultSentBack(result_id=result.id), case, reason=Said(sent.reason, "office"))
        work.answer = case.number


def sign_off(actor: Actor, number: str, version: int, submission: Submission) -> None:
    """审签: issues the letter to the complainant and the feedback to the receiving unit (国务院令第802号第二十五条).

    Denied for the author; the database refuses it too. BadInput where money came or went since it was written, so that it
    is not true any more.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SIGN_OFF, version)
        move(Status(case.status), Step.SIGN_OFF)
        result = desk.current_result(case)
        if result.author_id == actor.user_id:
            raise Denied("处理结果由拟稿人以外的负责人审签，您不能审签自己拟写的结果。")
        _require_true(case, editions.current().closure.outcome(result.outcome), result.amount_recognised)
        result.signer_id, result.signed_at = actor.user_id, work.now
        _issue_letters(work, case, result)
        work.record(
            ResultSignedOff(
                result_id=result.id,
                letter_id=result.letter_id or 0,
                feedback_letter_id=result.feedback_letter_id or 0,
            ),
            case,
        )
        work.answer = case.number


def start_rework(work: Work, case: Case) -> None:
    """The rework clock, unless a result clock with time left runs on."""
    clocks = (running_clock(case.id, key) for key in RESULT_CLOCKS)
    if not any(clock and work.today <= clock.due_rolled for clock in clocks):
        start_clock(work, case, "rework")


def _outcome(case: Case, draft: ResultDraft) -> Outcome:
    rules = editions.current().closure
    outcome = next((kind for kind in rules.for_track(case.track) if kind.key == draft.outcome), None)
    if outcome is None:
        raise BadInput("请选择处理结果的种类。", "outcome")
    if not 0 <= draft.amount_recognised <= case.amount:
        raise BadInput(f"认定金额应在 0 到投诉主张的 {case.amount:,.2f} 元之间。", "amount_recognised")
    return outcome


def _require_true(case: Case, outcome: Outcome, recognised: Decimal) -> None:
    unpaid = desk.unpaid(case, recognised)
    if outcome.key == PAID_IN_FULL and unpaid > 0:
        raise BadInput(f"认定金额中还有 {unpaid:,.2f} 元没有登记付款，结果不能是“全额清偿”。", "outcome")
    if outcome.key == NO_ARREARS and recognised > 0:
        raise BadInput("结果是“查无拖欠”的，认定金额应为 0。", "amount_recognised")
    broken = broken_lines(case.id) if PLAN_PROOF in outcome.at_result else ()
    if broken:
        raise BadInput(
            f"还款计划{numbers(broken)}逾期未付。请先登记还款、登记新的还款计划，或者选择其他处理结果。", "outcome"
        )


def _proved(case: Case, outcome: Outcome) -> None:
    missing = missing_for_result(outcome.key, desk.evidence_kinds(case.id), editions.current().closure)
    if missing:
        raise Incomplete(f"处理结果“{outcome.name}”还不能报审：{''.join(missing)}", missing)


def _issue_letters(work: Work, case: Case, result: Result) -> None:
    lead, firm = desk.lead(case), Addressee("complainant", desk.complainant(case).name)
    context = desk.result_context(case, result)
    notice = issue_letter(work, case, "result_notice", lead.id, firm, context)
    feedback = issue_letter(
        work, case, "result_feedback", lead.id, office(desk.receiver(case)), context | {"notice_number": notice.number}
    )
    result.letter_id, result.feedback_letter_id = notice.id, feedback.id
