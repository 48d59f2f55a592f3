"""The routing rule R2–R8, point by point."""

from datetime import date

import pytest

from caseflow.core.errors import RuleError
from caseflow.core.offices import Office
from caseflow.core.routing import Decision
from tests.policies.rulebook import book, case, changed, files, region


def decide(**changes: object) -> Decision:
    return book().decide(book().read(case(**changes)))


def lead(**changes: object) -> tuple[str, str, str]:
    office = decide(**changes).lead
    assert office is not None
    return office.competence, office.level, office.territory


ZHANGYE = region("甘肃省", "张掖市")
NEW_AREA = region("甘肃省", "兰州新区")


def test_the_place_follows_the_respondent() -> None:
    assert lead(complainant__region="宁夏回族自治区银川市") == lead(complainant__region="甘肃省兰州市") == (
        "财政", "县级", "山丹县",
    )  # fmt: skip


def test_a_branch_goes_where_its_legal_person_sits() -> None:
    branch = lead(
        respondent__type="民营大型企业",
        respondent__name="某集团平凉项目部",
        respondent__region=region("甘肃省", "平凉市", "崆峒区"),
        respondent__legal_person_region=region("宁夏回族自治区", "银川市", "金凤区"),
    )
    assert branch == ("工信", "县级", "金凤区")


@pytest.mark.parametrize(
    ("place", "territory", "level"),
    [
        (NEW_AREA, "兰州新区", "市级"),
        (region("甘肃省", "兰州市", "兰州新区"), "兰州新区", "市级"),
        (region("甘肃省", "张掖市", "张掖经开区"), "张掖经济技术开发区", "县级"),
        (region("宁夏", "银川市", "宁东"), "宁东能源化工基地", "市级"),
        (region("甘肃省", "天水市", "天水经济技术开发区"), "麦积区", "县级"),
        (region("甘肃省", "兰州市", "某某高新区"), "兰州市", "市级"),
        (region("甘肃省", "嘉峪关市"), "嘉峪关市", "市级"),
    ],
)
def test_zones_and_the_city_without_counties(place: dict[str, str | None], territory: str, level: str) -> None:
    found = lead(respondent__type="民营大型企业", respondent__level="开发区/新区", respondent__region=place)
    assert found == ("工信", level, territory)


def test_a_zone_in_the_name_counts() -> None:
    found = lead(
        respondent__type="民营大型企业",
        respondent__level="开发区/新区",
        respondent__name="宁东基地某化工公司",
        respondent__region=region("宁夏回族自治区", "银川市", "灵武市"),
    )
    assert found[2] == "宁东能源化工基地"


def test_subsidiaries_follow_the_owner_wherever_they_sit() -> None:
    assert lead(respondent__type="国有大型企业(省属)", respondent__level="县级") == ("国资", "省级", "甘肃省")
    assert lead(respondent__type="国有大型企业(市属)") == ("国资", "市级", "张掖市")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("山丹县人民政府", ("财政", "市级", "张掖市")),
        ("山丹县财政局", ("财政", "市级", "张掖市")),
        ("山丹县工业和信息化局", ("工信", "市级", "张掖市")),
        ("山丹县人民政府办公室", ("财政", "县级", "山丹县")),
        ("山丹县霍城镇人民政府", ("财政", "县级", "山丹县")),
    ],
)
def test_nobody_handles_his_own_debt(name: str, expected: tuple[str, str, str]) -> None:
    assert lead(respondent__name=name) == expected


def test_at_the_top_the_government_handles_and_above_it_the_national_platform() -> None:
    province = {"respondent__level": "省级", "respondent__region": region("甘肃省", "兰州市", "城关区")}
    assert lead(respondent__name="甘肃省财政厅", **province) == ("政府", "省级", "甘肃省")
    itself = decide(respondent__name="甘肃省人民政府", **province)
    assert itself.lead is None
    assert "国家平台" in itself.next_step


