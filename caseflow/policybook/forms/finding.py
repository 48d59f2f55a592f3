"""The public's question: who would handle it? Asked by address, so that an answer can be passed on."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField

from caseflow.core.routing.words import ARREARS, INDUSTRIES, UNFAIR
from caseflow.policybook.queries.routes import Question
from caseflow.store import editions
from caseflow.web.forms import CHINESE, choices, optional, required
from caseflow.web.regions import region_choices, region_words

TYPES = (
    ("机关", "政府机关（局、委、厅、乡镇政府等）"),
    ("事业单位", "事业单位（学校、医院、项目中心等）"),
    ("团体组织", "使用财政资金的团体组织"),
    ("国有大型企业(央企)", "中央企业及其子公司"),
    ("国有大型企业(省属)", "甘肃省属国有企业"),
    ("国有大型企业(自治区属)", "宁夏自治区属国有企业"),
    ("国有大型企业(市属)", "市属国有企业"),
    ("国有大型企业(县属)", "县（区）属国有企业"),
    ("民营大型企业", "民营大型企业"),
    ("中小企业", "中小企业"),
    ("其他企业", "其他企业（外资、合资等）"),
    ("金融机构", "银行、保险等金融机构"),
    ("部门监管行为", "某个部门的收费、处罚、检查、审批"),
    ("司法机关", "法院、检察院"),
    ("不明", "不清楚"),
)
LEVELS = (
    ("县级", "县、区一级"),
    ("乡镇（街道）", "乡镇、街道"),
    ("市级", "市、州一级"),
    ("省级", "省、自治区一级"),
    ("省级垂直（隶属机构）", "省里垂直管理的分支机构"),
    ("开发区/新区", "开发区、新区"),
    ("中央", "中央单位或者中央企业"),
    ("不明", "不清楚"),
)
ASK = "请选择"
LAST = "其他不公平对待"


class FindForm(Form):
    """Four answers and an optional fifth."""

    class Meta:
        locales = CHINESE

    category = SelectField("一、什么事", validators=required("请选择投诉事项。"))
    respondent_type = SelectField(
        "二、对方是什么单位", choices=choices(TYPES, ASK), validators=required("请选择对方是什么单位。")
    )
    level = SelectField(
        "三、对方归哪一级管",
        choices=choices(LEVELS, ASK),
        description="机关、事业单位看由哪一级政府举办，国有企业看由哪一级出资；民营企业不分级，选“县、区一级”。",
        validators=required("请选择层级。"),
    )
    place = SelectField(
        "四、对方在哪里",
        description="机关看所在地，企业看营业执照上的登记地；不看您企业在哪里。",
        validators=required("请选择所在地。"),
    )
    industry = SelectField(
        "对方是哪个行业",
        choices=choices([(word, word) for word in sorted(INDUSTRIES)], "其他或者不清楚"),
        description="民营企业欠款时，可能由行业主管部门办理。",
        validators=optional(),
    )

    def __init__(self, answers: MultiDict[str, str]) -> None:
        super().__init__(answers)  # type: ignore[no-untyped-call]
        unfair = [*sorted(UNFAIR - {LAST}), LAST]
        matters: Any = {"": [("", ASK)], "拖欠账款": _pairs(sorted(ARREARS)), "不公平对待": _pairs(unfair)}
        self.category.choices = matters
        self.place.choices = region_choices(editions.current())

    def question(self) -> Question:
        """The answers."""
        region = region_words(editions.current(), self.place.data)
        return Question(
            self.category.data, self.respondent_type.data, self.level.data, region, self.industry.data or None
        )


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]
