"""The public's question: who would handle it?"""

from wtforms import SelectField

from caseflow.core.routing.words import ARREARS, INDUSTRIES, RESPONDENT_LEVELS, TYPES, UNFAIR
from caseflow.policybook.queries import Question
from caseflow.store import editions
from caseflow.web.forms import WritingForm, optional, required

LEFT_OUT = {"不明", "军队", "军队单位", "中央"}


def _known(words: frozenset[str]) -> list[tuple[str, str]]:
    return [("", "请选择"), *((word, word) for word in sorted(words - LEFT_OUT))]


class FindForm(WritingForm):
    """Four answers and an optional fifth."""

    category = SelectField("什么事", validators=required("请选择投诉事项。"))
    respondent_type = SelectField("对方是什么单位", choices=_known(TYPES), validators=required("请选择单位类型。"))
    level = SelectField(
        "对方归哪一级管",
        choices=_known(RESPONDENT_LEVELS),
        description="看由哪一级政府举办或者出资;民营企业选“县级”即可。",
        validators=required("请选择层级。"),
    )
    territory = SelectField("对方在哪里", description="机关看所在地,企业看注册地。", validators=required("请选择所在地。"))
    industry = SelectField(
        "对方是什么行业",
        choices=[("", "其他或不清楚"), *((word, word) for word in sorted(INDUSTRIES))],
        validators=optional(),
    )

    def offer(self) -> None:
        """Fill the matters and the places of the edition in force."""
        self.category.choices = {"": [("", "请选择")], "拖欠账款": _pairs(ARREARS), "不公平对待": _pairs(UNFAIR)}
        territories = editions.current().territories
        places = [t for t in territories.all() if t.kind != "zone" or t.responsible]
        self.territory.choices = [("", "请选择"), *((t.code, _full(territories.ancestors(t), t)) for t in places)]

    def question(self) -> Question:
        """The answers."""
        return Question(
            self.category.data, self.respondent_type.data, self.level.data, self.territory.data,
            self.industry.data or None,
        )  # fmt: skip


def _pairs(words: frozenset[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in sorted(words)]


def _full(above: tuple[object, ...], place: object) -> str:
    return " ".join(str(getattr(t, "name", "")) for t in (*reversed(above), place))
