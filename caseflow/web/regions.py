"""Choosing a place without scripts: one select, grouped by city."""

from wtforms.fields.choices import SelectChoice

from caseflow.core.edition import Edition
from caseflow.core.territory import CITY, COUNTY, PROVINCE, Territories, Territory
from caseflow.web.forms import grouped

OWN_LEVEL = {PROVINCE: "（省区本级）", CITY: "（市本级）"}
ELSEWHERE = (
    "北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "黑龙江省", "上海市", "江苏省", "浙江省",
    "安徽省", "福建省", "江西省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "广西壮族自治区", "海南省", "重庆市",
    "四川省", "贵州省", "云南省", "西藏自治区", "陕西省", "青海省", "新疆维吾尔自治区", "香港特别行政区", "澳门特别行政区",
    "台湾省",
)  # fmt: skip


def region_choices(edition: Edition) -> list[SelectChoice]:
    """The places of a select under their cities: codes of 甘肃 and 宁夏, names of the other provinces."""
    return grouped({**_own(edition), "甘肃、宁夏以外": [(name, name) for name in ELSEWHERE]})()


def own_region_choices(edition: Edition, empty: str) -> list[SelectChoice]:
    """The places of 甘肃 and 宁夏 alone, after a first line `empty`."""
    return grouped(_own(edition), empty)()


def region_words(edition: Edition, value: str) -> dict[str, str | None]:
    """The province, city and county that a chosen value stands for, as routing reads them."""
    if value in ELSEWHERE:
        return {"province": value, "city": None, "county": None}
    place = edition.territories.get(value)
    names = {level: edition.territories.at_level(place, level) for level in (PROVINCE, CITY, COUNTY)}
    return {
        key: found.name if found else None
        for key, found in zip(("province", "city", "county"), names.values(), strict=True)
    }


def region_label(edition: Edition, value: str) -> str:
    """甘肃省张掖市山丹县; the value itself where it is the name of another province."""
    return "".join(name for name in region_words(edition, value).values() if name)


def code_of_region(edition: Edition, label: str) -> str:
    """The value of a select whose `region_label` this is; "" where there is none."""
    codes = (place.code for place in edition.territories.all())
    values = (*codes, *ELSEWHERE)
    return next((value for value in values if region_label(edition, value) == label), "")


def _own(edition: Edition) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in edition.territories.all():
        if place.kind == "region" or place.responsible:
            groups.setdefault(_group(place, edition.territories), []).append(_choice(place))
    return groups


def _group(place: Territory, territories: Territories) -> str:
    city = territories.at_level(place, CITY)
    top = (place, *territories.ancestors(place))[-1]
    return top.name if city is None or city.kind == "zone" else f"{top.short} {city.name}"


def _choice(place: Territory) -> tuple[str, str]:
    own = "" if place.kind == "zone" else OWN_LEVEL.get(place.level, "")
    own = "（州本级）" if own and place.name.endswith("自治州") else own
    return place.code, f"{place.name}{own}"
