"""The words of the timeline: one line for officers, a plainer one for the firm (None: not shown to it)."""

from collections.abc import Mapping

from caseflow.core.access import Role
from caseflow.core.lifecycle import Status

OFFICE_AND_FIRM: Mapping[str, tuple[str, str | None]] = {
    "ComplaintFiled": ("提交投诉", "提交了投诉"),
    "CaseClaimed": ("投诉企业认领了代录的投诉", "您认领了这件投诉"),
    "EvidenceAdded": ("上传材料", "上传了一份材料"),
    "RouteProposed": ("系统提出承办单位建议", None),
    "SupplementRequested": ("一次性告知补正", "请您补充材料"),
    "SupplementSupplied": ("投诉企业提交补正", "您补交了材料"),
    "SupplementLapsed": ("逾期未补正，视为放弃", "到期没有收到补充材料，视为放弃（可以重新投诉）"),
    "HandedUp": ("代收转报", "已转报有权受理的部门审查，审查期限不变"),
    "Relayed": ("转给另一个受理单位", "已转到另一个受理单位审查，审查期限不变"),
    "DeterminationRequested": ("提请认定企业规模，审查时限暂停", "请您所在地的主管部门认定企业规模，审查时限暂停"),
    "DeterminationRecalled": ("撤回规模认定的提请，审查时限继续", "不再请主管部门认定规模，审查继续"),
    "Determined": ("企业规模已认定，审查时限继续", "企业规模已认定，审查继续"),
    "Declined": ("不予受理", "没有受理您的投诉，理由见通知书"),
    "DeclineAppealed": ("对不予受理提出异议", "您提出了异议，将由另一位工作人员重新审查"),
    "Accepted": ("受理", "已受理，正在转办"),
    "Dispatched": ("转办", "已转到承办单位"),
    "SignedFor": ("签收", "承办单位已签收，开始办理"),
    "Objected": ("承办单位退单", None),
    "ObjectionUpheld": ("同意退单", "正在重新确定承办单位"),
    "ObjectionOverruled": ("不同意退单", None),
    "HandlerAssigned": ("分派承办人", None),
    "HandlerReleased": ("承办人离岗，等待重新指定", None),
    "ContactRecorded": ("记录办理情况", "承办单位记录了办理情况"),
    "PaymentRecorded": ("登记还款", "登记了一笔还款，请核对是否到账"),
    "PaymentConfirmed": ("投诉企业确认到账", "您确认了一笔到账"),
    "PaymentDenied": ("投诉企业说一笔还款没有到账", "您说一笔还款没有到账"),
    "PaymentReversed": ("冲回一笔还款，不再计入", "一笔还款没有兑现或者登记有误，已从还款中减去"),
    "ClaimWaived": ("投诉企业放弃部分欠款", "您放弃了一部分欠款"),
    "RepaymentPlanned": ("登记还款计划", "登记了还款计划，各期金额和日期见“还款计划”"),
    "InstalmentBroken": ("还款计划一期逾期未付", "还款计划有一期过了宽限期还没有付"),
    "ExtensionRequested": ("申请延期", None),
    "ExtensionApproved": ("批准延期", "办理期限已延长，原因见告知书"),
    "ExtensionRefused": ("不同意延期", None),
    "ResultSubmitted": ("处理结果报审", None),
    "ResultSentBack": ("退回修改", None),
    "ResultSignedOff": ("负责人审签", None),
    "LetterDrafted": ("文书送签", None),
    "LetterSentBack": ("文书退回修改", None),
    "LetterIssued": ("签发文书", None),
    "LetterServed": ("文书送达", "文书已送达"),
    "LetterConfirmed": ("收件人确认收到文书", "文书已确认收到"),
    "ResultServed": ("结果已送达并反馈受理部门", "处理结果已送达，请查看并告诉我们是否满意"),
    "ResultReturned": ("受理部门退回重办", "受理部门要求承办单位重新办理"),
    "FollowedUp": ("回访", "您反馈了办理结果的意见或接受了回访"),
    "ReplyLinkSent": ("再次向企业发送答复链接", "又给您发了一次答复链接"),
    "WriteOffRequested": ("申请销号", "承办单位申请结案（销号），正在审核"),
    "ReviewApproved": ("销号审核通过", None),
    "WrittenOff": ("批准销号", "案件已销号"),
    "ReviewReturned": ("销号申请被退回", "结案申请没有通过，承办单位继续办理"),
    "PublicationStarted": ("销号前开始公示", "结案前开始匿名公示，只公布地区、单位类型、事由和结果"),
    "PublicationObjected": ("公示期间收到一条异议", None),
    "PublicationObjectionAnswered": ("答复公示异议", None),
    "PublicationEnded": ("公示期满", "公示期满，等待最后审核"),
    "RecheckDrawn": ("抽中回头看", None),
    "Rechecked": ("回头看", None),
    "ListingRaised": ("销号后重新启动，提高挂牌级别", "案件销号后重新启动，已提高挂牌督办的级别"),
    "Withdrawn": ("投诉企业撤回", "您撤回了投诉"),
    "Relapsed": ("反弹，同号重启", "还款没有兑现，案件重新办理"),
    "Rehandled": ("出现新事实，重新办理", "出现新的事实，案件重新办理"),
    "ListingKept": ("挂牌随新一轮或者承办单位重新确定", None),
    "CaseListed": ("挂牌督办", "案件已列入挂牌督办，由领导小组办公室督促办理"),
    "MeasureTaken": ("采取督办措施", None),
    "RespondentMeasureTaken": ("对被投诉单位采取措施", "办理单位对被投诉单位采取了措施"),
    "RespondentUnreached": ("发给被投诉单位的邮件没有送达", None),
    "ClaimAnswered": ("被投诉单位就一笔款作出答复", None),
    "RespondentAnswered": ("登记被投诉单位的答复或者措施结果", "被投诉单位的答复或者措施的结果已登记"),
    "SuperiorReplied": ("登记上级机关、主管部门的回复", "被投诉单位的上级机关或者主管部门已回复"),
    "InterviewHeld": ("登记约谈情况", "已约谈被投诉单位"),
    "ReplyJudged": ("审核答复", None),
    "Referred": ("移送", None),
    "ReferralAnswered": ("登记移送的处理情况", None),
    "Escalated": ("提请领导小组会议协调", None),
    "Coordinated": ("登记会议协调的结果", None),
    "MeasureAnswered": ("答复督办", None),
    "AnswerAccepted": ("认可督办答复", None),
    "AnswerRefused": ("不认可督办答复", None),
    "ListingReported": ("报告挂牌案件进展", None),
    "Delisted": ("摘牌", "案件不再重点挂牌"),
    "ClockDueSoon": ("时限将到", None),
    "ClockOverdue": ("超过时限", "办理超过了期限，已提醒承办单位"),
    "ClockMoved": ("日历公布后重新计算时限", "期限按新公布的日历重新计算"),
}

