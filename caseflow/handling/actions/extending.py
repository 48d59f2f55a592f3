"""延期: asked by the handler before the limit ends, decided by a head who is somebody else, told to the complainant."""

from dataclasses import dataclass

from caseflow.core.access import Actor, Permission
from caseflow.core.chinese import chinese_date
from caseflow.core.deadlines import Due, due_date
from caseflow.core.errors import BadInput, Denied, IllegalMove
from caseflow.core.events import Code, ExtensionApproved, ExtensionRefused, ExtensionRequested
from caseflow.documents.actions import issue_letter, serve_here
from caseflow.documents.readers import Addressee
from caseflow.handling import desk
from caseflow.handling.words import EXTENSION_REASONS
from caseflow.store import editions
from caseflow.store.cases import open_case
from caseflow.store.clocks import extend_clock, rule_for
from caseflow.store.models import Case, Clock, Extension
from caseflow.store.unit_of_work import Said, Submission, Work, transaction


@dataclass(frozen=True)
class ExtensionRequest:
    """`days` more, in the kind of days the running limit counts; `reason` is told to the complainant."""

    version: int
    days: int
    reason_code: str
    reason: str


@dataclass(frozen=True)
class Decision:
    """The head's word; a refusal needs `reason`."""

    version: int
    approved: bool
    reason: str = ""


def request_extension(actor: Actor, number: str, request: ExtensionRequest, submission: Submission) -> None:
    """Ask for more time while the limit still runs (国务院令第802号第二十五条: 情况复杂或者有特殊原因).

    BadInput beyond what the clock allows or 90 days from the first dispatch, IllegalMove after the limit's end or while
    another request waits.
    """
    if request.reason_code not in EXTENSION_REASONS or not request.reason:
        raise BadInput("请选择并写明延期的理由。")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.HANDLE, request.version)
        desk.require_status(case, desk.IN_HAND)
        running = _running(work, case)
        due = _extended(case, running, request.days)
        row = work.add(
            Extension(
                case_id=case.id,
                reason_code=request.reason_code,
                days=request.days,
                until=due.due,
                requested_by_id=actor.user_id,
                requested_at=work.now,
            )
        )
        event = ExtensionRequested(extension_id=row.id, until=desk.last_day(row.until), reason_code=Code(row.reason_code))
        work.record(event, case, reason=Said(request.reason))
        work.answer = case.number


def decide_extension(actor: Actor, number: str, decision: Decision, submission: Submission) -> None:
    """Approve (the clock moves, the complainant gets a letter) or refuse with a reason.

    Denied for the one who asked, IllegalMove when nothing waits or the limit has ended meanwhile.
    """
    if not decision.approved and not decision.reason:
        raise BadInput("不同意延期须写明理由。", "reason")
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.SIGN_OFF, decision.version)
        row = desk.pending_extension(case.id)
        if row is None:
            raise IllegalMove("没有待批准的延期申请。")
        if row.requested_by_id == actor.user_id:
            raise Denied("延期由申请人以外的负责人批准，您不能批准自己的申请。")
        row.decided_by_id, row.decided_at, row.approved = actor.user_id, work.now, decision.approved
        if decision.approved:
            _approve(work, case, row)
        else:
            work.record(ExtensionRefused(extension_id=row.id), case, reason=Said(decision.reason, "office"))
        work.answer = case.number


def _running(work: Work, case: Case) -> Clock:
    if desk.pending_extension(case.id) is not None:
        raise IllegalMove("已有一份延期申请等待批准。")
    running = desk.result_clock(case.id)
    if running is None or work.today > running.due_rolled:
        raise IllegalMove("延期应在期限届满前申请，现在期限已过。")
    return running


def _extended(case: Case, running: Clock, days: int) -> Due:
    """The end that `days` more lead to; what was added before counts towards the most that may be added."""
    edition = editions.current()
    rule = rule_for(case, running.key)
    due = due_date(rule.extended(_added(case, running) + days), edition.calendar, running.started_on)
    ceiling = desk.ceiling(case)
    if ceiling is not None and due.due > ceiling:
        raise BadInput(f"延期后超过首次转办起的最长期限，最晚只能到{chinese_date(ceiling)}。", "days")
    return due


def _added(case: Case, running: Clock) -> int:
    rule = rule_for(case, running.key)
    return int(running.derivation["counted"]) - (rule.length or 0)


def _approve(work: Work, case: Case, row: Extension) -> None:
    running = desk.result_clock(case.id)
    if running is None:
        raise IllegalMove("办理期限已不在计算，不能再延期。")
    clock = extend_clock(work, case, running.key, _added(case, running) + row.days)
    row.until = case.result_until = clock.due
    reason = f"{EXTENSION_REASONS[row.reason_code]}（{desk.extension_reason(row)}）"
    context = {"reason_text": reason, "until": desk.last_day(clock.due)}
    firm = Addressee("complainant", desk.complainant(case).name)
    letter = issue_letter(work, case, "extension_notice", desk.lead(case).id, firm, context)
    work.record(ExtensionApproved(extension_id=row.id, until=row.until, letter_id=letter.id), case)
    serve_here(work, case, letter)
