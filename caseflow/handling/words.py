"""The closed vocabularies of the handling desk: what is stored and the words shown for it."""

from collections.abc import Mapping
from types import MappingProxyType

from caseflow.store import payments


def _words(**pairs: str) -> Mapping[str, str]:
    return MappingProxyType(pairs)


OBJECTION_BASES = _words(
    not_competent="事项不属于本单位主管或者监管的职责",
    not_territory="被投诉单位不在本单位管辖地区",
    wrong_level="按隶属关系应由其他层级办理",
    recusal="本单位与被投诉单位有须回避的关系",
    designated="当地政府已书面指定其他处理部门",
)

CONTACT_KINDS = _words(
    call="电话联系",
    visit="走访核查",
    meeting="会商、调解",
    letter="收发文书",
    note="工作记录",
)

AUDIENCES = _words(
    parties="投诉企业和办案单位都能看",
    office="只有办案单位能看",
)

EXTENSION_REASONS = _words(
    complex="情况复杂",
    special="有特殊原因",
)

TRANSFER, CASH, BILL, E_CLAIM, PROPERTY = "transfer", "cash", "bill", "e_claim", "property"

METHODS = _words(
    transfer="银行转账",
    cash="现金",
    bill="商业汇票（已兑付）",
    e_claim="应收账款电子凭证",
    property="以物抵债",
)

NEEDS_CONSENT = frozenset({BILL, E_CLAIM, PROPERTY})
"""Ways of paying that nobody may be forced to take (国务院令第802号第十一条): they count only with written consent."""

REVERSALS = MappingProxyType(
    {
        payments.DISHONOURED: "票据拒付",
        payments.TAKEN_BACK: "款项被追回",
        payments.NEVER_CAME: "查明没有到账",
        payments.MISTAKEN: "登记有误（金额、款项或者凭证不对）",
    }
)
"""Why a payment is taken out of the ledger while the case is in hand; afterwards it is a relapse."""

RESULT_CLOCKS = ("result", "result_simple", "result_ordinary", "result_complex", "round")
"""The clocks of which exactly one awaits the service of the result."""

WAIVER = "waiver"
"""The kind of evidence of a paper on which the complainant gives up a part of what it is owed."""

PAID_IN_FULL, NO_ARREARS = "paid_in_full", "no_arrears"
PLAN_PROOF = "repayment_plan"
"""The kind of evidence that a plan is kept as; a result that needs it promises that the plan is kept."""

KINDS_FOR_PARTIES = frozenset(
    {"payment_proof", "non_cash_consent", "agreement", "repayment_plan", "service_receipt", WAIVER}
)
"""Kinds of evidence that the complainant may read too; what a unit found out stays with the offices."""
