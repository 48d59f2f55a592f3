"""The closed vocabularies of 销号: what is stored and the words shown for it."""

from collections.abc import Mapping
from types import MappingProxyType

from caseflow.core.plain import ANSWERED

SATISFIED, UNSATISFIED, UNREACHED = "satisfied", "unsatisfied", "unreached"

ANSWERS: Mapping[str, str] = MappingProxyType(
    {**ANSWERED, UNREACHED: "没有联系上"},
)

MONEY = frozenset({"transfer", "cash"})
"""Ways of paying that are money; every other one needs the complainant's written consent (国务院令第802号第十一条)."""

PAYMENT_METHODS: Mapping[str, str] = MappingProxyType(
    {
        "transfer": "银行转账",
        "cash": "现金",
        "bill": "商业汇票（已兑付）",
        "e_claim": "应收账款电子凭证",
        "property": "以物抵债",
    }
)

NEW_FACTS, PLAN_BROKEN = "new_facts", "plan_broken"
REVERSING = frozenset({"bill_dishonoured", "payment_reversed"})
REOPENINGS: Mapping[str, str] = MappingProxyType(
    {
        PLAN_BROKEN: "还款约定没有履行",
        "bill_dishonoured": "票据没有兑付",
        "payment_reversed": "款项被追回",
        "firm_objected": "投诉企业对销号提出异议",
        NEW_FACTS: "出现新的事实",
    }
)
"""Why a case comes back: all but the last are a relapse (反弹), the last is 重新办理."""

RECHECK_FAILED = "recheck_failed"
"""Not a choice of the ordinary form: the reason of a relapse that 回头看 led to."""

CONTACTS: Mapping[str, str] = MappingProxyType({"reached": "联系上了企业", UNREACHED: "没有联系上企业"})
MONEY_FOUND: Mapping[str, str] = MappingProxyType(
    {"received": "款项确实到账", "missing": "款项没有到账，或者又被要回", "none": "本案不涉及付款"}
)
EVIDENCE_FOUND: Mapping[str, str] = MappingProxyType({"genuine": "佐证属实", "false": "佐证不实（例如回单是假的）"})

APPROVED, RETURNED, WRITTEN_OFF = "approve", "return", "written_off"

FOR_PARTIES = frozenset({"payment_proof", "non_cash_consent", "agreement", "repayment_plan", "judicial_guidance"})
"""Kinds of evidence that the complainant may read too; what an office found out stays with the offices."""

OPEN_TO_PARTIES, OFFICE, REVIEWERS = "parties", "office", "reviewers"
