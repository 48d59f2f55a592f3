"""Names of offices: prefixes, elided prefixes, vertical bodies, zones, sets of governments."""

import pytest

from caseflow.core.errors import RuleError
from caseflow.core.policy.lexicon import Lexicon, load_lexicon
from caseflow.core.policy.units import Place, Standing, resolve

PROVINCE = Place("甘肃省", "省级", "甘肃省")
CITY = Place("张掖市", "市级", "甘肃省")
REGION = Place("宁夏回族自治区", "省级", "宁夏回族自治区")
NATION = Place("全国", "中央", "")

NAMES = [
    (PROVINCE, "省工信厅", "甘肃省工业和信息化厅", "工信", "省级", "甘肃省"),
    (PROVINCE, "省政府国资委", "甘肃省人民政府国有资产监督管理委员会", "国资", "省级", "甘肃省"),
    (PROVINCE, "甘肃省检察院", "甘肃省人民检察院", "检察", "省级", "甘肃省"),
    (PROVINCE, "省税务局", "国家税务总局甘肃省税务局", "税务", "省级", "甘肃省"),
    (PROVINCE, "省委宣传部", "中共甘肃省委宣传部", "宣传", "省级", "甘肃省"),
    (PROVINCE, "人行兰州中心支行", "中国人民银行兰州中心支行", "人行", "省级", "甘肃省"),
    (PROVINCE, "甘肃银保监局", "中国银行保险监督管理委员会甘肃监管局", "金融监管", "省级", "甘肃省"),
    (PROVINCE, "甘肃金融监管局", "国家金融监督管理总局甘肃监管局", "金融监管", "省级", "甘肃省"),
    (PROVINCE, "省金融监管局", "甘肃省地方金融监督管理局", "地方金融", "省级", "甘肃省"),
    (PROVINCE, "兰州新区管委会", "兰州新区管理委员会", "政府", "市级", "兰州新区"),
    (PROVINCE, "兰州新区经发局", "兰州新区经济发展局", "工信", "市级", "兰州新区"),
    (PROVINCE, "银川市人民政府", "银川市人民政府", "政府", "市级", "银川市"),
    (PROVINCE, "各市州政府", "甘肃省各市州人民政府", "政府", "市级", "甘肃省"),
    (CITY, "市市场监管局", "张掖市市场监督管理局", "市监", "市级", "张掖市"),
    (CITY, "市场监管局", "张掖市市场监督管理局", "市监", "市级", "张掖市"),
    (CITY, "市政府金融办", "张掖市人民政府金融工作办公室", "地方金融", "市级", "张掖市"),
    (CITY, "省财政厅", "甘肃省财政厅", "财政", "省级", "甘肃省"),
    (CITY, "张掖银保分监局", "中国银行保险监督管理委员会张掖监管分局", "金融监管", "市级", "张掖市"),
    (CITY, "张掖经开区管委会", "张掖经济技术开发区管理委员会", "政府", "县级", "张掖经济技术开发区"),
    (CITY, "各县区政府", "张掖市各县区人民政府", "政府", "县级", "张掖市"),
    (REGION, "司法厅", "宁夏回族自治区司法厅", "司法", "省级", "宁夏回族自治区"),
    (REGION, "宁夏税务局", "国家税务总局宁夏回族自治区税务局", "税务", "省级", "宁夏回族自治区"),
    (REGION, "高级人民法院", "宁夏回族自治区高级人民法院", "法院", "省级", "宁夏回族自治区"),
    (REGION, "人才办", "中共宁夏回族自治区委员会人才工作领导小组办公室", "组织人才", "省级", "宁夏回族自治区"),
    (NATION, "国家发展改革委", "国家发展和改革委员会", "发改", "中央", "全国"),
    (NATION, "财政部", "财政部", "财政", "中央", "全国"),
    (NATION, "市场监管总局", "国家市场监督管理总局", "市监", "中央", "全国"),
]


@pytest.mark.parametrize(("place", "cited", "name", "competence", "level", "territory"), NAMES)
def test_names(
    place: Place, cited: str, name: str, competence: str, level: str, territory: str, lexicon: Lexicon
) -> None:
    found = resolve(cited, place, lexicon)
    assert (found.name, found.competence, found.level, found.territory) == (name, competence, level, territory)
    assert found.doubt == ""


def test_an_elided_prefix_is_that_of_the_list(lexicon: Lexicon) -> None:
    near = Standing("市级", "银川市")
    assert resolve("司法局", REGION, lexicon, near).name == "银川市司法局"
    assert resolve("司法厅", REGION, lexicon, near).name == "宁夏回族自治区司法厅"


@pytest.mark.parametrize("cited", ["国网电力公司", "全体成员单位", "有关部门", "甲乙丙丁戊己庚辛", "局", ""])
def test_what_cannot_be_told_is_a_doubt(cited: str, lexicon: Lexicon) -> None:
    found = resolve(cited, PROVINCE, lexicon)
    assert found.competence is None
    assert found.doubt


def test_a_merged_office_counts_by_its_first_line_with_a_doubt(lexicon: Lexicon) -> None:
    found = resolve("山丹县工业信息化和商务局", CITY, lexicon)
    assert (found.competence, found.territory) == ("工信", "山丹县")
    assert "首个职能" in found.doubt


def test_a_city_in_a_province_document_must_be_named(lexicon: Lexicon) -> None:
    assert "没有写明" in resolve("市财政局", PROVINCE, lexicon).doubt


@pytest.mark.parametrize("text", ["lines = 3", "[suffixes", "", '[[lines]]\ncompetence = "财政"'])
def test_a_broken_lexicon_is_an_alarm(text: str) -> None:
    with pytest.raises(RuleError):
        load_lexicon(text)
