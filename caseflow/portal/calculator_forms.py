"""The questions of the calculators: asked by address, so that an answer can be passed on; no personal data among them."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField, SelectField, StringField
from wtforms.validators import ValidationError

from caseflow.core.edition import Edition
from caseflow.core.enterprise import FIELDS, METRICS
from caseflow.core.errors import BadInput
from caseflow.core.interest import DAY_COUNTS, HIGHEST_RATE, InterestQuestion, Payment
from caseflow.core.money import number
from caseflow.core.payment_term import LONGEST_TERM, PRICES, PaymentQuestion
from caseflow.core.text import clean
from caseflow.web.fields import DayField, yuan_in
from caseflow.web.forms import CHINESE, choices, clean_text, optional, required

MOST_PAYMENTS = 5
MOST_FIGURE = Decimal(10) ** 12
RESPONDENTS = {
    "机关": "机关（政府、局、委、办、街道办等）",
    "事业单位": "事业单位（学校、医院、研究所等）",
    "团体组织": "使用财政资金的团体组织",
    "大型企业": "大型企业（国有、民营、外资都算）",
}
STARTS = (
    ("delivery", "交付货物、工程或者完成服务之日"),
    ("accepted", "检验或者验收合格之日（合同约定了检验、验收的）"),
    ("inspection_period_end", "约定的检验、验收期限届满之日（对方拖着不验收的）"),
    ("settlement_confirmed", "双方确认结算金额之日（按进度或者定期结算的）"),
)
PRICE_WORDS = {"货物": "货款", "工程": "工程款", "服务": "服务费"}


def figure(text: str, name: str, places: int, most: Decimal) -> Decimal:
    """The number typed as `text` (separators allowed), from 0 to `most`. Raises ValidationError saying it of `name`."""
    try:
        typed = Decimal(clean(text).replace(",", "").replace("，", "").replace(" ", ""))
        if not typed.is_finite():
            raise ValidationError("请只填数字。")
        return number(typed, name, places, Decimal(0), most)
    except InvalidOperation:
        raise ValidationError("请只填数字。") from None
    except BadInput as wrong:
        raise ValidationError(str(wrong)) from wrong


class AskingForm(Form):
    """Base of the questions: a GET, so without a token."""

    class Meta:
        locales = CHINESE

    def __init__(self, answers: MultiDict[str, str], **given: Any) -> None:
        known = MultiDict([pair for pair in answers.items(multi=True) if pair[0].isascii()])
        super().__init__(known, **given)  # type: ignore[no-untyped-call]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field passes; sentences stand at the fields."""
        return bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]


