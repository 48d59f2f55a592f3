"""The first step of a clerk, and the form by which a firm takes over what was written down for it."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from caseflow.accounts.forms import INDUSTRIES, MAIL, SIZES
from caseflow.core.enterprise import credit_code
from caseflow.core.errors import BadInput
from caseflow.intake.entry import Caller
from caseflow.intake.forms import PHONE, StepForm
from caseflow.store import clock, editions
from caseflow.web.fields import DayField, longest
from caseflow.web.forms import WritingForm, choices, optional, required


class CallerForm(StepForm):
    """来件: the first step of a clerk, who complained and how it came."""

    channel = SelectField("来件渠道", validators=required("请选择来件渠道。"))
    external_number = StringField("对方编号", validators=optional(longest(60)))
    received_on = DayField("收到日期", required("请填写收到投诉的日期。"))
    credit_code = StringField("统一社会信用代码", validators=[*required("请填写 18 位统一社会信用代码。"), longest(40)])
    name = StringField("企业名称", validators=[*required("请填写营业执照上的企业全称。"), longest(120)])
    size = SelectField("企业规模", choices=choices(SIZES, "请选择"), validators=required("请选择企业规模。"))
    industry = SelectField(
        "所属行业", choices=choices([(i, i) for i in INDUSTRIES], "请选择"), validators=required("请选择所属行业。")
    )
    region = SelectField("企业所在地", validators=required("请选择企业所在地。"))
    address = StringField("通讯地址", validators=optional(longest(200)))
    contact_name = StringField("联系人姓名", validators=[*required("请填写联系人姓名。"), longest(40)])
    phone = StringField("联系电话", validators=[*required("请填写联系电话。"), PHONE])
    email = StringField("邮箱", validators=optional(MAIL, longest(120)))

    def validate_credit_code(self, field: Any) -> None:
        """Position 18 is a hard check (GB 32100)."""
        try:
            field.data = credit_code(field.data).code
        except BadInput as wrong:
            raise ValidationError(str(wrong)) from wrong

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field passes, and the day and the sender's number are such as the rules allow."""
        if not super().validate(extra_validators):
            return False
        try:
            rules, typed = editions.current().reception, self.external_number.data or ""
            rules.check(self.channel.data, typed, self.received_on.data, clock.today())
        except BadInput as wrong:
            self[wrong.field].errors = (str(wrong),)
            return False
        return True

    def caller(self, region: str) -> Caller:
        """The checked input; `region` is the chosen place in words."""
        kept = {name: self.data[name] or "" for name in Caller.__dataclass_fields__ if name != "received_on"}
        return Caller(**{**kept, "region": region, "received_on": self.received_on.data})


class ClaimForm(WritingForm):
    """Number and query code, both on the receipt that the office gave."""

    number = StringField("投诉编号", validators=[*required("请填写投诉编号。"), longest(40)])
    code = StringField("查询码", validators=[*required("请填写查询码。"), longest(40)])
