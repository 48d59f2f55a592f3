"""Undoing a payment that did not hold: an entry in the trail, never an edit; it counts no more from then on."""

from collections.abc import Collection

from sqlalchemy import select

from caseflow.core.errors import BadInput
from caseflow.core.events import Code, PaymentReversed
from caseflow.store.db import db
from caseflow.store.models import Case, Payment
from caseflow.store.plans import settle_instalments
from caseflow.store.unit_of_work import Said, Work

DISHONOURED, TAKEN_BACK, NEVER_CAME, MISTAKEN = "bill_dishonoured", "payment_reversed", "never_came", "mistaken"


def undo_payments(work: Work, case: Case, payment_ids: Collection[int], code: str, reason: str = "") -> None:
    """Take these payments of the locked case out of its ledger; instalments they met are waited for again.

    `code` says why, `reason` in words that the complainant may read. BadInput unless all of them are of this case and count.
    """
    rows = db.session.scalars(
        select(Payment)
        .where(Payment.case_id == case.id, Payment.id.in_(payment_ids), Payment.reversed_at.is_(None))
        .order_by(Payment.id)
    ).all()
    if len(rows) != len(set(payment_ids)):
        raise BadInput("请选择本案已登记、还在计入的还款。", "payment_ids")
    for row in rows:
        row.reversed_at = work.now
        case.amount_paid -= row.amount
        undone = PaymentReversed(row.id, row.claim_id, row.amount, Code(code))
        work.record(undone, case, reason=Said(reason))
    settle_instalments(work, case)
