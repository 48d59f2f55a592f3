"""逾期利息试算单: the interest of one claim as its rows say it now, with everything it was derived from."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from caseflow.core.edition import Edition
from caseflow.core.errors import BadInput, NotFound, RuleError
from caseflow.core.interest import Interest, InterestQuestion, Payment, interest
from caseflow.core.payment_term import PaymentDue, PaymentQuestion, payment_due
from caseflow.core.working_days import days_from_to
from caseflow.store import editions, models
from caseflow.store.clock import day_of
from caseflow.store.db import db
from caseflow.store.models import Case, Claim, Complaint


@dataclass(frozen=True)
class Terms:
    """What the case does not know: the agreed rate in percent a year (None: nothing agreed), up to when, days a year."""

    agreed_annual_rate: Decimal | None
    as_of: date
    day_count: int


@dataclass(frozen=True)
class Sheet:
    """One claim with its sheet; `lacking` says why there is none.

    `stated` is the day of payment as the firm filed it, `statutory` the one that the law gives, counted from the delivery;
    `due` is the one that is used, moved off rest days, `provisional` where the calendar of its year is not known. `note` says
    what became of the day that was filed: cut to what the law allows, or taken as it is because nothing could be checked.
    """

    case: Case
    claim: Claim
    terms: Terms
    stated: date | None
    statutory: PaymentDue | None
    due: date | None
    provisional: bool = False
    note: str = ""
    answer: Interest | None = None
    payments: tuple[Payment, ...] = ()
    lacking: str = ""


def sheet(case: Case, position: int, terms: Terms) -> Sheet:
    """The sheet of the claim at this place of the case. NotFound where there is none."""
    claim = db.session.scalar(select(Claim).where(Claim.case_id == case.id, Claim.position == position))
    if claim is None:
        raise NotFound("没有找到这笔款项。")
    edition = editions.current()
    statutory = _by_law(case, claim, edition, None)
    due, note = _due(case, claim, edition) if claim.due_on else (statutory.due if statutory else None, "")
    rolled = edition.calendar.next_working_day(due) if due else None
    known = due is None or all(edition.calendar.known(day.year) for day in days_from_to(due, rolled or due))
    found = Sheet(case, claim, terms, claim.due_on, statutory, rolled, not known, note)
    if claim.contract_date is None or rolled is None:
        return replace(found, lacking="这笔款项没有写明合同签订日期，或者算不出应付款日期，不能计算逾期利息。")
    question = InterestQuestion(
        claim.contract_date, rolled, claim.amount, terms.agreed_annual_rate, _payments(claim.id), terms.as_of, terms.day_count
    )  # fmt: skip
    try:
        answer = interest(question, edition.payment_laws, edition.lpr)
    except RuleError as problem:
        return replace(found, lacking=str(problem))
    return replace(found, answer=answer, payments=question.payments)


def _payments(claim_id: int) -> tuple[Payment, ...]:
    """What lowers the principal: payments that count, and what the firm gave up, from the day it did."""
    rows = select(models.Payment).where(models.Payment.claim_id == claim_id, models.Payment.reversed_at.is_(None))
    counting = db.session.scalars(rows.order_by(models.Payment.paid_on, models.Payment.id))
    given_up = db.session.scalars(select(models.Waiver).where(models.Waiver.claim_id == claim_id))
    lower = [*((row.paid_on, row.amount) for row in counting), *((day_of(row.declared_at), row.amount) for row in given_up)]
    return tuple(Payment(day, yuan) for day, yuan in sorted(lower))


def _due(case: Case, claim: Claim, edition: Edition) -> tuple[date | None, str]:
    """The day that was filed as the one agreed on, where the law lets it stand (国务院令第802号第九条), and what to say of it."""
    filed, delivered = claim.due_on, claim.delivered_on
    agreed = (filed - delivered).days if filed and delivered and filed >= delivered else None
    allowed = _by_law(case, claim, edition, agreed) if agreed is not None else None
    if allowed is None or allowed.due is None:
        return filed, "填报的付款日期没有可以核对的交付日期或者法定期限，按填报的计算。"
    return (allowed.due, "".join(allowed.notes)) if filed and allowed.due < filed else (filed, "")


def _by_law(case: Case, claim: Claim, edition: Edition, agreed_days: int | None) -> PaymentDue | None:
    """The day by the law where so many days were agreed on (None: nothing); None where the rows do not say enough."""
    respondent = str(db.session.get_one(Complaint, case.id).respondent.get("type") or "")
    if claim.delivered_on is None or claim.contract_date is None:
        return None
    question = PaymentQuestion(respondent, claim.contract_date, claim.price_of, "delivery", claim.delivered_on, agreed_days)
    try:
        return payment_due(question, edition.payment_laws, edition.calendar)
    except (BadInput, RuleError):
        return None
