"""Late interest by segments (国务院令第802号第十七条; 第728号第十五条).

An agreed annual rate counts, but not below the one-year LPR last published on or before the day of the contract;
nothing agreed means 0.05 % a day. The first late day is the day after `due_date` as given; the day of a payment still
bears interest on the amount before it. Each segment is rounded half-up to 0.01 yuan and the total is their sum.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from caseflow.core.errors import BadInput, RuleError
from caseflow.core.money import PaymentLaws, SubstanceLaw, day, field, half_up, number, yuan
from caseflow.core.working_days import ONE_DAY

HIGHEST_RATE = Decimal(1000)
DAY_COUNTS = (365, 360)
EXACT = 60
"""Digits of the intermediate sums: more than the longest principal, rate and number of days can need."""


@dataclass(frozen=True)
class Lpr:
    """The one-year LPR in percent a year from `effective_from`, checked through `confirmed_through`."""

    effective_from: date
    confirmed_through: date
    rate: Decimal


@dataclass(frozen=True)
class LprTable:
    """The published one-year LPR, oldest first; only changes are listed."""

    rows: tuple[Lpr, ...]

    @staticmethod
    def parse(csv_text: str) -> "LprTable":
        """The table from the text of lpr.csv. RuleError when it cannot be read or is not in order of time."""
        try:
            rows = tuple(
                Lpr(
                    date.fromisoformat(row["effective_from"]),
                    date.fromisoformat(row["confirmed_through"]),
                    Decimal(row["lpr_1y"]),
                )
                for row in csv.DictReader(io.StringIO(csv_text))
            )
        except (ArithmeticError, KeyError, TypeError, ValueError) as problem:
            raise RuleError(f"LPR 表无法读取：{problem!r}。") from problem
        if not rows or any(later.effective_from <= earlier.effective_from for earlier, later in pairwise(rows)):
            raise RuleError("LPR 表为空或未按日期排列。")
        return LprTable(rows)

    def on(self, contract_date: date) -> Lpr:
        """The rate last published on or before `contract_date`. RuleError before the first row."""
        found = [row for row in self.rows if row.effective_from <= contract_date]
        if not found:
            raise RuleError(f"LPR 表没有 {contract_date.isoformat()} 或更早的数据。")
        return found[-1]


@dataclass(frozen=True)
class Payment:
    """A payment that reduces the principal: the day and the yuan."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class InterestQuestion:
    """One claim: yuan owed, when it fell due, the agreed rate in percent a year (None: nothing agreed), payments."""

    contract_date: date
    due_date: date
    principal: Decimal
    agreed_annual_rate: Decimal | None
    payments: tuple[Payment, ...]
    as_of: date
    day_count: int

    @staticmethod
    def parse(source: Mapping[str, object]) -> "InterestQuestion":
        """The question from a mapping with the fields of the command. BadInput names the field that cannot be used."""
        rate, day_count = source.get("agreed_annual_rate"), source.get("day_count", 365)
        days_a_year = number(day_count, "day_count", 0, Decimal(0), HIGHEST_RATE)
        if days_a_year not in DAY_COUNTS:
            raise BadInput(f"day_count 只能是 365 或 360，不能是 {day_count}。")
        principal = yuan(field(source, "principal"), "principal")
        payments = _payments(source.get("payments"))
        if sum(payment.amount for payment in payments) > principal:
            raise BadInput("payments 合计超过 principal；请只填冲抵本金的付款。")
        return InterestQuestion(
            contract_date=day(field(source, "contract_date"), "contract_date"),
            due_date=day(field(source, "due_date"), "due_date"),
            principal=principal,
            agreed_annual_rate=None
            if rate is None
            else number(rate, "agreed_annual_rate", 6, Decimal(0), HIGHEST_RATE),
            payments=payments,
            as_of=day(field(source, "as_of"), "as_of"),
            day_count=int(days_a_year),
        )


def _payments(value: object) -> tuple[Payment, ...]:
    entries = [] if value is None else value
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise BadInput("payments 应是数组。")
    found = []
    for place, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise BadInput(f"payments 第 {place} 项应写明 date 和 amount。")
        name = f"payments 第 {place} 项的"
        found.append(Payment(day(entry.get("date"), f"{name} date"), yuan(entry.get("amount"), f"{name} amount")))
    return tuple(sorted(found, key=lambda payment: payment.day))


