"""The form of the one who signs letters."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from caseflow.web.forms import CaseForm, choices, optional, required


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
