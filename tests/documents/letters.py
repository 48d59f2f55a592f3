"""Letters of every kind for the tests of this folder."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from caseflow.documents.actions import issue_letter
from caseflow.documents.kinds import KINDS
from caseflow.documents.readers import Addressee
from caseflow.documents.signing import draft_letter, issue_draft
from caseflow.store.db import db
from caseflow.store.models import Case, Letter
from caseflow.store.unit_of_work import Work
from tests.handling.scene import Scene, actor

DUE = date(2026, 12, 18)
RESULT = {
    "outcome": "paid_in_full",
    "outcome_name": "全额清偿",
    "findings": "合同属实。\n货款已付清。",
    "basis": "国务院令第802号第九条",
    "amount_recognised": Decimal("100000.00"),
    "unpaid": Decimal(0),
}
MEETING = {
    "facts": "督办书已送达，至今没有反馈。",
    "when": "2026年12月21日 9:30",
    "place": "本单位会议室",
    "attendees": "主要负责人",
}
REPORTED = {
    "facts": "货款已到期，至今未付。",
    "measures": "核实函、督办书、约谈。",
    "demand": "于2026年12月31日前支付。",
}
CLUE = {
    "clue": "年度报告未按规定公示逾期未付情况。",
    "basis": "国务院令第802号第三十四条",
    "materials": ["处理结果告知书", "合同复印件"],
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
    "supervision_order": {"facts": "核实函已送达,至今没有答复。", "within": "自收到本督办书次日起5个工作日内"},
    "rectification_order": {"facts": "督办书已送达，至今没有反馈。", "demand": "支付无分歧的货款。", "due": DUE},
    "coordination_request": {"question": "验收由两个部门负责，意见不一致。", "meeting": DUE},
    "termination_notice": {"ground_text": "投诉人就同一事项提起诉讼，法院已经立案。", "basis": "受理后进入诉讼程序"},
    "inquiry_letter": {"facts": "货款100,000.00元已到期，无分歧，至今未付。", "due": DUE},
    "interview_notice": MEETING | {"article": "25"},
    "circular": REPORTED | {"article": "23"},
    "supervision_letter": {"facts": "办理期限已过，未提交处理结果。", "due": DUE, "report": "每周五报送进展"},
    "listing_notice": {
        "level_name": "省级重点挂牌", "facts": "两次超过办理期限。", "due": DUE, "leader": "分管负责人", "report": "每周五报送进展",
    },
    "delisting_notice": {"level_name": "省级重点挂牌", "listed_on": date(2026, 11, 2), "reason_text": "款项已全额支付。"},
    "unit_interview_notice": MEETING,
    "unit_circular": REPORTED | {"unit_reported": "某某县财政局"},
    "advice_letter": {
        "article": "31", "facts": "货款已到期，无分歧，至今未付。", "recommendation": "责令限期支付。", "due": DUE,
    },
    "accountability_letter": {
        "unit_reported": "某某县财政局", "facts": "经挂牌督办和约谈仍未办理。", "measures": "督办函、挂牌督办、约谈。",
        "basis": "国务院令第802号第三十五条", "recommendation": "对有关责任人员依规依纪处理。", "due": DUE,
    },
    "clue_transfer_letter": CLUE | {"due": DUE, "contact": "受理处 0931-0000000"},
    "clue_transfer_register": CLUE | {"letter_number": "甘肃工信诉移〔2026〕1号"},
    "extension_approval": {
        "was_due": date(2026, 11, 30), "until": DUE, "reason_text": "情况复杂，结算需要第三方复核。", "applicant": "承办人",
        "asked_on": date(2026, 11, 20), "opinion": "同意延期。", "approver": "负责人", "decided_on": date(2026, 11, 21),
    },
    "write_off_approval": {
        "channel": "网上投诉", "facts": "货款逾期未付。", "lead_unit": "某某县财政局", "handler": "承办人",
        "outcome_name": "全额清偿", "evidence": ["银行回单", "处理结果告知书送达凭证"], "applicant": "承办单位负责人",
        "requested_on": date(2026, 11, 20), "follow_up": "投诉人确认到账，满意。", "publication": "公示5个工作日，无异议。",
        "reviews": [
            {"level": f"{name}意见", "opinion": "材料齐全，同意。", "reviewer": "审核人", "decided_on": DUE} for name in ("初核", "复核", "批准")
        ],
        "returns": ["第一次退回：缺银行回单。"],
    },
    "follow_up_record": {
        "when": "2026年11月20日 10:00", "manner": "电话", "caller": "承办人", "reached": "是", "paid": "已收到全部款项",
        "retaliation": "否", "satisfaction": "满意",
    },
}  # fmt: skip


def of_track(track: str) -> list[str]:
    """The kinds that may be issued on this track."""
    return [key for key, kind in KINDS.items() if track in kind.tracks]


def issue(work: Work, scene: Scene, kind: str, addressee: str = "", unit_id: int | None = None, **more: Any) -> Letter:
    """A letter of this kind on the case of the scene, issued by the receiving unit unless `unit_id` says otherwise."""
    case = db.session.scalars(select(Case).where(Case.number == scene.number)).one()
    context = {**CONTEXTS[kind], **more}
    audience = addressee or KINDS[kind].addressees[0]
    unit = unit_id or case.receiving_unit_id
    whom = Addressee(audience, "某某公司", case.lead_unit_id if audience == "office" else None)
    if not KINDS[kind].approval:
        return issue_letter(work, case, kind, unit, whom, context)
    draft = draft_letter(work, case, kind, unit, whom, context)
    writer, work.actor = work.actor, scene.head if unit == scene.head.unit_id else actor("gansu.sl2")
    letter = issue_draft(work, case, draft)
    work.actor = writer
    return letter
