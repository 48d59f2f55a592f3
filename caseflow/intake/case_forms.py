"""Forms of a firm on its own case."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from caseflow.core.chinese import chinese_date, yuan
from caseflow.core.plain import ANSWERED
from caseflow.evidence.forms import ACCEPT, HINT, uploads_in
from caseflow.intake.actions import Arrivals, Outcome, Supply, Withdrawal
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


def _boxes(label: str) -> SelectMultipleField:
    look = {"option_widget": CheckboxInput(), "widget": ListWidget(prefix_label=False)}
    return SelectMultipleField(label, coerce=int, validators=optional(), **look)


class PaymentsForm(CaseForm):
    """Which of the recorded payments came, and which did not."""

    payments = _boxes("哪些款已经到账")
    missing = _boxes("哪些款没有到账")

    def offer(self, rows: list[Payment]) -> None:
        """A line to tick for each payment, in both lists; what was denied before can still be confirmed."""
        self.payments.choices = _lines(rows)
        self.missing.choices = _lines([row for row in rows if row.denied_at is None])

    def validate_missing(self, field: SelectMultipleField) -> None:
        """A payment came or did not."""
        if set(field.data or ()) & set(self.payments.data or ()):
            raise ValidationError("同一笔款不能既到账又没有到账，请核对。")

    def arrivals(self) -> Arrivals:
        """The checked input."""
        return Arrivals(frozenset(self.payments.data or ()), frozenset(self.missing.data or ()))


class ArrivalForm(PaymentsForm):
    """The same while the case is still handled."""

    def validate_payments(self, field: SelectMultipleField) -> None:
        """Something has to be said."""
        if not field.data and not self.missing.data:
            raise ValidationError("请勾选已经到账或者没有到账的款项。")


class ConfirmOutcomeForm(PaymentsForm):
    """How it ended for the firm."""

    answer = RadioField(
        "您对处理结果",
        choices=choices(tuple(ANSWERED.items())),
        validators=required("请选择满意或不满意。"),
    )
    words = TextAreaField("想说的话", validators=optional(longest(1000)), render_kw={"maxlength": 1000})

    def outcome(self) -> Outcome:
        """The checked input."""
        return Outcome(self.version.data, self.answer.data == "satisfied", self.words.data or "", self.arrivals())


def _lines(payments: list[Payment]) -> list[SelectChoice]:
    return [SelectChoice(str(row.id), f"{chinese_date(row.paid_on)}，{yuan(row.amount)}") for row in payments]
