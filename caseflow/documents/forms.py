"""The forms of those who sign letters and who keep the seal."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from caseflow.documents.kinds import METHODS
from caseflow.documents.serving import Service
from caseflow.documents.stamp import MOST_BYTES, SIDES
from caseflow.evidence.forms import ACCEPT, uploads_in
from caseflow.store.clock import today
from caseflow.web.forms import CaseForm, WritingForm, choices, optional, required


class VerdictForm(CaseForm):
    """签发或者退回."""

    decision = RadioField(
        "决定",
        choices=choices([("issue", "同意签发，编号发出"), ("send_back", "退回修改")]),
        validators=required("请选择签发或者退回。"),
    )
    reason = TextAreaField(
        "退回理由", description="退回时须填写，只有办案单位能看。", validators=optional(Length(max=2000, message="最多 2000 个字。"))
    )


class SealForm(WritingForm):
    """上传电子印章."""

    image = FileField(
        "印章图片",
        description=(
            f"PNG 或 JPG，白底或者透明底的红色圆形印章，不超过 {MOST_BYTES // 1024} KB，"
            f"长和宽都在 {SIDES[0]} 到 {SIDES[1]} 像素之间。系统只留下红色的印文。"
        ),
        validators=[FileRequired("请选择印章图片。")],
        render_kw={"accept": ".png,.jpg,.jpeg"},
    )
    valid_from = DateField("启用日期", default=today, validators=required("请填写启用日期。"))
    valid_until = DateField("截止日期", description="这一天仍然有效；不填就一直用到停用。", validators=optional())

    def content(self) -> bytes:
        """The picture, at most one byte more than is taken."""
        chosen: Any = self.image.data
        read: bytes = chosen.stream.read(MOST_BYTES + 1)
        chosen.stream.seek(0)  # the view may run again
        return read


class RevokeForm(WritingForm):
    """停用电子印章."""


class ReceiptForm(WritingForm):
    """确认收到."""


class ServiceForm(CaseForm):
    """登记送达."""

    method = SelectField(
        "送达方式", choices=choices(list(METHODS.items()), "请选择"), validators=required("请选择送达方式。")
    )
    served_on = DateField("送达日期", default=today, validators=required("请填写送达日期。"))
    receipt = FileField(
        "送达回执",
        description="签收单、邮政回执等，PDF、图片、Word 或 Excel，不超过 20 MB。直接送达和邮寄送达必须上传。",
        render_kw={"accept": ACCEPT},
    )
    remark = TextAreaField(
        "备注", description="签收人、快递单号等，只有办案单位能看。", validators=optional(Length(max=500, message="最多 500 个字。"))
    )

    def service(self) -> Service:
        """The checked input."""
        receipt = next(iter(uploads_in(self.receipt)), None)
        return Service(self.version.data, self.method.data, self.served_on.data, self.remark.data or "", receipt)