def test_ningxia_names_industry_first() -> None:
    place = {"respondent__name": "贺兰县水务局", "respondent__region": region("宁夏回族自治区", "银川市", "贺兰县")}
    decision = decide(**place)
    assert decision.lead is not None
    assert decision.lead.competence == "工信"
    assert [office.competence for office in decision.co_handling] == ["财政"]
    assert {citation.document for citation in decision.citations} == {"关于健全支持中小企业发展制度的实施意见"}


def test_the_named_department_decides_for_an_institution() -> None:
    found = lead(
        respondent__type="事业单位", respondent__name="某医院", respondent__supervising_department="山丹县卫健局"
    )
    assert found == ("卫健", "县级", "山丹县")
    of_the_city = lead(
        respondent__type="事业单位", respondent__name="某学校", respondent__supervising_department="张掖市教育局"
    )
    assert of_the_city == ("教育", "市级", "张掖市")


def test_no_department_known_means_a_person() -> None:
    decision = decide(respondent__type="事业单位", respondent__name="某中心")
    assert decision.decision == "accept"
    assert decision.lead is None
    assert decision.rule == "无匹配规则"
    assert "主管部门" in decision.next_step
    assert "甘肃省工业和信息化厅受理员人工分办" in decision.next_step


def test_a_county_nobody_named_means_a_person() -> None:
    decision = decide(respondent__name="某局", respondent__region=ZHANGYE)
    assert decision.lead is None
    assert "写得不全" in decision.next_step


def test_the_county_in_the_name_is_used() -> None:
    assert lead(respondent__region=ZHANGYE) == ("财政", "县级", "山丹县")


@pytest.mark.parametrize(
    ("category", "name", "expected"),
    [
        ("乱罚款", "山丹县市场监督管理局", ("市监", "市级", "张掖市")),
        ("乱罚款", "山丹县公安局交通警察大队", ("公安", "市级", "张掖市")),
        ("环保一刀切", "张掖市生态环境局山丹分局", ("生态环境", "市级", "张掖市")),
        ("环保一刀切", "山丹县人民政府", ("生态环境", "市级", "张掖市")),
        ("税务", "国家税务总局山丹县税务局", ("税务", "市级", "张掖市")),
        ("重复检查", "山丹县应急管理局", ("司法", "县级", "山丹县")),
        ("重复检查", "山丹县司法局", ("司法", "市级", "张掖市")),
        ("市场准入壁垒", "山丹县人民政府", ("发改", "市级", "张掖市")),
        ("银行收费", "山丹县某协会", ("金融监管", "市级", "张掖市")),
    ],
)
def test_unfair_treatment_levels(category: str, name: str, expected: tuple[str, str, str]) -> None:
    assert lead(category=category, respondent__type="部门监管行为", respondent__name=name) == expected


def test_capital_banks_are_supervised_by_the_province_office() -> None:
    decision = decide(
        category="融资/抽贷",
        respondent__type="金融机构",
        respondent__level="中央",
        respondent__name="某银行城关支行",
        respondent__region=region("甘肃省", "兰州市", "城关区"),
    )
    assert decision.lead == Office(
        "国家金融监督管理总局甘肃监管局（直管兰州市）",
        "金融监管",
        "市级",
        "兰州市",
        ("国家金融监督管理总局甘肃监管局", "中国银行保险监督管理委员会甘肃监管局"),
    )


def test_price_policy_of_a_central_enterprise_is_accepted() -> None:
    found = lead(category="用电(电价政策)", respondent__type="国有大型企业(央企)", respondent__level="中央")
    assert found == ("发改", "省级", "甘肃省")


def test_the_respondent_never_helps_in_its_own_case() -> None:
    decision = decide(
        category="乱收费(经营服务性)", respondent__type="部门监管行为", respondent__name="山丹县发展和改革局"
    )
    assert decision.co_handling == ()


