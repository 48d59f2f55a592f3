"""Letters of every kind for the tests of this folder."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from caseflow.documents.actions import issue_letter
from caseflow.store.db import db
from caseflow.store.models import Case, Letter
from caseflow.store.unit_of_work import Work
from tests.handling.scene import Scene

DUE = date(2026, 12, 18)
RESULT = {
    "outcome": "paid_in_full",
    "outcome_name": "全额清偿",
    "findings": "合同属实。\n货款已付清。",
    "basis": "国务院令第802号第九条",
    "amount_recognised": Decimal("100000.00"),
    "unpaid": Decimal(0),
}
CONTEXTS: Mapping[str, Mapping[str, object]] = {
    "acceptance_notice": {"dispatch_due": DUE},
    "decline_notice": {"ground_text": "欠款的一方也是中小企业。", "basis": "国务院令第802号第二条、第三条"},
    "supplement_notice": {"items": ["合同复印件", "送货单"], "due": DUE},
    "dispatch_letter": {"result_due": DUE},
    "extension_notice": {"reason_text": "情况复杂", "until": DUE},
    "result_notice": RESULT,
    "result_feedback": RESULT,
    "write_off_notice": {"outcome_name": "全额清偿"},
    "verification_letter": {"due": DUE},
    "supervision_order": {"facts": "核实函已送达,至今没有答复。", "due": DUE},
}


def issue(
    work: Work, scene: Scene, kind: str, addressee: str = "complainant", unit_id: int | None = None, **more: Any
) -> Letter:
    """A letter of this kind on the case of the scene, issued by the receiving unit unless `unit_id` says otherwise."""
    case = db.session.scalars(select(Case).where(Case.number == scene.number)).one()
    context = {**CONTEXTS[kind], **more}
    return issue_letter(work, case, kind, unit_id or case.receiving_unit_id, addressee, "某某公司", context)
