"""Payment terms and late interest: the published figures, boundaries, and a second implementation in whole cents."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseflow.core.deadlines import Calendar
from caseflow.core.errors import BadInput, RuleError
from caseflow.core.interest import Interest, InterestQuestion, LprTable, interest
from caseflow.core.money import PaymentLaws
from caseflow.core.payment_term import PaymentDue, PaymentQuestion, payment_due

POLICIES = Path(__file__).parents[2] / "policies"
LAWS = PaymentLaws.parse((POLICIES / "payment_terms.toml").read_text("utf-8"))
LPR = LprTable.parse((POLICIES / "rates/lpr.csv").read_text("utf-8"))
CALENDAR = Calendar.parse({int(path.stem): path.read_text("utf-8") for path in (POLICIES / "calendar").glob("*.toml")})
CLAIM: dict[str, object] = {
    "contract_date": "2024-03-01",
    "due_date": "2025-01-01",
    "principal": 1_000_000,
    "agreed_annual_rate": None,
    "payments": [],
    "as_of": "2025-05-01",
    "day_count": 365,
}
DELIVERY: dict[str, object] = {
    "respondent_type": "机关",
    "contract_date": "2025-06-01",
    "price_of": "货物",
    "start_kind": "delivery",
    "start_date": "2026-03-02",
    "agreed_days": None,
}


def _interest(**changes: object) -> Interest:
    return interest(InterestQuestion.parse({**CLAIM, **changes}), LAWS, LPR)


def _due(**changes: object) -> PaymentDue:
    return payment_due(PaymentQuestion.parse({**DELIVERY, **changes}), LAWS, CALENDAR)


@pytest.mark.parametrize(
    ("rate", "day_count", "kind", "total"),
    [
        (None, 365, "statutory_daily", "60000.00"),
        (Decimal("3.45"), 365, "agreed", "11342.47"),
        ("3.45", 360, "agreed", "11500.00"),
        ("1.5", 365, "lpr_floor", "11342.47"),
        (0, 360, "lpr_floor", "11500.00"),
    ],
)
def test_published_figures(rate: object, day_count: int, kind: str, total: str) -> None:
    sheet = _interest(agreed_annual_rate=rate, day_count=day_count)
    assert sheet.segments[0].days == 120
    assert (sheet.rate_kind, sheet.as_json()["total"]) == (kind, total)
    assert any("低于" in note for note in sheet.notes) is (kind == "lpr_floor")


def test_the_sheet_as_json() -> None:
    payments = [{"date": "2025-02-10", "amount": "400000.00"}, {"date": "2025-01-11", "amount": 100000}]
    assert _interest(payments=payments).as_json() == {
        "law": "国务院令第728号",
        "basis": "国务院令第728号第十五条",
        "rate_kind": "statutory_daily",
        "rate_used": "0.0005",
        "segments": [
            {"from": "2025-01-02", "to": "2025-01-11", "days": 10, "principal": "1000000.00", "interest": "5000.00"},
            {"from": "2025-01-12", "to": "2025-02-10", "days": 30, "principal": "900000.00", "interest": "13500.00"},
            {"from": "2025-02-11", "to": "2025-05-01", "days": 80, "principal": "500000.00", "interest": "20000.00"},
        ],
        "total": "38500.00",
        "notes": [
            "未约定利率，按每日万分之五计算。",
            "付款全部按冲抵本金计算；先抵利息的约定或民法典第五百六十一条的顺序须另行核对。",
        ],
    }


@pytest.mark.parametrize(
    ("contract_date", "law", "kind", "rate"),
    [
        ("2020-08-31", "合同约定和民法典", "agreed", "1"),
        ("2020-09-01", "国务院令第728号", "lpr_floor", "3.85"),
        ("2025-05-19", "国务院令第728号", "lpr_floor", "3.10"),
        ("2025-05-20", "国务院令第728号", "lpr_floor", "3.00"),
        ("2025-05-31", "国务院令第728号", "lpr_floor", "3.00"),
        ("2025-06-01", "国务院令第802号", "lpr_floor", "3.00"),
        ("2023-08-20", "国务院令第728号", "lpr_floor", "3.55"),
        ("2023-08-21", "国务院令第728号", "lpr_floor", "3.45"),
    ],
)
def test_law_and_rate_follow_the_day_of_the_contract(contract_date: str, law: str, kind: str, rate: str) -> None:
    sheet = _interest(contract_date=contract_date, agreed_annual_rate=1)
    assert (sheet.law, sheet.rate_kind, str(sheet.rate_used)) == (law, kind, rate)


def test_an_old_contract_without_a_rate_has_no_figure() -> None:
    sheet = _interest(contract_date="2020-08-31")
    assert (sheet.rate_kind, sheet.rate_used, sheet.total, sheet.segments) == ("none", None, None, ())
    assert "法律人员" in sheet.notes[0]


def test_an_lpr_not_yet_checked_is_said() -> None:
    assert any("尚未核对" in note for note in _interest(contract_date="2026-05-20", agreed_annual_rate=9).notes)
    assert not any("尚未核对" in note for note in _interest(contract_date="2026-05-19", agreed_annual_rate=9).notes)
    with pytest.raises(RuleError):
        LPR.on(date(2019, 8, 19))


def test_nothing_late_nothing_owed() -> None:
    assert _interest(as_of="2025-01-01").as_json()["total"] == "0.00"
    assert _interest(as_of="2025-01-02").as_json()["total"] == "500.00"
    early = _interest(payments=[{"date": "2024-12-01", "amount": 1000000}])
    assert (early.segments, early.total) == ((), Decimal(0))
    on_due_day = _interest(payments=[{"date": "2025-01-01", "amount": 600000}])
    assert [segment.principal for segment in on_due_day.segments] == [Decimal(400000)]
    late = _interest(payments=[{"date": "2025-05-02", "amount": 1}])
    assert late.total == Decimal(60000)
    assert any("未计入" in note for note in late.notes)
    today = _interest(payments=[{"date": "2025-05-01", "amount": 1}])
    assert not any("未计入" in note for note in today.notes)


def test_half_a_cent_is_a_cent() -> None:
    for principal, total in ((10, "0.01"), (50, "0.03"), ("9.99", "0.00")):
        assert _interest(principal=principal, as_of="2025-01-02").as_json()["total"] == total


def test_two_payments_on_one_day_make_one_cut() -> None:
    twice = _interest(payments=[{"date": "2025-02-01", "amount": 1}, {"date": "2025-02-01", "amount": 2}])
    assert [(segment.first, segment.principal) for segment in twice.segments] == [
        (date(2025, 1, 2), Decimal(1000000)),
        (date(2025, 2, 2), Decimal(999997)),
    ]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"principal": 0}, "principal"),
        ({"principal": "-5"}, "principal"),
        ({"principal": "1e5"}, "principal"),
        ({"principal": 1.5}, "principal"),
        ({"principal": True}, "principal"),
        ({"principal": "1.005"}, "principal"),
        ({"principal": Decimal("NaN")}, "principal"),
        ({"principal": Decimal("1E+999999")}, "principal"),
        ({"agreed_annual_rate": -1}, "agreed_annual_rate"),
        ({"agreed_annual_rate": "百分之三"}, "agreed_annual_rate"),
        ({"day_count": 366}, "day_count"),
        ({"as_of": "2025-02-30"}, "as_of"),
        ({"as_of": 20250101}, "as_of"),
        ({"due_date": "20250101"}, "due_date"),
        ({"due_date": "2025-W01-1"}, "due_date"),
        ({"contract_date": "1889-01-01"}, "contract_date"),
        ({"payments": "none"}, "payments"),
        ({"payments": [5]}, "payments 第 1 项"),
        ({"payments": [{"date": "2025-02-01"}]}, "amount"),
        ({"payments": [{"date": "2025-02-01", "amount": 1000001}]}, "payments"),
    ],
)
def test_bad_claims_are_refused_by_name(changes: dict[str, object], named: str) -> None:
    with pytest.raises(BadInput, match=named):
        _interest(**changes)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(BadInput, match="缺少 due_date"):
        InterestQuestion.parse({name: value for name, value in CLAIM.items() if name != "due_date"})


def _cents_by_the_day(
    cents: int, due: date, as_of: date, paid: dict[date, int], numerator: int, denominator: int
) -> int:
    """Interest in cents: walk the days one by one, close a stretch on each day of payment, round it half-up."""
    total = run = 0
    owed = cents - sum(amount for day, amount in paid.items() if day <= due)
    day = due + timedelta(days=1)
    while day <= as_of:
        run += owed * numerator
        if day in paid or day == as_of:
            total += (2 * run + denominator) // (2 * denominator)
            run = 0
            owed -= paid.get(day, 0)
        day += timedelta(days=1)
    return total


PUBLISHED = [
    (date.fromisoformat(line.split(",")[0]), int(line.split(",")[2].replace(".", "")) * 10_000)
    for line in (POLICIES / "rates/lpr.csv").read_text("utf-8").splitlines()[1:]
]
"""The days and the LPR in millionths of a per cent, read without the table under test."""


def _floored(rate: int, contract: date) -> int:
    """An agreed rate in millionths of a per cent, lifted to the LPR of that day where a regulation says so."""
    floor = next(value for day, value in reversed(PUBLISHED) if day <= contract)
    return max(rate, floor) if contract >= date(2020, 9, 1) else rate


HISTORIES = st.fixed_dictionaries(
    {
        "cents": st.integers(1, 10**11),
        "contract": st.dates(date(2020, 9, 1), date(2026, 5, 19)),
        "term": st.integers(0, 400),
        "late": st.integers(-5, 900),
        "cuts": st.lists(st.tuples(st.integers(-3, 950), st.integers(1, 60)), max_size=6),
        "rate": st.one_of(st.none(), st.integers(0, 36_000_000)),
        "day_count": st.sampled_from([365, 360]),
    }
)


def _same_to_the_cent(
    cents: int, contract: date, term: int, late: int, cuts: list[tuple[int, int]], rate: int | None, day_count: int
) -> None:
    """One history: so many cents fell due, was paid in parts, and bore interest by the law of the contract's day."""
    due, paid = contract + timedelta(days=term), dict[date, int]()
    for offset, percent in cuts:
        amount = min(cents * percent // 100, cents - sum(paid.values()))
        if amount:
            day = due + timedelta(days=offset)
            paid[day] = paid.get(day, 0) + amount
    as_of = due + timedelta(days=late)
    numerator, denominator = (5, 10_000) if rate is None else (_floored(rate, contract), 10**8 * day_count)
    sheet = _interest(
        contract_date=contract.isoformat(),
        due_date=due.isoformat(),
        as_of=as_of.isoformat(),
        principal=Decimal(cents) / 100,
        agreed_annual_rate=None if rate is None else Decimal(rate) / 10**6,
        payments=[{"date": day.isoformat(), "amount": Decimal(amount) / 100} for day, amount in paid.items()],
        day_count=day_count,
    )
    assert sheet.total is not None
    assert int(sheet.total * 100) == _cents_by_the_day(cents, due, as_of, paid, numerator, denominator)
    assert sum(segment.interest for segment in sheet.segments) == sheet.total


@settings(max_examples=800, deadline=None)
@given(HISTORIES)
def test_interest_equals_a_count_in_whole_cents(history: dict[str, Any]) -> None:
    _same_to_the_cent(**history)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@given(HISTORIES)
def test_ten_thousand_histories_equal_a_count_in_whole_cents(history: dict[str, Any]) -> None:
    _same_to_the_cent(**history)


BY_LAW = {"机关": (30, 60), "事业单位": (30, 60), "团体组织": (30, 60), "大型企业": (60, None)}
"""Default and ceiling from 2025-06-01 on; 第728号 knew no default for large enterprises."""


def _days_by_hand(respondent: str, contract: date, agreed: int | None) -> int | None:
    if contract < date(2020, 9, 1):
        return agreed
    default, ceiling = BY_LAW[respondent]
    if respondent == "大型企业" and contract < date(2025, 6, 1):
        default = None
    if agreed is None:
        return default
    return agreed if ceiling is None else min(agreed, ceiling)


TERMS = {
    "respondent": st.sampled_from(sorted(BY_LAW)),
    "contract": st.dates(date(2019, 1, 1), date(2026, 6, 30)),
    "start": st.integers(0, 400),
    "agreed": st.one_of(st.none(), st.integers(0, 400)),
    "kind": st.sampled_from(["delivery", "settlement_confirmed", "accepted", "inspection_period_end"]),
}


@settings(max_examples=300, deadline=None)
@given(**TERMS)
def test_the_last_day_of_payment_equals_a_count_by_hand(
    respondent: str, contract: date, start: int, agreed: int | None, kind: str
) -> None:
    began = contract + timedelta(days=start)
    answer = _due(
        respondent_type=respondent, contract_date=contract.isoformat(), agreed_days=agreed, start_kind=kind,
        start_date=began.isoformat(),
    )  # fmt: skip
    days = _days_by_hand(respondent, contract, agreed)
    assert answer.days_used == days
    assert answer.due == (None if days is None else began + timedelta(days=days))
    if answer.due and answer.due_next_working_day:
        between = (answer.due_next_working_day - answer.due).days
        passed = [answer.due + timedelta(days=each) for each in range(between)]
        assert not any(CALENDAR.is_working(day) for day in passed)
        assert CALENDAR.is_working(answer.due_next_working_day)


@pytest.mark.parametrize(
    ("due", "as_of", "days"),
    [
        ("2024-02-28", "2024-03-01", 2),
        ("2023-02-28", "2023-03-01", 1),
        ("2024-01-31", "2024-02-29", 29),
        ("2023-12-31", "2024-12-31", 366),
        ("2024-12-31", "2025-12-31", 365),
    ],
)
def test_month_ends_and_leap_years(due: str, as_of: str, days: int) -> None:
    sheet = _interest(due_date=due, as_of=as_of)
    assert [segment.days for segment in sheet.segments] == [days]
    assert sheet.total == Decimal(500) * days


@pytest.mark.parametrize(
    ("respondent", "contract_date", "agreed", "days", "due"),
    [
        ("机关", "2025-06-01", None, 30, "2026-04-01"),
        ("事业单位", "2025-06-01", 45, 45, "2026-04-16"),
        ("机关", "2025-06-01", 60, 60, "2026-05-01"),
        ("机关", "2025-06-01", 61, 60, "2026-05-01"),
        ("团体组织", "2025-06-01", 90, 60, "2026-05-01"),
        ("大型企业", "2025-06-01", None, 60, "2026-05-01"),
        ("大型企业", "2025-06-01", 90, 90, "2026-05-31"),
        ("机关", "2025-05-31", 180, 60, "2026-05-01"),
        ("大型企业", "2025-05-31", None, None, None),
        ("大型企业", "2025-05-31", 75, 75, "2026-05-16"),
        ("机关", "2020-08-31", None, None, None),
        ("机关", "2020-08-31", 100, 100, "2026-06-10"),
        ("机关", "2025-06-01", 0, 0, "2026-03-02"),
    ],
)
def test_payment_terms(
    respondent: str, contract_date: str, agreed: int | None, days: int | None, due: str | None
) -> None:
    answer = _due(respondent_type=respondent, contract_date=contract_date, agreed_days=agreed)
    assert (answer.days_used, answer.as_json()["due"]) == (days, due)
    assert (answer.due_next_working_day is None) is (due is None)
    if due is None:
        assert any("不能算出" in note for note in answer.notes)
    capped = agreed is not None and days is not None and agreed > days
    assert any("超过法定上限" in note for note in answer.notes) is capped
    assert any("须合理" in note for note in answer.notes) is (agreed == 90 and respondent == "大型企业")


def test_the_last_day_moves_off_rest_days() -> None:
    answer = _due(respondent_type="大型企业")
    assert answer.as_json() == {
        "due": "2026-05-01",
        "due_next_working_day": "2026-05-06",
        "days_used": 60,
        "law": "国务院令第802号",
        "basis": "国务院令第802号第九条第二款；起算：第九条第一款、第二款(自交付之日起)",
        "notes": ["最后一日是休息日，顺延至其后第一个工作日（民法典第二百零三条）；逾期自该日的次日起算。"],
    }
    assert any("2027 年放假安排未录入" in note for note in _due(start_date="2026-12-20").notes)


def test_what_the_term_starts_from_is_cited() -> None:
    assert "第十条第二款" in _due(start_kind="inspection_period_end").basis
    assert "第九条第四款" in _due(start_kind="settlement_confirmed").basis
    assert "第九条第一款" in _due(start_kind="accepted", contract_date="2024-01-01").basis
    assert _due(contract_date="2020-01-01", agreed_days=5).law == "合同约定和民法典"
    assert any("早于合同订立日" in note for note in _due(start_date="2025-05-31").notes)


@pytest.mark.parametrize(
    "changes",
    [
        {"respondent_type": "军队"},
        {"price_of": "借款"},
        {"start_kind": "someday"},
        {"agreed_days": -1},
        {"agreed_days": "1.5"},
        {"agreed_days": 99999},
        {"start_date": None},
    ],
)
def test_bad_payment_questions_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=next(iter(changes))):
        _due(**changes)


def test_laws_follow_one_another_without_a_gap() -> None:
    text = (POLICIES / "payment_terms.toml").read_text("utf-8")
    assert [law.key for law in LAWS.laws] == ["contract", "728", "802"]
    with pytest.raises(RuleError, match="不衔接"):
        PaymentLaws.parse(text.replace("valid_to = 2025-05-31", "valid_to = 2025-05-30"))
    with pytest.raises(RuleError, match="无法读取"):
        PaymentLaws.parse(text.replace("[[law]]", "[[statute]]"))
    with pytest.raises(RuleError, match="没有适用于"):
        LAWS.on(date(1980, 1, 1))


def test_a_wrong_lpr_table_is_an_alarm() -> None:
    text = (POLICIES / "rates/lpr.csv").read_text("utf-8")
    header, first, *rest = text.splitlines()
    for broken in ("", header, "\n".join([header, *rest, first]), text.replace("3.45", "三点四五")):
        with pytest.raises(RuleError, match="LPR 表"):
            LprTable.parse(broken)
