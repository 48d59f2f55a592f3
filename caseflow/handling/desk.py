"""What the handling desk reads: people, money, limits and the result of one case."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import exists, func, select

from caseflow.core.access import Actor
from caseflow.core.errors import BadInput, IllegalMove, NotFound
from caseflow.core.lifecycle import WITH_HANDLER, Status
from caseflow.core.repayment import Owed
from caseflow.handling.words import RESULT_CLOCKS
from caseflow.store import editions
from caseflow.store.clocks import clocks_of, rule_for
from caseflow.store.db import db
from caseflow.store.models import (
    Case,
    Claim,
    Clock,
    Company,
    Dispatch,
    Entry,
    Event,
    Evidence,
    Extension,
    Objection,
    Payment,
    Person,
    Result,
    Unit,
)
from caseflow.store.people import HANDLERS
from caseflow.store.plans import awaits_payment
from caseflow.store.waivers import waived_on

IN_HAND = frozenset({Status.HANDLING})
PROMISED = frozenset({Status.WRITE_OFF_REQUESTED, Status.WRITTEN_OFF})
"""Where money may still come that a plan promises."""
REVERSIBLE = frozenset({Status.HANDLING, Status.RESULT_SUBMITTED})
"""Where a payment that did not hold is simply taken back; once the result is signed it is served as it is, and the case then
relapses for it."""
NOTHING = Decimal(0)


@dataclass(frozen=True)
class ClaimLine:
    """One claim with what was paid on it and what of it the firm gave up, in yuan."""

    id: int
    position: int
    contract: str
    amount: Decimal
    undisputed: Decimal
    paid: Decimal
    waived: Decimal

    @property
    def outstanding(self) -> Decimal:
        """What the claim still lacks: claimed − paid − waived."""
        return self.amount - self.paid - self.waived


@dataclass(frozen=True)
class PaymentLine:
    """A payment as the page shows it; one that was reversed no longer counts."""

    id: int
    contract: str
    amount: Decimal
    paid_on: date
    method: str
    evidence_id: int | None
    confirmed: bool
    denied: bool
    reversed: bool


def require_status(case: Case, statuses: frozenset[Status]) -> None:
    """Raise IllegalMove unless the case stands in one of `statuses`; for what changes no status."""
    if Status(case.status) not in statuses:
        raise IllegalMove(f"案件现在是“{Status(case.status).label}”，不能进行这项操作。请刷新页面查看最新进展。")


def require_money_may_come(case: Case) -> None:
    """Raise IllegalMove unless a payment may be recorded: while the case is in hand, and to its end and after it where a
    plan promises one."""
    require_status(case, WITH_HANDLER | PROMISED if awaits_payment(case.id) else WITH_HANDLER)


def colleagues(unit_id: int | None) -> list[Person]:
    """The active handlers and heads of a unit, by name."""
    active = select(Person).where(
        Person.unit_id == unit_id, Person.disabled_at.is_(None), Person.role.in_([str(role) for role in HANDLERS])
    )
    return list(db.session.scalars(active.order_by(Person.name, Person.id)))


def colleague(actor: Actor, person_id: int) -> Person:
    """The handler or head of the actor's own unit with this id. BadInput for anybody else."""
    found = next((person for person in colleagues(actor.unit_id) if person.id == person_id), None)
    if found is None:
        raise BadInput("请选择本单位在岗的承办人。", "handler_id")
    return found


def latest_dispatch(case_id: int) -> Dispatch:
    """The newest hand-over of a case. NotFound while it was never dispatched."""
    newest = select(Dispatch).where(Dispatch.case_id == case_id).order_by(Dispatch.id.desc()).limit(1)
    row = db.session.scalar(newest)
    if row is None:
        raise NotFound("这件案件还没有转办。")
    return row


def objected_before(case: Case) -> bool:
    """Whether the present lead unit has refused this case before."""
    refused = exists().where(Objection.case_id == case.id, Objection.unit_id == case.lead_unit_id)
    return bool(db.session.scalar(select(refused)))


def objection_until(case_id: int) -> date | None:
    """The last day on which the unit may object to the newest hand-over."""
    given = [clock.due_rolled for clock in clocks_of(case_id) if clock.key == "objection"]
    return given[-1] if given else None


def ceiling(case: Case) -> date | None:
    """The last day that an extension may reach in the first round (802号 25条: 90 days from the first dispatch).

    None where that article sets no such day: on track B, and in a later round.
    """
    most = rule_for(case, "result_max").length
    if case.track != "A" or case.round > 1 or case.first_dispatched_on is None or most is None:
        return None
    return case.first_dispatched_on + timedelta(days=most)


def last_day(end: date) -> date:
    """The day by which a result whose limit ends on `end` is still on time: itself, else the next working day."""
    return editions.current().calendar.next_working_day(end)


