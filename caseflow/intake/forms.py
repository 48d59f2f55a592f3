"""The steps of filing. Each form reads either a browser's post or the saved draft: one validation for both."""

from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Regexp, ValidationError

from caseflow.core.enterprise import credit_code
from caseflow.core.errors import BadInput
from caseflow.intake import words
from caseflow.intake.filing import ClaimInput, Filing, Respondent
from caseflow.web.draft_forms import DraftForm
from caseflow.web.fields import DayField, longest, yuan_in
from caseflow.web.forms import choices, clean_text, grouped, optional, required

YES_NO = (("yes", "是"), ("no", "否"))
PHONE = Regexp(r"^\+?[0-9][0-9 \-]{5,19}$", message="电话只写数字，例如 0936-8210000。")
MOST_CLAIMS = 5
LONG_TEXT = 5000


class StepForm(DraftForm):
    """Base of the steps."""


class CheckForm(StepForm):
    """资格自查."""

    category = SelectField(
        "您要投诉的是什么",
        choices=grouped(words.CATEGORIES),
        validators=required("请选择投诉的事项。"),
    )
    proceedings = RadioField(
        "这件事是否已由法院、仲裁机构、信访或其他部门受理",
        choices=choices(YES_NO),
        validators=required("请选择“是”或“否”。"),
    )
    proceedings_where = StringField("由谁受理、案号（如有）", validators=optional(longest(200)))
    size_disputed = RadioField(
        "对方是否不承认您是中小企业", choices=choices(YES_NO), default="no", validators=required("请选择“是”或“否”。")
    )

    def validate_proceedings_where(self, field: Any) -> None:
        """Who takes it already has to be named."""
        if self.proceedings.data == "yes" and not field.data:
            raise ValidationError("请写明由哪个法院、仲裁机构或部门受理。")


class RespondentForm(StepForm):
    """被投诉单位."""

    name = StringField("单位全称", validators=[*required("请填写被投诉单位的全称。"), longest(120)])
    type = SelectField(
        "单位类型", choices=choices(words.TYPES, "请选择"), validators=required("请选择单位类型；不清楚的选“不清楚”。")
    )
    level = SelectField(
        "归哪一级管",
        choices=choices(words.LEVELS, "请选择"),
        validators=required("请选择归哪一级管；不清楚的选“不清楚”。"),
    )
    region = SelectField("单位所在地", validators=required("请选择单位所在地。"))
    industry = SelectField("所属行业", choices=choices(words.INDUSTRIES, "不清楚或不属于以下"), validators=optional())
    supervising_department = StringField("主管部门", validators=optional(longest(120)))
    credit_code = StringField("统一社会信用代码", validators=optional(longest(40)))
    address = StringField("地址", validators=optional(longest(200)))
    contact = StringField("联系人", validators=optional(longest(40)))
    phone = StringField("联系电话", validators=optional(PHONE))

    def validate_credit_code(self, field: Any) -> None:
        """Not required; when given, its check character must fit."""
        try:
            field.data = credit_code(field.data).code
        except BadInput as wrong:
            raise ValidationError(f"{wrong}不清楚可以不填。") from wrong

    def respondent(self) -> Respondent:
        """The checked input."""
        given = {name: self.data[name] or "" for name in Respondent.__dataclass_fields__}
        return Respondent(**given)


class ClaimForm(Form):
    """One contract or invoice that was not paid. No token of its own: it is part of the step."""

    contract_name = StringField(
        "合同、订单或项目名称", filters=[clean_text], validators=[*required("请填写合同或项目名称。"), longest(120)]
    )
    contract_number = StringField("合同编号", filters=[clean_text], validators=optional(longest(80)))
    price_of = SelectField(
        "这笔款是", choices=choices(words.PRICES, "请选择"), validators=required("请选择款项的性质。")
    )
    contract_date = DayField("合同签订日期", required("请填写合同签订日期。"))
    delivered_on = DayField("交货、完工或验收日期", optional())
    due_on = DayField("约定的付款日期", required("请填写约定的付款日期；没有约定的，按提示的 30 日或 60 日填写。"))
    amount = StringField("拖欠金额", filters=[clean_text], validators=required("请填写拖欠的金额。"))
    disputed = StringField("其中对方有异议的金额", filters=[clean_text], validators=optional())

    def validate_amount(self, field: Any) -> None:
        """More than nothing is owed."""
        if yuan_in(field.data) == 0:
            raise ValidationError("拖欠金额应大于 0。")

    def validate_disputed(self, field: Any) -> None:
        """No more is disputed than is owed."""
        if (
            field.data
            and self.amount.data
            and not self.amount.errors
            and yuan_in(field.data) > yuan_in(self.amount.data)
        ):
            raise ValidationError("有异议的金额不能大于拖欠金额。")

    def validate_due_on(self, field: Any) -> None:
        """Payment follows the contract."""
        if field.data and self.contract_date.data and field.data < self.contract_date.data:
            raise ValidationError("付款日期不能早于合同签订日期。")

    def claim(self) -> ClaimInput:
        """The checked input."""
        amount, disputed = yuan_in(self.amount.data), yuan_in(self.disputed.data or "0")
        return ClaimInput(
            contract_name=self.contract_name.data,
            contract_number=self.contract_number.data or "",
            contract_date=self.contract_date.data,
            price_of=self.price_of.data,
            delivered_on=self.delivered_on.data,
            due_on=self.due_on.data,
            amount=amount,
            undisputed=amount - disputed,
            disputed=disputed,
        )


