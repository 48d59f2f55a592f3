"""The form that says how a person was reached."""

from datetime import date

from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from caseflow.notices.reaching.listing import OTHER_WAYS
from caseflow.web.forms import WritingForm, choices, optional, required


class ReachedForm(WritingForm):
    """By which other way the person was reached, and when."""

    means = RadioField(
        "怎样联系上的", choices=choices(list(OTHER_WAYS.items())), validators=required("请选择用什么方式联系上的。")
    )
    day = DateField("联系上的日期", validators=[InputRequired("请填写联系上的日期。")])
    remark = TextAreaField(
        "说明",
        description="写明告知了哪些事情、由谁告知。不要写案件以外的个人信息。",
        validators=optional(Length(max=1000, message="最多写 1000 个字。")),
    )

    def reached(self) -> tuple[str, date, str]:
        """The checked input."""
        return self.means.data, self.day.data, self.remark.data or ""
