"""The forms of the handling desk; each carries the version of the case it was rendered from."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from caseflow.core.errors import BadInput
from caseflow.core.money import MOST, number
from caseflow.documents.kinds import METHODS as SERVICE_METHODS
from caseflow.evidence.actions import Upload
from caseflow.handling.words import (
    AUDIENCES,
    CONTACT_KINDS,
    EXTENSION_REASONS,
    METHODS,
    NEEDS_CONSENT,
    OBJECTION_BASES,
    REVERSALS,
)
from caseflow.web.forms import CaseForm, WritingForm, choices, optional, required

LONG = Length(max=4000, message="最多 4000 个字。")


class MoneyField(StringField):
    """Yuan as people type it (1,234.50 元); `amount` holds the Decimal once the field is valid."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        self.amount = Decimal(0)

    def pre_validate(self, _form: Form) -> None:
        """Refuse what is no amount of at most two places."""
        typed = (self.data or "").replace(",", "").replace("，", "").removesuffix("元").strip()
        if not typed:
            raise ValidationError("请填写金额。")
        try:
            self.amount = number(typed, "金额", 2, Decimal(0), MOST)
        except BadInput as problem:
            raise ValidationError("请填写数字，如 12345.60，最多两位小数。") from problem


def upload_of(field: Any) -> Upload | None:
    """The file in a file field, or None when none was chosen."""
    chosen = field.data
    return Upload(chosen.filename, chosen.stream) if chosen and chosen.filename else None


def _pick(label: str, words: Any, message: str, **more: Any) -> RadioField:
    return RadioField(label, choices=choices(list(words.items())), validators=required(message), **more)


class SignForm(CaseForm):
    """签收."""

    handler_id = SelectField("承办人", coerce=int, validators=required("请选择承办人。"))


class AssignForm(SignForm):
    """换承办人."""


class HandOverForm(WritingForm):
    """交接案件. Whose cases they are now takes the place of a version: what somebody else got meanwhile stays there."""

    numbers = SelectMultipleField("交接的案件", validators=required("请至少选择一件案件。"))
    to_id = SelectField("交给", coerce=int, validators=required("请选择接手的承办人。"))


class ObjectForm(CaseForm):
    """退单."""

    basis = _pick("退单理由", OBJECTION_BASES, "请选择退单理由。")
    reason = TextAreaField(
        "依据和建议",
        description="写明依据的文件和条款，以及您认为应由哪个单位办理。只有办案单位能看。",
        validators=[DataRequired("请写明依据和建议的承办单位。"), LONG],
    )


class ContactForm(CaseForm):
    """记录联系."""

    kind = _pick("记录种类", CONTACT_KINDS, "请选择记录种类。")
    happened_on = DateField("发生日期", validators=required("请填写发生日期。"))
    text = TextAreaField("内容", validators=[DataRequired("请写明内容。"), LONG])
    audience = _pick("谁能看", AUDIENCES, "请选择谁能看这条记录。")


class PaymentForm(CaseForm):
    """登记还款."""

    claim_id = RadioField("哪一笔款项", coerce=int, validators=required("请选择哪一笔款项。"))
    amount = MoneyField("付款金额", validators=required("请填写付款金额。"))
    paid_on = DateField(
        "付款日期", description="票据填写兑付到账的日期。", validators=required("请填写付款日期。")
    )  # fmt: skip
    method = _pick("付款方式", METHODS, "请选择付款方式。")
    proof = FileField(
        "付款凭证",
        description="银行回单、票据兑付证明等，PDF、图片、Word 或 Excel，不超过 20 MB。",
        validators=[FileRequired("请上传付款凭证。")],
    )
    consent = FileField(
        "投诉企业的书面同意",
        description="商业汇票、电子凭证、以物抵债必须上传；银行转账和现金不用。",
    )

    def validate_consent(self, field: FileField) -> None:
        """Nobody may be forced to take anything but money."""
        if self.method.data in NEEDS_CONSENT and upload_of(field) is None:
            raise ValidationError("这种付款方式须有投诉企业的书面同意才能计入清偿。")


