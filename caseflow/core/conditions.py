"""Conditions as data: `feature = [allowed values]`, from a closed list of features, nothing executable."""

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.core.errors import RuleError

Feature = str | bool | None
ANY = "*"

FEATURES: dict[str, str] = {
    "track": "投诉类别（A 款项支付，B 营商环境）",
    "category": "投诉事项",
    "type": "被投诉人类型",
    "level": "被投诉人隶属层级",
    "province": "被投诉人所在省（区）",
    "industry": "被投诉人行业",
    "body": "被投诉机关所属主管条线",
    "supervising": "被投诉人主管部门所属条线",
    "central_line": "被投诉机关属中央垂直管理",
    "township": "被投诉人是乡镇（街道）",
    "branch": "被投诉人是银行支行或网点",
    "respondent_known": "被投诉人明确",
    "in_area": "被投诉人在甘肃、宁夏",
    "size": "投诉人规模",
    "size_disputed": "投诉人规模有争议",
    "contactable": "投诉人可以联系",
    "contract_relation": "与被投诉人有合同关系",
    "price_of": "款项性质",
    "settled": "欠款已结清或为零",
    "not_due": "付款期限未届满",
    "proceedings": "已进入诉讼、仲裁或其他机关程序",
    "duplicate": "与已有投诉重复",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One feature and the values it may have; the value "*" means any value given."""

    feature: str
    allowed: frozenset[Feature]

    def holds(self, features: Mapping[str, Feature]) -> bool:
        """Whether the case has one of the allowed values. RuleError when the case lacks the feature altogether."""
        try:
            value = features[self.feature]
        except KeyError:
            raise RuleError(f"规则条件“{self.feature}”在案件事实中取不到值，无法判断") from None
        return value in self.allowed or (ANY in self.allowed and value is not None)

    def said(self) -> str:
        """The condition in words."""
        values = sorted(_word(v) for v in self.allowed)
        return f"{FEATURES[self.feature]}为{'、'.join(values)}"


@dataclass(frozen=True, slots=True)
class When:
    """All of `needs` hold and none of `unless` does."""

    needs: tuple[Condition, ...]
    unless: tuple[Condition, ...]

    @classmethod
    def parse(cls, owner: str, needs: Mapping[str, object], unless: Mapping[str, object]) -> "When":
        """Read both tables of the rule `owner`; RuleError names an unknown feature or a badly written value."""
        return cls(_conditions(owner, needs), _conditions(owner, unless))

    def fails(self, features: Mapping[str, Feature]) -> str | None:
        """Why the case does not fit, in words; None when it fits."""
        for condition in self.needs:
            if not condition.holds(features):
                return f"要求{condition.said()}，本案为{_word(features[condition.feature])}"
        for condition in self.unless:
            if condition.holds(features):
                return f"{condition.said()}的除外"
        return None

    def fits(self, features: Mapping[str, Feature]) -> bool:
        """Whether the case fits."""
        needed = all(c.holds(features) for c in self.needs)
        return needed and not any(c.holds(features) for c in self.unless)

    def allows(self, feature: str, value: Feature) -> bool:
        """Whether the conditions on this one feature admit the value."""
        case = {feature: value}
        needed = all(c.holds(case) for c in self.needs if c.feature == feature)
        return needed and not any(c.holds(case) for c in self.unless if c.feature == feature)


def _conditions(owner: str, table: Mapping[str, object]) -> tuple[Condition, ...]:
    return tuple(_condition(owner, feature, values) for feature, values in table.items())


def _condition(owner: str, feature: str, values: object) -> Condition:
    if feature not in FEATURES:
        raise RuleError(f"规则“{owner}”用了不认识的条件“{feature}”")
    listed: list[object] = values if isinstance(values, list) else [values]
    allowed = frozenset(v for v in listed if isinstance(v, str | bool))
    if not allowed or len(allowed) != len(listed):
        raise RuleError(f"规则“{owner}”的条件“{feature}”写法不对：应为文字或是否")
    return Condition(feature, allowed)


def _word(value: Feature) -> str:
    match value:
        case None:
            return "未填"
        case True:
            return "是"
        case False:
            return "否"
        case "*":
            return "任一已填的值"
        case _:
            return value
