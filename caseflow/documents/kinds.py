"""The kinds of letters: their names, the mark each has in its number, whom they may address, and what their texts need.

A number reads 机关代字 + mark + 〔year〕 + serial + 号. Each kind counts on its own, so the mark keeps two kinds of one
unit from bearing the same number; the serial has no leading zeros (GB/T 9704-2012 7.2.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.errors import BadInput, RuleError

HEAD_ORDERS = "国务院令第802号第二十五条：督办书由处理投诉部门发出，由其负责人签发"
HEAD_MEASURES = "国务院令第802号第二十三条、第二十五条：约谈、通报、函询是对单位的措施，由负责人签发"
HEAD_LETTERS = "党政机关公文处理工作条例第二十二条：公文由本机关负责人审批签发"


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter.

    `key` as stored, `name` as shown, `mark` in the number, `addressees` the audiences of documents/readers.py it may be
    issued to (督办书 goes to a respondent and never to an office, 督办函 the other way round), `needs` the keys its text
    must be given, `articles` the values the key `article` may have where the text cites one of several (the article of
    国务院令第802号, or 51 of 中小企业促进法), `tracks` the tracks its legal basis covers, `approval` why a head must
    approve it before it is issued (empty where the stage that issues it has its own decision), `copied` whether the
    receiving unit gets a copy (抄送), `form` whether it is a form (审批表, 登记表, 记录) instead of a letter,
    `served_by_step` whether a step of a stage records its service, with consequences of its own, `told_around` whether it
    is made known beyond its addressee (通报), so that nobody may read in it who complained.
    """

    key: str
    name: str
    mark: str
    addressees: tuple[str, ...]
    needs: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    tracks: str = "AB"
    approval: str = ""
    copied: bool = False
    form: bool = False
    served_by_step: bool = False
    told_around: bool = False


_FIRM, _OFFICE, _RESPONDENT = ("complainant",), ("office",), ("respondent",)
_COMPETENT, _INTERNAL = ("competent",), ("internal",)
_RESULT = ("outcome_name", "findings", "basis", "amount_recognised", "unpaid")
_MEETING = ("facts", "when", "place", "attendees")
_REPORTED = ("facts", "measures", "demand")
_EXTENSION = ("was_due", "until", "reason_text", "applicant", "asked_on", "opinion", "approver", "decided_on")
_WRITE_OFF = (
    "channel", "facts", "lead_unit", "handler", "outcome_name", "evidence", "applicant", "requested_on", "follow_up",
    "reviews", "publication",
)  # fmt: skip
_FOLLOW_UP = ("when", "manner", "caller", "reached", "paid", "retaliation", "satisfaction")