class SizeForm(AskingForm):
    """企业规模自测. Which figures count depends on the industry; the others may stay empty."""

    industry = SelectField("所属行业", validators=required("请选择所属行业。"))
    employees = StringField("从业人员", filters=[clean_text], validators=optional())
    revenue = StringField("营业收入", filters=[clean_text], validators=optional())
    assets = StringField("资产总额", filters=[clean_text], validators=optional())

    def __init__(self, answers: MultiDict[str, str], edition: Edition) -> None:
        super().__init__(answers)
        self.table = edition.sizes
        pairs = [(row.codes[0], row.industry) for row in self.table.rows]
        self.industry.choices = choices(pairs, "请选择")()

    def validate_employees(self, field: Any) -> None:
        """Whole people."""
        self._figure("employees", field)

    def validate_revenue(self, field: Any) -> None:
        """万元."""
        self._figure("revenue", field)

    def validate_assets(self, field: Any) -> None:
        """万元."""
        self._figure("assets", field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field passes, and the figures that this industry is measured by are there."""
        passes = super().validate(extra_validators)
        if self.industry.errors:
            return False
        row = self.table.row(self.industry.data)
        missing = [one.metric for one in row.thresholds if not self[one.metric].data and not self[one.metric].errors]
        for metric in missing:
            self[metric].errors = (f"{row.industry}按{METRICS[metric][0]}划型，请填写。",)
        return passes and not missing

    def source(self) -> dict[str, object]:
        """The answers as `size_of` reads them."""
        typed = {metric: self[metric].data for metric in FIELDS if self[metric].data}
        return {"industry_code": self.industry.data} | {
            FIELDS[metric]: figure(text, METRICS[metric][0], 6, MOST_FIGURE) for metric, text in typed.items()
        }

    @staticmethod
    def _figure(metric: str, field: Any) -> None:
        figure(field.data, METRICS[metric][0], 0 if metric == "employees" else 6, MOST_FIGURE)


class TermForm(AskingForm):
    """付款到期日."""

    respondent = SelectField(
        "付款的一方是", choices=choices(tuple(RESPONDENTS.items()), "请选择"), validators=required("请选择付款的一方是什么单位。")
    )
    price_of = SelectField(
        "这笔款是", choices=choices([(word, PRICE_WORDS[word]) for word in PRICES], "请选择"),
        validators=required("请选择款项的性质。"),
    )  # fmt: skip
    contract_date = DayField("合同签订日期", required("请填写合同签订日期。"))
    start_kind = SelectField(
        "从哪一天起算", choices=choices(STARTS, "请选择"), validators=required("请选择从哪一天起算。")
    )
    start_date = DayField("起算的日期", required("请填写起算的日期。"))
    agreed = StringField("合同约定的付款天数", filters=[clean_text], validators=optional())

    def validate_agreed(self, field: Any) -> None:
        """Whole calendar days."""
        figure(field.data, "天数", 0, LONGEST_TERM)

    def question(self) -> PaymentQuestion:
        """The checked answers."""
        agreed = int(figure(self.agreed.data, "天数", 0, LONGEST_TERM)) if self.agreed.data else None
        return PaymentQuestion(
            respondent_type=self.respondent.data,
            contract_date=self.contract_date.data,
            price_of=self.price_of.data,
            start_kind=self.start_kind.data,
            start_date=self.start_date.data,
            agreed_days=agreed,
        )


class PaidForm(Form):
    """One payment that reduced what is owed; an empty one says nothing."""

    day = DayField("付款日期", optional())
    amount = StringField("付款金额", filters=[clean_text], validators=optional())

    def validate(self, extra_validators: Any = None) -> bool:
        """Both or neither."""
        passes = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]
        if bool(self.amount.data) == bool(self.day.data) or self.day.errors:
            return passes
        lacking, what = (self.day, "付款日期") if self.amount.data else (self.amount, "付款金额")
        lacking.errors = (f"请填写这笔款的{what}，或者把这一行清空。",)
        return False

    def validate_amount(self, field: Any) -> None:
        """More than nothing."""
        if yuan_in(field.data) == 0:
            raise ValidationError("付款金额应大于 0。")


class InterestForm(AskingForm):
    """逾期利息试算; up to five payments that came late."""

    contract_date = DayField("合同签订日期", required("请填写合同签订日期。"))
    due_date = DayField("付款到期日", required("请填写付款到期日；不知道的先算到期日。"))
    principal = StringField("拖欠的本金", filters=[clean_text], validators=required("请填写拖欠的本金。"))
    rate = StringField("合同约定的逾期年利率", filters=[clean_text], validators=optional())
    as_of = DayField("算到哪一天", required("请填写算到哪一天。"))
    day_count = SelectField("一年按多少天算", choices=choices([(str(days), f"{days} 天") for days in DAY_COUNTS]))
    paid1 = FormField(PaidForm, label="第 1 笔")
    paid2 = FormField(PaidForm, label="第 2 笔")
    paid3 = FormField(PaidForm, label="第 3 笔")
    paid4 = FormField(PaidForm, label="第 4 笔")
    paid5 = FormField(PaidForm, label="第 5 笔")

    @property
    def paid(self) -> list[Any]:
        """The rows for payments."""
        return [self[f"paid{place}"] for place in range(1, MOST_PAYMENTS + 1)]

    def validate_principal(self, field: Any) -> None:
        """More than nothing is owed."""
        if yuan_in(field.data) == 0:
            raise ValidationError("拖欠的本金应大于 0。")

    def validate_rate(self, field: Any) -> None:
        """Percent a year."""
        figure(field.data, "年利率", 6, HIGHEST_RATE)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field passes, and no more was paid than was owed."""
        if not super().validate(extra_validators):
            return False
        if sum(payment.amount for payment in self._payments()) > yuan_in(self.principal.data):
            self.principal.errors = ("各笔付款合计超过了本金；请只填冲抵本金的付款。",)
        return not self.principal.errors

    def question(self) -> InterestQuestion:
        """The checked answers."""
        return InterestQuestion(
            contract_date=self.contract_date.data,
            due_date=self.due_date.data,
            principal=yuan_in(self.principal.data),
            agreed_annual_rate=figure(self.rate.data, "年利率", 6, HIGHEST_RATE) if self.rate.data else None,
            payments=tuple(sorted(self._payments(), key=lambda payment: payment.day)),
            as_of=self.as_of.data,
            day_count=int(self.day_count.data),
        )

    def _payments(self) -> Iterator[Payment]:
        rows = (row.form for row in self.paid)
        return (Payment(row.day.data, yuan_in(row.amount.data)) for row in rows if row.amount.data)
