"""The clerk's forms for handing a case over."""

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from caseflow.dispatch.actions import Confirmation
from caseflow.dispatch.queries import candidates
from caseflow.store.models import Case
from caseflow.store.routes import latest_decision
from caseflow.web.forms import CaseForm, choices, optional, required


class DispatchForm(CaseForm):
    """Confirm the proposed unit or choose another one with a reason."""

    lead_unit_id = SelectField("承办单位", coerce=int, validators=required("请选择承办单位。"))
    reason = TextAreaField(
        "改派理由和依据",
        description="只有不采用系统建议的单位时才需要填写。",
        validators=optional(Length(max=2000, message="理由不能超过 2000 字。")),
    )

    def offer(self, case: Case) -> None:
        """Fill the choices with the offices of the respondent's place and of the levels above it."""
        decision = latest_decision(case.id)
        proposed = decision.lead_unit_id if decision else None
        self.lead_unit_id.choices = [
            SelectChoice(str(unit.id), f"{unit.name}（系统建议）" if unit.id == proposed else unit.name, optgroup=place)
            for place, unit in candidates(case)
        ]
        if self.lead_unit_id.data is None and proposed is not None:
            self.lead_unit_id.data = proposed
        self.version.data = self.version.data or case.version

    def confirmation(self) -> Confirmation:
        """What the clerk decided."""
        return Confirmation(self.version.data, self.lead_unit_id.data, self.reason.data or "")


class AdjudicationForm(CaseForm):
    """Decide a unit's objection."""

    decision = RadioField(
        "审核意见",
        choices=choices([("uphold", "同意退单，重新转办"), ("overrule", "不同意退单，由该单位继续办理")]),
        validators=required("请选择审核意见。"),
    )
    reason = TextAreaField(
        "理由", validators=[*required("请写明理由。"), Length(max=2000, message="理由不能超过 2000 字。")]
    )
