"""The dossier of a case as its rows say it now: claims, proofs, letters, answers, people, the review that is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import exists, func, select

from caseflow.closure import publications
from caseflow.closure.words import MONEY, RETURNED, UNREACHED, UNSATISFIED
from caseflow.core.closure import (
    ClaimState,
    Dossier,
    Involved,
    ReviewLevel,
    WriteOffFacts,
    levels_required,
)
from caseflow.core.closure_money import Denied, held_by_money
from caseflow.core.closure_rules import UPWARDS
from caseflow.core.errors import RuleError
from caseflow.core.supervision import PRIORITY
from caseflow.store import clock, editions
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Claim,
    Evidence,
    FollowUp,
    LetterService,
    Measure,
    Payment,
    Result,
    Review,
    Unit,
    WriteOffRequest,
)
from caseflow.store.plans import broken_lines, numbers
from caseflow.store.units import RECEIVING, leading_group_office
from caseflow.store.waivers import waived_on

NOTHING = Decimal(0)


@dataclass(frozen=True)
class _Paid:
    """What counts as paid on one claim."""

    amount: Decimal = NOTHING
    non_cash: bool = False


def newest_result(case: Case) -> Result | None:
    """The newest result of the present round, or None."""
    newest = select(Result).where(Result.case_id == case.id, Result.round == case.round)
    return db.session.scalar(newest.order_by(Result.id.desc()).limit(1))


def open_request(case_id: int) -> WriteOffRequest | None:
    """The request that waits for review, or None; there is at most one."""
    return db.session.scalar(
        select(WriteOffRequest).where(WriteOffRequest.case_id == case_id, WriteOffRequest.closed_at.is_(None))
    )


def reviews_of(request_id: int) -> list[Review]:
    """The decisions on one request in the order of their levels."""
    return list(db.session.scalars(select(Review).where(Review.request_id == request_id).order_by(Review.level)))


def follow_ups_of(case: Case, result: Result | None) -> list[FollowUp]:
    """Answers and attempts since the present result was served, oldest first."""
    if result is None or result.served_at is None:
        return []
    since = select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.round == case.round)
    return list(db.session.scalars(since.where(FollowUp.at >= result.served_at).order_by(FollowUp.id)))


def unsatisfied(case: Case) -> bool:
    """Whether the complainant's last answer to the present result is that it is not satisfied."""
    answers = [row.answer for row in follow_ups_of(case, newest_result(case)) if row.answer != UNREACHED]
    return bool(answers) and answers[-1] == UNSATISFIED


def dossier(case: Case, request: WriteOffRequest | None = None, explained: bool = False) -> Dossier:
    """What the rows of `case` say to core.closure.

    With `request` the people who may not review it and the level that is due are filled in. `explained`: the unit wrote
    why the case ends although the complainant is not satisfied; a request made over such an answer carries it.
    """
    result = newest_result(case)
    contacts = follow_ups_of(case, result)
    decided = tuple(row.reviewer_id for row in reviews_of(request.id)) if request else ()
    return Dossier(
        claims=_claims(case, result) if result else (),
        result_letter=result is not None and result.letter_id is not None,
        served_on_complainant=_served(result.letter_id if result else None),
        served_on_receiving_unit=_served(result.feedback_letter_id if result else None),
        answered=any(row.answer != UNREACHED for row in contacts),
        attempts=tuple(clock.day_of(row.at) for row in contacts if row.answer == UNREACHED),
        involved=_involved(case, request, decided),
        next_level=next_level(request, len(decided)) if request else None,
        priority_listed=listed_by(case) is not None,
        publication=publications.standing(publications.of_request(request)) if request else None,
        unsatisfied=unsatisfied(case),
        explained=explained or (request is not None and bool(request.dossier["unsatisfied"])),
        held=held_by_money(
            numbers(broken_lines(case.id)), _unexplained(case.id, request), explained=explained
        ),
    )


def denied_payments(case_id: int) -> tuple[Payment, ...]:
    """The payments that count although the complainant says that they did not come."""
    rows = select(Payment).where(
        Payment.case_id == case_id, Payment.denied_at.is_not(None), Payment.confirmed_at.is_(None),
        Payment.reversed_at.is_(None),
    )  # fmt: skip
    return tuple(db.session.scalars(rows.order_by(Payment.paid_on, Payment.id)))


def _unexplained(case_id: int, request: WriteOffRequest | None) -> tuple[Denied, ...]:
    """What was denied, but for what the request explained: it says nothing of a payment that was denied later."""
    explained = request.dossier.get("denied", []) if request is not None else []
    return tuple((row.paid_on, row.amount) for row in denied_payments(case_id) if row.id not in explained)


def next_level(request: WriteOffRequest, decided: int) -> ReviewLevel | None:
    """The level of the plan that waits after `decided` decisions."""
    if decided >= len(request.plan):
        return None
    entry = request.plan[decided]
    return ReviewLevel(entry["order"], entry["level"], entry["reason"], entry["outside_division"])