KINDS: Mapping[str, LetterKind] = {
    kind.key: kind
    for kind in (
        LetterKind("acceptance_notice", "受理通知书", "诉受", _FIRM),
        LetterKind("decline_notice", "不予受理通知书", "诉不受", _FIRM, ("ground_text", "basis")),
        LetterKind("supplement_notice", "补正通知书", "诉补", _FIRM, ("items", "due")),
        LetterKind("dispatch_letter", "转办函", "诉转", _OFFICE, ("result_due",)),
        LetterKind("extension_notice", "延期告知书", "诉延", _FIRM, ("reason_text", "until")),
        LetterKind("result_notice", "处理结果告知书", "诉结", _FIRM, _RESULT, copied=True, served_by_step=True),
        LetterKind("result_feedback", "处理结果反馈单", "诉馈", _OFFICE, _RESULT, served_by_step=True),
        LetterKind("write_off_notice", "销号告知书", "诉销", _FIRM, ("outcome_name",)),
        LetterKind("termination_notice", "终止告知书", "诉终", _FIRM, ("ground_text", "basis")),
        # to the respondent
        LetterKind("verification_letter", "核实函", "诉核", _RESPONDENT, ("due",), served_by_step=True),
        LetterKind(
            "supervision_order", "督办书", "诉督", _RESPONDENT, ("facts", "within"), approval=HEAD_ORDERS, served_by_step=True
        ),
        LetterKind(
            "inquiry_letter", "函询通知书", "诉询", _RESPONDENT, ("facts", "due"), tracks="A", approval=HEAD_MEASURES,
            served_by_step=True,
        ),
        LetterKind(
            "interview_notice", "约谈通知书", "诉约", _RESPONDENT, _MEETING, ("23", "25"), "A", HEAD_MEASURES,
            served_by_step=True,
        ),
        LetterKind(
            "circular", "通报", "诉通", ("public", "respondent"), _REPORTED, ("23", "25"), "A", HEAD_MEASURES,
            served_by_step=True, told_around=True,
        ),
        LetterKind(
            "rectification_order", "责令整改通知书", "诉责改", _RESPONDENT, ("facts", "demand", "due"), tracks="A",
            approval=HEAD_MEASURES, served_by_step=True,
        ),
        # to units that handle, from the office that supervises them
        LetterKind(
            "supervision_letter", "督办函", "督函", _OFFICE, ("facts", "due", "report"), approval=HEAD_LETTERS,
            served_by_step=True,
        ),
        LetterKind(
            "listing_notice", "挂牌督办通知书", "督挂", _OFFICE, ("level_name", "facts", "due", "leader", "report"),
            approval=HEAD_LETTERS, served_by_step=True,
        ),
        LetterKind(
            "delisting_notice", "摘牌通知书", "督摘", _OFFICE, ("level_name", "listed_on", "reason_text"),
            approval=HEAD_LETTERS,
        ),
        LetterKind(
            "unit_interview_notice", "督办约谈通知书", "督约", _OFFICE, _MEETING, approval=HEAD_LETTERS, served_by_step=True
        ),
        LetterKind(
            "unit_circular", "办理情况通报", "督通", _OFFICE, ("unit_reported", *_REPORTED), approval=HEAD_LETTERS,
            served_by_step=True, told_around=True,
        ),
        # to bodies outside the case
        LetterKind(
            "advice_letter", "建议函", "诉建", _COMPETENT, ("facts", "recommendation", "due"), ("31", "33", "51"),
            approval=HEAD_LETTERS, served_by_step=True,
        ),
        LetterKind(
            "accountability_letter", "问责建议移送函", "诉责", _COMPETENT,
            ("unit_reported", "facts", "measures", "recommendation", "due"), approval=HEAD_LETTERS,
            served_by_step=True,
        ),
        LetterKind(
            "clue_transfer_letter", "线索移交函", "诉移", _COMPETENT, ("clue", "materials", "due", "contact"),
            approval=HEAD_LETTERS, served_by_step=True,
        ),
        LetterKind(
            "clue_transfer_register", "线索移交登记表", "诉移登", _COMPETENT,
            ("clue", "basis", "materials", "letter_number"), form=True,
        ),
        LetterKind(
            "coordination_request", "提请协调函", "诉协", _OFFICE, ("question", "meeting"), approval=HEAD_LETTERS,
            served_by_step=True,
        ),
        # forms of the file
        LetterKind("extension_approval", "延期审批表", "诉延审", _INTERNAL, _EXTENSION, form=True),
        LetterKind("write_off_approval", "销号审批表", "诉销审", _INTERNAL, _WRITE_OFF, form=True),
        LetterKind("follow_up_record", "回访记录", "诉访", _INTERNAL, _FOLLOW_UP, form=True),
    )
}  # fmt: skip

METHODS: Mapping[str, str] = {
    "platform": "系统内送达",
    "in_person": "直接送达",
    "post": "邮寄送达",
    "email": "电子邮件",
    "exchange": "公文交换",
}
"""How a letter may be served."""


def kind_of(key: str) -> LetterKind:
    """The kind of letter `key`. RuleError when unknown."""
    if key not in KINDS:
        raise RuleError(f"没有文书种类“{key}”。")
    return KINDS[key]


def method_name(key: str) -> str:
    """The name of the manner of service `key`. BadInput when unknown."""
    if key not in METHODS:
        raise BadInput("请选择送达方式。")
    return METHODS[key]