def result_clock(case_id: int) -> Clock | None:
    """The clock that awaits the service of the result."""
    running = (clock for clock in clocks_of(case_id) if clock.key in RESULT_CLOCKS and clock.met_at is None)
    return next(running, None)


def pending_extension(case_id: int) -> Extension | None:
    """The extension that waits for the head's word; what a unit asked that had the case before is void."""
    handed_over = select(func.max(Dispatch.dispatched_at)).where(Dispatch.case_id == case_id).scalar_subquery()
    waiting = select(Extension).where(Extension.case_id == case_id, Extension.decided_at.is_(None))
    return db.session.scalar(waiting.where(Extension.requested_at >= handed_over))


def extension_reason(extension: Extension) -> str:
    """What the handler wrote as the reason of this request; empty once erased."""
    said = (
        select(Entry.text)
        .join(Event, Event.id == Entry.event_id)
        .where(Event.case_id == extension.case_id, Event.kind == "ExtensionRequested", Entry.name == "reason")
        .where(Event.data["extension_id"].as_integer() == extension.id)
    )
    return db.session.scalar(said) or ""


def current_result(case: Case) -> Result:
    """The newest result of this round. NotFound while there is none."""
    row = newest_result(case)
    if row is None:
        raise NotFound("这件案件还没有处理结果。")
    return row


def newest_result(case: Case) -> Result | None:
    """The newest result of the present round, or None."""
    newest = select(Result).where(Result.case_id == case.id, Result.round == case.round)
    return db.session.scalar(newest.order_by(Result.id.desc()).limit(1))


def claims_of(case_id: int) -> list[ClaimLine]:
    """The claims of a case with the sum of the payments that count on each, and of what was waived."""
    waived = waived_on(case_id)
    came = func.coalesce(func.sum(Payment.amount).filter(Payment.reversed_at.is_(None)), 0)
    rows = db.session.execute(
        select(Claim, came)
        .outerjoin(Payment, Payment.claim_id == Claim.id)
        .where(Claim.case_id == case_id)
        .group_by(Claim.id)
        .order_by(Claim.position)
    )
    return [
        ClaimLine(
            claim.id, claim.position, claim.contract_name, claim.amount, claim.undisputed, paid, waived.get(claim.id, NOTHING)
        )
        for claim, paid in rows
    ]


def owed_of(case_id: int) -> list[Owed]:
    """What a repayment plan of this case has to make up, claim by claim."""
    return [
        Owed(
            line.id, line.contract, line.outstanding, min(max(line.undisputed - line.paid, NOTHING), line.outstanding)
        )
        for line in claims_of(case_id)
    ]


def payments_of(case_id: int) -> tuple[PaymentLine, ...]:
    """All payments of a case, oldest first."""
    rows = db.session.execute(
        select(Payment, Claim.contract_name)
        .join(Claim, Claim.id == Payment.claim_id)
        .where(Payment.case_id == case_id)
        .order_by(Payment.paid_on, Payment.id)
    )
    return tuple(
        PaymentLine(
            id=payment.id,
            contract=contract,
            amount=payment.amount,
            paid_on=payment.paid_on,
            method=payment.method,
            evidence_id=payment.evidence_id,
            confirmed=payment.confirmed_at is not None,
            denied=payment.denied_at is not None and payment.confirmed_at is None,
            reversed=payment.reversed_at is not None,
        )
        for payment, contract in rows
    )


def outstanding(case: Case) -> Decimal:
    """What the case still owes: claimed − paid − waived."""
    return case.amount - case.amount_paid - case.amount_waived


def unpaid(case: Case, recognised: Decimal) -> Decimal:
    """What remains of the recognised amount, never below zero nor more than the case owes: what was given up is not unpaid."""
    return max(min(recognised - case.amount_paid, outstanding(case)), NOTHING)


def evidence_kinds(case_id: int) -> frozenset[str]:
    """The kinds of evidence that lie on the case."""
    present = select(Evidence.kind).where(Evidence.case_id == case_id, Evidence.removed_at.is_(None))
    return frozenset(db.session.scalars(present.distinct()))


def result_context(case: Case, result: Result) -> dict[str, object]:
    """What the letters of a result say beyond the facts of every letter."""
    return {
        "outcome_name": editions.current().closure.outcome(result.outcome).name,
        "findings": result.findings,
        "basis": result.basis,
        "amount_recognised": result.amount_recognised,
        "unpaid": unpaid(case, result.amount_recognised),
    }


def complainant(case: Case) -> Company:
    """The firm that complains."""
    return db.session.get_one(Company, case.company_id)


def lead(case: Case) -> Unit:
    """The lead unit; the case has one."""
    return db.session.get_one(Unit, case.lead_unit_id)


def receiver(case: Case) -> Unit:
    """The receiving unit."""
    return db.session.get_one(Unit, case.receiving_unit_id)
