"""What the fields of events are called on the auditor's page, and how their values read there."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from caseflow.core.chinese import chinese_date

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

FIELDS: Mapping[str, str] = {
    "admitted": "认可金额（元）",
    "agreed_on": "约定日期",
    "amount": "金额（元）",
    "answer": "答复",
    "audience": "谁能看",
    "basis": "依据",
    "batch_id": "导入批次编号",
    "before": "调整以前的期限",
    "by_link": "通过链接",
    "category": "投诉事项",
    "channel": "渠道",
    "claim_id": "款项编号",
    "clauses": "条款数",
    "clock": "时限",
    "clock_id": "时限编号",
    "company_id": "投诉企业编号",
    "complexity": "难易",
    "contact": "联系结果",
    "contact_id": "联系记录编号",
    "contact_kind": "联系方式",
    "content": "内容校验值",
    "criterion": "采取措施的理由",
    "decision": "判断",
    "decision_id": "判断编号",
    "determination_id": "规模认定编号",
    "digest_id": "汇总编号",
    "dispatch_id": "转办编号",
    "document": "政策文件",
    "draft_id": "草稿编号",
    "draw_id": "抽取编号",
    "drawn": "抽中件数",
    "due": "期限",
    "edition": "规则版本",
    "edition_id": "规则版本编号",
    "evidence": "材料核对",
    "evidence_id": "材料编号",
    "evidence_kind": "材料种类",
    "extension_id": "延期编号",
    "feedback_letter_id": "反馈单编号",
    "filed_on": "投诉日期",
    "files": "文件数",
    "follow_up_id": "回访编号",
    "from_unit_id": "转出单位",
    "ground": "理由",
    "handler_id": "承办人编号",
    "handover_id": "转交编号",
    "instalment_id": "分期编号",
    "instalments": "期数",
    "items": "项数",
    "late": "是否超期",
    "lead_unit_id": "承办单位",
    "letter_id": "文书编号",
    "letter_kind": "文书种类",
    "level": "级别",
    "levels": "审核级数",
    "listing": "挂牌",
    "looked_at": "查看件数",
    "means": "方式",
    "measure": "措施",
    "measure_id": "措施编号",
    "method": "方式",
    "money": "款项核对",
    "month": "月份",
    "more": "还有其他",
    "moved": "移动件数",
    "notices": "通知条数",
    "number": "案号",
    "objection_id": "异议编号",
    "offers": "提出几笔付款",
    "office_id": "办公室",
    "outcome": "结果",
    "overridden": "是否改派",
    "paid_on": "付款日期",
    "payment_id": "还款编号",
    "plan_id": "还款计划编号",
    "population": "总件数",
    "position": "第几期",
    "procedure_law": "程序法",
    "provisional": "暂定的时限个数",
    "publication_id": "公示编号",
    "reached_on": "联系上的日期",
    "reason_code": "理由",
    "received_on": "收到日期",
    "receiving_unit_id": "受理单位",
    "recheck_id": "回头看编号",
    "request_id": "申请编号",
    "respondent_unit_id": "被投诉单位",
    "result_due": "处理结果的期限",
    "result_id": "处理结果编号",
    "result_until": "处理结果的期限（不顺延）",
    "resumed_clock_id": "接着计算的时限编号",
    "resumed_due": "接着计算的期限",
    "retaliation": "有无打击报复",
    "robot_id": "群机器人编号",
    "robot_kind": "群机器人种类",
    "role": "角色",
    "round": "第几轮",
    "rule": "规则",
    "rules_version": "规则版本",
    "satisfied": "是否满意",
    "seal_id": "印章编号",
    "seed": "随机种子",
    "sequence": "第几份",
    "served_on": "送达日期",
    "sha256": "文件校验值",
    "size": "规模或者大小",
    "stance": "态度",
    "substance_law": "实体法",
    "supplement_id": "补正编号",
    "territory": "地区",
    "text": "文本",
    "text_id": "文本编号",
    "to_unit_id": "转入单位",
    "track": "轨道",
    "unanswered": "未答复的异议",
    "unit_id": "单位",
    "unreached_id": "联系不上的记录编号",
    "until": "到哪一天",
    "upheld": "是否成立",
    "upto": "到哪一条",
    "user_id": "人员编号",
    "verdict": "审核结论",
    "version": "版本",
    "void": "是否法定不成立",
    "waiver_id": "放弃的编号",
    "year": "年份",
}
"""Name of a field -> what it is called."""

UNITS = frozenset({
    "from_unit_id", "lead_unit_id", "office_id", "receiving_unit_id", "respondent_unit_id", "to_unit_id", "unit_id",
})  # fmt: skip
"""The fields that name a unit by its id."""


def facts_of(data: Mapping[str, Any], units: Mapping[int, str]) -> list[tuple[str, str]]:
    """(label, value) of what an event holds, with the names of `units` by id."""
    return [(FIELDS.get(name, name), _value(name, value, units)) for name, value in data.items()]


def _value(name: str, value: Any, units: Mapping[int, str]) -> str:
    if value is None or value == "":
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in UNITS:
        return units.get(value, str(value))
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return chinese_date(date.fromisoformat(value))
    return str(value)
