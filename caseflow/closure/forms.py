"""The forms of 销号."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from caseflow.closure.actions import (
    Answer,
    Answered,
    Application,
    CallBack,
    Decision,
    Finding,
    Objection,
    Reopening,
    Supply,
)
from caseflow.closure.words import (
    ANSWERS,
    APPROVED,
    CONTACTS,
    EVIDENCE_FOUND,
    MONEY_FOUND,
    REOPENINGS,
    RETURNED,
    REVERSING,
    SATISFIED,
    UNSATISFIED,
)
from caseflow.evidence.forms import ACCEPT, uploads_in
from caseflow.store import editions
from caseflow.web.forms import CaseForm, WritingForm, choices, optional, required

UPHELD = "upheld"
LONG = Length(max=2000, message="不能超过 2000 字。")


class FollowUpForm(CaseForm):
    """回访."""

    answer = RadioField("回访结果", choices=choices(list(ANSWERS.items())), validators=required("请选择回访结果。"))
    note = TextAreaField(
        "联系经过",
        description="什么时间、怎样联系、对方怎么说；投诉企业看不到。",
        validators=[*required("请写明联系经过。"), LONG],
    )

    def call(self) -> CallBack:
        """What was recorded."""
        return CallBack(self.version.data, self.answer.data, self.note.data)


class SupplyForm(WritingForm):
    """A file for the dossier."""

    kind = SelectField("这是什么材料", validators=required("请选择材料的种类。"))
    claim = SelectField("证明哪一笔款项", validators=optional())
    file = FileField(
        "选择文件",
        description="PDF、JPG、PNG、DOCX、XLSX，不超过 20 MB。请勿上传涉密材料。",
        validators=[FileRequired("请先选择文件。")],
        render_kw={"accept": ACCEPT},
    )

    def offer(self, claims: list[tuple[str, str]]) -> None:
        """Fill the kinds from the rules in force and the claims of the case."""
        self.kind.choices = choices(list(editions.current().closure.evidence.items()), "请选择")()
        self.claim.choices = choices(claims, "全案")()

    def given(self) -> Supply:
        """What was handed in."""
        claim_id = int(self.claim.data) if self.claim.data else None
        return Supply(self.kind.data, uploads_in(self.file)[0], claim_id)


class ApplyForm(CaseForm):
    """申请销号."""

    explanation = TextAreaField(
        "说明", description="投诉人不满意的，写明为什么仍应销号。只有办案单位能看。", validators=optional(LONG)
    )

    def application(self) -> Application:
        """What the head asks for."""
        return Application(self.version.data, self.explanation.data or "")


class ReviewForm(CaseForm):
    """销号审核."""

    decision = RadioField(
        "审核决定",
        choices=choices([(APPROVED, "同意"), (RETURNED, "退回承办单位")]),
        validators=required("请选择同意或者退回。"),
    )
    opinion = TextAreaField(
        "审核意见",
        description="写明核对了哪些佐证；退回的，写明理由。",
        validators=[*required("请写明审核意见。"), LONG],
    )
    lacking = TextAreaField("还缺什么", description="退回时填写，一行一项。", validators=[LONG])

    def validate_lacking(self, field: TextAreaField) -> None:
        """A return names what is missing."""
        if self.decision.data == RETURNED and not self._lines():
            raise ValidationError("退回的，请逐项写明还缺什么。")
        field.errors = ()

    def made(self) -> Decision:
        """What the reviewer decided."""
        approve = self.decision.data == APPROVED
        return Decision(self.version.data, approve, self.opinion.data, () if approve else self._lines())

    def _lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in (self.lacking.data or "").splitlines() if line.strip())


class PublishForm(CaseForm):
    """Begin the publication by hand."""


class SendLinkForm(CaseForm):
    """Send the link for the answer once more."""


class ObjectionForm(WritingForm):
    """What anybody may say against the end of a published case."""

    text = TextAreaField(
        "您的异议",
        description="写明您了解的情况，例如款项没有付清、问题没有改正。请勿写涉密内容。不会公开，只给审核人看。",
        validators=[*required("请写明您的异议。"), LONG],
    )
    contact = StringField(
        "联系方式",
        description="电话或者电子邮箱，可以不填；填了的，核实情况时可能联系您。",
        validators=optional(Length(max=100, message="不能超过 100 字。")),
    )

    def objection(self) -> Objection:
        """What was said."""
        return Objection(self.text.data, self.contact.data or "")


class AnswerForm(CaseForm):
    """The reviewer's answer to an objection."""

    finding = RadioField(
        "核实结论",
        choices=choices([("rejected", "异议不成立"), (UPHELD, "异议成立")]),
        validators=required("请选择异议是否成立。"),
    )
    text = TextAreaField(
        "核实情况和答复", description="写明怎样核实、为什么。", validators=[*required("请写明核实情况和答复。"), LONG]
    )

    def answer(self, objection_id: int) -> Answer:
        """What the reviewer found."""
        return Answer(self.version.data, objection_id, self.finding.data == UPHELD, self.text.data)


