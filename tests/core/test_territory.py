"""Territories and offices of 甘肃 and 宁夏."""

from collections import Counter

import pytest

from caseflow.core.errors import BadInput, NotFound, RuleError
from caseflow.core.offices import Offices
from caseflow.core.territory import Territories
from tests.policies.rulebook import book, files

HEAD = "code,name,level,parent,kind,responsible,short,aliases\n"


def test_counts() -> None:
    regions = [t for t in book().territories.all() if t.kind == "region"]
    counted = Counter((book().territories.top(t).short, t.level) for t in regions)
    assert counted == {
        ("甘肃", "省级"): 1, ("甘肃", "市级"): 14, ("甘肃", "县级"): 86,
        ("宁夏", "省级"): 1, ("宁夏", "市级"): 5, ("宁夏", "县级"): 22,
    }  # fmt: skip
    assert [t.name for t in book().territories.all() if t.is_zone] == [
        "兰州新区", "张掖经济技术开发区", "宁东能源化工基地",
    ]  # fmt: skip


def test_lookups() -> None:
    territories = book().territories
    assert territories.get("620725").name == territories.get("山丹县").name == "山丹县"
    assert [t.name for t in territories.ancestors(territories.get("山丹县"))] == ["张掖市", "甘肃省"]
    assert territories.is_within(territories.get("山丹县"), territories.get("甘肃省"))
    assert not territories.is_within(territories.get("山丹县"), territories.get("兰州市"))
    assert territories.children(territories.get("嘉峪关市")) == ()
    with pytest.raises(NotFound, match="蓬莱县"):
        territories.get("蓬莱县")


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ("1,甲,省级,,region,,甲,\n2,甲,市级,1,region,,甲,\n", "甲"),
        ("1,甲,省级,9,region,,甲,\n", "9"),
        ("1,甲,国家级,,region,,甲,\n", "甲"),
    ],
)
def test_a_broken_table_is_refused(rows: str, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        Territories.parse(HEAD + rows)


@pytest.mark.parametrize(
    ("competence", "level", "territory", "name"),
    [
        ("财政", "省级", "甘肃省", "甘肃省财政厅"),
        ("国资", "市级", "兰州市", "兰州市人民政府国有资产监督管理委员会"),
        ("市监", "省级", "宁夏回族自治区", "宁夏回族自治区市场监督管理厅"),
        ("税务", "县级", "山丹县", "国家税务总局山丹县税务局"),
        ("生态环境", "县级", "甘州区", "张掖市生态环境局甘州分局"),
        ("金融监管", "市级", "张掖市", "国家金融监督管理总局张掖监管分局"),
        ("工信", "市级", "兰州新区", "兰州新区经济发展局"),
        ("政府", "市级", "兰州新区", "兰州新区管理委员会"),
        ("财政", "县级", "张掖经济技术开发区", "张掖经济技术开发区管理委员会"),
        ("海关", "省级", "宁夏回族自治区", "中华人民共和国银川海关"),
    ],
)
def test_names(competence: str, level: str, territory: str, name: str) -> None:
    assert book().offices.office(competence, level, territory).name == name


def test_renamed_bodies_are_aliases() -> None:
    office = book().offices.office("金融监管", "市级", "张掖市")
    assert "中国银行保险监督管理委员会张掖监管分局" in office.aliases


def test_wrong_places_are_refused() -> None:
    with pytest.raises(RuleError, match="张掖市"):
        book().offices.office("财政", "县级", "张掖市")
    with pytest.raises(RuleError, match="炼丹"):
        book().offices.office("炼丹", "县级", "山丹县")


def test_every_place_has_its_offices() -> None:
    offices = book().offices
    places = [t for t in book().territories.all() if t.kind == "region" or t.responsible]
    for place in places:
        lines = {office.competence for office in offices.all_for(place.name)}
        assert {"财政", "工信", "国资", "发改", "市监", "住建", "交通", "水利", "农业", "文旅", "司法", "政府"} <= lines
        assert ("海关" in lines) == (place.level == "省级")
        assert ("生态环境" in lines) == (place.level != "县级")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("山丹县水务局", ("水利",)),
        ("惠农区农业农村和水务局", ("农业", "水利")),
        ("会宁县人民政府", ("政府",)),
        ("会宁县人民政府办公室", ()),
        ("甘肃省人民政府国有资产监督管理委员会", ("国资",)),
        ("海原县公安局交通警察大队", ("公安",)),
        ("兰州新区管委会", ("政府",)),
        ("张掖经开区管委会", ("政府",)),
        ("酒泉经济技术开发区管理委员会", ()),
        ("银川河东机场海关", ("海关",)),
        ("宁东能源化工基地管理委员会", ("政府",)),
        ("民乐县汇通燃气有限公司", ()),
        ("河西农村商业银行临泽支行", ()),
        ("中共张掖市委宣传部", ("宣传",)),
    ],
)
def test_lines_of_a_body(body: str, lines: tuple[str, ...]) -> None:
    assert book().offices.lines_of(body) == lines


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            'competence = "海关"\nname = "中华人民共和国兰州海关"',
            'competence = "空气"\nname = "中华人民共和国兰州海关"',
        ),
        ('lowest = "市级"', 'lowest = "村级"'),
    ],
)
def test_a_broken_units_file_is_refused(old: str, new: str) -> None:
    text = files()["units.toml"]
    assert old in text
    with pytest.raises(BadInput):
        Offices.parse(text.replace(old, new, 1), book().territories)