class ReversalForm(CaseForm):
    """冲回还款."""

    payment_id = RadioField("哪一笔还款", coerce=int, validators=required("请选择哪一笔还款。"))
    reason_code = _pick("原因", REVERSALS, "请选择原因。")
    reason = TextAreaField(
        "具体情况",
        description="写明退票理由书、银行通知等。投诉企业能看到。",
        validators=[DataRequired("请写明具体情况。"), Length(max=500, message="最多 500 个字。")],
    )


class ExtensionForm(CaseForm):
    """申请延期."""

    days = IntegerField(
        "延长多少日", validators=[*required("请填写天数。"), NumberRange(min=1, message="请填写 1 以上的整数。")]
    )
    reason_code = _pick("理由", EXTENSION_REASONS, "请选择理由。")
    reason = TextAreaField(
        "具体情况",
        description="会写进发给投诉企业的延期告知书。",
        validators=[DataRequired("请写明具体情况。"), Length(max=500, message="最多 500 个字。")],
    )


class ExtensionDecisionForm(CaseForm):
    """批准或不同意延期."""

    decision = RadioField(
        "您的决定", choices=choices([("approve", "批准"), ("refuse", "不同意")]), validators=required("请作出决定。")
    )
    reason = TextAreaField("不同意的理由", validators=[Length(max=500, message="最多 500 个字。")])

    def validate_reason(self, field: TextAreaField) -> None:
        """A refusal needs its reason."""
        if self.decision.data == "refuse" and not field.data:
            raise ValidationError("不同意延期须写明理由。")


class ResultForm(CaseForm):
    """拟写处理结果."""

    outcome = RadioField("处理结果", validators=required("请选择处理结果。"))
    amount_recognised = MoneyField(
        "认定金额", description="经核实确认的欠款总额，含办理期间已付的。", validators=required("请填写认定金额。")
    )
    findings = TextAreaField(
        "查明的情况",
        description="会原样写进处理结果告知书。写清合同、交付、结算、付款和分歧，不写内部意见。",
        validators=[DataRequired("请写明查明的情况。"), LONG],
    )
    basis = TextAreaField(
        "依据",
        description="写明法规或文件的名称和条款。",
        validators=[DataRequired("请写明依据。"), Length(max=1000, message="最多 1000 个字。")],
    )
    proof_kind = SelectField("补交佐证的种类", validators=optional())
    proof = FileField("补交的佐证", description="本案材料里还缺的佐证，可以在这里补交。")
    second_proof_kind = SelectField("再补交一份的种类", validators=optional())
    second_proof = FileField("再补交一份")

    def pairs(self) -> tuple[tuple[SelectField, FileField], ...]:
        """Each kind with its file."""
        return (self.proof_kind, self.proof), (self.second_proof_kind, self.second_proof)

    def validate_proof(self, field: FileField) -> None:
        """A file without its kind, or a kind without its file, proves nothing."""
        _both_or_none(self.proof_kind, field)

    def validate_second_proof(self, field: FileField) -> None:
        """As the first."""
        _both_or_none(self.second_proof_kind, field)


def _both_or_none(kind: SelectField, file: FileField) -> None:
    if bool(kind.data) is not (upload_of(file) is not None):
        raise ValidationError("补交佐证时，种类和文件都要选。")


class ReasonForm(CaseForm):
    """退回修改 and 退回重办."""

    reason = TextAreaField("理由", validators=[DataRequired("请写明理由，指出缺什么、要改什么。"), LONG])


class SignOffForm(CaseForm):
    """审签: nothing to fill in."""


class ServeForm(CaseForm):
    """登记送达."""

    method = SelectField(
        "告知书怎样送达投诉企业", choices=choices(list(SERVICE_METHODS.items())), validators=[InputRequired()]
    )  # fmt: skip
    served_on = DateField("送达投诉企业的日期", validators=required("请填写送达日期。"))
    receipt = FileField(
        "送达回执", description="签收单、快递签收截图等；系统内送达不用。", validators=optional()
    )  # fmt: skip
    feedback_method = SelectField(
        "反馈单怎样送受理部门", choices=choices(list(SERVICE_METHODS.items())), validators=[InputRequired()]
    )  # fmt: skip
    feedback_on = DateField("反馈受理部门的日期", validators=required("请填写反馈日期。"))


def offer(field: Any, pairs: Sequence[tuple[Any, str]]) -> None:
    """Give a choice field the choices of this very case."""
    field.choices = [SelectChoice(value, label) for value, label in pairs]
