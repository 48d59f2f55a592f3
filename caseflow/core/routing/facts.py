"""The facts of a complaint as routing reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from caseflow.core.errors import BadInput
from caseflow.core.routing import words
from caseflow.core.territory import Territories, Territory

_NOTHING = frozenset({"", "无", "没有", "否", "未", "无。"})
_ANONYMOUS = frozenset({"", "匿名", "（匿名）", "(匿名)", "不详", "不明", "未填"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision depends on; `seat` is the respondent's place by R2, None when outside 甘肃 and 宁夏."""

    id: str
    category: str
    complainant_name: str
    complainant_region: str
    complainant_size: str
    respondent_name: str
    respondent_type: str
    respondent_level: str
    province: str | None
    seat: Territory | None
    city: Territory | None
    supervising_department: str | None
    industry: str | None
    amount: Decimal | None
    contract_date: date | None
    due_date: date | None
    filed: date
    contactable: bool
    contract_relation: bool | None
    price_of: str | None
    proceedings: str | None
    size_disputed: bool
    duplicate_of: str | None
    interest_claimed: bool = False

    @property
    def track(self) -> str:
        """A for arrears (国务院令第802号), B for unfair treatment."""
        return "A" if self.category in words.ARREARS else "B"

    @property
    def anonymous(self) -> bool:
        return self.complainant_name.strip() in _ANONYMOUS

    @property
    def respondent_named(self) -> bool:
        return self.respondent_name.strip() not in _ANONYMOUS


def facts_from_json(case: Mapping[str, Any], territories: Territories) -> Facts:
    """Read one case in the shape of `caseflow route` input. BadInput names the word or field that cannot be used."""
    respondent, complainant = _table(case, "respondent"), _table(case, "complainant")
    declared, dates = _table(case, "declared"), _table(case, "dates")
    place = _region(respondent)
    seat, city = _seat(respondent, place, territories)
    return Facts(
        id=str(case.get("id") or ""),
        category=_word(case, "category", words.CATEGORIES),
        complainant_name=_text(complainant, "name") or "",
        complainant_region=_text(complainant, "region") or "",
        complainant_size=_word(complainant, "size", words.SIZES, missing="不详"),
        respondent_name=_text(respondent, "name") or "",
        respondent_type=_word(respondent, "type", words.TYPES, missing="不明"),
        respondent_level=_word(respondent, "level", words.RESPONDENT_LEVELS, missing=words.UNCLEAR),
        province=(seat and territories.top(seat).name) or place[0],
        seat=seat,
        city=city,
        supervising_department=_text(respondent, "supervising_department"),
        industry=_optional_word(respondent, "industry", words.INDUSTRIES),
        amount=_amount(case.get("amount_wan")),
        contract_date=_date(dates, "contract"),
        due_date=_date(dates, "due"),
        filed=_filed(dates),
        contactable=bool(_flag(declared, "contactable")),
        contract_relation=_flag(declared, "contract_relation"),
        price_of=_optional_word(declared, "price_of", words.PRICES),
        proceedings=_said(declared, "proceedings"),
        size_disputed=bool(_flag(declared, "size_disputed")),
        duplicate_of=_said(declared, "duplicate_of"),
        interest_claimed=bool(_flag(declared, "interest_claimed")),
    )


_Place = tuple[str | None, str | None, str | None]


def _region(respondent: Mapping[str, Any]) -> _Place:
    # the seat of the legal person decides for a branch without personality of its own (routing R2)
    region = respondent.get("legal_person_region") or respondent.get("region") or {}
    if not isinstance(region, Mapping):
        raise BadInput("被投诉人地区 region 应写明 province、city、county")
    return _text(region, "province"), _text(region, "city"), _text(region, "county")


def _seat(
    respondent: Mapping[str, Any], place: _Place, territories: Territories
) -> tuple[Territory | None, Territory | None]:
    province, city, county = place
    seat = territories.locate(province, city, county)
    if seat is None:
        return None, None
    if respondent.get("level") == words.ZONE_LEVEL and not seat.is_zone:
        seat = _zone_in_name(str(respondent.get("name") or ""), seat, territories) or seat
    return seat, territories.locate(province, city, None)


def _zone_in_name(name: str, seat: Territory, territories: Territories) -> Territory | None:
    top = territories.top(seat)
    return territories.named_in(name, (t for t in territories.all() if t.is_zone and territories.top(t) == top))


def _table(case: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = case.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadInput(f"{key} 应是一组字段")
    return value


def _text(table: Mapping[str, Any], key: str, longest: int = 500) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise BadInput(f"{key} 应是文字，现在是 {value!r}")
    if value and len(value) > longest:
        raise BadInput(f"{key} 太长，最多 {longest} 个字")
    return value.strip() or None if value else None


def _said(table: Mapping[str, Any], key: str) -> str | None:
    value = _text(table, key, longest=10_000)
    return None if value in _NOTHING else value


def _word(table: Mapping[str, Any], key: str, known: frozenset[str], missing: str | None = None) -> str:
    value = _text(table, key) or missing
    if value is None:
        raise BadInput(f"缺少 {key}")
    if value not in known:
        raise BadInput(f"不认识的 {key}：“{value}”")
    return value


def _optional_word(table: Mapping[str, Any], key: str, known: frozenset[str]) -> str | None:
    return _word(table, key, known) if _text(table, key) else None


def _flag(table: Mapping[str, Any], key: str) -> bool | None:
    value = table.get(key)
    if value is not None and not isinstance(value, bool):
        raise BadInput(f"{key} 应为 true 或 false，现在是 {value!r}")
    return value


def _date(table: Mapping[str, Any], key: str) -> date | None:
    value = _text(table, key)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadInput(f"日期 {key} 应写成 2025-06-01 的样子，现在是“{value}”") from None


def _filed(dates: Mapping[str, Any]) -> date:
    filed = _date(dates, "filed")
    if filed is None:
        raise BadInput("缺少投诉提出的日期 dates.filed")
    return filed


def _amount(value: object) -> Decimal | None:
    if value is None:
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise BadInput(f"金额 amount_wan 不是数字：{value!r}") from None
    if isinstance(value, bool) or not amount.is_finite() or amount < 0:
        raise BadInput(f"金额 amount_wan 应是不小于零的数（万元），现在是 {value!r}")
    return amount
