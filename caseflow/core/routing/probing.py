"""Made-up complaints that together cover every combination routing can meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from caseflow.core.offices import Offices
from caseflow.core.routing import words
from caseflow.core.routing.facts import Facts
from caseflow.core.territory import CITY, COUNTY, PROVINCE, Territory

DAY = date(2026, 11, 1)
_NATURAL = {PROVINCE: words.PROVINCIAL, CITY: words.MUNICIPAL, COUNTY: words.COUNTY_RUN}

# one change at a time against the ordinary complaint; {place} is the territory
VARIANTS: tuple[Mapping[str, Any], ...] = (
    *({"respondent_name": "{place}" + body} for body in (
        "财政局", "工业和信息化局", "发展和改革局", "人民政府", "水务局", "生态环境局", "税务局", "公安局", "某单位",
        "司法局", "住房和城乡建设局", "商业银行{place}支行", "海关",
    )),
    {"respondent_name": "不详"},
    {"supervising_department": "{place}卫生健康委员会"},
    {"supervising_department": "{place}人民政府"},
    {"supervising_department": "某协会"},
    *({"industry": industry} for industry in sorted(words.INDUSTRIES)),
    {"contactable": False},
    {"contract_relation": False},
    {"size_disputed": True},
    *({"complainant_size": size} for size in sorted(words.SIZES)),
    {"price_of": "借款"},
    {"amount": Decimal(0)},
    {"due_date": DAY},
    {"proceedings": "人民法院一审"},
    {"duplicate_of": "GS-2026-000001"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Probes:
    """Complaints to try. `full` is every category, respondent type, level and territory; `varied` changes one fact."""

    offices: Offices

    def places(self) -> tuple[Territory, ...]:
        """Regions and zones that answer for themselves."""
        return tuple(t for t in self.offices.territories.all() if t.kind == "region" or t.responsible)

    def full(self) -> Iterator[Facts]:
        """Category x respondent type x level x territory."""
        for place in self.places():
            ordinary = self._ordinary(place)
            for kind in sorted(words.TYPES):
                for level in sorted(words.RESPONDENT_LEVELS):
                    yield replace(ordinary, respondent_type=kind, respondent_level=level)

    def varied(self) -> Iterator[Facts]:
        """Every variant for every respondent type, at a county, a zone, a city without counties and the provinces."""
        names = ("山丹县", "贺兰县", "兰州新区", "张掖经济技术开发区", "嘉峪关市", "甘肃省", "宁夏回族自治区")
        for place in map(self.offices.territories.get, names):
            ordinary = replace(self._ordinary(place), respondent_level=_NATURAL[place.level])
            for kind in sorted(words.TYPES):
                for variant in VARIANTS:
                    yield replace(ordinary, respondent_type=kind, **_filled(variant, place))
                yield replace(ordinary, respondent_type=kind, seat=None, city=None, province="陕西省")

    def _ordinary(self, place: Territory) -> Facts:
        territories = self.offices.territories
        return Facts(
            id="",
            category="拖欠货款",
            complainant_name="甲公司",
            complainant_region="",
            complainant_size="小型",
            respondent_name=f"{place.name}市场监督管理局",
            respondent_type="机关",
            respondent_level=words.COUNTY_RUN,
            province=territories.top(place).name,
            seat=place,
            city=territories.at_level(place, CITY) or place,
            supervising_department=f"{place.name}教育局",
            industry=None,
            amount=Decimal(10),
            contract_date=date(2025, 7, 1),
            due_date=date(2025, 12, 31),
            filed=DAY,
            contactable=True,
            contract_relation=True,
            price_of="货物",
            proceedings=None,
            size_disputed=False,
            duplicate_of=None,
        )


def _filled(variant: Mapping[str, Any], place: Territory) -> dict[str, Any]:
    return {key: value.format(place=place.name) if isinstance(value, str) else value for key, value in variant.items()}
