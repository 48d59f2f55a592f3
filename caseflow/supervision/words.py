"""The words of the supervision pages."""

from collections.abc import Mapping

OFFICE = "office"
STAGE = "supervision"
"""Under which word a draft holds what its measure needs."""

_ADDRESSEE = ("移送给", "有管理权限的机关，写全称。")
_MEETING = {
    "when": ("约谈时间", "如：2026年3月2日上午9时。"),
    "place": ("约谈地点", ""),
    "attendees": ("参加人员", "写职务，如：单位主要负责人、分管负责人。"),
}

DETAILS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "supervision_letter": {},
    "listing_notice": {"leader": ("包抓领导", "承办单位负责这件案件的领导，写姓名和职务。")},
    "unit_interview_notice": _MEETING,
    "unit_circular": {"demand": ("整改要求", "会原样写进通报。")},
    "accountability_letter": {"addressee": _ADDRESSEE, "recommendation": ("建议", "会原样写进移送函。")},
    "verification_letter": {},
    "supervision_order": {},
    "inquiry_letter": {},
    "interview_notice": _MEETING,
    "circular": {"demand": ("要求", "会原样写进通报。")},
    "rectification_order": {"demand": ("整改要求", "会原样写进责令整改通知书，写明要做到什么。")},
    "advice_letter": {
        "addressee": ("发给", "被投诉单位的上级机关、主管部门或者监管部门，写全称。"),
        "recommendation": ("建议", "会原样写进建议函，如：责令限期支付。"),
    },
    "clue_transfer_letter": {
        "addressee": _ADDRESSEE,
        "materials": ("移交的材料", "一行一份。"),
        "contact": ("联系人", "本单位的联系人和电话。"),
    },
    "coordination_request": {"addressee": ("提请给", "案件所在地或者上级的领导小组办公室；它能在督办页看到，也能登记会议结果。")},
}
"""What the letter of each kind needs besides facts and a day: name of the field -> label, hint."""

FACTS: Mapping[str, tuple[str, str]] = {
    "verification_letter": ("请核实的事项", "一行一项，会原样写进核实函。不写投诉企业的联系人、电话和地址。"),
    "clue_transfer_letter": ("线索", "会原样写进移交函；只有本单位、督办员和审计员看得到。"),
    "coordination_request": ("需要协调的问题", "会原样写进提请协调函。"),
}
"""Kinds of letters in which the facts are called otherwise: label, hint."""

QUESTIONS = (
    "投诉所述合同关系、交付、验收和结算情况是否属实。\n"
    "应付、已付、未付金额，其中无分歧和有分歧的部分各是多少，分歧的理由。\n"
    "未付款的原因，付款安排和具体日期。"
)
"""What a 核实函 asks where nobody asks otherwise."""

DAYS: Mapping[str, tuple[str, str]] = {
    "coordination_request": ("建议的会议日期", "会议在这一天以前开；写进提请协调函，选了休息日的，写成下一个工作日。"),
}

STANDINGS: Mapping[str, str] = {
    "issued": "待送达",
    "waiting": "待答复",
    "answered": "答复待审核",
    "unanswered": "逾期未答复",
    "accepted": "答复已认可",
    "not_accepted": "答复未认可",
    "ended": "已结束",
}

STANDINGS_OF_OTHERS: Mapping[str, str] = {
    "issued": "待登记送达",
    "waiting": "等待{}",
    "answered": "{}待审核",
    "unanswered": "期满没有{}",
    "accepted": "{}符合要求",
    "not_accepted": "{}不符合要求",
    "ended": "已结束",
}
"""The same of what the respondent or another body sends back, by the name of that (`returned` of the rung)."""

LISTED: Mapping[str, str] = {
    "issued": "待送达",
    "waiting": "挂牌中",
    "unanswered": "挂牌已超期",
    "ended": "已结束",
}
"""The same of a listing, which nobody answers."""

SENT = "已发出"
PROVINCIAL = "省级受理单位受理"
BY_LINK = "被投诉单位（通过链接答复）"
WITHOUT_MAIL = "没有登记邮箱，请下载 PDF 打印送达，上面印有答复码"