def test_the_law_of_the_contract_and_of_the_filing_are_both_told() -> None:
    trace = decide(dates={"contract": "2022-06-10", "due": "2023-01-01", "filed": "2025-07-01"}).trace
    assert "802号" in trace[0].split("；")[0]
    assert "728号" in trace[0].split("；")[1]


def test_zhangye_cites_its_own_document_first() -> None:
    documents = [citation.document for citation in decide().citations]
    assert documents[:2] == ["张促中民办发〔2021〕9号", "甘工信发〔2020〕351号"]


def test_citations_name_the_unit_as_cited() -> None:
    assert [(c.clause, c.unit_as_cited, c.basis) for c in decide().citations] == [
        ("（三十）", "市财政局", "cited"),
        ("（三十五）", "省财政厅", "cited"),
    ]


def test_rejected_rules_say_why() -> None:
    assert decide().rejected[0] == ("R4a2", "要求被投诉机关所属主管条线为政府，本案为水利")


def test_a_designated_office_goes_first() -> None:
    units = (
        files()["units.toml"]
        + """
[[designated]]
territory = "山丹县"
track = "A"
types = ["机关"]
competence = "审计"
document = "山政办发〔2026〕1号"
from = 2026-01-01
until = 2026-12-31
"""
    )
    special = changed("units.toml", units)
    decision = special.decide(special.read(case()))
    assert decision.lead is not None
    assert decision.lead.competence == "审计"
    assert decision.rule == "指定处理部门"
    assert "山政办发〔2026〕1号" in "".join(decision.trace)
    later = case(dates={"contract": "2025-07-01", "due": "2025-12-31", "filed": date(2027, 1, 1).isoformat()})
    assert special.decide(special.read(later)).rule == "R4a-甘肃"


def test_a_rule_can_name_people_instead_of_an_office() -> None:
    text = files()["routing.toml"].replace("[[rule]]", PEOPLE + "\n[[rule]]", 1)
    special = changed("routing.toml", text)
    decision = special.decide(special.read(case()))
    assert (decision.lead, decision.rule) == (None, "R4-人工")
    assert "领导小组办公室会商" in decision.next_step


PEOPLE = """
[[rule]]
id = "R4-人工"
when = { track = ["A"], type = ["机关"] }
queue = "转领导小组办公室会商"
reason = "试点期间由人决定"
basis = "试点"
from = 2019-03-18
clauses."张掖" = ["zhangye-2021-9#30"]
clauses."甘肃" = ["gan-2020-351#35"]
clauses."宁夏" = ["ningxia-2021#21"]
"""


def test_a_rule_outside_its_dates_does_not_apply() -> None:
    text = files()["routing.toml"].replace("[[rule]]", PEOPLE.replace("2019-03-18", "2027-01-01") + "\n[[rule]]", 1)
    special = changed("routing.toml", text)
    decision = special.decide(special.read(case()))
    assert decision.rule == "R4a-甘肃"
    assert ("R4-人工", "不在施行期间") in decision.rejected


def test_a_rule_that_cannot_be_evaluated_is_an_alarm() -> None:
    text = files()["routing.toml"].replace(
        'competence = "财政"\nlevel = "same"', 'competence = "@industry"\nlevel = "same"', 1
    )
    special = changed("routing.toml", text)
    with pytest.raises(RuleError, match="@industry"):
        special.decide(special.read(case()))


def test_a_clause_that_does_not_exist_is_an_alarm() -> None:
    special = changed("routing.toml", files()["routing.toml"].replace('"zhangye-2021-9#30"', '"zhangye-2021-9#77"'))
    with pytest.raises(RuleError, match="zhangye-2021-9#77"):
        special.decide(special.read(case()))


def test_the_version_follows_the_files() -> None:
    assert decide().rules_version == book().rules.version
    other = changed("acceptance.toml", files()["acceptance.toml"] + "\n# 改一个字\n")
    assert other.rules.version != book().rules.version
