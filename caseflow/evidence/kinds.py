"""What a file is evidence of: kinds a firm may choose; offices add those of policies/closure.toml."""

KINDS = {
    "contract": "合同、订单或协议",
    "invoice": "发票",
    "delivery": "送货、交付单据",
    "acceptance": "验收材料",
    "settlement": "结算、对账材料",
    "correspondence": "催款、往来函件",
    "bank_slip": "银行流水、付款凭证",
    "licence": "营业执照",
    "pledge": "签字盖章的承诺书",
    "decision": "罚单、收费单、处理决定",
    "other": "其他材料",
}

REFERRAL = "referral"
"""The audience of a file about a referral: the office that sent it, supervisors and auditors."""

OF_UNITS = {
    "supervision_reply": "督办答复或者进展报告",
    "respondent_reply": "被投诉单位的答复或者措施的记录",
    "respondent_proof": "被投诉单位的付款凭证",
    "waiver": "投诉企业放弃部分欠款的书面材料",
}
"""What only a step of the house makes a file of."""


def kind_label(kind: str, office_kinds: dict[str, str]) -> str:
    """The words for a kind; `office_kinds` are the evidence names of the edition."""
    return KINDS.get(kind) or office_kinds.get(kind) or OF_UNITS.get(kind) or "材料"
