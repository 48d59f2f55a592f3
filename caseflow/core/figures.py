"""考核数字 as data: which two sets of cases make a figure, how it is said, and what a circular compares.

What belongs to a set is counted in `ledger/counting.py`; policies/figures.toml explains each set and combines them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from caseflow.core.chinese import wan
from caseflow.core.errors import RuleError

SETS = frozenset(
    {
        "received", "sign_due", "signed_in_time", "accepted", "accepted_written_off", "result_due", "resolved_in_time",
        "served", "returned", "ended", "relapsed", "claimed", "recovered", "answered", "satisfied",
    }
)  # fmt: skip
TENTH = Decimal("0.1")
NONE = "—"


class FigureKind(StrEnum):
    """How a figure comes of its sets: of how many there are in them, or of their amounts in yuan."""

    RATIO = "ratio"
    AMOUNT_RATIO = "amount_ratio"
    COUNT = "count"
    AMOUNT = "amount"


@dataclass(frozen=True)
class CaseSet:
    """One set of cases in a period, by name, and what belongs to it."""

    key: str
    name: str
    words: str


@dataclass(frozen=True)
class Figure:
    """One figure; `denominator` is '' where it is no ratio."""

    key: str
    name: str
    kind: FigureKind
    numerator: str
    denominator: str
    formula: str
    basis: str
    valid_from: date


@dataclass(frozen=True)
class Tally:
    """How many are in a set, and their amounts in yuan."""

    count: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Value:
    """A figure as counted; `denominator` None where it is no ratio. Amounts in yuan."""

    figure: Figure
    numerator: Decimal
    denominator: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """Per cent with one decimal, half up; None without a denominator or where it is 0."""
        if not self.denominator:
            return None
        return (self.numerator * 100 / self.denominator).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Circular:
    """What a circular compares: figures by key, from how many received cases on; days to object to its data."""

    figures: tuple[str, ...]
    least: int
    objection_days: int
    basis: str


@dataclass(frozen=True)
class FigureRules:
    """policies/figures.toml. A ratio whose denominator is below `small` is said as 3/4 first."""

    version: str
    sets: Mapping[str, CaseSet]
    figures: tuple[Figure, ...]
    small: int
    circular: Circular

    @staticmethod
    def parse(toml_text: str) -> "FigureRules":
        """The rules from the text of figures.toml. RuleError names what cannot be used."""
        try:
            data = tomllib.loads(toml_text)
            sets = {
                entry["key"]: CaseSet(entry["key"], _said(entry, "name"), _said(entry, "words"))
                for entry in data["set"]
            }
            figures = tuple(_figure(entry) for entry in data["figure"])
            _known(sets, figures)
            return FigureRules(
                str(data["version"]), sets, figures, _count(data["shown"], "small"), _circular(data, figures)
            )
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"考核数字的规则无法读取：{problem}。") from problem

    def figure(self, key: str) -> Figure:
        """The figure `key`. RuleError when unknown."""
        found = next((figure for figure in self.figures if figure.key == key), None)
        if found is None:
            raise RuleError(f"没有考核数字“{key}”。")
        return found

    def value(self, figure: Figure, tallies: Mapping[str, Tally]) -> Value:
        """The figure from what its sets come to."""
        by_amount = figure.kind in (FigureKind.AMOUNT, FigureKind.AMOUNT_RATIO)

        def measure(key: str) -> Decimal:
            tally = tallies.get(key, Tally())
            return tally.amount if by_amount else Decimal(tally.count)

        return Value(figure, measure(figure.numerator), measure(figure.denominator) if figure.denominator else None)

    def short(self, value: Value) -> tuple[str, str]:
        """The figure in two parts, what is said first and what stands beneath it ('' for nothing)."""
        said = self.said(value)
        first, _bracket, second = said.partition("（")
        return first, second.removesuffix("）")

    def said(self, value: Value) -> str:
        """The figure as people read it: 12; 3.50 万元; 3/4（75.0%）; 87.5%（175/200）; — where nothing is to be divided by."""
        match value.figure.kind:
            case FigureKind.COUNT:
                return f"{value.numerator:f}"
            case FigureKind.AMOUNT:
                return wan(value.numerator)
            case _:
                return self._ratio(value)

    def _ratio(self, value: Value) -> str:
        if value.percent is None or value.denominator is None:
            return NONE
        if value.figure.kind is FigureKind.AMOUNT_RATIO:
            return f"{value.percent}%"
        parts = f"{value.numerator:f}/{value.denominator:f}"
        return f"{parts}（{value.percent}%）" if value.denominator < self.small else f"{value.percent}%（{parts}）"


def _figure(entry: Mapping[str, Any]) -> Figure:
    figure = Figure(
        key=str(entry["key"]),
        name=_said(entry, "name"),
        kind=FigureKind(entry["kind"]),
        numerator=str(entry["numerator"]),
        denominator=str(entry.get("denominator", "")),
        formula=_said(entry, "formula"),
        basis=_said(entry, "basis"),
        valid_from=entry["valid_from"],
    )
    divides = figure.kind in (FigureKind.RATIO, FigureKind.AMOUNT_RATIO)
    if divides != bool(figure.denominator) or not isinstance(figure.valid_from, date):
        raise ValueError(f"{figure.key} 的分母或者生效日有误")
    return figure


def _known(sets: Mapping[str, CaseSet], figures: tuple[Figure, ...]) -> None:
    if set(sets) != SETS:
        raise ValueError(f"set 应当正好是 {'、'.join(sorted(SETS))}")
    used = {name for figure in figures for name in (figure.numerator, figure.denominator) if name}
    if used - SETS or len({figure.key for figure in figures}) != len(figures):
        raise ValueError("figure 用了没有的 set，或者有重复")


def _circular(data: Mapping[str, Any], figures: tuple[Figure, ...]) -> Circular:
    entry = data["circular"]
    chosen = tuple(entry["figures"])
    if set(chosen) - {figure.key for figure in figures}:
        raise ValueError("circular 用了没有的 figure")
    return Circular(chosen, _count(entry, "least"), _count(entry, "objection_days"), _said(entry, "basis"))


def _said(entry: Mapping[str, Any], name: str) -> str:
    if not isinstance(entry[name], str) or not entry[name]:
        raise ValueError(f"{entry.get('key', '')} 缺 {name}")
    return str(entry[name])


def _count(entry: Mapping[str, Any], name: str) -> int:
    value = entry[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1 or not _said(entry, "basis"):
        raise ValueError(f"{name} 应为大于 0 的整数，并写明依据")
    return value