def listed_by(case: Case) -> str | None:
    """The level of the office that put the case under 重点挂牌; a general listing (一般挂牌) is none."""
    return case.listing if case.listing in UPWARDS else None


def _once_listed(case: Case) -> bool:
    """Whether the case was ever under 重点挂牌: 摘牌 spares it the publication, never the second review."""
    listed = exists().where(Measure.case_id == case.id, Measure.kind == PRIORITY)
    return bool(db.session.scalar(select(listed)))


def plan(case: Case) -> list[dict[str, object]]:
    """The levels this case must pass, each with the office that decides it, as stored with the request."""
    lead = db.session.get_one(Unit, case.lead_unit_id)
    facts = WriteOffFacts(
        lead_level=lead.level,
        lead_hosts_office=lead.competence == RECEIVING,
        priority_listed=listed_by(case) is not None or _once_listed(case),
        listed_by=listed_by(case),
        ever_overdue=case.ever_overdue,
        amount=case.amount,
        unsatisfied=unsatisfied(case) or bool(denied_payments(case.id)),
        times_returned=_times_returned(case.id),
    )
    return [_entry(level, office_at(lead, level.level)) for level in levels_required(facts, editions.current().closure)]


def office_at(lead: Unit, level: str) -> Unit:
    """The 领导小组办公室 at `level` above (or at) the place of the lead unit. RuleError when there is none."""
    edition = editions.current()
    here = edition.territories.get(lead.territory)
    place = edition.territories.at_level(here, level) or here
    office = leading_group_office(edition, place.code)
    if office is None:
        raise RuleError(f"{place.name}没有领导小组办公室，无法确定销号审核人。")
    return office


def _entry(level: ReviewLevel, office: Unit) -> dict[str, object]:
    return {
        "order": level.order,
        "level": level.level,
        "reason": level.reason,
        "outside_division": level.outside_division,
        "unit_id": office.id,
        "unit": office.name,
    }


def _times_returned(case_id: int) -> int:
    returned = select(func.count()).where(WriteOffRequest.case_id == case_id, WriteOffRequest.outcome == RETURNED)
    return db.session.scalar(returned) or 0


def _served(letter_id: int | None) -> bool:
    if letter_id is None:
        return False
    return bool(db.session.scalar(select(exists().where(LetterService.letter_id == letter_id))))


def _involved(case: Case, request: WriteOffRequest | None, decided: tuple[int, ...]) -> Involved:
    barred = frozenset({case.respondent_unit_id} - {None})
    return Involved(
        applicant=request.applicant_id if request else None,
        handler=request.handler_id if request else None,
        author=request.author_id if request else None,
        signer=request.signer_id if request else None,
        reviewers=decided,
        lead_unit=case.lead_unit_id,
        lead_divisions=frozenset(),
        barred_units=barred,
    )


def _claims(case: Case, result: Result) -> tuple[ClaimState, ...]:
    rows = list(db.session.scalars(select(Claim).where(Claim.case_id == case.id).order_by(Claim.position)))
    kinds = _kinds(case.id)
    if not rows and case.track == "B":
        return (_matter(case, result, kinds),)
    paid, waived = _payments(case.id), waived_on(case.id)
    common = kinds.get(None, frozenset())
    return tuple(
        _claim(row, result.outcome, paid.get(row.id, _Paid()), waived.get(row.id, NOTHING), common | kinds.get(row.id, frozenset()))
        for row in rows
    )


def _claim(row: Claim, outcome: str, paid: _Paid, waived: Decimal, evidence: frozenset[str]) -> ClaimState:
    owed = row.amount - waived
    return ClaimState(
        name=row.contract_name,
        outcome=outcome,
        paid=paid.amount,
        outstanding=max(owed - paid.amount, NOTHING),
        undisputed_outstanding=max(min(row.undisputed, owed) - paid.amount, NOTHING),
        evidence=evidence,
        non_cash=paid.non_cash,
    )


def _matter(case: Case, result: Result, kinds: Mapping[int | None, frozenset[str]]) -> ClaimState:
    owed = case.amount - case.amount_paid - case.amount_waived
    present = frozenset().union(*kinds.values())
    return ClaimState(case.category, result.outcome, case.amount_paid, owed, owed, present)


def _payments(case_id: int) -> dict[int, _Paid]:
    sums = (
        select(Payment.claim_id, func.sum(Payment.amount), func.bool_or(Payment.method.not_in(MONEY)))
        .where(Payment.case_id == case_id, Payment.reversed_at.is_(None))
        .group_by(Payment.claim_id)
    )
    return {claim_id: _Paid(amount, non_cash) for claim_id, amount, non_cash in db.session.execute(sums)}


def _kinds(case_id: int) -> dict[int | None, frozenset[str]]:
    rows = db.session.execute(
        select(Evidence.claim_id, func.array_agg(Evidence.kind.distinct()))
        .where(Evidence.case_id == case_id, Evidence.removed_at.is_(None))
        .group_by(Evidence.claim_id)
    )
    return {claim_id: frozenset(kinds) for claim_id, kinds in rows}
