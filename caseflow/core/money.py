"""Amounts of yuan and which law governs the substance of a contract.

Money is Decimal yuan with at most two places, never float. The payment term and the late interest follow the law in
force on the day the contract was made: 国务院令第802号 from 2025-06-01, 第728号 from 2020-09-01, before that the
contract itself, which a lawyer has to look at.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from caseflow.core.errors import BadInput, RuleError

CENT = Decimal("0.01")
MOST = Decimal(10) ** 13
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
NO_DATE = object()


def number(value: object, name: str, places: int, least: Decimal, most: Decimal) -> Decimal:
    """`value` (int, Decimal or plain decimal string) as a Decimal from `least` to `most`, `places` places at most.

    BadInput names the field `name`; a float is refused because it has already lost what was typed.
    """
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        value = Decimal(value.strip())
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise BadInput(f"{name} 应是数字，不能是 {value!r}。")
    if not least <= value <= most:
        raise BadInput(f"{name} 应在 {least} 到 {most:f} 之间。")
    if value != value.quantize(Decimal(1).scaleb(-places)):
        raise BadInput(f"{name} 最多 {places} 位小数。")
    return value


def yuan(value: object, name: str) -> Decimal:
    """`value` as a positive amount of yuan, two places at most. BadInput names the field `name`."""
    return number(value, name, 2, CENT, MOST).quantize(CENT)


def half_up(amount: Decimal) -> Decimal:
    """`amount` rounded half-up to 0.01 yuan."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def day(value: object, name: str) -> date:
    """`value` (YYYY-MM-DD) as a date from 1990 to 2100. BadInput names the field `name`."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and ISO_DAY.fullmatch(value) else NO_DATE
    except ValueError:
        found = NO_DATE
    if not isinstance(found, date) or not EARLIEST <= found <= LATEST:
        raise BadInput(f"{name} 应是 1990 至 2100 年之间的日期（如 2026-03-01），不能是 {value!r}。")
    return found


def field(source: Mapping[str, object], name: str) -> object:
    """The value of field `name`. BadInput when the field is absent (null counts as present)."""
    if name not in source:
        raise BadInput(f"缺少 {name}。")
    return source[name]


@dataclass(frozen=True)
class Term:
    """The payment term of one kind of respondent; None where the law fixes no term or no ceiling. Calendar days."""

    default_days: int | None
    max_days: int | None
    article: str


@dataclass(frozen=True)
class SubstanceLaw:
    """One law version: payment terms by respondent type, what the term starts from, how late interest is found."""

    key: str
    name: str
    valid_from: date
    valid_to: date | None
    terms: Mapping[str, Term]
    starts: Mapping[str, str]
    interest_article: str
    has_annual_floor: bool
    daily_rate: Decimal | None

    @property
    def needs_lawyer(self) -> bool:
        """Whether the contract is older than any law we apply, so that a lawyer has to confirm."""
        return self.daily_rate is None


@dataclass(frozen=True)
class PaymentLaws:
    """All law versions of policies/payment_terms.toml."""

    version: str
    laws: tuple[SubstanceLaw, ...]

    @staticmethod
    def parse(toml_text: str) -> "PaymentLaws":
        """Law versions from the text of payment_terms.toml. RuleError when unreadable or with gaps in time."""
        try:
            data = tomllib.loads(toml_text)
            laws = tuple(sorted((_law(entry) for entry in data["law"]), key=lambda law: law.valid_from))
            version = str(data["version"])
        except (tomllib.TOMLDecodeError, ArithmeticError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"付款期限规则无法读取：{problem}。") from problem
        for earlier, later in pairwise(laws):
            if earlier.valid_to is None or (later.valid_from - earlier.valid_to).days != 1:
                raise RuleError(f"付款期限规则的有效期不衔接：{earlier.name} 与 {later.name}。")
        return PaymentLaws(version, laws)

    def on(self, contract_date: date) -> SubstanceLaw:
        """The law in force on the day the contract was made. RuleError when none is entered for that day."""
        for law in self.laws:
            if law.valid_from <= contract_date and (law.valid_to is None or contract_date <= law.valid_to):
                return law
        raise RuleError(f"没有适用于 {contract_date.isoformat()} 订立的合同的付款期限规则。")


def _law(entry: Mapping[str, Any]) -> SubstanceLaw:
    interest = entry["interest"]
    daily = interest.get("daily_rate")
    return SubstanceLaw(
        key=entry["key"],
        name=entry["name"],
        valid_from=entry["valid_from"],
        valid_to=entry.get("valid_to"),
        terms={
            respondent: Term(term.get("default_days"), term.get("max_days"), term["article"])
            for term in entry["term"]
            for respondent in term["respondents"]
        },
        starts=dict(entry["start"]),
        interest_article=interest["article"],
        has_annual_floor=interest.get("annual_floor") == "lpr_1y",
        daily_rate=None if daily is None else Decimal(daily),
    )
