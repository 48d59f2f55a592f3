"""The words of the supervision pages."""

from collections.abc import Mapping

from caseflow.core.supervision import PRIORITY

OFFICE = "office"

DETAILS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "supervision_letter": {},
    PRIORITY: {"leader": ("包抓领导", "承办单位负责这件案件的领导，写姓名和职务。")},
    "interview": {
        "when": ("约谈时间", "如：2026年3月2日上午9时。"),
        "place": ("约谈地点", ""),
        "attendees": ("参加人员", "写职务，如：单位主要负责人、分管负责人。"),
    },
    "circular": {"demand": ("整改要求", "会原样写进通报。")},
    "accountability": {
        "addressee": ("移送给", "有管理权限的机关，写全称。"),
        "recommendation": ("建议", "会原样写进移送函。"),
    },
}
"""What the letter of each measure needs besides facts and a day: name of the field -> label, hint."""

STANDINGS: Mapping[str, str] = {
    "issued": "待送达",
    "waiting": "待答复",
    "answered": "答复待审核",
    "unanswered": "逾期未答复",
    "accepted": "答复已认可",
    "not_accepted": "答复未认可",
    "ended": "已结束",
}

LISTED: Mapping[str, str] = {
    "issued": "待送达",
    "waiting": "挂牌中",
    "unanswered": "挂牌已超期",
    "ended": "已结束",
}
"""The same of a listing, which nobody answers."""

METHODS: Mapping[str, str] = {
    "platform": "系统内送达",
    "exchange": "公文交换",
    "in_person": "直接送达",
    "post": "邮寄送达",
}
PROVINCIAL = "省级受理单位受理"