@dataclass(frozen=True)
class Segment:
    """Days from `first` to `last`, both included, on one principal, and their interest in yuan."""

    first: date
    last: date
    principal: Decimal
    interest: Decimal

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Interest:
    """The interest sheet. `rate_kind` is agreed, lpr_floor, statutory_daily or none (then `total` is None).

    `rate_used` is percent a year for the first two and a fraction a day for statutory_daily. `floor` is the LPR below which
    no agreed rate counts, None where it did not matter; `floor_unknown`: nobody has checked it for that month yet.
    """

    law: str
    basis: str
    rate_kind: str
    rate_used: Decimal | None
    segments: tuple[Segment, ...]
    total: Decimal | None
    notes: tuple[str, ...]
    floor: Lpr | None = None
    floor_unknown: bool = False

    def as_json(self) -> dict[str, object]:
        """The sheet as plain JSON values, amounts as strings."""
        return {
            "law": self.law,
            "basis": self.basis,
            "rate_kind": self.rate_kind,
            "rate_used": None if self.rate_used is None else f"{self.rate_used:f}",
            "segments": [
                {
                    "from": segment.first.isoformat(),
                    "to": segment.last.isoformat(),
                    "days": segment.days,
                    "principal": f"{segment.principal:.2f}",
                    "interest": f"{segment.interest:.2f}",
                }
                for segment in self.segments
            ],
            "total": None if self.total is None else f"{self.total:.2f}",
            "notes": list(self.notes),
        }


def interest(question: InterestQuestion, laws: PaymentLaws, lpr: LprTable) -> Interest:
    """The interest until `as_of` inclusive. RuleError where law or LPR for the day of the contract are not entered."""
    law = laws.on(question.contract_date)
    floor = lpr.on(question.contract_date) if law.has_annual_floor and question.agreed_annual_rate is not None else None
    unknown = floor is not None and question.contract_date > floor.confirmed_through
    kind, rate, notes = _rate(question, law, floor)
    basis = law.name if law.needs_lawyer else f"{law.name}{law.interest_article}"
    notes.extend(_remarks(question))
    if rate is None:
        return Interest(law.name, basis, kind, None, (), None, tuple(notes))
    with localcontext() as context:
        context.prec = EXACT
        segments = tuple(
            Segment(first, last, owed, half_up(_simple(owed, kind, rate, (last - first).days + 1, question.day_count)))
            for first, last, owed in _stretches(question)
        )
        total = sum((segment.interest for segment in segments), Decimal("0.00"))
    return Interest(law.name, basis, kind, rate, segments, total, tuple(notes), floor, unknown)


def _rate(question: InterestQuestion, law: SubstanceLaw, published: Lpr | None) -> tuple[str, Decimal | None, list[str]]:
    agreed = question.agreed_annual_rate
    notes = ["合同订立于条例施行之前，利息规则须由法律人员确认。"] if law.needs_lawyer else []
    if agreed is None:
        if law.daily_rate is None:
            notes.append("没有约定利率，也没有适用的法定利率，未计算利息。")
            return "none", None, notes
        return "statutory_daily", law.daily_rate, [*notes, "未约定利率，按每日万分之五计算。"]
    if published is None:
        return "agreed", agreed, notes
    if question.contract_date > published.confirmed_through:
        notes.append(f"{published.confirmed_through.isoformat()} 以后的 LPR 尚未核对，沿用前值 {published.rate}%。")
    if agreed >= published.rate:
        return "agreed", agreed, notes
    notes.append(f"约定利率 {agreed:f}% 低于合同订立时的1年期LPR，按 {published.rate}% 试算（{law.interest_article}）。")
    return "lpr_floor", published.rate, notes


def _remarks(question: InterestQuestion) -> list[str]:
    remarks = []
    if question.as_of <= question.due_date:
        remarks.append("截至计算日尚未逾期。")
    if any(payment.day > question.as_of for payment in question.payments):
        remarks.append("计算日之后的付款未计入。")
    if question.payments:
        remarks.append("付款全部按冲抵本金计算；先抵利息的约定或民法典第五百六十一条的顺序须另行核对。")
    return remarks


def _simple(owed: Decimal, kind: str, rate: Decimal, days: int, day_count: int) -> Decimal:
    if kind == "statutory_daily":
        return owed * rate * days
    return owed * rate * days / (100 * day_count)


def _stretches(question: InterestQuestion) -> Iterator[tuple[date, date, Decimal]]:
    """First day, last day and principal of each stretch of late days on which something was owed."""
    first, owed = question.due_date + ONE_DAY, question.principal
    for payment in question.payments:
        last = min(payment.day, question.as_of)
        if first <= last:
            yield first, last, owed
        first, owed = max(first, payment.day + ONE_DAY), owed - payment.amount
    if first <= question.as_of and owed > 0:
        yield first, question.as_of, owed