class StatementForm(StepForm):
    """What happened and what is wanted: both tracks."""

    narrative = TextAreaField(
        "事情经过", validators=[*required("请写明事情经过。"), longest(LONG_TEXT)], render_kw={"maxlength": LONG_TEXT}
    )
    request = TextAreaField(
        "您的要求", validators=[*required("请写明您的要求。"), longest(1000)], render_kw={"maxlength": 1000}
    )


class ClaimsForm(StatementForm):
    """合同与欠款 (track A)."""

    contract_relation = RadioField(
        "您与被投诉单位之间有没有合同、订单、结算单等材料",
        choices=choices((("yes", "有"), ("no", "没有"))),
        validators=required("请选择“有”或“没有”。"),
    )
    claims = FieldList(FormField(ClaimForm, label="第 1 笔"), min_entries=1, max_entries=MOST_CLAIMS)


class MatterForm(StatementForm):
    """事情经过 (track B)."""

    happened_on = DayField("发生日期", required("请填写事情发生的日期；持续发生的写开始的日期。"))
    amount = StringField("涉及金额", validators=optional())

    def validate_amount(self, field: Any) -> None:
        """An amount, where one was typed."""
        if field.data:
            yuan_in(field.data)


class ConfirmForm(StepForm):
    """承诺与确认."""

    pledge_unheard = BooleanField(
        "我承诺：所投诉的事项未被法院、仲裁机构、其他行政部门或者行业协会等社会调解机构受理或处理（第一步已写明的除外）。",
        validators=required("请勾选这项承诺。"),
    )
    pledge_true = BooleanField(
        "我承诺：所填内容和所附材料真实，对真实性负责。", validators=required("请勾选这项承诺。")
    )
    pledged_by = StringField(
        "法定代表人或主要负责人姓名", validators=[*required("请填写法定代表人或主要负责人姓名。"), longest(40)]
    )


def form_class(step: str, track: str) -> type[StepForm]:
    """The form of a step; the third differs by track."""
    if step == "claims":
        return ClaimsForm if track == "A" else MatterForm
    return {"check": CheckForm, "respondent": RespondentForm, "confirm": ConfirmForm}[step]


def filing_of(
    check: CheckForm, respondent: RespondentForm, matter: ClaimsForm | MatterForm, confirm: ConfirmForm,
    region: dict[str, str | None],
) -> Filing:  # fmt: skip
    """The complaint that four checked steps add up to; `region` is the respondent's in words."""
    claims = tuple(entry.form.claim() for entry in matter.claims) if isinstance(matter, ClaimsForm) else ()
    amount = sum((claim.amount for claim in claims), Decimal(0))
    if isinstance(matter, MatterForm) and matter.amount.data:
        amount = yuan_in(matter.amount.data)
    return Filing(
        category=check.category.data,
        proceedings=(check.proceedings_where.data or "") if check.proceedings.data == "yes" else "",
        size_disputed=check.size_disputed.data == "yes",
        respondent=respondent.respondent(),
        region=region,
        claims=claims,
        contract_relation=matter.contract_relation.data == "yes" if isinstance(matter, ClaimsForm) else None,
        happened_on=matter.happened_on.data if isinstance(matter, MatterForm) else None,
        amount=amount,
        narrative=matter.narrative.data,
        request=matter.request.data,
        pledged_by=confirm.pledged_by.data,
    )
