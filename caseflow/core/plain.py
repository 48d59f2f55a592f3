"""What the firm reads instead of an official status: where it is, in plain words."""

from datetime import date

from caseflow.core.lifecycle import Status

SENTENCES = {
    Status.UNDER_REVIEW: "已收到，受理部门正在审查材料",
    Status.AWAITING_SUPPLEMENT: "材料不全，等您补充",
    Status.LAPSED: "没有在期限内补充材料，视为放弃；可以重新投诉",
    Status.DECLINED: "不予受理，理由见不予受理通知书",
    Status.ACCEPTED: "已受理，正在转给承办单位",
    Status.DISPATCHED: "已转到{lead}，等待签收",
    Status.OBJECTED: "已转到{lead}，该单位认为不归它办，受理部门正在审核",
    Status.HANDLING: "{lead}正在办理",
    Status.RESULT_SUBMITTED: "{lead}已有初步结果，正在审签",
    Status.AWAITING_SERVICE: "{lead}已有结果，正在送达",
    Status.RESOLVED: "结果已送达，请您看看是否满意",
    Status.WRITE_OFF_REQUESTED: "结果已送达，承办单位已申请办结，正在审核",
    Status.WRITTEN_OFF: "已办结（销号）",
    Status.WITHDRAWN: "您已撤回投诉",
    Status.TERMINATED: "已终止办理，理由见告知书",
}

ANSWERED = {"satisfied": "满意", "unsatisfied": "不满意"}
"""What a firm may say of its result, in its words."""

AWAITED = {
    Status.UNDER_REVIEW: "告诉您是否受理",
    Status.AWAITING_SUPPLEMENT: "补充",
    Status.ACCEPTED: "转办",
}
"""What is due by the day that is named; in every other status it is the answer."""


def plain_status(status: Status, lead: str = "", until: date | None = None) -> str:
    """The status as a sentence. `lead` is the name of the handling unit; `until` the day by which the next step is due."""
    sentence = SENTENCES[status].format(lead=lead or "承办单位")
    return f"{sentence}，{until.month}月{until.day}日前{AWAITED.get(status, '答复')}" if until else sentence
