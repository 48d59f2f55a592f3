"""The statutory or agreed last day of payment (国务院令第802号第九、十条; 第728号第八、九条).

The day of delivery, confirmation or acceptance is not counted; the last day, when a rest day, moves to the next working
day (民法典第二百零三条), and lateness and interest count from the day after that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from caseflow.core.errors import BadInput
from caseflow.core.money import PaymentLaws, SubstanceLaw, Term, day, field, number
from caseflow.core.working_days import Calendar, days_from_to

LONGEST_TERM = Decimal(3650)
T = TypeVar("T")
PRICES = ("货物", "工程", "服务")


@dataclass(frozen=True)
class PaymentQuestion:
    """What decides the last day of payment; `agreed_days` in calendar days, None when nothing was agreed."""

    respondent_type: str
    contract_date: date
    price_of: str
    start_kind: str
    start_date: date
    agreed_days: int | None

    @staticmethod
    def parse(source: Mapping[str, object]) -> "PaymentQuestion":
        """The question from a mapping with the fields of the command. BadInput names the field that cannot be used."""
        agreed = source.get("agreed_days")
        return PaymentQuestion(
            respondent_type=str(field(source, "respondent_type")),
            contract_date=day(field(source, "contract_date"), "contract_date"),
            price_of=str(field(source, "price_of")),
            start_kind=str(field(source, "start_kind")),
            start_date=day(field(source, "start_date"), "start_date"),
            agreed_days=None if agreed is None else int(number(agreed, "agreed_days", 0, Decimal(0), LONGEST_TERM)),
        )


@dataclass(frozen=True)
class PaymentDue:
    """The last day of payment, not moved and moved off rest days; both None where the law fixes no term."""

    due: date | None
    due_next_working_day: date | None
    days_used: int | None
    law: str
    basis: str
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The answer as plain JSON values."""
        return {
            "due": self.due.isoformat() if self.due else None,
            "due_next_working_day": self.due_next_working_day.isoformat() if self.due_next_working_day else None,
            "days_used": self.days_used,
            "law": self.law,
            "basis": self.basis,
            "notes": list(self.notes),
        }


def payment_due(question: PaymentQuestion, laws: PaymentLaws, calendar: Calendar) -> PaymentDue:
    """The last day of payment. BadInput for an unknown respondent type, price or kind of start."""
    law = laws.on(question.contract_date)
    term = _known(law.terms, question.respondent_type, "respondent_type")
    start_basis = _known(law.starts, question.start_kind, "start_kind")
    _known(dict.fromkeys(PRICES, ""), question.price_of, "price_of")
    days, notes = _days(law, term, question)
    basis = f"{law.name}{term.article}" if law.needs_lawyer else f"{law.name}{term.article}；起算：{start_basis}"
    if question.start_date < question.contract_date:
        notes.append("起算日早于合同订立日，请核对。")
    if days is None:
        return PaymentDue(None, None, None, law.name, basis, tuple(notes))
    due = question.start_date + timedelta(days=days)
    rolled = calendar.next_working_day(due)
    if rolled != due:
        notes.append("最后一日是休息日，顺延至其后第一个工作日（民法典第二百零三条）；逾期自该日的次日起算。")
    if not all(calendar.known(each.year) for each in days_from_to(due, rolled)):
        notes.append(f"{due.year} 年放假安排未录入，顺延日按周末暂定。")
    return PaymentDue(due, rolled, days, law.name, basis, tuple(notes))


def _known(table: Mapping[str, T], word: str, name: str) -> T:
    if word not in table:
        raise BadInput(f"{name} 不能是“{word}”，可用的有：{'、'.join(table)}。")
    return table[word]


def _days(law: SubstanceLaw, term: Term, question: PaymentQuestion) -> tuple[int | None, list[str]]:
    """The days that count, and what has to be said about them."""
    notes = ["合同订立于条例施行之前，没有法定付款期限，请由法律人员确认。"] if law.needs_lawyer else []
    agreed = question.agreed_days
    if agreed is None:
        if term.default_days is None:
            notes.append(f"{law.name}对{question.respondent_type}没有规定付款期限，合同也未约定，不能算出到期日。")
        return term.default_days, notes
    if term.max_days is not None and agreed > term.max_days:
        notes.append(f"约定的 {agreed} 日超过法定上限，按 {term.max_days} 日计算（{term.article}）。")
        return term.max_days, notes
    if term.default_days is not None and term.max_days is None and agreed > term.default_days:
        notes.append(f"约定的 {agreed} 日长于 {term.default_days} 日：从其约定，但须合理（{term.article}）。")
    return agreed, notes
