"""The form of a repayment plan: as many instalments as the paper has, empty lines left out."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, FieldList, Form, FormField, SelectField, ValidationError
from wtforms.validators import StopValidation

from caseflow.handling.actions import PlanNote, Promise
from caseflow.handling.actions.planning import MOST
from caseflow.handling.forms import MoneyField, offer, upload_of
from caseflow.web.forms import CaseForm, required

AT_FIRST, MORE = 3, 3


class Beside:
    """A field of a line is needed when the other one is filled in; a line with neither is no line."""

    def __init__(self, other: str, message: str) -> None:
        self.other, self.message = other, message

    def __call__(self, form: Form, field: Any) -> None:
        """Raise where only the other one is there; forget complaints about an empty line."""
        if _typed(field):
            return
        field.errors = []
        raise StopValidation(self.message if _typed(form[self.other]) else None)


def _typed(field: Any) -> bool:
    return bool(field.raw_data and str(field.raw_data[0]).strip()) or (not field.raw_data and bool(field.data))


class LineForm(Form):
    """一期."""

    claim_id = SelectField("款项", coerce=int)
    due_on = DateField("最迟付款日期", validators=[Beside("amount", "请填写日期。")])
    amount = MoneyField("金额", validators=[Beside("due_on", "请填写金额。")])


class PlanForm(CaseForm):
    """登记还款计划."""

    agreed_on = DateField("约定日期", description="双方签字盖章的日期。", validators=required("请填写约定日期。"))
    instalments = FieldList(FormField(LineForm), "各期", min_entries=AT_FIRST, max_entries=MOST)
    proof = FileField(
        "还款计划",
        description="双方签字盖章的还款计划，PDF、图片、Word 或 Excel，不超过 20 MB。",
        validators=[FileRequired("请上传双方签字盖章的还款计划。")],
    )
    agreement = FileField("还款协议", description="另有还款协议的一并上传；以“达成还款协议”报结果时要用。")

    def offer(self, claims: Sequence[tuple[int, str]]) -> None:
        """The claims that a line may pay."""
        for line in self.instalments:
            offer(line.form.claim_id, claims)

    def add_lines(self) -> None:
        """More empty lines, as far as a plan may have."""
        for _ in range(min(MORE, MOST - len(self.instalments))):
            self.instalments.append_entry()

    def validate_instalments(self, field: FieldList) -> None:
        """A plan has at least one line."""
        if not any(_typed(line.form.due_on) or _typed(line.form.amount) for line in field):
            raise ValidationError("请至少填写一期。")

    def note(self) -> PlanNote:
        """The checked input."""
        lines = (line.form for line in self.instalments)
        return PlanNote(
            version=self.version.data,
            agreed_on=self.agreed_on.data,
            promises=tuple(
                Promise(line.claim_id.data, line.due_on.data, line.amount.amount) for line in lines if line.due_on.data
            ),
            proof=upload_of(self.proof),
            agreement=upload_of(self.agreement),
        )
