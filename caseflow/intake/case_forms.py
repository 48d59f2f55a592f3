"""Forms of a firm on its own case."""

from typing import Any

from wtforms import BooleanField, FieldList, MultipleFileField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from caseflow.core.chinese import chinese_date, yuan
from caseflow.core.plain import ANSWERED
from caseflow.evidence.forms import ACCEPT, HINT, uploads_in
from caseflow.intake.actions import Outcome, Supply, Withdrawal
from caseflow.intake.words import WITHDRAW_REASONS
from caseflow.store.models import Payment
from caseflow.web.fields import longest
from caseflow.web.forms import CaseForm, choices, clean_text, optional, required


class SupplyForm(CaseForm):
    """An answer to each item of a supplement, and files."""

    answers = FieldList(
        TextAreaField(
            filters=[clean_text],
            validators=[InputRequired("请说明这一项；没有的，请写明原因。"), longest(2000)],
            render_kw={"maxlength": 2000},
        )
    )
    files = MultipleFileField("上传补充的材料", description=HINT, render_kw={"accept": ACCEPT})

    def label_items(self, items: list[Any]) -> None:
        """One field per item asked for, labelled with it."""
        while len(self.answers.entries) > len(items):
            self.answers.pop_entry()
        while len(self.answers.entries) < len(items):
            self.answers.append_entry()
        for number, (entry, item) in enumerate(zip(self.answers.entries, items, strict=True), start=1):
            entry.label.text = f"{number}．{item}"

    def supply(self) -> Supply:
        """The checked input."""
        return Supply(self.version.data, tuple(self.answers.data), tuple(uploads_in(self.files)))


class WithdrawForm(CaseForm):
    """Why a firm withdraws."""

    reason_code = RadioField("为什么撤回", choices=choices(WITHDRAW_REASONS), validators=required("请选择撤回的原因。"))
    reason = TextAreaField("补充说明", validators=optional(longest(1000)), render_kw={"maxlength": 1000})
    sure = BooleanField("我确认撤回这件投诉", validators=required("请勾选确认。"))

    def withdrawal(self) -> Withdrawal:
        """The checked input."""
        return Withdrawal(self.version.data, self.reason_code.data, self.reason.data or "")


class AppealForm(CaseForm):
    """Why the decline is wrong."""

    reason = TextAreaField(
        "为什么认为应当受理", validators=[*required("请写明理由。"), longest(2000)], render_kw={"maxlength": 2000}
    )


class ArrivalForm(CaseForm):
    """Which payments came, while the case is still handled."""

    payments = SelectMultipleField(
        "哪些款已经到账", coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        validators=required("请勾选已经到账的款项；都没有到账的，不用提交。"),
    )  # fmt: skip


class ConfirmOutcomeForm(CaseForm):
    """How it ended for the firm."""

    payments = SelectMultipleField(
        "哪些款已经到账", coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        validators=optional(),
    )  # fmt: skip
    answer = RadioField(
        "您对处理结果",
        choices=choices(tuple(ANSWERED.items())),
        validators=required("请选择满意或不满意。"),
    )
    words = TextAreaField("想说的话", validators=optional(longest(1000)), render_kw={"maxlength": 1000})

    def outcome(self) -> Outcome:
        """The checked input."""
        arrived = frozenset(self.payments.data or ())
        return Outcome(self.version.data, self.answer.data == "satisfied", self.words.data or "", arrived)


def payment_choices(payments: list[Payment]) -> list[SelectChoice]:
    """A line to tick for each payment."""
    return [SelectChoice(str(row.id), f"{chinese_date(row.paid_on)}，{yuan(row.amount)}") for row in payments]