class ReplyForm(WritingForm):
    """The complainant's answer by link."""

    answer = RadioField(
        "您对处理结果",
        choices=choices([(SATISFIED, "满意"), (UNSATISFIED, "不满意")]),
        validators=required("请选择满意或不满意。"),
    )
    words = TextAreaField(
        "想说的话",
        description="哪里满意，哪里不满意，还差多少没有付。可以不填。",
        validators=optional(Length(max=1000, message="不能超过 1000 字。")),
    )

    def given(self) -> Answered:
        """What was answered."""
        return Answered(self.answer.data, self.words.data or "")


class DrawForm(WritingForm):
    """Draw for 回头看."""


class RecheckForm(CaseForm):
    """What 回头看 found."""

    contact = RadioField(
        "联系企业", choices=choices(list(CONTACTS.items())), validators=required("请选择是否联系上企业。")
    )
    money = RadioField("钱到没到", choices=choices(list(MONEY_FOUND.items())), validators=required("请选择钱到没到。"))
    payments: Any = SelectMultipleField(
        "没有到账的还款",
        coerce=int,
        description="款项没有到账的，选出是哪几笔；选中的不再计入已还金额。",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    evidence = RadioField(
        "佐证是否属实", choices=choices(list(EVIDENCE_FOUND.items())), validators=required("请选择佐证是否属实。")
    )
    retaliation = RadioField(
        "有没有打击报复",
        choices=choices([("no", "企业没有反映"), ("yes", "企业反映受到打击报复")]),
        validators=required("请选择有没有打击报复。"),
    )
    remarks = TextAreaField(
        "核实情况",
        description="什么时间、怎样联系、看了哪些材料；投诉企业看不到。",
        validators=[*required("请写明核实情况。"), LONG],
    )

    def offer(self, payments: list[tuple[int, str]]) -> None:
        """The payments that still count."""
        self.payments.choices = choices([(str(value), label) for value, label in payments])()

    def validate_payments(self, field: SelectMultipleField) -> None:
        """Money that is not there must be named."""
        if self.money.data == "missing" and field.choices and not field.data:
            raise ValidationError("请选择没有到账的还款。")

    def finding(self) -> Finding:
        """What was found; payments count only where money is missing or evidence false."""
        return Finding(
            self.version.data, self.contact.data, self.money.data, self.evidence.data,
            self.retaliation.data == "yes", self.remarks.data, frozenset(self.payments.data or ()),
        )  # fmt: skip


class ReopenForm(CaseForm):
    """反弹 or 重新办理."""

    reason_code = RadioField("原因", choices=choices(list(REOPENINGS.items())), validators=required("请选择原因。"))
    payments: Any = SelectMultipleField(
        "没有兑现或被追回的还款",
        coerce=int,
        description="选中的还款不再计入已还金额。",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField("具体情况", description="投诉企业能看到。", validators=[*required("请写明具体情况。"), LONG])

    def offer(self, payments: list[tuple[int, str]]) -> None:
        """The payments that still count."""
        self.payments.choices = choices([(str(value), label) for value, label in payments])()

    def validate_payments(self, field: SelectMultipleField) -> None:
        """A bounced payment must be named."""
        if self.reason_code.data in REVERSING and not field.data:
            raise ValidationError("请选择没有兑现或被追回的还款。")

    def reopening(self) -> Reopening:
        """Why the case comes back."""
        return Reopening(
            self.version.data, self.reason_code.data, self.reason.data, frozenset(self.payments.data or ())
        )