STANDING: Mapping[str, str] = {
    "under_review": "正在审查是否受理",
    "awaiting_supplement": "等您补充材料",
    "lapsed": "到期没有补充材料，视为放弃；可以重新投诉",
    "declined": "没有受理，理由见不予受理通知书",
    "accepted": "已受理，正在转办",
    "dispatched": "已转到承办单位，等它签收",
    "objected": "承办单位认为不归它办，正在裁定",
    "handling": "正在办理",
    "result_submitted": "处理结果正在由负责人审签",
    "awaiting_service": "处理结果正在送达",
    "resolved": "处理结果已送达；请告诉我们您是否满意",
    "write_off_requested": "承办单位申请结案，正在审核",
    "written_off": "已结案（销号）；如果还款没有兑现，可以要求重新办理",
    "withdrawn": "您已撤回",
    "terminated": "已终止",
}

SIZE_WAITS = "正在请主管部门认定企业规模，审查时限暂停"

CLOCK_OF_STATUS: Mapping[str, tuple[str, ...]] = {
    "under_review": ("review", "determination", "appeal"),
    "awaiting_supplement": ("supplement",),
    "accepted": ("dispatch",),
    "dispatched": ("sign",),
    "objected": ("objection_decision",),
    "handling": ("rework", "round", "result", "result_simple", "result_ordinary", "result_complex"),
    "result_submitted": ("rework", "round", "result", "result_simple", "result_ordinary", "result_complex"),
    "awaiting_service": ("rework", "round", "result", "result_simple", "result_ordinary", "result_complex"),
    "resolved": ("follow_up",),
    "write_off_requested": ("publication", "review_level"),
}

NOTHING_TO_DO = "现在不需要您做什么；有进展会通知您"

PASSED_ON = "本单位已经转出，只看进展；企业问到的，请告诉它现在由谁审查"
"""What is left to an office that passed the case on."""

SIZE_NEXT: Mapping[Role, str] = {
    Role.CLERK: "等待规模认定；收到书面结果的，在审查页录入；不用再认定的，撤回提请",
    Role.COMPLAINANT: "等待规模认定；认定单位问到的资料，请及时提供",
}

NEXT: Mapping[tuple[Status, Role], str] = {
    (Status.UNDER_REVIEW, Role.CLERK): "审查材料，决定受理、补正或不予受理",
    (Status.ACCEPTED, Role.CLERK): "核对系统建议，确认承办单位并转办",
    (Status.OBJECTED, Role.CLERK): "审核承办单位的退单",
    (Status.RESOLVED, Role.CLERK): "核对处理结果；有问题可退回重办一次",
    (Status.AWAITING_SUPPLEMENT, Role.COMPLAINANT): "按清单逐项补充材料",
    (Status.UNDER_REVIEW, Role.COMPLAINANT): "等待审查；想起新的材料可以继续上传",
    (Status.DECLINED, Role.COMPLAINANT): "不同意的，可以提出一次异议；已经复查过的，可以调解、仲裁、诉讼",
    (Status.RESOLVED, Role.COMPLAINANT): "查看处理结果，告诉我们是否满意",
    (Status.DISPATCHED, Role.HANDLER): "签收，或者写明依据退单",
    (Status.DISPATCHED, Role.UNIT_HEAD): "签收，或者写明依据退单",
    (Status.HANDLING, Role.HANDLER): "联系双方、核实、登记还款，然后写处理结果",
    (Status.HANDLING, Role.UNIT_HEAD): "督促办理；有延期申请时审批",
    (Status.RESULT_SUBMITTED, Role.UNIT_HEAD): "审签处理结果，或者退回修改",
    (Status.AWAITING_SERVICE, Role.HANDLER): "把处理结果送达投诉企业，并反馈受理部门",
    (Status.AWAITING_SERVICE, Role.UNIT_HEAD): "督促送达",
    (Status.RESOLVED, Role.HANDLER): "回访投诉企业，补齐销号材料",
    (Status.RESOLVED, Role.UNIT_HEAD): "材料齐全后申请销号",
    (Status.WRITE_OFF_REQUESTED, Role.SUPERVISOR): "对照佐证审核销号申请",
}

NEXT_ANSWERED: Mapping[tuple[Status, Role], str] = {
    (Status.RESOLVED, Role.COMPLAINANT): "等待承办单位申请结案；您的答复可以更改",
    (Status.RESOLVED, Role.HANDLER): "投诉企业已经答复；补齐销号材料，由负责人申请销号",
}
"""What is left to do once the firm has said how it is served."""
