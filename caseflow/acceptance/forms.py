"""The clerk's forms."""

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from caseflow.acceptance.actions import COMPLEXITIES, Acceptance, Refusal
from caseflow.acceptance.determinations import Yardstick, offices_for
from caseflow.acceptance.determining import SIZES, Finding, Question, Recall
from caseflow.acceptance.handing import Onward
from caseflow.acceptance.queries import grounds
from caseflow.store.models import Case, Unit
from caseflow.web.forms import CaseForm, choices, optional, required

LONG = Length(max=2000, message="不能超过 2000 字。")
MOST_ITEMS = 30


class AcceptForm(CaseForm):
    """Accept."""

    complexity = RadioField("繁简类别", choices=choices(COMPLEXITIES), validators=optional())
    note = TextAreaField("审查意见（内部）", description="投诉企业看不到。", validators=optional(LONG))

    def suit(self, case: Case) -> None:
        """Only track B has classes."""
        if case.track != "B":
            del self.complexity

    def acceptance(self) -> Acceptance:
        """What the clerk decided."""
        complexity = self.complexity.data if "complexity" in self else None
        return Acceptance(self.version.data, complexity or None, self.note.data or "")


class DeclineForm(CaseForm):
    """Decline."""

    ground = SelectField("不予受理的理由", validators=required("请选择理由。"))
    reason = TextAreaField(
        "具体说明",
        description="写给投诉企业看：哪一项不符合、可以走什么途径。",
        validators=[*required("请写明具体说明。"), LONG],
    )

    def offer(self) -> None:
        """Fill the grounds from the rules in force."""
        self.ground.choices = choices([(g.code, f"{g.code} {g.text}") for g in grounds()], "请选择")()

    def refusal(self) -> Refusal:
        """What the clerk decided."""
        return Refusal(self.version.data, self.ground.data, self.reason.data)


class SupplementForm(CaseForm):
    """Ask for what is missing."""

    items = TextAreaField(
        "需要补充的材料",
        description="一行一项，一次列全；补正只能要求一次。",
        validators=[*required("请逐项写明需要补充的材料。"), LONG],
    )

    def lines(self) -> tuple[str, ...]:
        """The items, one per line."""
        return tuple(line.strip() for line in (self.items.data or "").splitlines() if line.strip())

    def validate_items(self, _field: TextAreaField) -> None:
        """At least one, not more than anybody would read."""
        if not 1 <= len(self.lines()) <= MOST_ITEMS:
            raise ValidationError(f"请写 1 至 {MOST_ITEMS} 项。")


class OnwardForm(CaseForm):
    """Pass the case on to another receiving office."""

    unit_id = SelectField("转给", coerce=int, validators=required("请选择接收的单位。"))
    reason = TextAreaField(
        "为什么转出",
        description="写明为什么应由它审查。接收单位和投诉企业都看得到。",
        validators=[*required("请写明为什么转出。"), LONG],
    )

    def offer(self, units: list[Unit]) -> None:
        """The offices it may go to."""
        self.unit_id.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]

    def onward(self) -> Onward:
        """What the clerk decided."""
        return Onward(self.version.data, self.unit_id.data, self.reason.data)


class QuestionForm(CaseForm):
    """Ask for the size of the firm."""

    unit_id = SelectField(
        "由哪个单位认定",
        coerce=int,
        description="投诉企业所在地县级以上中小企业主管部门，就近的排在前面。",
        validators=required("请选择认定单位。"),
    )
    reason = TextAreaField(
        "争议在哪里",
        description="写明对方凭什么不承认，请认定单位核实什么。投诉企业也看得到。",
        validators=[*required("请写明争议在哪里。"), LONG],
    )

    def offer(self, case: Case) -> None:
        """The offices of the firm's place."""
        self.unit_id.choices = [(unit.id, unit.name) for unit in offices_for(case)]

    def question(self) -> Question:
        """What the clerk asks."""
        return Question(self.version.data, self.unit_id.data, self.reason.data)


class DetermineForm(CaseForm):
    """Say the size."""

    size = RadioField(
        "规模类型",
        choices=choices([(size, size) for size in SIZES]),
        validators=required("请选择规模类型。"),
    )
    reason = TextAreaField(
        "认定依据",
        description="写明所属行业、从业人员、营业收入、资产总额和数据来源；书面认定的写明文号。投诉企业也看得到。",
        validators=[*required("请写明认定依据。"), LONG],
    )

    def suit(self, yardstick: Yardstick) -> None:
        """As of when, by the track of the case."""
        self.size.label.text = f"{yardstick.moment}的规模类型"

    def finding(self) -> Finding:
        """What was found."""
        return Finding(self.version.data, self.size.data, self.reason.data)


class RecallForm(CaseForm):
    """Take the question about the size back."""

    reason = TextAreaField(
        "撤回的理由",
        description="认定单位和投诉企业都看得到。",
        validators=[*required("请写明撤回的理由。"), LONG],
    )

    def recall(self) -> Recall:
        """Why."""
        return Recall(self.version.data, self.reason.data)
