"""Who an enterprise is: its unified social credit code and its size class.

Codes follow GB 32100-2015: 18 characters without I, O, Z, S, V. Position 18 is a hard check; position 17 is the check
character of the older organisation code (GB 11714), which some real codes fail, and only warns. Unknown leading pairs
are not errors, the standard has been amended.
Sizes follow 工信部联企业〔2011〕300号: with two figures the lower class counts.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from stdnum.cn import uscc

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.money import field, number

CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
SPACES = re.compile(r"[\s-]+")
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
INDUSTRY_CODE = re.compile(r"([A-T])?(\d{2,4})?", re.ASCII)
MANY = Decimal(10) ** 12

KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "团体组织",
    "51": "团体组织",
    "52": "团体组织",
    "53": "团体组织",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
}
METRICS = {"employees": ("从业人员", "人"), "revenue": ("营业收入", "万元"), "assets": ("资产总额", "万元")}
FIELDS = {"employees": "employees", "revenue": "revenue_wan", "assets": "assets_wan"}


@dataclass(frozen=True)
class CreditCode:
    """A checked credit code; `kind_hint` prefills the type of body ("" when the leading pair says nothing)."""

    code: str
    kind_hint: str
    region: str
    warnings: tuple[str, ...]

    @property
    def cannot_be_sme(self) -> bool:
        """Whether the leading pair says organ, institution or association, so not an enterprise."""
        return self.kind_hint in {"机关", "事业单位", "团体组织"}


def credit_code(text: str) -> CreditCode:
    """The credit code typed as `text` (spaces, hyphens, small or wide letters allowed). BadInput says what is wrong."""
    code = SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()
    if len(code) != 18:
        raise BadInput(f"统一社会信用代码应为 18 位，现为 {len(code)} 位。")
    if not CREDIT_CODE.fullmatch(code):
        raise BadInput("统一社会信用代码只能用数字和大写字母（不含 I、O、Z、S、V），第3至8位应为数字。")
    if code[-1] != uscc.calc_check_digit(code[:-1]):
        raise BadInput("统一社会信用代码的第18位校验不符，请核对是否有输错的字符。")
    warnings = [] if code[16] == _organisation_check(code[8:16]) else ["第17位（组织机构代码校验）不符，请核对证照。"]
    return CreditCode(code, KINDS.get(code[:2], ""), code[2:8], tuple(warnings))


def _organisation_check(body: str) -> str:
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


class SizeClass(IntEnum):
    """Size classes in order, so that the lower of two figures is their minimum."""

    MICRO = 0
    SMALL = 1
    MEDIUM = 2
    LARGE = 3

    @property
    def label(self) -> str:
        """The official word."""
        return ("微型", "小型", "中型", "大型")[self]


@dataclass(frozen=True)
class Threshold:
    """The least figures for 大型, 中型 and 小型 by one metric: people, or 万元."""

    metric: str
    large: Decimal
    medium: Decimal
    small: Decimal

    def classify(self, value: Decimal) -> SizeClass:
        """The class by this metric alone; the stated figures belong to the higher class (以上含本数)."""
        return SizeClass((value >= self.large) + (value >= self.medium) + (value >= self.small))


@dataclass(frozen=True)
class SizeRow:
    """One industry of the standard, the GB/T 4754-2017 code prefixes it covers, its one or two thresholds."""

    industry: str
    codes: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    valid_from: date
    basis: str


@dataclass(frozen=True)
class SizeTable:
    """The size standard as policies/enterprise_size.csv states it."""

    rows: tuple[SizeRow, ...]

    @staticmethod
    def parse(csv_text: str) -> "SizeTable":
        """The table from the text of enterprise_size.csv. RuleError when unreadable or a code stands in two rows."""
        try:
            rows = tuple(_row(row) for row in csv.DictReader(io.StringIO(csv_text)))
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"划型标准表无法读取：{problem!r}。") from problem
        codes = [code for row in rows for code in row.codes]
        if not codes or len(codes) != len(set(codes)):
            raise RuleError("划型标准表为空或有重复的行业代码。")
        return SizeTable(rows)

    def row(self, industry_code: str) -> SizeRow:
        """The row for a GB/T 4754 code: a letter, a letter with 2–4 digits, or 2–4 digits.

        BadInput when it is no code, not covered (金融业, 铁路运输业), or too short to choose between rows.
        """
        letter, digits = _split(industry_code)
        prefixes = {code: row for row in self.rows for code in row.codes if letter in {"", code[0]}}
        covering = [code for code in prefixes if digits.startswith(code[1:])]
        if digits and covering:
            return prefixes[max(covering, key=len)]
        inside = {prefixes[code].thresholds: prefixes[code] for code in prefixes if code[1:].startswith(digits)}
        if not inside:
            raise BadInput(f"行业代码“{industry_code}”不在划型标准内（金融业、铁路运输业另有标准），请核对。")
        if len(inside) > 1:
            names = "、".join(row.industry for row in inside.values())
            raise BadInput(f"行业代码“{industry_code}”包含{names}，标准不同，请写到更细的代码。")
        return next(iter(inside.values()))


def _row(row: Mapping[str, str]) -> SizeRow:
    thresholds = [
        Threshold(row[f"metric{n}"], *(Decimal(row[f"{name}{n}"]) for name in ("large", "medium", "small")))
        for n in (1, 2)
        if row[f"metric{n}"]
    ]
    if not thresholds or any(each.metric not in METRICS for each in thresholds) or not row["basis"]:
        raise ValueError(row["industry"])
    return SizeRow(
        row["industry"],
        tuple(row["codes"].split(";")),
        tuple(thresholds),
        date.fromisoformat(row["valid_from"]),
        row["basis"],
    )


def _split(industry_code: str) -> tuple[str, str]:
    found = INDUSTRY_CODE.fullmatch(SPACES.sub("", industry_code).upper())
    if not found or not found.group():
        raise BadInput(f"行业代码“{industry_code}”应是门类字母、2 至 4 位数字，或两者连写（如 C、F51、K7010）。")
    return found.group(1) or "", found.group(2) or ""


@dataclass(frozen=True)
class Size:
    """The size class, each figure with the class it alone would give, and the rule it rests on."""

    size: SizeClass
    by: tuple[tuple[str, Decimal, SizeClass], ...]
    industry: str
    basis: str

    def as_json(self) -> dict[str, object]:
        """The answer as plain JSON values."""
        return {
            "size": self.size.label,
            "by": [
                {"metric": METRICS[metric][0], "value": f"{value:f}", "unit": METRICS[metric][1], "size": each.label}
                for metric, value, each in self.by
            ],
            "industry": self.industry,
            "basis": self.basis,
        }


def size_of(source: Mapping[str, object], table: SizeTable) -> Size:
    """The size class for `industry_code`, `employees` (people), `revenue_wan` and `assets_wan` (万元).

    Only the figures that the industry's row names are needed. BadInput names what is missing or wrong.
    """
    code = field(source, "industry_code")
    if not isinstance(code, str):
        raise BadInput('industry_code 应是文字（如 "C" 或 "5132"）。')
    row = table.row(code)
    by = []
    for threshold in row.thresholds:
        name = FIELDS[threshold.metric]
        value = source.get(name)
        if value is None:
            raise BadInput(f"{row.industry}按{METRICS[threshold.metric][0]}划型，缺少 {name}。")
        places = 0 if threshold.metric == "employees" else 6
        figure = number(value, name, places, Decimal(0), MANY)
        by.append((threshold.metric, figure, threshold.classify(figure)))
    return Size(min(each for _, _, each in by), tuple(by), row.industry, row.basis)
