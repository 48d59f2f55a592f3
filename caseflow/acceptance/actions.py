"""The clerk's decision on a complaint: accept, decline, or ask once for what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from caseflow.acceptance.determinations import waits_for_size
from caseflow.acceptance.handing import require_its_to_decide
from caseflow.acceptance.queries import grounds, supplement_of
from caseflow.acceptance.second_look import require_fresh_eyes
from caseflow.core.acceptance import ACCEPT, Ground
from caseflow.core.access import Actor, Permission
from caseflow.core.deadlines import due_date
from caseflow.core.errors import BadInput
from caseflow.core.events import Accepted, Code, Declined, SupplementLapsed, SupplementRequested
from caseflow.core.lifecycle import Status, Step, move
from caseflow.documents.actions import issue_letter, serve_here
from caseflow.documents.readers import Addressee
from caseflow.store import clock, editions
from caseflow.store.cases import open_case, try_lock_case
from caseflow.store.clocks import meet_all, meet_clocks, rule_for, start_clock
from caseflow.store.db import db
from caseflow.store.listing import listing_office
from caseflow.store.models import Case, Claim, Company, Letter, LetterService, Supplement
from caseflow.store.routes import latest_decision
from caseflow.store.unit_of_work import Said, Submission, Work, transaction

COMPLEXITIES = (("simple", "简单"), ("ordinary", "一般"), ("complex", "复杂"))


@dataclass(frozen=True)
class Acceptance:
    """The clerk accepts; `complexity` is chosen on track B alone and sets its result clock."""

    version: int
    complexity: str | None
    note: str


@dataclass(frozen=True)
class Refusal:
    """The clerk declines on a ground of policies/acceptance.toml, with reasons for the firm."""

    version: int
    ground: str
    reason: str


def accept_case(actor: Actor, number: str, acceptance: Acceptance, submission: Submission) -> None:
    """Accept: fixes the law of procedure by the filing day and of substance by the contract day, starts `dispatch`.

    BadInput where the rules computed something else and the clerk gives no reason for accepting all the same.

    The acceptance notice is served through the platform, as the firm agrees when it registers.
    """
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.EXAMINE, acceptance.version)
        move(Status(case.status), Step.ACCEPT)
        _may_decide(actor, case)
        if case.track == "B" and acceptance.complexity is None:
            raise BadInput("请选择案件的繁简类别，它决定办理期限。")
        if not acceptance.note:
            _as_computed(case)
        laws = editions.current().routing
        case.procedure_law = laws.law("procedure", clock.day_of(case.filed_at))
        case.substance_law = laws.law("substance", _contract_day(case))
        case.complexity = acceptance.complexity if case.track == "B" else None
        case.accepted_at = work.now
        meet_clocks(work, case, "review", "appeal")
        due = start_clock(work, case, "dispatch")
        letter = _to_firm(work, case, "acceptance_notice", {"dispatch_due": due.due_rolled} | _told(work, case))
        event = Accepted(
            track=Code(case.track),
            procedure_law=Code(case.procedure_law),
            substance_law=Code(case.substance_law),
            complexity=Code(case.complexity) if case.complexity else None,
            listing=Code(case.listing) if case.listing else None,
            letter_id=letter.id,
        )
        work.record(event, case, note=Said(acceptance.note, "office"))
        serve_here(work, case, letter)
        work.answer = case.number


def decline_case(actor: Actor, number: str, refusal: Refusal, submission: Submission) -> None:
    """Decline on one ground, with its basis, the reasons and the other ways open; the firm may object once."""
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.EXAMINE, refusal.version)
        move(Status(case.status), Step.DECLINE)
        _may_decide(actor, case)
        ground = next((g for g in grounds() if g.code == refusal.ground), None)
        if ground is None:
            raise BadInput("请选择不予受理的理由。")
        meet_all(work, case)
        case.closed_at = work.now
        content = {
            "ground_text": f"{ground.text}。{refusal.reason}",
            "basis": ground.basis,
            "next_step": _way_out(case, ground),
            "appealed": case.appealed,
        }
        letter = _to_firm(work, case, "decline_notice", content)
        work.record(Declined(ground=Code(ground.code), letter_id=letter.id), case, reason=Said(refusal.reason))
        serve_here(work, case, letter)
        work.answer = case.number


def request_supplement(actor: Actor, number: str, version: int, items: tuple[str, ...], submission: Submission) -> None:
    """Ask once, everything listed; the clock of the review (of a decline: the appeal's) ends and the firm's begins."""
    with transaction(actor, submission) as work:
        case = open_case(work, number, Permission.EXAMINE, version)
        move(Status(case.status), Step.REQUEST_SUPPLEMENT)
        _may_decide(actor, case)
        if supplement_of(case.id) is not None:
            raise BadInput("补正只能要求一次，这件案件已经要求过补正。请作出受理或不予受理的决定。")
        if not items:
            raise BadInput("请逐项写明需要补充的材料。")
        meet_clocks(work, case, "review", "appeal")
        due = start_clock(work, case, "supplement")
        row = work.add(
            Supplement(
                case_id=case.id,
                items=list(items),
                requested_by_id=actor.user_id,
                requested_at=work.now,
                due=due.due_rolled,
            )
        )
        letter = _to_firm(work, case, "supplement_notice", {"items": items, "due": due.due_rolled})
        work.record(SupplementRequested(supplement_id=row.id, items=len(items), due=due.due_rolled), case)
        serve_here(work, case, letter)
        work.answer = case.number


def lapse_supplement(supplement_id: int) -> bool:
    """The firm let the last day pass: the complaint counts as given up and may be filed anew. Safe to repeat;
    False where nothing is to be done or somebody holds the case.

    The days count from the service of the notice: what did not reach the firm takes nothing from it.
    """
    with transaction(None) as work:
        row = db.session.get_one(Supplement, supplement_id)
        case = try_lock_case(row.case_id)
        if case is None or case.status != Status.AWAITING_SUPPLEMENT or not _late(work, case, row):
            return False
        meet_all(work, case)
        case.closed_at = work.now
        work.record(SupplementLapsed(supplement_id=row.id), case)
        return True


def _late(work: Work, case: Case, row: Supplement) -> bool:
    notices = select(LetterService.served_on).join(Letter, Letter.id == LetterService.letter_id)
    served_on = db.session.scalar(notices.where(Letter.case_id == case.id, Letter.kind == "supplement_notice"))
    if served_on is None:
        return False
    own = due_date(rule_for(case, "supplement"), editions.current().calendar, served_on)
    return work.today > max(row.due, own.due_next_working_day)


def _told(work: Work, case: Case) -> dict[str, object]:
    """Lists the case where its receiving office lists all it takes; what the notice says of that and of remedies."""
    edition = editions.current()
    remedies = edition.routing.acceptance.remedies_for(case.category, clock.day_of(case.filed_at))
    rule = edition.supervision.listing
    case.listing = rule.name if listing_office(work, case) else None
    return {"remedies": remedies, "listing": f"{rule.name}（{rule.basis}）" if case.listing else ""}


def _as_computed(case: Case) -> None:
    decision = latest_decision(case.id)
    if decision is not None and decision.answer["decision"] != ACCEPT:
        said = decision.answer["ground_text"]
        raise BadInput(f"系统审查的结论是“{said}”。仍要受理的，请在审查意见里写明理由和依据。", "note")


def _way_out(case: Case, ground: Ground) -> str:
    """Where the firm should turn instead: as the engine said it for this case, else as the rule says it for all."""
    decision = latest_decision(case.id)
    if decision is not None and decision.answer.get("ground") == ground.code:
        return str(decision.answer["next_step"])
    return "" if "{" in ground.next_step else ground.next_step


def _contract_day(case: Case) -> date:
    earliest = db.session.scalar(select(func.min(Claim.contract_date)).where(Claim.case_id == case.id))
    return earliest or clock.day_of(case.filed_at)


def _may_decide(actor: Actor, case: Case) -> None:
    """Not where the office may only pass the case on, not while the firm's size is being determined, and after an appeal not
    the clerk who declined."""
    require_its_to_decide(case)
    if waits_for_size(case.id):
        raise BadInput("正在认定投诉企业的规模，认定期间不能作出决定。收到认定结果后，审查时限接着计算。")
    require_fresh_eyes(actor, case)


def _to_firm(work: Work, case: Case, kind: str, content: Mapping[str, object]) -> Letter:
    name = db.session.get_one(Company, case.company_id).name
    return issue_letter(work, case, kind, case.receiving_unit_id, Addressee("complainant", name), content)
